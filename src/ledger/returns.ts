import { MathBN } from "@medusajs/framework/utils"
import { type Decimal, ZERO, sumOf } from "../tax/money"
import { byTime } from "./by-time"
import { exactItemGross, exactShippingGross } from "./exact-lines"
import type {
  ItemOfOrder,
  OrderForLedger,
  ReturnOfOrder,
  ShippingMethodOfOrder,
} from "./order"

/** A return whose goods are received, or only requested. */
export type GoodsReturn = {
  id: string
  at: Date
  /** Item id → units. */
  units: ReadonlyMap<string, Decimal>
  /** What its shipping costs the customer, with tax, in major units. */
  fee: Decimal
  /** Requested, and nothing of it is received yet. */
  isOnlyRequested?: true
}

/** The returns of which something is received, oldest first. */
export const receivedReturns = (order: OrderForLedger): GoodsReturn[] =>
  (order.returns ?? [])
    .filter(({ canceled_at }) => !canceled_at)
    .map((returned) => ({
      id: returned.id,
      at: new Date(
        returned.received_at ?? order.updated_at ?? order.created_at
      ),
      units: receivedUnits(returned),
      fee: feeOf(order, returned.id),
    }))
    .filter(({ units }) => units.size > 0)
    .sort(byTime)

/** The requested returns of which nothing is received, oldest first. */
export const requestedReturns = (order: OrderForLedger): GoodsReturn[] =>
  (order.returns ?? [])
    .filter(
      (returned) => !returned.canceled_at && !receivedUnits(returned).size
    )
    .map((returned) => ({
      id: returned.id,
      at: new Date(order.updated_at ?? order.created_at),
      units: new Map(
        (returned.items ?? []).flatMap(({ item_id, quantity }) =>
          quantity ? [[item_id, MathBN.convert(quantity)] as const] : []
        )
      ),
      fee: feeOf(order, returned.id),
      isOnlyRequested: true as const,
    }))
    .filter(({ units }) => units.size > 0)
    .sort(byTime)

const receivedUnits = ({ items }: ReturnOfOrder): Map<string, Decimal> => {
  const units = new Map<string, Decimal>()
  for (const { item_id, received_quantity } of items ?? []) {
    const received = sumOf([units.get(item_id) ?? 0, received_quantity ?? 0])
    if (!received.isZero()) {
      units.set(item_id, received)
    }
  }
  return units
}

const feeOf = (order: OrderForLedger, returnId: string): Decimal =>
  exactShippingGross(
    (order.shipping_methods ?? []).filter(
      ({ detail }) => detail?.return_id === returnId
    ),
    order.currency_code
  )

/**
 * The shipping methods of returns of which nothing is received yet.
 *
 * @param received - the returns of which something is received
 */
export const pendingReturnMethods = (
  { shipping_methods }: OrderForLedger,
  received: Pick<GoodsReturn, "id">[]
): ShippingMethodOfOrder[] => {
  const receivedIds = new Set(received.map(({ id }) => id))
  return (shipping_methods ?? []).filter(
    ({ detail }) => detail?.return_id && !receivedIds.has(detail.return_id)
  )
}

/**
 * The value of an order's received goods, with tax and sub-cents, in major
 * units. It is read from the items, since a return that is received in parts
 * keeps only the last part (Medusa 2.21).
 */
export const valueOfReceived = (order: OrderForLedger): Decimal =>
  valueOfUnits(order, ({ detail }) =>
    sumOf([
      detail?.return_received_quantity ?? 0,
      detail?.return_dismissed_quantity ?? 0,
    ])
  )

/**
 * The value of the goods whose return is requested, with tax and sub-cents, in
 * major units.
 */
export const valueOfRequested = (order: OrderForLedger): Decimal =>
  valueOfUnits(order, ({ detail }) =>
    MathBN.convert(detail?.return_requested_quantity ?? 0)
  )

const valueOfUnits = (
  { items, currency_code }: OrderForLedger,
  unitsOf: (item: ItemOfOrder) => Decimal
): Decimal =>
  sumOf(
    (items ?? []).map((item) => {
      const units = unitsOf(item)
      // A line that was edited away has no quantity to divide by.
      return units.isZero() || MathBN.convert(item.quantity).isZero()
        ? ZERO
        : exactItemGross(item, units, currency_code)
    })
  )
