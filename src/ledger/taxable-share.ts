import { MathBN } from "@medusajs/framework/utils"
import { type Decimal, roundHalfUp, sumOf } from "../tax/money"
import { toLedgerAmount } from "./allocate"
import type { ChargedLine } from "./charged-lines"
import type { ExactLine } from "./exact-lines"
import { isDecimal } from "./jurisdiction-taxes"
import type { TaxLineOfOrder } from "./order"

/** The digits of a share, enough for an amount of Kintsugi's 18 digits. */
const SHARE_DIGITS = 20

/**
 * The taxable part of a line, if Kintsugi's answer for it states one that the
 * tax does not already show. If the quantity has changed since, the
 * answer is scaled in proportion to the tax.
 */
export const taxableShareOf = (
  taxLines: TaxLineOfOrder[] | null | undefined,
  { net, taxes }: ExactLine,
  currencyCode: string
): Pick<ChargedLine, "taxableShare"> => {
  const kintsugiAnswer = kintsugiAnswerFor(taxLines)
  if (!kintsugiAnswer || net.isZero()) {
    return {}
  }
  const tax = sumOf(taxes.map(({ amount }) => amount))
  const answeredTax = MathBN.convert(kintsugiAnswer.tax_amount)
  const isTaxUnchanged =
    answeredTax.isZero() ||
    toLedgerAmount(tax, currencyCode).eq(
      toLedgerAmount(answeredTax, currencyCode)
    )
  const taxable = isTaxUnchanged
    ? MathBN.convert(kintsugiAnswer.taxable_amount)
    : MathBN.mult(kintsugiAnswer.taxable_amount, tax).div(answeredTax)
  const share = MathBN.max(0, MathBN.min(1, taxable.div(net)))
  const isShown = share.eq(tax.isZero() ? 0 : 1)
  return isShown
    ? {}
    : { taxableShare: roundHalfUp(share, SHARE_DIGITS).toFixed() }
}

/**
 * Kintsugi's answer for a line, or what it would be by its earlier answers,
 * which the provider keeps in `data`.
 */
const kintsugiAnswerFor = (
  taxLines: TaxLineOfOrder[] | null | undefined
): { tax_amount: string; taxable_amount: string } | undefined => {
  const { tax_amount, taxable_amount } = ((taxLines ?? []).find(
    ({ data }) => data?.source === "kintsugi" || data?.source === "remembered"
  )?.data?.line ?? {}) as Record<string, unknown>
  return isDecimal(tax_amount) && isDecimal(taxable_amount)
    ? { tax_amount, taxable_amount }
    : undefined
}

/**
 * How much of a line, or of a part of it, is taxable: what Kintsugi stated, or
 * else all of a taxed line and nothing of an untaxed one. In major units and
 * the currency's digits.
 *
 * @param sold - the whole line: a returned part may be too small to have tax,
 * or its tax may have been refunded before
 */
export const taxableAmount = (
  { net }: Pick<ChargedLine, "net">,
  { tax, taxableShare }: Pick<ChargedLine, "tax" | "taxableShare">,
  currencyCode: string
): Decimal =>
  taxableShare === undefined
    ? MathBN.convert(MathBN.convert(tax).isZero() ? 0 : net)
    : toLedgerAmount(MathBN.mult(net, taxableShare), currencyCode)
