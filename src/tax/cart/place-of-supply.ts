import type { TaxCalculationContext } from "@medusajs/framework/types"
import { readAddress } from "../address/read-address"

type Address = {
  address_1?: string | null
  address_2?: string | null
  city?: string | null
  province?: string | null
  postal_code?: string | null
  country_code?: string | null
  metadata?: Record<string, unknown> | null
}

type CartWithAddresses = {
  shipping_address?: Address | null
  billing_address?: Address | null
  items?: { requires_shipping?: boolean | null }[] | null
  shipping_methods?:
    | {
        shipping_option?: {
          service_zone?: {
            fulfillment_set?: {
              type?: string | null
              location?: { address?: Address | null } | null
            } | null
          } | null
        } | null
      }[]
    | null
}

/** Where a cart is taxed, and which of Kintsugi's address types that is. */
export type PlaceOfSupply = {
  address: Address
  type: "SHIP_TO" | "BILL_TO"
  /** Whether it is the address of a location of the store. */
  isPickUp?: boolean
}

/**
 * The address that decides a cart's tax: where the customer receives the goods.
 * For pick-up that is the location's address, if it is filled in; for a cart
 * that ships nothing and has no full shipping address, the billing address;
 * otherwise the shipping address. `undefined` where there is none yet.
 */
export const placeOfSupply = (
  cart: CartWithAddresses
): PlaceOfSupply | undefined => {
  const pickUp = pickUpAddress(cart)
  if (pickUp) {
    return { address: pickUp, type: "SHIP_TO", isPickUp: true }
  }
  const { shipping_address: shipping, billing_address: billing } = cart
  if (
    billing?.country_code &&
    shipsNothing(cart) &&
    !isFull(shipping) &&
    (isFull(billing) || !isComplete(shipping))
  ) {
    return { address: billing, type: "BILL_TO" }
  }
  return shipping?.country_code
    ? { address: shipping, type: "SHIP_TO" }
    : undefined
}

/**
 * {@link placeOfSupply} of an order. If nothing says where its goods go, as
 * with a draft that has only a billing address, that address decides: no order
 * is sold untaxed without a place of supply while it has any address.
 */
export const placeOfOrder = (
  order: CartWithAddresses
): PlaceOfSupply | undefined => {
  const { billing_address: billing } = order
  return (
    placeOfSupply(order) ??
    (billing?.country_code ? { address: billing, type: "BILL_TO" } : undefined)
  )
}

/** Whether nothing in a cart has to be shipped, as with digital goods. */
export const shipsNothing = ({
  items,
}: Pick<CartWithAddresses, "items">): boolean =>
  (items ?? []).every(({ requires_shipping }) => requires_shipping === false)

/** Whether it has all required fields, none of them derived from another. */
const isFull = (address: Address | null | undefined): boolean => {
  const reading = readAddress(toTaxAddress(address))
  return reading.status === "complete" && !reading.isStateFromPostalCode
}

/** Medusa fills in only the country for a cart of a one-country region. */
const isComplete = (address: Address | null | undefined): boolean =>
  readAddress(toTaxAddress(address)).status === "complete"

/** Medusa requires only a street and a country for a location. */
const isFilledIn = (address: Address | null | undefined): boolean =>
  readAddress(toTaxAddress(address)).status !== "incomplete"

/** A cart's address in the field names of Medusa's tax calculation. */
export const toTaxAddress = (
  address: Address | null | undefined
): TaxCalculationContext["address"] => ({
  country_code: address?.country_code ?? "",
  province_code: address?.province ?? undefined,
  address_1: address?.address_1 ?? undefined,
  address_2: address?.address_2 ?? undefined,
  city: address?.city ?? undefined,
  postal_code: address?.postal_code ?? undefined,
})

/**
 * Present only if everything is picked up. An estimate has one place: with
 * several locations, that of the first shipping method whose location has its
 * address filled in.
 */
const pickUpAddress = ({
  shipping_methods,
}: CartWithAddresses): Address | null | undefined => {
  const sets = (shipping_methods ?? []).map(
    (method) => method.shipping_option?.service_zone?.fulfillment_set
  )
  return sets.length && sets.every((set) => set?.type === "pickup")
    ? sets.find((set) => isFilledIn(set?.location?.address))?.location?.address
    : undefined
}
