import { MathBN } from "@medusajs/framework/utils"
import type { Decimal } from "../money"
import { toBookAmount } from "./apportion"
import {
  type ChargedLine,
  grossOf,
  itemWorth,
  shippingWorth,
} from "./charged-lines"
import type {
  ItemOfOrder,
  OrderForBooks,
  ReturnOfOrder,
  ShippingMethodOfOrder,
} from "./order"

/** Money given back, in major units and the currency's digits. */
export type Refund = { id: string; amount: Decimal; at: Date }

/** Goods that have come back, or are on their way. */
export type ReceivedReturn = {
  id: string
  at: Date
  /** Item id → units. */
  units: ReadonlyMap<string, Decimal>
  /** What its shipping costs the customer, with tax, in major units. */
  fee: Decimal
  /** Nothing of it is back yet. */
  isUnderWay?: true
}

/** How an order's money stands; all in major units, rounded to the books. */
export type Balance = {
  /** What the customer still has to pay; negative: is to get back. */
  owed: Decimal
  /** The same with Medusa's sub-cents. */
  owedExactly: Decimal
  /**
   * What of it an order waits for, with Medusa's sub-cents; never negative. Not
   * the fees of returns of which nothing is back, unless they are sold already:
   * Medusa charges them at once, but mostly they are taken off what the goods
   * will be worth. Nor what goods on their way are worth: Medusa gives that
   * back, or sets it off against something else, before they are back.
   */
  awaited: Decimal
  /** How much of those fees is paid, rounded to the books. */
  pendingPaid: Decimal
  /**
   * What the store has of the customer's: captures less refunds, and credit
   * lines (gift cards, store credit) that paid for a part.
   */
  kept: Decimal
  /** What it has, and what the order waits for. */
  keptOrAwaited: Decimal
  /** All money that was ever taken in, credit lines included. */
  paid: Decimal
  refunds: Refund[]
  returns: ReceivedReturn[]
  /** Goods on their way of returns of which nothing is back. */
  underWay: ReceivedReturn[]
}

/**
 * Reads how an order's money stands from its transactions, credit lines and
 * returns. Medusa's own total is not asked: it falls with returns and refunds,
 * and its pending difference counts goods that are not back yet.
 *
 * @param charged - what all lines cost with tax, see `chargesOf`: Medusa
 * captures and refunds its sub-cents as well
 * @param sold - the lines that Kintsugi has
 */
export const balanceOf = (
  order: OrderForBooks,
  charged: Decimal,
  sold: ChargedLine[] = []
): Balance => {
  const round = (amount: Decimal) => toBookAmount(amount, order.currency_code)
  const transactions = order.transactions ?? []
  const money = MathBN.sum(0, ...transactions.map(({ amount }) => amount))
  const captured = MathBN.sum(
    0,
    ...transactions
      .map(({ amount }) => MathBN.convert(amount))
      .filter((amount) => amount.isPositive())
  )
  const allCredit = MathBN.sum(
    0,
    ...(order.credit_lines ?? []).map(({ amount }) => amount)
  )
  const credit = paidByCredit(order)
  const returns = receivedReturns(order)
  const worthBack = MathBN.sum(
    0,
    ...(order.items ?? []).map((item) => worthOfReturned(item, order))
  )
  const pendingMethods = methodsOfPending(order, returns)
  const pending = shippingWorth(pendingMethods, order.currency_code)
  const fees = MathBN.sum(pending, ...returns.map(({ fee }) => fee))
  const owed = charged.plus(fees).minus(worthBack).minus(allCredit).minus(money)
  const pendingIds = new Set(pendingMethods.map(({ id }) => id))
  const soldFees = grossOf(sold.filter(({ id }) => pendingIds.has(id)))
  const promised = MathBN.sum(
    0,
    ...(order.items ?? []).map((item) => worthOfRequested(item, order))
  )
  const unpaidFees = MathBN.max(0, pending.minus(soldFees))
  const open = MathBN.max(0, owed.minus(unpaidFees).minus(promised))
  // What is less than half a unit nobody pays.
  const awaited = round(open).isZero() ? MathBN.convert(0) : open
  return {
    owed: round(owed),
    owedExactly: owed,
    awaited,
    pendingPaid: round(MathBN.max(0, pending.minus(MathBN.max(0, owed)))),
    kept: round(money.plus(credit)),
    keptOrAwaited: round(MathBN.sum(money, credit, awaited)),
    paid: round(captured.plus(credit)),
    refunds: refundsOf(order),
    returns,
    underWay: returnsUnderWay(order),
  }
}

