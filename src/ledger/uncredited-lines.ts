import { MathBN } from "@medusajs/framework/utils"
import type { Decimal } from "../tax/money"
import type { ChargedLine, ChargedTax } from "./charged-lines"

/**
 * A line of a credit note. Plain JSON: it is stored in the ledger. Amounts in
 * major units, positive.
 */
export type CreditedLine = {
  /** Id of the line item or the shipping method in Medusa. */
  id: string
  /** As sent; a price reduction without a return counts in proportion. */
  quantity: string
  /** Units received with a return. */
  units: string
  net: string
  tax: string
  taxes: ChargedTax[]
}

/** The part of a reported line that has not been credited yet. */
export type UncreditedLine = {
  line: ChargedLine
  /** As sent to Kintsugi. */
  quantity: Decimal
  /** Units that have not been returned. */
  units: Decimal
  net: Decimal
  taxes: (Omit<ChargedTax, "amount"> & { amount: Decimal })[]
}

/**
 * What is left of a sale: its lines less what credit notes took from them. If a
 * line was changed after a credit note, the credit reduces it to zero at most.
 */
export const uncreditedLines = (
  sold: ChargedLine[],
  credited: CreditedLine[]
): UncreditedLine[] =>
  sold.map((line) => {
    const creditedLines = credited.filter(({ id }) => id === line.id)
    return {
      line,
      quantity: subtractCredits(
        line.quantity,
        creditedLines.map(({ quantity }) => quantity)
      ),
      units: subtractCredits(
        line.quantity,
        creditedLines.map(({ units }) => units)
      ),
      net: subtractCredits(
        line.net,
        creditedLines.map(({ net }) => net)
      ),
      taxes: line.taxes.map(({ name, rate, amount }) => ({
        name,
        rate,
        amount: subtractCredits(
          amount,
          creditedLines.flatMap(({ taxes }) =>
            taxes.filter((tax) => tax.name === name).map((tax) => tax.amount)
          )
        ),
      })),
    }
  })

/** The uncredited amount, with tax. */
export const uncreditedGross = (lines: UncreditedLine[]): Decimal =>
  MathBN.sum(
    0,
    ...lines.flatMap(({ net, taxes }) => [
      net,
      ...taxes.map(({ amount }) => amount),
    ])
  )

const subtractCredits = (amount: string, taken: string[]): Decimal => {
  const rest = MathBN.sub(amount, MathBN.sum(0, ...taken))
  return rest.isNegative() ? MathBN.convert(0) : rest
}
