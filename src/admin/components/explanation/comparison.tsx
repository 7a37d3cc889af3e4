import { Heading, Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import type { Translate } from "../../i18n/translate"
import type {
  Cause,
  Explanation,
  TaxComparison,
} from "../../kintsugi/explanation-api"
import {
  formatCalendarDay,
  formatFraction,
  formatMoney,
  humanize,
} from "../../kintsugi/format"
import { ExplanationDetails } from "./explanation-details"
import { Fold } from "./fold"

/** What Kintsugi answers today, and why that differs. */
export const Comparison = ({
  comparison,
  today,
}: {
  comparison: TaxComparison
  today: Explanation
}) => {
  const { t } = useTranslation("kintsugi")
  return (
    <div className="flex flex-col gap-y-3">
      <Heading level="h3">
        {formatResult(comparison, today.currency_code, t)}
      </Heading>
      {comparison.causes.length ? (
        <div>
          <Text size="small" weight="plus">
            {t("explanation.causesTitle")}
          </Text>
          <ul className="list-disc pl-5">
            {comparison.causes.map((cause) => (
              <li key={JSON.stringify(cause)} className="txt-small break-words">
                {formatCause(cause, today.currency_code, t)}
              </li>
            ))}
          </ul>
        </div>
      ) : (
        <Text size="small">{t("explanation.noCauses")}</Text>
      )}
      <Fold title={t("explanation.answerToday")}>
        <ExplanationDetails explanation={today} />
      </Fold>
    </div>
  )
}

const formatResult = (
  { tax_then, tax_today, difference }: TaxComparison,
  currencyCode: string,
  t: Translate
): string => {
  const today = formatMoney(tax_today, currencyCode)
  const more = Number(difference)
  if (more === 0) {
    return t("explanation.results.same", { today })
  }
  const amounts = {
    today,
    difference: formatMoney(difference.replace("-", ""), currencyCode),
    then: formatMoney(tax_then, currencyCode),
  }
  return more > 0
    ? t("explanation.results.more", {
        today: amounts.today,
        difference: amounts.difference,
        then: amounts.then,
      })
    : t("explanation.results.less", {
        today: amounts.today,
        difference: amounts.difference,
        then: amounts.then,
      })
}

/** A cause in words. */
const formatCause = (
  cause: Cause,
  currencyCode: string,
  t: Translate
): string => {
  const money = (amount: string) => formatMoney(amount, currencyCode)
  switch (cause.code) {
    case "for_day":
      return t("explanation.causes.for_day", {
        day: formatCalendarDay(cause.day),
      })
    case "place_changed":
      return t("explanation.causes.place_changed", {
        from: cause.from,
        to: cause.to,
      })
    case "address_verdict_changed":
      return t("explanation.causes.address_verdict_changed", {
        from: humanize(cause.from),
        to: humanize(cause.to),
      })
    case "tax_id_changed":
      return cause.to === null
        ? t("explanation.causes.tax_id_removed", { from: cause.from ?? "" })
        : t("explanation.causes.tax_id_added", { to: cause.to })
    case "product_reclassified":
      return t("explanation.causes.product_reclassified", {
        title: nameOf(cause, t),
        from: pairOf(cause.from),
        to: pairOf(cause.to),
      })
    case "rate_changed":
      return t("explanation.causes.rate_changed", {
        jurisdiction: cause.jurisdiction,
        from: formatFraction(cause.from),
        to: formatFraction(cause.to),
      })
    case "jurisdiction_added":
    case "jurisdiction_removed":
      return t(`explanation.causes.jurisdiction_${changeOf(cause.code)}`, {
        jurisdiction: cause.jurisdiction,
        rate: formatFraction(cause.rate),
      })
    case "taxable_amount_changed":
      return t("explanation.causes.taxable_amount_changed", {
        title: nameOf(cause, t),
        from: money(cause.from),
        to: money(cause.to),
      })
    case "amount_changed":
      return t("explanation.causes.amount_changed", {
        title: nameOf(cause, t),
        from: money(cause.from),
        to: money(cause.to),
      })
    case "line_added":
    case "line_removed":
      return t(`explanation.causes.line_${changeOf(cause.code)}`, {
        title: nameOf(cause, t),
      })
    default:
      return formatPlainCause(cause.code, t)
  }
}

type Plain =
  | "not_answered_then"
  | "as_if_registered"
  | "registered"
  | "registration_ended"
  | "customer_exempted"
  | "customer_no_longer_exempt"
  | "unexplained"

const formatPlainCause = (code: Plain, t: Translate): string => {
  switch (code) {
    case "not_answered_then":
      return t("explanation.causes.not_answered_then")
    case "as_if_registered":
      return t("explanation.causes.as_if_registered")
    case "registered":
      return t("explanation.causes.registered")
    case "registration_ended":
      return t("explanation.causes.registration_ended")
    case "customer_exempted":
      return t("explanation.causes.customer_exempted")
    case "customer_no_longer_exempt":
      return t("explanation.causes.customer_no_longer_exempt")
    case "unexplained":
      return t("explanation.causes.unexplained")
  }
}

const changeOf = (code: string): "added" | "removed" =>
  code.endsWith("added") ? "added" : "removed"

const nameOf = ({ title }: { title: string | null }, t: Translate): string =>
  title ?? t("explanation.unnamed")

const pairOf = (pair: { category: string; subcategory: string }): string =>
  `${pair.category} / ${pair.subcategory}`
