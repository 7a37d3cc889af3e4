import { roundToCurrency } from "./round-to-currency"
import {
  type TaxLine,
  type TaxedCart,
  type TaxedLine,
  answerDataOf,
  jurisdictionsOf,
  linesOf,
} from "./taxed-cart"

export type TaxOfJurisdiction = {
  /** As Kintsugi names it: `Texas State Sales Tax`. */
  name: string
  /**
   * The statutory rate in percent, like the `rate` of Medusa's tax lines: 6.25.
   * 0 for a flat fee.
   */
  rate: number
  /** In major units, rounded to the currency: 2.5. */
  amount: number
}

/**
 * The tax of a cart or an order by jurisdiction and rate, shipping included, in
 * the order of its lines. What is zero is left out.
 *
 * The amounts are Kintsugi's. Where an order edit or a return has changed the
 * quantity of a line since, they are what Medusa charges for it; so is the tax
 * at the store's own rates, which has the name of its rate.
 *
 * @example
 * taxByJurisdiction(cart)
 * // [{ name: "Texas State Sales Tax", rate: 6.25, amount: 2.5 }, …]
 */
export const taxByJurisdiction = (cart: TaxedCart): TaxOfJurisdiction[] => {
  const taxes = new Map<string, TaxOfJurisdiction>()
  for (const tax of linesOf(cart).flatMap(taxesOfLine)) {
    const key = JSON.stringify([tax.name, tax.rate])
    const amount = (taxes.get(key)?.amount ?? 0) + tax.amount
    taxes.set(key, { ...tax, amount })
  }
  return [...taxes.values()]
    .map((tax) => ({
      ...tax,
      amount: roundToCurrency(tax.amount, cart.currency_code),
    }))
    .filter(({ amount }) => amount !== 0)
}

const taxesOfLine = ({ tax_lines }: TaxedLine): TaxOfJurisdiction[] =>
  groupByJurisdiction(tax_lines ?? []).flatMap(taxesOfGroup)

/**
 * Two tax lines of one code are one jurisdiction whose tax needs two rates, if
 * they are Kintsugi's; the store's own rates may share a code.
 */
const groupByJurisdiction = (taxLines: TaxLine[]): TaxLine[][] => {
  const groups = new Map<string | number, TaxLine[]>()
  taxLines.forEach((taxLine, index) => {
    const key = (answerDataOf(taxLine) && taxLine.code) || index
    groups.set(key, [...(groups.get(key) ?? []), taxLine])
  })
  return [...groups.values()]
}

const taxesOfGroup = (group: TaxLine[]): TaxOfJurisdiction[] => {
  const [taxLine] = group
  if (!taxLine) {
    return []
  }
  const charged = chargedBy(group)
  const data = answerDataOf(taxLine)
  if (data) {
    const jurisdictions = jurisdictionsOf(data).map(
      ({ name, rate, amount }) => ({
        name,
        // Exact, unlike a multiplication: 0.0887 × 100 is 8.870000000000001.
        rate: Number(`${rate}e2`),
        amount: Number(amount),
      })
    )
    return fitToCharge(jurisdictions, charged)
  }
  const { description, code, rate } = taxLine
  return charged === undefined
    ? []
    : [{ name: description || code || "Tax", rate, amount: charged }]
}

/** `undefined` if the cart was requested without its totals. */
const chargedBy = (group: TaxLine[]): number | undefined => {
  const totals = group.flatMap(({ total }) => total ?? [])
  return totals.length === group.length ? sum(totals) : undefined
}

/** A charge at an effective rate is within 0.004 of Kintsugi's amount. */
const ANOTHER_CHARGE = 0.005

/** Kintsugi's amounts, in proportion to the charge where that is another. */
const fitToCharge = (
  taxes: TaxOfJurisdiction[],
  charged: number | undefined
): TaxOfJurisdiction[] => {
  const answered = sum(taxes.map(({ amount }) => amount))
  if (charged === undefined || Math.abs(charged - answered) < ANOTHER_CHARGE) {
    return taxes
  }
  return taxes.map((tax) => ({
    ...tax,
    amount: answered
      ? (charged * tax.amount) / answered
      : charged / taxes.length,
  }))
}

const sum = (amounts: number[]): number =>
  amounts.reduce((total, amount) => total + amount, 0)
