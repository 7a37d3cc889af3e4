import { MathBN } from "@medusajs/framework/utils"
import { ledgerDigits } from "../ledger/allocate"

/** The sources of tax that have a column of their own beside Kintsugi's. */
export const REPORT_TAX_SOURCES = ["remembered", "fallback", "other"] as const

/**
 * The figures of the report, for any set of entries. Amounts in major units. All
 * of them add up over places and months.
 */
export const REPORT_AMOUNTS = [
  "gross",
  "exempt",
  "taxable",
  "refunded",
  "tax_collected",
  "tax_refunded",
  "tax",
  "total",
  "tax_remembered",
  "tax_fallback",
  "tax_other",
  "calculated_tax",
  "compared_tax",
  "difference",
] as const

/** The amounts that the database adds up. */
export const SUMMED_AMOUNTS = [
  "gross",
  "exempt",
  "taxable",
  "refunded",
  "tax_collected",
  "tax_refunded",
  "tax_remembered",
  "tax_fallback",
  "tax_other",
  "calculated_tax",
  "compared_tax",
] as const

/** Sums as the database returns them. */
export type SummedFigures = Record<(typeof SUMMED_AMOUNTS)[number], string> & {
  orders: string | number
}

/**
 * - `orders`: how many were sold
 * - `gross`: without tax, less what was credited or cancelled; it is `exempt`
 *   and `taxable` together
 * - `refunded`: the part of it that was credited or cancelled, positive
 * - `tax`: `tax_collected` less `tax_refunded`
 * - `total`: `gross` and `tax`: the money kept
 * - `tax_remembered`, `tax_fallback`, `tax_other`: the parts of `tax` that are
 *   not by Kintsugi's answer
 * - `calculated_tax`: what Kintsugi calculates for the sales that it has;
 *   `compared_tax`: what was charged for the same; `difference`: charged less
 *   calculated
 */
export type ReportFigures = Record<(typeof REPORT_AMOUNTS)[number], string> & {
  orders: number
}

/** Completes the database's sums, in the digits of the currency. */
export const toReportFigures = (
  sums: SummedFigures,
  currencyCode: string
): ReportFigures => {
  const digits = ledgerDigits(currencyCode)
  const tax = MathBN.sub(sums.tax_collected, sums.tax_refunded)
  const amounts = {
    ...sums,
    tax,
    total: MathBN.add(sums.gross, tax),
    difference: MathBN.sub(sums.compared_tax, sums.calculated_tax),
  }
  return {
    orders: Number(sums.orders),
    ...(Object.fromEntries(
      REPORT_AMOUNTS.map((name) => [
        name,
        MathBN.convert(amounts[name]).toFixed(digits),
      ])
    ) as Record<(typeof REPORT_AMOUNTS)[number], string>),
  }
}

/** The figures of no entries. */
export const NO_FIGURES: SummedFigures = {
  orders: 0,
  ...(Object.fromEntries(SUMMED_AMOUNTS.map((name) => [name, "0"])) as Record<
    (typeof SUMMED_AMOUNTS)[number],
    string
  >),
}
