import { MathBN } from "@medusajs/framework/utils"
import type { Decimal } from "../tax/money"
import { ledgerUnit, toLedgerAmount } from "./allocate"
import { type ChargedLine, grossOf } from "./charged-lines"
import { exactItemGross, exactShippingGross } from "./exact-lines"
import type {
  ItemOfOrder,
  OrderForLedger,
  ReturnOfOrder,
  ShippingMethodOfOrder,
} from "./order"

/** A refund, in major units and the currency's digits. */
export type Refund = { id: string; amount: Decimal; at: Date }

/** A return whose goods are received, or only requested. */
export type ReceivedReturn = {
  id: string
  at: Date
  /** Item id → units. */
  units: ReadonlyMap<string, Decimal>
  /** What its shipping costs the customer, with tax, in major units. */
  fee: Decimal
  /** Requested, and nothing of it is received yet. */
  isUnderWay?: true
}

/** An order's balance; all in major units, rounded to the ledger's digits. */
export type Balance = {
  /** What the customer still has to pay; negative: has to get back. */
  owed: Decimal
  /** The same with Medusa's sub-cents. */
  owedExactly: Decimal
  /**
   * The part of it that the order waits for, with Medusa's sub-cents; never
   * negative. It excludes the fees of returns of which nothing is received,
   * unless they are sold already: Medusa charges them at once, but mostly they
   * are deducted from what the goods will be worth. It also excludes what
   * requested returns are worth: Medusa refunds that, or offsets it against
   * something else, before the goods are received.
   */
  awaited: Decimal
  /** How much of those fees is paid, rounded to the ledger's digits. */
  pendingPaid: Decimal
  /**
   * The customer's money that the store keeps: captures less refunds, and
   * credit lines (gift cards, store credit) that paid for a part.
   */
  retained: Decimal
  /** What the store keeps, plus what the order waits for. */
  retainedOrExpected: Decimal
  /** All money that was ever received, credit lines included. */
  paid: Decimal
  /** The same with Medusa's sub-cents. */
  paidExactly: Decimal
  refunds: Refund[]
  returns: ReceivedReturn[]
  /** Requested returns of which nothing is received. */
  underWay: ReceivedReturn[]
}

/**
 * Reads an order's balance from its transactions, credit lines and returns.
 * Medusa's own total is not used: it falls with returns and refunds, and its
 * pending difference counts goods that are not received yet.
 *
 * @param charged - what all lines cost with tax, see `chargesOf`: Medusa
 * captures and refunds its sub-cents as well
 * @param sold - the lines that Kintsugi has
 */
export const balanceOf = (
  order: OrderForLedger,
  charged: Decimal,
  sold: ChargedLine[] = []
): Balance => {
  const round = (amount: Decimal) => toLedgerAmount(amount, order.currency_code)
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
    ...(order.items ?? []).map((item) => worthOfReceived(item, order))
  )
  const pendingMethods = pendingReturnMethods(order, returns)
  const pending = exactShippingGross(pendingMethods, order.currency_code)
  const fees = MathBN.sum(pending, ...returns.map(({ fee }) => fee))
  const owed = charged.plus(fees).minus(worthBack).minus(allCredit).minus(money)
  const pendingIds = new Set(pendingMethods.map(({ id }) => id))
  const soldFees = grossOf(sold.filter(({ id }) => pendingIds.has(id)))
  const requestedWorth = MathBN.sum(
    0,
    ...(order.items ?? []).map((item) => worthOfRequested(item, order))
  )
  const unpaidFees = MathBN.max(0, pending.minus(soldFees))
  const openAmount = MathBN.max(0, owed.minus(unpaidFees).minus(requestedWorth))
  const paid = captured.plus(credit)
  const awaited = isAwaited(openAmount, paid, order.currency_code)
    ? openAmount
    : MathBN.convert(0)
  return {
    owed: round(owed),
    owedExactly: owed,
    awaited,
    pendingPaid: round(MathBN.max(0, pending.minus(MathBN.max(0, owed)))),
    retained: round(money.plus(credit)),
    retainedOrExpected: round(MathBN.sum(money, credit, awaited)),
    paid: round(paid),
    paidExactly: paid,
    refunds: refundsOf(order),
    returns,
    underWay: returnsUnderWay(order),
  }
}

/**
 * Whether payment of the open amount is still expected. Less than a unit can't
 * be paid; and from one unit below its total on, Medusa considers an order paid
 * (`pending_difference` 0), so that after a provider rounded down, no payment
 * of the rest is requested.
 */
const isAwaited = (
  openAmount: Decimal,
  paid: Decimal,
  currencyCode: string
): boolean => {
  const unit = ledgerUnit(currencyCode)
  return paid.gt(0) ? openAmount.gt(unit) : openAmount.gte(unit)
}

