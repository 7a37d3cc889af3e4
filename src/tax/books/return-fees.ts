import { MathBN } from "@medusajs/framework/utils"
import type { Decimal } from "../money"
import { apportion, bookDigits } from "./apportion"
import {
  type ChargedLine,
  type ChargedTax,
  grossOf,
  shippingLine,
} from "./charged-lines"
import type { Credit } from "./credit"
import type { OrderForBooks } from "./order"

/**
 * What a return's shipping costs the customer. It is taken off what the return
 * is worth, as far as that goes; what the customer pays of it beyond that is
 * sold.
 */
export type ReturnFee = {
  returnId: string
  /** The whole of it. */
  line: ChargedLine
}

/** By the returns' ids, so that it is the same every time. */
export const returnFees = ({
  shipping_methods,
  currency_code,
}: OrderForBooks): ReturnFee[] =>
  (shipping_methods ?? [])
    .flatMap((method) => {
      const returnId = method.detail?.return_id
      return returnId
        ? [
            {
              returnId,
              line: {
                ...shippingLine(method, currency_code),
                title: "Return shipping",
              },
            },
          ]
        : []
    })
    .toSorted((a, b) =>
      a.returnId < b.returnId ||
      (a.returnId === b.returnId && a.line.id < b.line.id)
        ? -1
        : 1
    )

/** What of the fees was sold already, as lines of sales. */
export const feesAmong = (
  lines: ChargedLine[],
  fees: ReturnFee[]
): ChargedLine[] => {
  const ids = new Set(fees.map(({ line }) => line.id))
  return lines.filter(({ id }) => ids.has(id))
}

/** What of a return's fee was sold, with tax, and is not taken off its worth. */
export const soldFeeOf = (
  returnId: string,
  lines: ChargedLine[],
  fees: ReturnFee[]
): Decimal =>
  grossOf(
    feesAmong(
      lines,
      fees.filter((fee) => fee.returnId === returnId)
    )
  )

/**
 * What an amount that the customer pays buys of the fees: the first of them
 * first, each as far as it was neither sold yet nor taken off a return that a
 * credit note pays for.
 *
 * @param amount - with tax, in major units and the currency's digits
 * @param sold - lines that were sold already
 * @returns the lines to be sold, which come to no more than the amount
 */
export const feesFor = (
  amount: Decimal,
  fees: ReturnFee[],
  sold: ChargedLine[],
  credits: Pick<Credit, "returns">[],
  currencyCode: string
): ChargedLine[] => {
  const digits = bookDigits(currencyCode)
  // A whole fee may come to a unit more beside the sub-cents of other lines.
  const unit = MathBN.convert(10).pow(-digits)
  let rest = amount
  return fees.flatMap(({ returnId, line }) => {
    const known = sold.find(({ id }) => id === line.id)
    const isTakenOff = credits.some(({ returns }) => returnId in returns)
    const left = isTakenOff
      ? MathBN.convert(0)
      : grossOf([line]).minus(known ? grossOf([known]) : 0)
    const part = MathBN.min(rest, left.gt(0) ? left.plus(unit) : 0)
    if (!part.gt(0)) {
      return []
    }
    rest = rest.minus(part)
    return [partOfLine(line, known, part, digits)]
  })
}

/** In proportion to what of the line is left. */
const partOfLine = (
  line: ChargedLine,
  sold: ChargedLine | undefined,
  part: Decimal,
  digits: number
): ChargedLine => {
  const left = (amount: string, taken: string | undefined) =>
    MathBN.max(0, MathBN.sub(amount, taken ?? 0))
  const [net, ...amounts] = apportion(
    part,
    [
      left(line.net, sold?.net),
      ...line.taxes.map(({ name, amount }) =>
        left(amount, sold?.taxes.find((tax) => tax.name === name)?.amount)
      ),
    ],
    digits
  )
  const taxes: ChargedTax[] = line.taxes.map((tax, index) => ({
    ...tax,
    amount: amounts[index]!.toFixed(),
  }))
  return {
    ...line,
    quantity: sold ? "0" : line.quantity,
    net: net!.toFixed(),
    tax: MathBN.sum(0, ...amounts).toFixed(),
    taxes,
  }
}
