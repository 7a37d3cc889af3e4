import type { JurisdictionTax, LineTax } from "../estimate/validate-estimate"
import { sumOf } from "../money"
import { roundTogether } from "../money/round-together"

/**
 * Rounds Kintsugi's taxes to whole units of the currency. Where the currency
 * has fewer decimals than the answer (JPY has none, and Kintsugi answers
 * 100.40), the taxes of the whole cart are rounded together, half up, so that
 * its tax is off by half a unit at most; by largest remainder over lines and
 * jurisdictions.
 *
 * @param digits - of the currency: 0 for JPY
 * @returns in the order given; a line that is charged a different amount has
 * Kintsugi's in `answered`
 */
export const roundToWholeUnits = (
  taxes: LineTax[],
  digits: number
): LineTax[] => {
  const parts = taxes.flatMap(({ jurisdictions }) => jurisdictions)
  if (parts.every(({ amount }) => amount.decimalPlaces()! <= digits)) {
    return taxes
  }
  const rounded = new Map<JurisdictionTax, JurisdictionTax["amount"]>()
  for (const partsOfSign of [
    parts.filter(({ amount }) => !amount.isNegative()),
    parts.filter(({ amount }) => amount.isNegative()),
  ]) {
    const sizes = partsOfSign.map(({ amount }) => amount.abs())
    roundTogether(sizes, digits).forEach((size, index) => {
      const part = partsOfSign[index]!
      rounded.set(part, part.amount.isNegative() ? size.negated() : size)
    })
  }
  return taxes.map((tax) => {
    const jurisdictions = tax.jurisdictions.map((jurisdiction) => ({
      ...jurisdiction,
      amount: rounded.get(jurisdiction) ?? jurisdiction.amount,
    }))
    const amount = sumOf(jurisdictions.map(({ amount }) => amount))
    return amount.eq(tax.amount)
      ? { ...tax, jurisdictions }
      : { ...tax, amount, jurisdictions, answeredAmount: tax.amount }
  })
}
