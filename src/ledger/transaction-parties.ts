import { boundedEmail, boundedId, boundedText } from "../contract/bounds"
import type { TransactionRequest } from "../kintsugi-api"
import { readAddress } from "../tax/address/read-address"
import { placeOfSupply, toTaxAddress } from "../tax/cart/place-of-supply"
import { isGuestOrder } from "../tax/customer/guests"
import type { OrderForLedger } from "./order"

/** An address of a transaction. */
export type SentAddress = TransactionRequest["addresses"][number]

/** The customer of a transaction: the same as in the estimate of its tax. */
export const customerOf = (
  order: OrderForLedger,
  organizationId: string
): TransactionRequest["customer"] => {
  const { billing_address, shipping_address } = order
  const isGuest = order.is_guests || isGuestOrder(order)
  const customer = isGuest ? undefined : order.customer
  const address = billing_address ?? shipping_address
  const name =
    fullName(customer) ||
    fullName(address) ||
    customer?.company_name ||
    address?.company
  const email = boundedEmail(order.email ?? customer?.email ?? "")
  return {
    organization_id: organizationId,
    // A guest is a customer of this one order.
    external_id: boundedId(
      (!isGuest && order.customer_id) || `guest-${order.id}`,
      "customer"
    ),
    ...(name && { name: boundedText(name, "customerName") }),
    ...(email && { email }),
  }
}

const fullName = (
  person:
    { first_name?: string | null; last_name?: string | null } | null | undefined
): string =>
  [person?.first_name, person?.last_name].filter(Boolean).join(" ").trim()

/** Where an order was supplied, and whether it was picked up there. */
export const placeOf = (order: OrderForLedger) =>
  placeOfSupply({
    shipping_address: order.shipping_address,
    billing_address: order.billing_address,
    items: order.items,
    shipping_methods: order.shipping_methods?.filter(
      ({ detail }) => !detail?.return_id
    ),
  })

/**
 * The address that it was shipped to (or the pickup location), and the billing
 * address. A pickup location that moves later does not change earlier sales.
 *
 * @param delivered - as Kintsugi has them already
 */
export const addressesOf = (
  order: OrderForLedger,
  delivered: SentAddress[] = []
): SentAddress[] => {
  const place = placeOf(order)
  const pickupAddress = place?.isPickUp
    ? delivered.find(({ type }) => type === "SHIP_TO")
    : undefined
  return [
    ...(place ? [pickupAddress ?? addressOf(place.address, place.type)] : []),
    ...(order.billing_address?.country_code && place?.type !== "BILL_TO"
      ? [addressOf(order.billing_address, "BILL_TO")]
      : []),
  ]
}

type Address = NonNullable<OrderForLedger["shipping_address"]>

const addressOf = (
  address: Address,
  type: SentAddress["type"]
): SentAddress => {
  const reading = readAddress(toTaxAddress(address))
  if (reading.status === "complete") {
    return { ...reading.address, type }
  }
  // The sale was made regardless: a partial address is better than none.
  const fields = {
    street_1: address.address_1,
    street_2: address.address_2,
    city: address.city,
    state: address.province?.toUpperCase(),
    postal_code: address.postal_code,
    country: address.country_code?.toUpperCase(),
  }
  return {
    ...Object.fromEntries(
      Object.entries(fields).flatMap(([field, value]) =>
        value ? [[field, boundedText(value, "addressPart")]] : []
      )
    ),
    type,
  }
}
