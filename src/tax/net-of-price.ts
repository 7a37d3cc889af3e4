import { MathBN } from "@medusajs/framework/utils"
import type { Decimal } from "./money"
import type { LinePrice } from "./taxable-lines"

const ZERO = MathBN.convert(0)

const HALF_UP = 4

/** Whether discounts without tax are on a price with it, or the other way round. */
export const isMixed = ({ withTax, withoutTax }: LinePrice): boolean =>
  !withTax.isZero() && !withoutTax.isZero()

/**
 * The net that a price leaves, rounded to the currency, at worst nothing, when
 * this tax is due on this net.
 */
export const left = (
  price: LinePrice,
  net: Decimal,
  tax: Decimal,
  digits: number
): Decimal => {
  const isMixed = !price.withoutTax.isZero() && !net.isZero()
  // Mixed prices go by the rate: one cent of tax may move their net by many.
  const leaves = isMixed ? netAt(price, tax.div(net)) : netOf(price, tax, net)
  return (leaves ?? ZERO).decimalPlaces(digits, HALF_UP)
}

/** The net that a price leaves at this rate, a fraction; `undefined`: none. */
export const netAt = (
  { withTax, withoutTax }: LinePrice,
  rate: Decimal
): Decimal | undefined => {
  const net = withTax.div(rate.plus(1)).plus(withoutTax)
  return net.times(withTax.plus(withoutTax)).gt(0) ? net : undefined
}

/**
 * The net that a price leaves when this tax is due, in major units: the tax as
 * rate × net, where net = withTax / (1 + rate) + withoutTax. `undefined` where
 * no rate makes that much tax out of the price.
 *
 * @param asked - the net that Kintsugi was asked about: a price that includes
 * tax, less a discount that does not, may leave two nets for one tax
 */
export const netOf = (
  price: LinePrice,
  tax: Decimal,
  asked: Decimal
): Decimal | undefined => {
  const { withTax, withoutTax } = price
  if (withTax.isZero()) {
    return withoutTax
  }
  const gross = withTax.plus(withoutTax)
  const nets = withoutTax.isZero() ? [gross.minus(tax)] : mixedNets(price, tax)
  // Beyond its price a line can bear no tax.
  return nets
    .filter((net) => net.times(gross).gt(0))
    .sort((a, b) => a.minus(asked).abs().comparedTo(b.minus(asked).abs())!)[0]
}

/** From tax = rate × net: net² − (gross − tax) × net − withoutTax × tax = 0. */
const mixedNets = (
  { withTax, withoutTax }: LinePrice,
  tax: Decimal
): Decimal[] => {
  const rest = withTax.plus(withoutTax).minus(tax)
  const square = rest.times(rest).plus(withoutTax.times(tax).times(4))
  // A tax rounded up may be a little more than any rate makes; then take the
  // rate that makes the most.
  if (square.lt(withTax.abs().negated())) {
    return []
  }
  const root = MathBN.max(square, 0).sqrt()
  return [rest.plus(root).div(2), rest.minus(root).div(2)]
}
