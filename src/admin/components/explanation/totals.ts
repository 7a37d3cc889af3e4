import type { Translate } from "../../i18n/translate"
import type { Explanation } from "../../kintsugi/explanation-api"
import { formatFraction, formatMoney } from "../../kintsugi/format"

/** What is charged on what, in one sentence. */
export const formatTotals = (
  {
    totals: { tax, amount, taxable, exempt, effective_rate },
    currency_code,
  }: Pick<Explanation, "totals" | "currency_code">,
  t: Translate
): string => {
  const money = (value: string) => formatMoney(value, currency_code)
  if (effective_rate === null) {
    return t("explanation.totalOfNothing", { tax: money(tax) })
  }
  const parts = {
    tax: money(tax),
    amount: money(amount),
    rate: formatFraction(effective_rate),
    taxable: money(taxable),
  }
  return Number(exempt) === 0
    ? t("explanation.total", {
        tax: parts.tax,
        amount: parts.amount,
        rate: parts.rate,
        taxable: parts.taxable,
      })
    : t("explanation.totalPartly", {
        tax: parts.tax,
        amount: parts.amount,
        rate: parts.rate,
        taxable: parts.taxable,
        exempt: money(exempt),
      })
}
