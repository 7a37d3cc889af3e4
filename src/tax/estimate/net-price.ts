import { MathBN } from "@medusajs/framework/utils"
import { type Decimal, ZERO, roundHalfUp } from "../money"
import type { LinePrice } from "../cart/taxable-line"

/** Whether a price and its discounts have mismatched tax-inclusivity. */
export const isMixed = ({ withTax, withoutTax }: LinePrice): boolean =>
  !withTax.isZero() && !withoutTax.isZero()

/**
 * The net that a price leaves when this tax is due on this net, rounded to the
 * currency; zero if it leaves none.
 */
export const netAfterTax = (
  price: LinePrice,
  net: Decimal,
  tax: Decimal,
  digits: number
): Decimal => {
  const usesRate = !price.withoutTax.isZero() && !net.isZero()
  // Mixed prices use the rate: a cent of tax may move their net by many cents.
  const remaining = usesRate
    ? netAt(price, tax.div(net))
    : netOf(price, tax, net)
  return roundHalfUp(remaining ?? ZERO, digits)
}

/**
 * The net that a price leaves at this rate, a fraction; `undefined` if none.
 */
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
 * no rate yields that much tax from the price.
 *
 * @param askedNet - the net that Kintsugi was asked about: a price that
 * includes tax, less a discount that does not, may have two nets for one tax
 */
export const netOf = (
  price: LinePrice,
  tax: Decimal,
  askedNet: Decimal
): Decimal | undefined => {
  const { withTax, withoutTax } = price
  if (withTax.isZero()) {
    return withoutTax
  }
  const gross = withTax.plus(withoutTax)
  const nets = withoutTax.isZero() ? [gross.minus(tax)] : mixedNets(price, tax)
  // A line cannot bear more tax than its price.
  return nets
    .filter((net) => net.times(gross).gt(0))
    .sort((a, b) =>
      a.minus(askedNet).abs().comparedTo(b.minus(askedNet).abs())!
    )[0]
}

/** From tax = rate × net: net² − (gross − tax) × net − withoutTax × tax = 0. */
const mixedNets = (
  { withTax, withoutTax }: LinePrice,
  tax: Decimal
): Decimal[] => {
  const rest = withTax.plus(withoutTax).minus(tax)
  const square = rest.times(rest).plus(withoutTax.times(tax).times(4))
  // A tax that was rounded up may slightly exceed what any rate yields; then
  // take the rate that yields the most.
  if (square.lt(withTax.abs().negated())) {
    return []
  }
  const root = MathBN.max(square, 0).sqrt()
  return [rest.plus(root).div(2), rest.minus(root).div(2)]
}