/** Medusa adds a refund's credit line in the workflow that refunds, in ms. */
const SAME_WORKFLOW_MS = 60_000

/**
 * Credit lines that paid for something, as gift cards and store credit do.
 * Medusa also adds one for a refund of more than it thinks is owed; that one is
 * no payment. It is told by what it refers to: the order's payment collection,
 * or the reason that was given for a refund. A reason can be renamed or deleted
 * afterwards, so one that came right after a refund that explains it is the
 * refund's as well.
 */
const paidByCredit = (order: OrderForBooks): Decimal => {
  const collections = order.payment_collections ?? []
  const collectionIds = new Set(collections.map(({ id }) => id))
  const reasons = collections.flatMap(({ payments }) =>
    (payments ?? []).flatMap(({ refunds }) =>
      (refunds ?? []).flatMap(({ refund_reason }) => refund_reason ?? [])
    )
  )
  const isNamed = ({ reference, reference_id }: CreditLine) =>
    (reference === "payment_collection" &&
      collectionIds.has(reference_id ?? "")) ||
    reasons.some(
      ({ label, code }) =>
        (reference ?? "") === (label ?? "") &&
        (reference_id ?? "") === (code ?? "")
    )
  const creditLines = order.credit_lines ?? []
  const unexplained = refundTransactions(order)
  const take = (creditLine: CreditLine): boolean => {
    const index = unexplained.findIndex((refund) =>
      isRightAfter(creditLine, refund)
    )
    return index >= 0 && unexplained.splice(index, 1).length > 0
  }
  const others = creditLines.filter((creditLine) => {
    const isRefunds = isNamed(creditLine)
    if (isRefunds) {
      take(creditLine)
    }
    return !isRefunds
  })
  return MathBN.sum(
    0,
    ...others
      .filter((creditLine) => !take(creditLine))
      .map(({ amount }) => amount)
  )
}

type CreditLine = NonNullable<OrderForBooks["credit_lines"]>[number]
type Transaction = NonNullable<OrderForBooks["transactions"]>[number]

const refundTransactions = ({ transactions }: OrderForBooks): Transaction[] =>
  (transactions ?? []).filter(({ amount }) =>
    MathBN.convert(amount).isNegative()
  )

const isRightAfter = (creditLine: CreditLine, refund: Transaction): boolean => {
  if (!creditLine.created_at || !refund.created_at) {
    return false
  }
  const after =
    new Date(creditLine.created_at).getTime() -
    new Date(refund.created_at).getTime()
  return (
    after >= 0 &&
    after < SAME_WORKFLOW_MS &&
    MathBN.lte(creditLine.amount, MathBN.mult(refund.amount, -1))
  )
}

/**
 * Each refund by its own id. The transaction of a refund names it, but that of
 * a cancellation names the payment (Medusa 2.21), which may have several: what
 * names no refund, or one that another names too, is known by itself.
 */
