import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import type { KintsugiTaxContext } from "../providers/kintsugi/estimate-context"
import type { ItemOfCart, ShippingMethodOfCart } from "../tax/cart-lines"
import { forTax, placeOfSupply } from "../tax/place-of-supply"
import { createCartFacts } from "./settle-cart-tax/cart-facts"
import { linesOfCart, readOrderAsCart } from "./settle-cart-tax/read-cart"

/** Lines that Medusa asks about, perhaps before they are part of the order. */
export type AddedLines = {
  /**
   * Medusa names no quantity of what is about to be added: one unit, until the
   * pending change of the order says how many.
   */
  items?: (Omit<ItemOfCart, "quantity"> & Partial<ItemOfCart>)[] | null
  shipping_methods?: ShippingMethodOfCart[] | null
}

/**
 * The whole order for the provider, after its discounts, with what is about to
 * be added to it; `undefined` if there is no such order.
 */
export const wholeOrderContext = async (
  orderId: string,
  added: AddedLines,
  container: MedusaContainer
): Promise<KintsugiTaxContext | undefined> => {
  const isOfPart = added.items || added.shipping_methods
  const [order, pending] = await Promise.all([
    readOrderAsCart(orderId, container),
    isOfPart ? pendingLines(orderId, container) : NOTHING_PENDING,
  ])
  if (!order) {
    return undefined
  }
  const asPending = <T extends { id: string }>(line: T): T => ({
    ...line,
    ...pending.get(line.id),
  })
  const isLeft = ({ id }: { id: string }): boolean =>
    pending === NOTHING_PENDING || pending.has(id)
  const place = placeOfSupply(order)
  const isElsewhere = place && place.address !== order.shipping_address
  const lines = await linesOfCart(
    {
      ...order,
      items: withAdded(
        order.items?.filter(isLeft),
        (added.items ?? []).map((item) => ({
          ...item,
          quantity: item.quantity ?? 1,
        }))
      ).map(asPending),
      shipping_methods: withAdded(
        order.shipping_methods?.filter(isLeft),
        added.shipping_methods
      ).map(asPending),
    },
    createCartFacts(container)
  )
  return {
    kintsugi: {
      external_id: orderId,
      replaces: true,
      exact_rates: true,
      lines,
      // Else it is Medusa's to say: a workflow may be given an address.
      ...(isElsewhere && {
        address: forTax(place.address),
        address_type: place.type,
      }),
    },
  }
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

/** What an order's pending change leaves of its lines, by their ids. */
const pendingLines = async (
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