/** How soon Medusa's refund workflow adds the refund's credit line, in ms. */
const SAME_WORKFLOW_MS = 60_000

/**
 * Credit lines that paid for something, as gift cards and store credit do.
 * Medusa also adds one for a refund of more than it thinks is owed; that one is
 * not a payment. It is recognized by its reference: the order's payment
 * collection, or the reason that was given for a refund. A reason can be
 * renamed or deleted afterwards, so a credit line that came right after a
 * refund that explains it counts as the refund's as well.
 */
const paidByCredit = (order: OrderForLedger): Decimal => {
  const collections = order.payment_collections ?? []
  const collectionIds = new Set(collections.map(({ id }) => id))
  const reasons = collections.flatMap(({ payments }) =>
    (payments ?? []).flatMap(({ refunds }) =>
      (refunds ?? []).flatMap(({ refund_reason }) => refund_reason ?? [])
    )
  )
  const refersToRefund = ({ reference, reference_id }: CreditLine) =>
    (reference === "payment_collection" &&
      collectionIds.has(reference_id ?? "")) ||
    reasons.some(
      ({ label, code }) =>
        (reference ?? "") === (label ?? "") &&
        (reference_id ?? "") === (code ?? "")
    )
  const creditLines = order.credit_lines ?? []
  const unexplainedRefunds = refundTransactions(order)
  const claimRefund = (creditLine: CreditLine): boolean => {
    const index = unexplainedRefunds.findIndex((refund) =>
      isRightAfter(creditLine, refund)
    )
    return index >= 0 && unexplainedRefunds.splice(index, 1).length > 0
  }
  const others = creditLines.filter((creditLine) => {
    const isRefunds = refersToRefund(creditLine)
    if (isRefunds) {
      claimRefund(creditLine)
    }
    return !isRefunds
  })
  return MathBN.sum(
    0,
    ...others
      .filter((creditLine) => !claimRefund(creditLine))
      .map(({ amount }) => amount)
  )
}

type CreditLine = NonNullable<OrderForLedger["credit_lines"]>[number]
type Transaction = NonNullable<OrderForLedger["transactions"]>[number]

const refundTransactions = ({ transactions }: OrderForLedger): Transaction[] =>
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
 * Each refund under its own id. The transaction of a refund names it, but that
 * of a cancellation names the payment (Medusa 2.21), which may have several
 * refunds: a transaction that names no refund, or one that another transaction
 * names too, goes by its own id.
 */
const refundsOf = (order: OrderForLedger): Refund[] => {
  const usedIds = new Set<string>()
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
      const name = usedIds.has(refundId) ? id : refundId
      usedIds.add(name)
      return {
        id: name,
        amount: toLedgerAmount(
          MathBN.convert(amount).negated(),
          order.currency_code
        ),
        at,
      }
    })
    .filter(({ amount }) => !amount.isZero())
}

/** Oldest first. */
const receivedReturns = (order: OrderForLedger): ReceivedReturn[] =>
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

const returnsUnderWay = (order: OrderForLedger): ReceivedReturn[] =>
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
    const received = MathBN.sum(units.get(item_id) ?? 0, received_quantity ?? 0)
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

/** The fees of returns of which nothing is received yet. */
const pendingReturnMethods = (
  { shipping_methods }: OrderForLedger,
  returns: ReceivedReturn[]
): ShippingMethodOfOrder[] => {
  const received = new Set(returns.map(({ id }) => id))
  return (shipping_methods ?? []).filter(
    ({ detail }) => detail?.return_id && !received.has(detail.return_id)
  )
}

/**
 * The worth of an item's received units. It is read from the item, since a
 * return that is received in parts keeps only the last part (Medusa 2.21).
 */
const worthOfReceived = (
  item: ItemOfOrder,
  { currency_code }: OrderForLedger
): Decimal => {
  const units = MathBN.sum(
    item.detail?.return_received_quantity ?? 0,
    item.detail?.return_dismissed_quantity ?? 0
  )
  return worthOfUnits(item, units, currency_code)
}

/** The worth of an item's units whose return is requested. */
const worthOfRequested = (
  item: ItemOfOrder,
  { currency_code }: OrderForLedger
): Decimal =>
  worthOfUnits(
    item,
    MathBN.convert(item.detail?.return_requested_quantity ?? 0),
    currency_code
  )

/** Zero for a line that was edited away: it has no quantity to divide by. */
const worthOfUnits = (
  item: ItemOfOrder,
  units: Decimal,
  currencyCode: string
): Decimal =>
  units.isZero() || MathBN.convert(item.quantity).isZero()
    ? MathBN.convert(0)
    : exactItemGross(item, units, currencyCode)

/** By id as well, so that the order is always the same. */
const byTime = (
  a: { id: string; at: Date },
  b: { id: string; at: Date }
): number =>
  a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
