import { Input, Label, Select } from "@medusajs/ui"
import { useId, useState } from "react"
import { useTranslation } from "react-i18next"
import type { RecordSearch } from "./use-record-search"
import { WITHOUT_ANSWER } from "./use-record-search"

/** A Select's value can't be empty. */
const ALL = "all"

const STATES = [
  "waiting",
  "sending",
  "delivered",
  "refused",
  "skipped",
] as const

const TYPES = ["sale", "credit_note"] as const

/** The filters of the records, and the search. */
export const RecordFilters = ({ search }: { search: RecordSearch }) => {
  const { t } = useTranslation("kintsugi")
  const { values, set } = search
  return (
    <>
      <DayFilter
        label={t("ledger.from")}
        value={values.from}
        onChange={(value) => set("from", value)}
      />
      <DayFilter
        label={t("ledger.to")}
        value={values.to}
        onChange={(value) => set("to", value)}
      />
      <Filter
        label={t("ledger.state")}
        all={t("ledger.allStates")}
        choices={STATES.map((value) => ({
          value,
          name: t(`ledger.states.${value}`),
        }))}
        value={values.state}
        onChange={(value) => set("state", value)}
      />
      <Filter
        label={t("ledger.type")}
        all={t("ledger.allTypes")}
        choices={TYPES.map((value) => ({
          value,
          name: t(`ledger.types.${value}`),
        }))}
        value={values.type}
        onChange={(value) => set("type", value)}
      />
      <Filter
        label={t("ledger.taxed")}
        all={t("ledger.allSources")}
        choices={[
          { value: WITHOUT_ANSWER, name: t("ledger.taxedWithoutAnswer") },
        ]}
        value={values.taxed}
        onChange={(value) => set("taxed", value)}
      />
      <div className="w-52">
        <Input
          size="small"
          aria-label={t("ledger.search")}
          placeholder={t("ledger.search")}
          value={values.q}
          onChange={(event) => set("q", event.target.value)}
        />
      </div>
    </>
  )
}

type DayFilterProps = {
  label: string
  /** `YYYY-MM-DD`, or an empty string. */
  value: string
  onChange: (value: string) => void
}

/**
 * A day. It is taken over when it is complete: while a year is typed, the field
 * has the years 2, 20 and 202.
 */
const DayFilter = ({ label, value, onChange }: DayFilterProps) => {
  const id = useId()
  const [typed, setTyped] = useState({ value, for: value })
  const shown = typed.for === value ? typed.value : value
  return (
    <div className="flex items-center gap-x-2">
      <Label htmlFor={id} size="small" className="text-ui-fg-subtle">
        {label}
      </Label>
      <Input
        id={id}
        size="small"
        type="date"
        min="1900-01-01"
        max="9998-12-31"
        value={shown}
        onChange={({ target }) => {
          const isComplete = target.value >= "1900" || !target.value
          if (isComplete && !target.validity.badInput) {
            setTyped({ value: target.value, for: target.value })
            onChange(target.value)
          } else {
            setTyped({ value: target.value, for: value })
          }
        }}
      />
    </div>
  )
}

type FilterProps = {
  label: string
  /** The name of the choice that filters nothing. */
  all: string
  choices: { value: string; name: string }[]
  value: string
  /** Gets an empty string for the choice that filters nothing. */
  onChange: (value: string) => void
}

const Filter = ({ label, all, choices, value, onChange }: FilterProps) => (
  <Select
    size="small"
    value={choices.some((choice) => choice.value === value) ? value : ALL}
    onValueChange={(chosen) => onChange(chosen === ALL ? "" : chosen)}
  >
    <Select.Trigger aria-label={label} className="w-44">
      <Select.Value />
    </Select.Trigger>
    <Select.Content>
      <Select.Item value={ALL}>{all}</Select.Item>
      {choices.map((choice) => (
        <Select.Item key={choice.value} value={choice.value}>
          {choice.name}
        </Select.Item>
      ))}
    </Select.Content>
  </Select>
)
