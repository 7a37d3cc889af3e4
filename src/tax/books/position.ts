import { MathBN } from "@medusajs/framework/utils"
import type { Decimal } from "../money"
import type { ChargedLine, ChargedTax } from "./charged-lines"

/**
 * A line of a credit note. Plain JSON: it is kept in the ledger. Amounts in
 * major units, positive.
 */
export type CreditedLine = {
  /** Of the line item or the shipping method in Medusa. */
  id: string
  /** As it is told; a price lowered without goods back counts in proportion. */
  quantity: string
  /** Units that came back with a return. */
  units: string
  net: string
  tax: string
  taxes: ChargedTax[]
}

/** What of a line that was told as sold has not been credited yet. */
export type OpenLine = {
  line: ChargedLine
  /** As it is told. */
  quantity: Decimal
  /** Units that have not come back. */
  units: Decimal
  net: Decimal
  taxes: (Omit<ChargedTax, "amount"> & { amount: Decimal })[]
}

/**
 * What is left of a sale: its lines less what credit notes took from them.
 * What a credit note took from a line that was changed since is taken from it
 * as far as it goes.
 */
export const openLines = (
  sold: ChargedLine[],
  credited: CreditedLine[]
): OpenLine[] =>
  sold.map((line) => {
    const ofLine = credited.filter(({ id }) => id === line.id)
    return {
      line,
      quantity: left(
        line.quantity,
        ofLine.map(({ quantity }) => quantity)
      ),
      units: left(
        line.quantity,
        ofLine.map(({ units }) => units)
      ),
      net: left(
        line.net,
        ofLine.map(({ net }) => net)
      ),
      taxes: line.taxes.map(({ name, rate, amount }) => ({
        name,
        rate,
        amount: left(
          amount,
          ofLine.flatMap(({ taxes }) =>
            taxes.filter((tax) => tax.name === name).map((tax) => tax.amount)
          )
        ),
      })),
    }
  })

/** What is left with tax. */
export const openGross = (lines: OpenLine[]): Decimal =>
  MathBN.sum(
    0,
    ...lines.flatMap(({ net, taxes }) => [
      net,
      ...taxes.map(({ amount }) => amount),
    ])
  )

const left = (amount: string, taken: string[]): Decimal => {
  const rest = MathBN.sub(amount, MathBN.sum(0, ...taken))
  return rest.isNegative() ? MathBN.convert(0) : rest
}
