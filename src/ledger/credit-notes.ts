import { MathBN } from "@medusajs/framework/utils"
import { type Decimal, sumOf } from "../tax/money"
import { ledgerUnit } from "./allocate"
import { grossOf } from "./charged-lines"
import {
  type SalesToCredit,
  creditSales,
  creditTaxOfSales,
} from "./credit-sales"
import type { Blocker, RequiredCreditNote } from "./entry"
import type { OrderForLedger } from "./order"
import type { Balance } from "./order-balance"
import {
  type OrderFacts,
  type SaleCredit,
  mainSale,
  totalCredited,
} from "./order-facts"
import type { Refund } from "./refunds"
import { unpaidReturns } from "./unpaid-returns"

const NOTHING_TO_CREDIT =
  "This refund pays back what was removed from the order; the sale itself was reduced, so there is nothing to credit."

/** The credit notes so far, and what is still to credit. */
type Progress = {
  required: RequiredCreditNote[]
  /** Those in the ledger and the required ones. */
  credits: SaleCredit[]
  /** What is sold and not credited beyond what the store keeps. */
  excess: Decimal
}

/**
 * Credit notes for the refunds that have none yet, and for what returned goods,
 * or an order's change, took from the sale to pay for something else.
 *
 * @param blocker - why the sale is not sent yet
 */
export const requiredCreditNotes = (
  facts: OrderFacts,
  sales: SalesToCredit,
  blocker: Blocker | undefined
): RequiredCreditNote[] => {
  const { balance, recordedReferences, credits } = facts
  const sold = sumOf(sales.all.map(({ lines }) => grossOf(lines)))
  const start: Progress = {
    required: [],
    credits,
    excess: sold
      .minus(totalCredited(credits))
      .minus(balance.retainedOrExpected),
  }
  const refunds = balance.refunds.filter(
    ({ id }) => !recordedReferences.has(id)
  )
  const afterRefunds = refunds.reduce<Progress>(
    (progress, refund, index) =>
      creditRefund(progress, refund, facts, sales, {
        isLast: index === refunds.length - 1,
      }),
    start
  )
  return (blocker ? afterRefunds : creditExcess(afterRefunds, facts, sales))
    .required
}

const creditRefund = (
  progress: Progress,
  refund: Refund,
  facts: OrderFacts,
  sales: SalesToCredit,
  { isLast }: { isLast: boolean }
): Progress => {
  const { excess } = progress
  const { id, at } = refund
  if (isRefundIncomplete(refund, excess, facts)) {
    return progress
  }
  const amount = amountToCredit(refund, excess, facts, { isLast })
  const credited = creditAmount(progress, amount, facts, sales, {
    reason: "refund",
    referenceId: id,
    at,
  })
  return credited.required.length > progress.required.length
    ? credited
    : {
        ...progress,
        required: [
          ...progress.required,
          skippedRefund(
            refund,
            sales.creditable[0]!.externalId,
            NOTHING_TO_CREDIT
          ),
        ],
      }
}

/** The entry of a refund that is not credited. */
export const skippedRefund = (
  { id, at }: Refund,
  saleId: string,
  skipReason: string
): RequiredCreditNote => ({
  type: "credit_note",
  reason: "refund",
  externalId: id,
  referenceId: id,
  at,
  saleId,
  credit: { lines: [], returns: {} },
  skipReason,
})

/** Credits the excess that no refund explains: it paid for something else. */
const creditExcess = (
  progress: Progress,
  facts: OrderFacts,
  sales: SalesToCredit
): Progress => {
  const { order, balance, credits, recordedReferences } = facts
  const isAppendOnly = credits.length > 0 || mainSale(facts)?.isLocked === true
  const returns = [...balance.receivedReturns, ...balance.requestedReturns]
  if (!isAppendOnly && !returns.length) {
    return progress
  }
  const [unpaid] = unpaidReturns(
    returns,
    progress.credits.map(({ credit }) => credit)
  )
  // A refund may already have paid for the return whose worth pays here.
  const creditedReturn =
    returns.find(({ id }) => id === unpaid?.id) ?? returns.at(-1)
  return creditAmount(progress, progress.excess, facts, sales, {
    reason: creditedReturn ? "return" : "change",
    referenceId: uniqueReference(
      creditedReturn?.id ?? `${order.id}-credit`,
      recordedReferences
    ),
    at: creditedReturn?.at ?? new Date(order.updated_at ?? order.created_at),
  })
}

/** Credits an amount for a refund or a return; nothing unless it is positive. */
const creditAmount = (
  progress: Progress,
  amount: Decimal,
  facts: OrderFacts,
  sales: SalesToCredit,
  names: Pick<RequiredCreditNote, "reason" | "referenceId" | "at">
): Progress => {
  if (!amount.gt(0)) {
    return progress
  }
  const { referenceId } = names
  const taxCredits = facts.taxOnlyRefunds.has(referenceId)
    ? creditTaxOfSales(
        amount,
        sales.creditable,
        progress.credits,
        facts.order.currency_code
      )
    : undefined
  const credits =
    taxCredits ?? creditSales(amount, facts, sales, progress.credits)
  return {
    required: [
      ...progress.required,
      ...credits.map((credit, index) => ({
        type: "credit_note" as const,
        ...names,
        externalId: index ? `${referenceId}-part-${index + 1}` : referenceId,
        ...credit,
      })),
    ],
    credits: [...progress.credits, ...credits],
    excess: progress.excess.minus(totalCredited(credits)),
  }
}

/**
 * Whether Medusa has not finished a refund yet: it first records the money, and
 * then, with a credit line, that it is not owed again. In between, the refunded
 * amount seems to be owed, with nothing to credit. A decision about a refund is
 * final, so none is made then.
 */
const isRefundIncomplete = (
  { amount }: Refund,
  excess: Decimal,
  { balance, order }: OrderFacts
): boolean => {
  const rounding = maxRounding(balance, order)
  return balance.expected.gt(rounding) && amount.minus(excess).gt(rounding)
}

/** What sub-cents may add up to, in major units. */
const maxRounding = (
  { refunds }: Balance,
  { currency_code }: OrderForLedger
): Decimal => ledgerUnit(currency_code).times(refunds.length)

/**
 * How much of a refund is credited. Where all money is refunded, the last
 * refund absorbs what rounding left.
 */
const amountToCredit = (
  { amount }: Refund,
  excess: Decimal,
  { balance, order }: OrderFacts,
  { isLast }: { isLast: boolean }
): Decimal => {
  const isRoundedOff =
    isLast &&
    !balance.retained.gt(0) &&
    excess.gt(0) &&
    excess.minus(amount).abs().lte(maxRounding(balance, order))
  return isRoundedOff ? excess : MathBN.max(0, MathBN.min(amount, excess))
}

/** A return may pay for something else more than once. */
const uniqueReference = (
  id: string,
  recordedReferences: ReadonlySet<string>
): string => {
  for (let number = 1; ; number++) {
    const reference = number > 1 ? `${id}-${number}` : id
    if (!recordedReferences.has(reference)) {
      return reference
    }
  }
}
