import { Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import type { TaxReport } from "../../kintsugi/answers"
import { capitalize, formatMoney, humanize } from "../../kintsugi/format"
import type { Translate } from "../../i18n/translate"
import { LinkButton } from "./link-button"
import { useReportQuery } from "./report-query"

const MAIN = [
  "gross",
  "exempt",
  "taxable",
  "collected",
  "refunded",
  "tax",
  "total",
] as const

const AMOUNTS = {
  gross: "gross",
  exempt: "exempt",
  taxable: "taxable",
  collected: "tax_collected",
  refunded: "tax_refunded",
  tax: "tax",
  total: "total",
  calculated: "calculated_tax",
  difference: "difference",
} as const

const SOURCES = ["remembered", "fallback", "other"] as const

/** The figures of all that the page shows. */
export const Totals = ({ report }: { report: TaxReport }) => {
  const { t } = useTranslation("kintsugi")
  const { showEntries } = useReportQuery()
  const { totals, currency_code } = report
  const hints: Partial<Record<string, string>> = {
    gross: t("report.hints.gross"),
    exempt: t("report.hints.exempt"),
    taxable: t("report.hints.taxable"),
    tax: t("report.hints.tax"),
    total: t("report.hints.total"),
    calculated: t("report.hints.calculated"),
    difference: t("report.hints.difference"),
  }
  const reasons = Object.entries(totals.exempt_reasons)
  const isCompared =
    Number(totals.calculated_tax) !== 0 || Number(totals.compared_tax) !== 0
  return (
    <>
      <dl
        aria-label={t("report.totals")}
        className="grid grid-cols-2 gap-y-4 px-6 py-4 md:grid-cols-4"
      >
        {[
          ...MAIN,
          ...(isCompared ? (["calculated", "difference"] as const) : []),
        ].map((name) => (
          <Figure
            key={name}
            label={t(`report.figures.${name}`)}
            hint={hints[name]}
            amount={formatMoney(totals[AMOUNTS[name]], currency_code)}
          />
        ))}
        {SOURCES.filter((name) => Number(totals[`tax_${name}`]) !== 0).map(
          (name) => (
            <Figure
              key={name}
              label={t(`report.figures.${name}`)}
              hint={t(`report.hints.${name}`)}
              amount={formatMoney(totals[`tax_${name}`], currency_code)}
              onShow={() => showEntries({ source: name })}
              showLabel={t(`report.sourceFilters.${name}`)}
            />
          )
        )}
      </dl>
      {reasons.length > 0 && (
        <div className="px-6 py-4">
          <Text size="small" weight="plus">
            {t("report.exemptByReason")}
          </Text>
          <ul className="mt-1 flex flex-wrap gap-x-6 gap-y-1">
            {reasons.map(([reason, amount]) => (
              <li key={reason}>
                <Text size="small" className="text-ui-fg-subtle">
                  {t("report.reasonAmount", {
                    reason: reasonName(reason, t),
                    amount: formatMoney(amount, currency_code),
                  })}
                </Text>
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  )
}

/** Kintsugi may have new words. */
export const reasonName = (reason: string, t: Translate): string =>
  t(`report.reasons.${reason as "no_tax"}`, {
    defaultValue: capitalize(humanize(reason)),
  })

type FigureProps = {
  label: string
  hint?: string
  amount: string
  onShow?: () => void
  showLabel?: string
}

const Figure = ({ label, hint, amount, onShow, showLabel }: FigureProps) => (
  <div className="pr-4">
    <dt>
      <Text size="small" className="text-ui-fg-subtle" as="span">
        {label}
      </Text>
    </dt>
    <dd className="m-0">
      <Text size="large" weight="plus" className="tabular-nums" as="span">
        {amount}
      </Text>
      {hint && (
        <Text size="xsmall" className="text-ui-fg-subtle">
          {hint}
        </Text>
      )}
      {onShow && <LinkButton onClick={onShow}>{showLabel}</LinkButton>}
    </dd>
  </div>
)
