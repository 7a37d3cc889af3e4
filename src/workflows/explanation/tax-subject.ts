import type { MedusaContainer } from "@medusajs/framework/types"
import { MedusaError, isDefined } from "@medusajs/framework/utils"
import type { OrderForLedger } from "../../ledger/order"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import {
  type AddressReading,
  readAddress,
} from "../../tax/address/read-address"
import {
  type SerializedLine,
  deserializeLines,
} from "../../tax/cart/cart-lines"
import {
  type PlaceOfSupply,
  placeOfOrder,
  placeOfSupply,
  shipsNothing,
  toTaxAddress,
} from "../../tax/cart/place-of-supply"
import type { CustomerTaxStatus } from "../../tax/customer/customer-tax-status"
import { fingerprintOf } from "../../tax/estimate/fingerprint"
import {
  getCartRounding,
  getRounding,
  withNormalizedDiscounts,
} from "../cart-tax/cart-discounts"
import { readIsCustomerTrusted } from "../cart-tax/load-cart"
import { createCartLookups } from "../cart-tax/lookups"
import {
  type CartForTax,
  linesOfCart,
  readCart,
  withPickupInfo,
} from "../cart-tax/read-cart"
import { readOrder } from "../ledger-sync/read-order"
import { isOfItsCustomer } from "../order-tax/signed-in-customer"

/** An order or a cart, with all that its tax depends on now. */
export type TaxSubject = {
  id: string
  /** As it is stored, in an order's shape also if it is a cart. */
  order: OrderForLedger
  metadata: Record<string, unknown> | null
  /** ISO 4217, upper case. */
  currencyCode: string
  /** After discounts, without gift cards. */
  lines: SerializedLine[]
  place: PlaceOfSupply | undefined
  reading: AddressReading
  shipsNothing: boolean
  /** Absent where no customer's standing counts. */
  customer?: CustomerTaxStatus
  isTrusted: boolean
}

/** @throws MedusaError (not_found) */
export const loadOrderSubject = async (
  orderId: string,
  container: MedusaContainer
): Promise<TaxSubject> => {
  const order = await readOrder(orderId, container)
  if (!order) {
    throw notFound("order", orderId)
  }
  return subjectOfOrder(order, container)
}

/** @throws MedusaError (not_found) */
export const loadCartSubject = async (
  cartId: string,
  container: MedusaContainer
): Promise<TaxSubject> => {
  const lookups = createCartLookups(container)
  const stored = await readCart(cartId, container, lookups)
  if (!stored) {
    throw notFound("cart", cartId)
  }
  const cart = await withPickupInfo(
    await withNormalizedDiscounts(
      stored,
      getCartRounding(stored, container),
      lookups
    ),
    lookups
  )
  return subjectOf(
    { stored, cart },
    {
      place: placeOfSupply(cart),
      isTrusted: await readIsCustomerTrusted(cart, container),
    },
    container
  )
}

const notFound = (what: "order" | "cart", id: string): MedusaError =>
  new MedusaError(MedusaError.Types.NOT_FOUND, `There is no ${what} ${id}.`)

/** @param order - as `readOrder` reads it */
export const subjectOfOrder = async (
  order: OrderForLedger,
  container: MedusaContainer
): Promise<TaxSubject> => {
  const cart = {
    ...order,
    items: (order.items ?? []).filter(({ quantity }) => Number(quantity) > 0),
    // A return's shipping is not sold.
    shipping_methods: (order.shipping_methods ?? []).filter(
      ({ detail }) => !detail?.return_id
    ),
  } as unknown as CartForTax
  const normalized = await withNormalizedDiscounts(
    cart,
    getRounding(cart, container),
    createCartLookups(container)
  )
  return subjectOf(
    { stored: cart, cart: normalized },
    {
      place: placeOfOrder(cart),
      isTrusted: await isOfItsCustomer(cart, container),
    },
    container
  )
}

const subjectOf = async (
  { stored, cart }: Record<"stored" | "cart", CartForTax>,
  {
    place,
    isTrusted,
  }: { place: PlaceOfSupply | undefined; isTrusted: boolean },
  container: MedusaContainer
): Promise<TaxSubject> => {
  const lookups = createCartLookups(container)
  const [lines, customer] = await Promise.all([
    linesOfCart(cart, lookups),
    isTrusted && cart.customer_id
      ? readCustomerStanding(cart.customer_id, container)
      : undefined,
  ])
  return {
    id: cart.id,
    order: stored as unknown as OrderForLedger,
    metadata: cart.metadata ?? null,
    currencyCode: cart.currency_code.toUpperCase(),
    lines,
    place,
    reading: readAddress(place && toTaxAddress(place.address)),
    shipsNothing: shipsNothing(cart),
    ...(customer && { customer }),
    isTrusted,
  }
}

/** What determines a customer's tax now; `undefined` if there is no customer. */
export const readCustomerStanding = async (
  customerId: string,
  container: MedusaContainer
): Promise<CustomerTaxStatus | undefined> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const customer = await createCartLookups(container).customer(customerId)
  // The standing is read as of the latest reading of the settings.
  await service.settings.getEffective()
  return (
    customer &&
    service.customers.getTaxStatus(customer.id, customer.customer_groups)
  )
}

/**
 * Whether the tax lines were calculated for exactly this subject: then all that
 * is read now is what decided.
 *
 * @param fingerprint - of the tax lines
 */
export const isConfirmed = async (
  subject: TaxSubject,
  fingerprint: string | undefined,
  container: MedusaContainer
): Promise<boolean> => {
  const { reading, place, customer } = subject
  if (!isDefined(fingerprint) || reading.status !== "complete" || !place) {
    return false
  }
  const { key } = await container
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .settings.getEffective()
  return (
    fingerprintOf({
      lines: deserializeLines(subject.lines, subject.currencyCode, new Map()),
      address: { ...reading.address, type: place.type },
      shipsNothing: subject.shipsNothing,
      customer,
      settings: key,
    }).fingerprint === fingerprint
  )
}
