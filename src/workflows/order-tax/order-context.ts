import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import type { KintsugiTaxContext } from "../../tax/cart/tax-context"
import type {
  ItemOfCart,
  ShippingMethodOfCart,
} from "../../tax/cart/cart-lines"
import {
  toTaxAddress,
  placeOfOrder,
  shipsNothing,
} from "../../tax/cart/place-of-supply"
import { withGiftCardMarks } from "./gift-cards"
import { createCartLookups } from "../cart-tax/lookups"
import {
  getRounding,
  withNormalizedDiscounts,
} from "../cart-tax/cart-discounts"
import { type CartForTax, linesOfCart } from "../cart-tax/read-cart"
import { isOfItsCustomer } from "./signed-in-customer"

/** Lines that Medusa asks about, perhaps before they are part of the order. */
export type AddedLines = {
  /**
   * Medusa gives no quantity for a line that is about to be added: it counts as
   * one unit, until the pending change of the order has the quantity.
   */
  items?: (Omit<ItemOfCart, "quantity"> & Partial<ItemOfCart>)[] | null
  shipping_methods?: ShippingMethodOfCart[] | null
}

/**
 * The whole order for the provider, after its discounts, with the lines that
 * are about to be added to it; `undefined` if there is no such order.
 */
export const wholeOrderContext = async (
  orderId: string,
  added: AddedLines,
  container: MedusaContainer
): Promise<KintsugiTaxContext | undefined> => {
  const hasAddedLines = added.items || added.shipping_methods
  const [order, pending] = await Promise.all([
    readOrderAsCart(orderId, container),
    hasAddedLines ? readPendingLines(orderId, container) : NOTHING_PENDING,
  ])
  if (!order) {
    return undefined
  }
  const withPendingChange = <T extends { id: string }>(line: T): T => ({
    ...line,
    ...pending.get(line.id),
  })
  const isRemaining = ({ id }: { id: string }): boolean =>
    pending === NOTHING_PENDING || pending.has(id)
  const place = placeOfOrder(order)
  const isElsewhere = place && place.address !== order.shipping_address
  const lookups = createCartLookups(container)
  const items = await withGiftCardMarks(
    withAdded(
      order.items?.filter(isRemaining),
      (added.items ?? []).map((item) => ({
        ...item,
        quantity: item.quantity ?? 1,
      }))
    ).map(withPendingChange),
    container
  )
  const whole = await withNormalizedDiscounts(
    {
      ...order,
      items,
      shipping_methods: withAdded(
        order.shipping_methods?.filter(isRemaining),
        added.shipping_methods
      ).map(withPendingChange),
    },
    getRounding(order, container),
    lookups
  )
  const lines = await linesOfCart(whole, lookups)
  return {
    kintsugi: {
      external_id: orderId,
      replaces: true,
      exact_rates: true,
      lines,
      gift_cards: items.flatMap(({ id, is_giftcard }) =>
        is_giftcard ? id : []
      ),
      ships_nothing: shipsNothing({ items }),
      customer_trusted: await isOfItsCustomer(order, container),
      // Otherwise Medusa decides: a workflow may be given an address.
      ...(isElsewhere && {
        address: toTaxAddress(place.address),
        address_type: place.type,
      }),
    },
  }
}

const ORDER_FIELDS = [
  "id",
  "currency_code",
  "shipping_address.*",
  "billing_address.*",
  "items.*",
  "items.adjustments.*",
  "items.tax_lines.*",
  "items.detail.*",
  "shipping_methods.*",
  "shipping_methods.adjustments.*",
  "shipping_methods.tax_lines.*",
  "shipping_methods.shipping_option.service_zone.fulfillment_set.type",
  "shipping_methods.shipping_option.service_zone.fulfillment_set.location.address.*",
]

/** Reads an order in a cart's shape; `undefined` if there is none. */
const readOrderAsCart = async (
  orderId: string,
  container: MedusaContainer
): Promise<CartForTax | undefined> => {
  const { data } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({ entity: "order", fields: ORDER_FIELDS, filters: { id: orderId } })
  return data[0] as unknown as CartForTax | undefined
}

const withAdded = <T extends { id: string }>(
  lines: T[] | null | undefined,
  added: T[] | null | undefined
): T[] => {
  const ids = new Set((lines ?? []).map(({ id }) => id))
  return [...(lines ?? []), ...(added ?? []).filter(({ id }) => !ids.has(id))]
}

type PendingLine = Pick<ItemOfCart, "adjustments"> &
  Partial<
    Pick<
      ItemOfCart,
      "quantity" | "raw_quantity" | "unit_price" | "raw_unit_price"
    >
  >

const NOTHING_PENDING: ReadonlyMap<string, PendingLine> = new Map()

/** The lines that remain after an order's pending change, by their ids. */
const readPendingLines = async (
  orderId: string,
  container: MedusaContainer
): Promise<ReadonlyMap<string, PendingLine>> => {
  const order = await container
    .resolve(Modules.ORDER)
    .previewOrderChange(orderId)
  return order.order_change
    ? new Map([
        ...(order.items ?? []).map(
          ({
            id,
            quantity,
            unit_price,
            adjustments,
          }): [string, PendingLine] => [
            id,
            {
              quantity,
              raw_quantity: undefined,
              unit_price,
              raw_unit_price: undefined,
              adjustments,
            },
          ]
        ),
        ...(order.shipping_methods ?? []).map(
          ({ id, adjustments }): [string, PendingLine] => [id, { adjustments }]
        ),
      ])
    : NOTHING_PENDING
}