const refundsOf = (order: OrderForBooks): Refund[] => {
  const named = new Set<string>()
  return refundTransactions(order)
    .map((transaction) => ({
      transaction,
      at: new Date(transaction.created_at ?? order.created_at),
      id: transaction.id,
    }))
    .sort(byTime)
    .map(({ transaction: { id, reference, reference_id, amount }, at }) => {
      const refundId =
        reference === "refund" && reference_id?.startsWith("ref_")
          ? reference_id
          : id
      const name = named.has(refundId) ? id : refundId
      named.add(name)
      return {
        id: name,
        amount: toBookAmount(
          MathBN.convert(amount).negated(),
          order.currency_code
        ),
        at,
      }
    })
    .filter(({ amount }) => !amount.isZero())
}

/** Oldest first. */
const receivedReturns = (order: OrderForBooks): ReceivedReturn[] =>
  (order.returns ?? [])
    .filter(({ canceled_at }) => !canceled_at)
    .map((returned) => ({
      id: returned.id,
      at: new Date(
        returned.received_at ?? order.updated_at ?? order.created_at
      ),
      units: unitsBack(returned),
      fee: feeOf(order, returned.id),
    }))
    .filter(({ units }) => units.size > 0)
    .sort(byTime)

const returnsUnderWay = (order: OrderForBooks): ReceivedReturn[] =>
  (order.returns ?? [])
    .filter((returned) => !returned.canceled_at && !unitsBack(returned).size)
    .map((returned) => ({
      id: returned.id,
      at: new Date(order.updated_at ?? order.created_at),
      units: new Map(
        (returned.items ?? []).flatMap(({ item_id, quantity }) =>
          quantity ? [[item_id, MathBN.convert(quantity)] as const] : []
        )
      ),
      fee: feeOf(order, returned.id),
      isUnderWay: true as const,
    }))
    .filter(({ units }) => units.size > 0)
    .sort(byTime)

const unitsBack = ({ items }: ReturnOfOrder): Map<string, Decimal> => {
  const units = new Map<string, Decimal>()
  for (const { item_id, received_quantity } of items ?? []) {
    const back = MathBN.sum(units.get(item_id) ?? 0, received_quantity ?? 0)
    if (!back.isZero()) {
      units.set(item_id, back)
    }
  }
  return units
}

const feeOf = (order: OrderForBooks, returnId: string): Decimal =>
  shippingWorth(
    (order.shipping_methods ?? []).filter(
      ({ detail }) => detail?.return_id === returnId
    ),
    order.currency_code
  )

/** The fees of returns of which nothing is back yet. */
const methodsOfPending = (
  { shipping_methods }: OrderForBooks,
  returns: ReceivedReturn[]
): ShippingMethodOfOrder[] => {
  const received = new Set(returns.map(({ id }) => id))
  return (shipping_methods ?? []).filter(
    ({ detail }) => detail?.return_id && !received.has(detail.return_id)
  )
}

/**
 * What came back of an item. The item says it, since a return that is received
 * in parts remembers the last part only (Medusa 2.21).
 */
const worthOfReturned = (
  item: ItemOfOrder,
  { currency_code }: OrderForBooks
): Decimal => {
  const units = MathBN.sum(
    item.detail?.return_received_quantity ?? 0,
    item.detail?.return_dismissed_quantity ?? 0
  )
  return worthOfUnits(item, units, currency_code)
}

/** What of an item is on its way back. */
const worthOfRequested = (
  item: ItemOfOrder,
  { currency_code }: OrderForBooks
): Decimal =>
  worthOfUnits(
    item,
    MathBN.convert(item.detail?.return_requested_quantity ?? 0),
    currency_code
  )

/** Of a line that was edited away, nothing is left to divide. */
const worthOfUnits = (
  item: ItemOfOrder,
  units: Decimal,
  currencyCode: string
): Decimal =>
  units.isZero() || MathBN.convert(item.quantity).isZero()
    ? MathBN.convert(0)
    : itemWorth(item, units, currencyCode)

/** Ids as well, so that the order is the same every time. */
const byTime = (
  a: { id: string; at: Date },
  b: { id: string; at: Date }
): number =>
  a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
