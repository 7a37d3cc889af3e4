import { Input, Select, Text } from "@medusajs/ui"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { TaxReport } from "../../kintsugi/answers"
import { Field } from "../field"
import { useReportQuery } from "./report-query"

/** The range and the currency. */
export const ReportFilters = ({
  report,
}: {
  report: TaxReport | undefined
}) => {
  const { t } = useTranslation("kintsugi")
  const { query, setRange, setCurrency } = useReportQuery()
  const from = query.from ?? report?.from ?? ""
  const to = query.to ?? report?.to ?? ""
  const currencies = report?.currencies ?? []
  return (
    <div className="flex flex-wrap items-end gap-3 px-6 py-4">
      <DayField
        key={`from-${from}`}
        label={t("report.from")}
        value={from}
        isAllowed={(day) => !to || day <= to}
        onChange={(day) => setRange({ from: day, to: to || undefined })}
      />
      <DayField
        key={`to-${to}`}
        label={t("report.to")}
        value={to}
        isAllowed={(day) => !from || day >= from}
        onChange={(day) => setRange({ from: from || undefined, to: day })}
      />
      {currencies.length > 1 && (
        <Field label={t("report.currency")}>
          {({ id }) => (
            <Select
              size="small"
              value={report?.currency_code}
              onValueChange={setCurrency}
            >
              <Select.Trigger id={id} className="w-28">
                <Select.Value />
              </Select.Trigger>
              <Select.Content>
                {currencies.map((code) => (
                  <Select.Item key={code} value={code}>
                    {code.toUpperCase()}
                  </Select.Item>
                ))}
              </Select.Content>
            </Select>
          )}
        </Field>
      )}
      {report && (
        <Text size="xsmall" className="text-ui-fg-subtle pb-2">
          {t("report.timeZone", { timeZone: report.time_zone })}
        </Text>
      )}
    </div>
  )
}

type DayProps = {
  label: string
  value: string
  /** Whether the range would not be empty. */
  isAllowed: (day: string) => boolean
  onChange: (day: string) => void
}

/** Takes effect once the field is left: while it is typed, years are 0002. */
const DayField = ({ label, value, isAllowed, onChange }: DayProps) => {
  const { t } = useTranslation("kintsugi")
  const [typed, setTyped] = useState(value)
  const [isIncomplete, setIsIncomplete] = useState(false)
  const isRefused = typed !== "" && !isAllowed(typed)
  const apply = () => {
    if (typed && typed !== value && isAllowed(typed)) {
      onChange(typed)
    }
  }
  return (
    <Field
      label={label}
      error={
        isIncomplete
          ? t("common.incompleteDate")
          : isRefused
            ? t("report.rangeInvalid")
            : undefined
      }
    >
      {(ids) => (
        <Input
          {...ids}
          type="date"
          size="small"
          min="1900-01-01"
          value={typed}
          aria-invalid={isIncomplete || isRefused}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={(event) => {
            setIsIncomplete(event.currentTarget.validity.badInput)
            apply()
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter") {
              apply()
            }
          }}
        />
      )}
    </Field>
  )
}
