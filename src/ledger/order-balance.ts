import { MathBN } from "@medusajs/framework/utils"
import { type Decimal, ZERO, sumOf } from "../tax/money"
import { ledgerUnit, toLedgerAmount } from "./allocate"
import { type ChargedLine, grossOf } from "./charged-lines"
import { exactShippingGross } from "./exact-lines"
import type { OrderForLedger } from "./order"
import { type Refund, paidByCreditLines, refundsOf } from "./refunds"
import {
  type GoodsReturn,
  pendingReturnMethods,
  receivedReturns,
  requestedReturns,
  valueOfReceived,
  valueOfRequested,
} from "./returns"

/**
 * An order's balance, in major units. The amounts are rounded to the ledger's
 * digits, unless they are said to have Medusa's sub-cents.
 */
export type Balance = {
  /** What the customer still has to pay; negative: has to get back. */
  outstanding: Decimal
  /** The same with Medusa's sub-cents. */
  exactOutstanding: Decimal
  /**
   * The part of it that the order waits for, with Medusa's sub-cents; never
   * negative. It excludes
   * - the fees of returns of which nothing is received, unless they are sold
   *   already: Medusa charges them at once, but mostly they are deducted from
   *   what the goods will be worth;
   * - what requested returns are worth: Medusa refunds that, or offsets it
   *   against something else, before the goods are received.
   */
  expected: Decimal
  /** How much is paid of the fees of returns of which nothing is received. */
  pendingFeesPaid: Decimal
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
  exactPaid: Decimal
  refunds: Refund[]
  receivedReturns: GoodsReturn[]
  /** Those of which nothing is received. */
  requestedReturns: GoodsReturn[]
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
  const transactions = (order.transactions ?? []).map(({ amount }) =>
    MathBN.convert(amount)
  )
  const money = sumOf(transactions)
  const captured = sumOf(transactions.filter((amount) => amount.isPositive()))
  const credit = paidByCreditLines(order)
  const paid = captured.plus(credit)
  const returns = receivedReturns(order)
  const pendingMethods = pendingReturnMethods(order, returns)
  const pendingFees = exactShippingGross(pendingMethods, order.currency_code)
  const outstanding = charged
    .plus(sumOf([pendingFees, ...returns.map(({ fee }) => fee)]))
    .minus(valueOfReceived(order))
    .minus(sumOf((order.credit_lines ?? []).map(({ amount }) => amount)))
    .minus(money)
  const pendingIds = new Set(pendingMethods.map(({ id }) => id))
  const soldFees = grossOf(sold.filter(({ id }) => pendingIds.has(id)))
  const unsoldFees = MathBN.max(0, pendingFees.minus(soldFees))
  const payable = MathBN.max(
    0,
    outstanding.minus(unsoldFees).minus(valueOfRequested(order))
  )
  const expected = isPaymentExpected(payable, paid, order.currency_code)
    ? payable
    : ZERO
  return {
    outstanding: round(outstanding),
    exactOutstanding: outstanding,
    expected,
    pendingFeesPaid: round(
      MathBN.max(0, pendingFees.minus(MathBN.max(0, outstanding)))
    ),
    retained: round(money.plus(credit)),
    retainedOrExpected: round(sumOf([money, credit, expected])),
    paid: round(paid),
    exactPaid: paid,
    refunds: refundsOf(order),
    receivedReturns: returns,
    requestedReturns: requestedReturns(order),
  }
}

/**
 * Whether payment of an amount is still expected. Less than a unit can't be
 * paid; and from one unit below its total on, Medusa considers an order paid
 * (`pending_difference` 0), so that after a provider rounded down, no payment
 * of the rest is requested.
 */
const isPaymentExpected = (
  payable: Decimal,
  paid: Decimal,
  currencyCode: string
): boolean => {
  const unit = ledgerUnit(currencyCode)
  return paid.gt(0) ? payable.gt(unit) : payable.gte(unit)
}
