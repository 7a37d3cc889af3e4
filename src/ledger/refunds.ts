import { MathBN } from "@medusajs/framework/utils"
import { type Decimal, sumOf } from "../tax/money"
import { toLedgerAmount } from "./allocate"
import { byTime } from "./by-time"
import type { OrderForLedger } from "./order"

/** A refund, in major units and the currency's digits. */
export type Refund = { id: string; amount: Decimal; at: Date }

type CreditLine = NonNullable<OrderForLedger["credit_lines"]>[number]
type Transaction = NonNullable<OrderForLedger["transactions"]>[number]

/**
 * An order's refunds, oldest first, each under its own id. The transaction of a
 * refund names it, but that of a cancellation names the payment (Medusa 2.21),
 * which may have several refunds: a transaction that names no refund, or one
 * that another transaction names too, goes by its own id.
 */
export const refundsOf = (order: OrderForLedger): Refund[] =>
  refundTransactions(order)
    .map((transaction) => ({
      transaction,
      at: new Date(transaction.created_at ?? order.created_at),
      id: transaction.id,
    }))
    .sort(byTime)
    .reduce<Refund[]>((refunds, { transaction, at }) => {
      const namedId = namedRefundId(transaction) ?? transaction.id
      const isUsed = refunds.some(({ id }) => id === namedId)
      const amount = toLedgerAmount(
        MathBN.convert(transaction.amount).negated(),
        order.currency_code
      )
      return [...refunds, { id: isUsed ? transaction.id : namedId, amount, at }]
    }, [])
    .filter(({ amount }) => !amount.isZero())

const namedRefundId = ({
  reference,
  reference_id,
}: Transaction): string | undefined =>
  reference === "refund" && reference_id?.startsWith("ref_")
    ? reference_id
    : undefined

/** Money that went out. */
export const refundTransactions = ({
  transactions,
}: OrderForLedger): Transaction[] =>
  (transactions ?? []).filter(({ amount }) =>
    MathBN.convert(amount).isNegative()
  )

/**
 * What credit lines paid for, as gift cards and store credit do, in major
 * units. Medusa also adds a credit line for a refund of more than it thinks is
 * owed; that one is not a payment. It is recognized by its reference: the
 * order's payment collection, or the reason that was given for a refund. A
 * reason can be renamed or deleted afterwards, so a credit line that came right
 * after a refund that explains it counts as the refund's as well.
 */
export const paidByCreditLines = (order: OrderForLedger): Decimal => {
  const creditLines = order.credit_lines ?? []
  const isOfRefund = refundReferences(order)
  const { refunds } = matchRefunds(
    creditLines.filter(isOfRefund),
    refundTransactions(order)
  )
  const { unmatched } = matchRefunds(
    creditLines.filter((creditLine) => !isOfRefund(creditLine)),
    refunds
  )
  return sumOf(unmatched.map(({ amount }) => amount))
}

/** @returns whether a credit line's reference says that it is a refund's */
const refundReferences = ({
  payment_collections,
}: OrderForLedger): ((creditLine: CreditLine) => boolean) => {
  const collections = payment_collections ?? []
  const collectionIds = new Set(collections.map(({ id }) => id))
  const reasons = collections
    .flatMap(({ payments }) => payments ?? [])
    .flatMap(({ refunds }) => refunds ?? [])
    .flatMap(({ refund_reason }) => refund_reason ?? [])
  return ({ reference, reference_id }) =>
    (reference === "payment_collection" &&
      collectionIds.has(reference_id ?? "")) ||
    reasons.some(
      ({ label, code }) =>
        (reference ?? "") === (label ?? "") &&
        (reference_id ?? "") === (code ?? "")
    )
}

/**
 * Matches credit lines, in their order, with the refunds that explain them.
 *
 * @returns the refunds and the credit lines that are left
 */
const matchRefunds = (
  creditLines: CreditLine[],
  refunds: Transaction[]
): { unmatched: CreditLine[]; refunds: Transaction[] } =>
  creditLines.reduce<{ unmatched: CreditLine[]; refunds: Transaction[] }>(
    (left, creditLine) => {
      const match = left.refunds.find((refund) =>
        isRightAfter(creditLine, refund)
      )
      return match
        ? {
            unmatched: left.unmatched,
            refunds: left.refunds.filter((refund) => refund !== match),
          }
        : {
            unmatched: [...left.unmatched, creditLine],
            refunds: left.refunds,
          }
    },
    { unmatched: [], refunds }
  )

/** How soon Medusa's refund workflow adds the refund's credit line, in ms. */
const SAME_WORKFLOW_MS = 60_000

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
