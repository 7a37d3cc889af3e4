import { MathBN } from "@medusajs/framework/utils"
import { type Decimal, ZERO, sumOf } from "../tax/money"
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

/** The uncredited amount of a sale, with tax, in major units. */
export const uncreditedGross = (lines: UncreditedLine[]): Decimal =>
  sumOf(
    lines.flatMap(({ net, taxes }) => [
      net,
      ...taxes.map(({ amount }) => amount),
    ])
  )

/** The uncredited tax of a sale, in major units. */
export const uncreditedTax = (lines: UncreditedLine[]): Decimal =>
  sumOf(lines.flatMap(({ taxes }) => taxes.map(({ amount }) => amount)))

const subtractCredits = (amount: string, credits: string[]): Decimal => {
  const rest = MathBN.sub(amount, sumOf(credits))
  return rest.isNegative() ? ZERO : rest
}

/** Two credits of the same line become one line of the credit note. */
export const mergeCreditedLines = (
  lines: CreditedLine[],
  more: CreditedLine[]
): CreditedLine[] => {
  const sums = new Map(lines.map((line) => [line.id, line]))
  for (const line of more) {
    const sum = sums.get(line.id)
    sums.set(line.id, sum ? addCredited(sum, line) : line)
  }
  return [...sums.values()]
}

const addCredited = (a: CreditedLine, b: CreditedLine): CreditedLine => ({
  id: a.id,
  quantity: plus(a.quantity, b.quantity),
  units: plus(a.units, b.units),
  net: plus(a.net, b.net),
  tax: plus(a.tax, b.tax),
  taxes: a.taxes.map((tax, index) => ({
    ...tax,
    amount: plus(tax.amount, b.taxes[index]?.amount ?? "0"),
  })),
})

const plus = (a: string, b: string): string => MathBN.add(a, b).toFixed()

/** What is left of lines after further credits of them. */
export const subtractCredited = (
  uncredited: UncreditedLine[],
  lines: CreditedLine[]
): UncreditedLine[] =>
  uncredited.map((line) => {
    const credited = lines.find(({ id }) => id === line.line.id)
    return credited
      ? {
          ...line,
          quantity: line.quantity.minus(MathBN.convert(credited.quantity)),
          units: line.units.minus(MathBN.convert(credited.units)),
          net: line.net.minus(MathBN.convert(credited.net)),
          taxes: line.taxes.map((tax, index) => ({
            ...tax,
            amount: tax.amount.minus(
              MathBN.convert(credited.taxes[index]?.amount ?? 0)
            ),
          })),
        }
      : line
  })
