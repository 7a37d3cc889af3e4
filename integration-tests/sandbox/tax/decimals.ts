import Big from "big.js"

export const ZERO = new Big(0)

/** How a tax amount is rounded: to the cent, or to whole units. */
export type Rounding = (amount: Big) => Big

const toTheCent: Rounding = (amount) => amount.round(2, Big.roundHalfUp)
const downToWholeUnits: Rounding = (amount) => amount.round(0, Big.roundDown)

/**
 * Half up to the cent for every currency except the yen, because Kintsugi
 * answers two decimals whatever the currency. Japan lets sellers drop fractions
 * of a yen, and stores there do so.
 */
export function roundingFor(currency: string): Rounding {
  return currency === "JPY" ? downToWholeUnits : toTheCent
}

/** An amount as Kintsugi writes it: "12.50", never "-0.00". */
export function formatAmount(amount: Big): string {
  const cents = amount.round(2, Big.roundHalfUp)
  return cents.eq(0) ? "0.00" : cents.toFixed(2)
}

/**
 * A rate as Kintsugi writes it: "0.0625" is 6.25 %, and zero is "0E-9", as
 * Python prints a zero with nine decimals.
 */
export function formatRate(rate: Big): string {
  return rate.eq(0) ? "0E-9" : rate.round(9, Big.roundHalfUp).toFixed()
}

export function sum(amounts: readonly Big[]): Big {
  return amounts.reduce((total, amount) => total.plus(amount), ZERO)
}
