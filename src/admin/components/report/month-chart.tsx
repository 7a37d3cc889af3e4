import { Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import type { TaxReport } from "../../kintsugi/answers"
import { formatMoney, formatMonth } from "../../kintsugi/format"
import { useReportQuery } from "./report-query"

/** In px; the lowest bar can still be seen and clicked. */
const HEIGHT = 96
const LOWEST = 2

/** With more bars, only some months have their name below. */
const MOST_NAMES = 12

/** A bar a month; a click shows that month alone. */
export const MonthChart = ({ report }: { report: TaxReport }) => {
  const { t } = useTranslation("kintsugi")
  const { setRange } = useReportQuery()
  const { months, currency_code } = report
  const highest = Math.max(...months.map(({ tax }) => Math.abs(Number(tax))), 0)
  const every = Math.ceil(months.length / MOST_NAMES)
  return (
    <div className="px-6 py-4">
      <ul className="flex items-end gap-x-1" aria-label={t("report.months")}>
        {months.map(({ month, tax, gross }, index) => {
          const share = highest ? Math.abs(Number(tax)) / highest : 0
          return (
            <li key={month} className="min-w-0 flex-1">
              <button
                type="button"
                title={formatMoney(tax, currency_code)}
                aria-label={t("report.monthBar", {
                  month: formatMonth(month),
                  tax: formatMoney(tax, currency_code),
                  gross: formatMoney(gross, currency_code),
                })}
                className="focus-visible:shadow-borders-focus hover:bg-ui-bg-base-hover flex w-full flex-col items-center justify-end rounded outline-none"
                style={{ height: HEIGHT }}
                onClick={() =>
                  setRange({ from: `${month}-01`, to: lastDayOf(month) })
                }
              >
                <span
                  className="block w-full max-w-12 rounded-sm"
                  style={{
                    height: Math.max(LOWEST, share * HEIGHT),
                    // Medusa's classes have no color for bars.
                    background:
                      Number(tax) < 0
                        ? "var(--fg-error)"
                        : "var(--fg-interactive)",
                  }}
                />
              </button>
              <Text
                size="xsmall"
                aria-hidden
                className="text-ui-fg-subtle whitespace-pre text-center"
              >
                {index % every ? " " : formatMonth(month, { withYear: false })}
                {"\n"}
                {index && !month.endsWith("-01") ? " " : month.slice(0, 4)}
              </Text>
            </li>
          )
        })}
      </ul>
    </div>
  )
}

const lastDayOf = (month: string): string => {
  const [year = 0, number = 1] = month.split("-").map(Number)
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10)
}
