import { MathBN } from "@medusajs/framework/utils"
import type { Decimal } from "../tax/money"
import { fillInOrder } from "./allocate"
import { type Credit, creditFor, taxCreditFor } from "./credit-note-lines"
import type { RequiredCreditNote } from "./entry"
import {
  type OrderFacts,
  type ReportedSale,
  type SaleCredit,
  creditedLinesOf,
} from "./order-facts"
import { soldFeeOf } from "./return-fees"
import {
  type UncreditedLine,
  uncreditedGross,
  uncreditedLines,
  uncreditedTax,
} from "./uncredited-lines"
import { unpaidReturns } from "./unpaid-returns"

/** Sales that credit notes may take from. */
export type SalesToCredit = {
  /** All sales as they will be, including those that wait to be sent. */
  all: ReportedSale[]
  /** Those that can be credited now. */
  creditable: ReportedSale[]
}

/** What a credit note takes from one sale. */
export type NewCredit = Pick<
  RequiredCreditNote,
  "saleId" | "credit" | "taxOnly"
>

/**
 * Takes an amount from the sales, in their order: one credit note each.
 *
 * @param amount - with tax, in major units and the currency's digits
 * @param credits - the credit notes so far
 */
export const creditSales = (
  amount: Decimal,
  { balance, fees, order }: OrderFacts,
  { all, creditable }: SalesToCredit,
  credits: SaleCredit[]
): NewCredit[] => {
  const soldLines = all.flatMap(({ lines }) => lines)
  const returns = unpaidReturns(
    [...balance.receivedReturns, ...balance.requestedReturns].map(
      (returned) => ({
        ...returned,
        fee: MathBN.max(
          0,
          returned.fee.minus(soldFeeOf(returned.id, soldLines, fees))
        ),
      })
    ),
    credits.map(({ credit }) => credit)
  )
  return creditInOrder(
    amount,
    uncreditedSales(creditable, credits),
    uncreditedGross,
    (part, uncredited) =>
      creditFor(part, uncredited, returns, order.currency_code)
  )
}

/**
 * Takes an amount from the sales' tax, in their order: one credit note each.
 *
 * @param amount - in major units and the currency's digits
 * @param credits - the credit notes so far
 * @returns undefined where it is more than all tax that is left: then it is not
 * tax only, whatever its reason says
 */
export const creditTaxOfSales = (
  amount: Decimal,
  creditable: ReportedSale[],
  credits: SaleCredit[],
  currencyCode: string
): NewCredit[] | undefined => {
  const sales = uncreditedSales(creditable, credits)
  const tax = uncreditedTax(sales.flatMap(({ uncredited }) => uncredited))
  return amount.gt(tax)
    ? undefined
    : creditInOrder(amount, sales, uncreditedTax, (part, uncredited) =>
        taxCreditFor(part, uncredited, currencyCode)
      ).map((credit) => ({ ...credit, taxOnly: true }))
}

/** A sale with what is left of its lines. */
type UncreditedSale = { saleId: string; uncredited: UncreditedLine[] }

const uncreditedSales = (
  sales: ReportedSale[],
  credits: SaleCredit[]
): UncreditedSale[] =>
  sales.map(({ externalId, lines }) => ({
    saleId: externalId,
    uncredited: uncreditedLines(lines, creditedLinesOf(externalId, credits)),
  }))

const creditInOrder = (
  amount: Decimal,
  sales: UncreditedSale[],
  limitOf: (uncredited: UncreditedLine[]) => Decimal,
  creditOf: (part: Decimal, uncredited: UncreditedLine[]) => Credit
): NewCredit[] => {
  const parts = fillInOrder(
    amount,
    sales.map(({ uncredited }) => limitOf(uncredited))
  )
  return sales.flatMap(({ saleId, uncredited }, index) => {
    const part = parts[index]!
    return part.gt(0) ? [{ saleId, credit: creditOf(part, uncredited) }] : []
  })
}
