import { deserializeLines } from "../../tax/cart/cart-lines"
import {
  type RequestedLine,
  type TaxableLine,
  toTaxableLine,
} from "../../tax/cart/taxable-line"
import type { EstimateContext } from "../../tax/cart/tax-context"
import { isTooLarge } from "../../tax/estimate/sent-amount"
import { isSupportedCurrency } from "../../tax/money/currencies"
import { NotAskedError } from "./fallback"

/**
 * The cart's lines as the workflows passed them, and any other lines that
 * Medusa asks about, so that each one gets its own answer.
 */
export const linesToEstimate = (
  requested: RequestedLine[],
  { lines }: EstimateContext
): TaxableLine[] => {
  if (!lines) {
    return requested.map(toTaxableLine)
  }
  const rates = new Map(requested.map((line) => [line.id, line.rates]))
  const cartLines = deserializeLines(
    lines,
    requested[0]?.currencyCode ?? "",
    rates
  )
  const ids = new Set(cartLines.map(({ id }) => id))
  return [
    ...cartLines,
    ...requested.filter(({ id }) => !ids.has(id)).map(toTaxableLine),
  ]
}

/** @throws NotAskedError if asking Kintsugi about these lines is pointless */
export const assertUsable = (lines: TaxableLine[]): void => {
  const unsupported = lines.find(
    ({ currencyCode }) => !isSupportedCurrency(currencyCode)
  )
  if (unsupported) {
    throw new NotAskedError(
      "currency_not_supported",
      `Kintsugi does not support ${unsupported.currencyCode || "a line without a currency"}`
    )
  }
  if (lines.some(({ amount }) => !amount.isFinite())) {
    throw new NotAskedError("amount_not_a_number", "A line has no usable price")
  }
  if (
    lines.some(({ amount, price, currencyCode }) =>
      [amount, price.withTax.plus(price.withoutTax)].some((worth) =>
        isTooLarge(worth, currencyCode)
      )
    )
  ) {
    throw new NotAskedError(
      "amount_too_large",
      "A line is worth more than 9,999,999,999.99, the most that Kintsugi can calculate tax on. Split it into several lines, or charge tax on it by the tax region's own rates"
    )
  }
}
