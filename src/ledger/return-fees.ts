import { MathBN } from "@medusajs/framework/utils"
import { type Decimal, ZERO, sumOf } from "../tax/money"
import { allocate, fillInOrder, ledgerDigits, ledgerUnit } from "./allocate"
import {
  type ChargedLine,
  type ChargedTax,
  grossOf,
  shippingLine,
} from "./charged-lines"
import type { Credit } from "./credit-note-lines"
import type { OrderForLedger } from "./order"

/**
 * What a return's shipping costs the customer. It is deducted from what the
 * return is worth, down to zero; what the customer pays beyond that is reported
 * as sold.
 */
export type ReturnFee = {
  returnId: string
  /** The whole fee. */
  line: ChargedLine
}

/** Sorted by the returns' ids, so that the order is always the same. */
export const returnFees = ({
  shipping_methods,
  currency_code,
}: OrderForLedger): ReturnFee[] =>
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

/** The fees that were sold already, as lines of sales. */
export const soldFees = (
  lines: ChargedLine[],
  fees: ReturnFee[]
): ChargedLine[] => {
  const ids = new Set(fees.map(({ line }) => line.id))
  return lines.filter(({ id }) => ids.has(id))
}

/** The sold part of a return's fee, with tax: not deducted from its worth. */
export const soldFeeOf = (
  returnId: string,
  lines: ChargedLine[],
  fees: ReturnFee[]
): Decimal =>
  grossOf(
    soldFees(
      lines,
      fees.filter((fee) => fee.returnId === returnId)
    )
  )

/**
 * The fees that an amount paid by the customer covers: in order, each up to the
 * part that was neither sold yet nor deducted from a return that a credit note
 * pays for.
 *
 * @param amount - with tax, in major units and the currency's digits
 * @param sold - lines that were sold already
 * @returns the lines to sell, which total no more than the amount
 */
export const feesCoveredBy = (
  amount: Decimal,
  fees: ReturnFee[],
  sold: ChargedLine[],
  credits: Pick<Credit, "returns">[],
  currencyCode: string
): ChargedLine[] => {
  // With the sub-cents of other lines, a whole fee may come to a unit more.
  const unit = ledgerUnit(currencyCode)
  const limits = fees.map((fee) => {
    const unsold = unsoldPart(fee, sold, credits)
    return unsold.gt(0) ? unsold.plus(unit) : ZERO
  })
  const parts = fillInOrder(amount, limits)
  return fees.flatMap(({ line }, index) => {
    const part = parts[index]!
    return part.gt(0)
      ? [partOfLine(line, soldLine(line, sold), part, currencyCode)]
      : []
  })
}

/** What of a fee was neither sold nor deducted from a return, with tax. */
const unsoldPart = (
  { returnId, line }: ReturnFee,
  sold: ChargedLine[],
  credits: Pick<Credit, "returns">[]
): Decimal => {
  const isDeducted = credits.some(({ returns }) => returnId in returns)
  const soldPart = soldLine(line, sold)
  return isDeducted
    ? ZERO
    : grossOf([line]).minus(soldPart ? grossOf([soldPart]) : 0)
}

const soldLine = (
  { id }: ChargedLine,
  sold: ChargedLine[]
): ChargedLine | undefined => sold.find((line) => line.id === id)

/** In proportion to the unsold rest of the line. */
const partOfLine = (
  line: ChargedLine,
  sold: ChargedLine | undefined,
  part: Decimal,
  currencyCode: string
): ChargedLine => {
  const subtract = (amount: string, soldAmount: string | undefined) =>
    MathBN.max(0, MathBN.sub(amount, soldAmount ?? 0))
  const [net, ...amounts] = allocate(
    part,
    [
      subtract(line.net, sold?.net),
      ...line.taxes.map(({ name, amount }) =>
        subtract(amount, sold?.taxes.find((tax) => tax.name === name)?.amount)
      ),
    ],
    ledgerDigits(currencyCode)
  )
  const taxes: ChargedTax[] = line.taxes.map((tax, index) => ({
    ...tax,
    amount: amounts[index]!.toFixed(),
  }))
  return {
    ...line,
    quantity: sold ? "0" : line.quantity,
    net: net!.toFixed(),
    tax: sumOf(amounts).toFixed(),
    taxes,
  }
}
