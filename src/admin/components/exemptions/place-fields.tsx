import { XMarkMini } from "@medusajs/icons"
import { Badge, Input, Select } from "@medusajs/ui"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { subdivisionNames } from "../../../tax/address/subdivisions"
import { formatCountry } from "../../kintsugi/format"
import { useTaxRegions } from "../../kintsugi/settings-api"
import { Combobox } from "../combobox"
import { Field } from "../field"
import { toChoices, parseRegions } from "./states"

/** Everywhere: no country. A Select's value can't be empty. */
const EVERYWHERE = "everywhere"

/** With its name in case the browser knows none. */
const HOME = { code: "US", name: "United States" }

export type ChosenPlace = {
  /** ISO 3166-1 alpha-2, upper case; null: everywhere. */
  country: string | null
  /** States' codes; empty: the whole country. */
  states: string[]
}

type Props = {
  value: ChosenPlace
  onChange: (place: ChosenPlace) => void
  /** Whether it may be everywhere. */
  withEverywhere?: boolean
  statesHint: string
}

/** Where an exemption applies: a country of the store's, and its states. */
export const PlaceFields = ({
  value: { country, states },
  onChange,
  withEverywhere,
  statesHint,
}: Props) => {
  const { t } = useTranslation("kintsugi")
  const regions = useTaxRegions()
  const sold = (regions.data?.countries ?? []).map(
    ({ country_code, name }) => ({
      code: country_code.toUpperCase(),
      name,
    })
  )
  const countries = [
    HOME,
    ...sold.filter(({ code }) => code !== HOME.code),
    // What is saved stays in the list, whatever the store sells to.
    ...(country && ![HOME, ...sold].some(({ code }) => code === country)
      ? [{ code: country, name: country }]
      : []),
  ]
  return (
    <>
      <Field label={t("exemptions.country")}>
        {(ids) => (
          <Select
            value={country ?? EVERYWHERE}
            onValueChange={(code) =>
              onChange({
                country: code === EVERYWHERE ? null : code,
                states: [],
              })
            }
          >
            <Select.Trigger {...ids} aria-label={t("exemptions.country")}>
              <Select.Value />
            </Select.Trigger>
            <Select.Content>
              {withEverywhere && (
                <Select.Item value={EVERYWHERE}>
                  {t("exemptions.everywhere")}
                </Select.Item>
              )}
              {countries.map(({ code, name }) => (
                <Select.Item key={code} value={code}>
                  {formatCountry(code, name)}
                </Select.Item>
              ))}
            </Select.Content>
          </Select>
        )}
      </Field>
      {country && (
        <StatesField
          key={country}
          country={country}
          states={states}
          hint={statesHint}
          onChange={(chosen) => onChange({ country, states: chosen })}
        />
      )}
    </>
  )
}

type StatesProps = {
  country: string
  states: string[]
  hint: string
  onChange: (states: string[]) => void
}

/** States chosen from a list; typed only where there is no list of them. */
const StatesField = (props: StatesProps) => {
  const { t } = useTranslation("kintsugi")
  const names = subdivisionNames(props.country)
  return (
    <Field label={t("exemptions.states")} hint={props.hint}>
      {(ids) =>
        names.size ? (
          <StatePicker {...props} names={names} ids={ids} />
        ) : (
          <Input
            {...ids}
            placeholder={t("exemptions.wholeCountry")}
            defaultValue={props.states.join(", ")}
            onChange={({ target }) =>
              props.onChange(parseRegions(target.value))
            }
          />
        )
      }
    </Field>
  )
}

const StatePicker = ({
  country,
  states,
  names,
  ids,
  onChange,
}: StatesProps & {
  names: ReadonlyMap<string, string>
  ids: { id: string; "aria-describedby"?: string }
}) => {
  const { t } = useTranslation("kintsugi")
  const [search, setSearch] = useState("")
  const choices = toChoices(country, states, search)
  return (
    <div className="flex flex-col gap-y-2">
      <Combobox
        selectedName=""
        options={choices}
        nameOf={({ code, name }) => `${name} (${code})`}
        search={search}
        onSearch={setSearch}
        onSelect={({ code }) => {
          onChange([...states, code].sort())
          setSearch("")
        }}
        placeholder={
          states.length
            ? t("exemptions.addState")
            : t("exemptions.wholeCountry")
        }
        listLabel={t("exemptions.states")}
        status={choices.length ? undefined : t("exemptions.noState")}
        ids={ids}
      />
      {states.length > 0 && (
        <ul
          className="flex flex-wrap gap-1"
          aria-label={t("exemptions.chosen")}
        >
          {states.map((code) => (
            <li key={code}>
              <Badge size="2xsmall" className="flex items-center gap-x-1">
                {names.get(code) ?? code}
                <button
                  type="button"
                  className="text-ui-fg-subtle hover:text-ui-fg-base focus-visible:shadow-borders-focus rounded outline-none"
                  aria-label={t("exemptions.removeState", {
                    state: names.get(code) ?? code,
                  })}
                  onClick={() =>
                    onChange(states.filter((state) => state !== code))
                  }
                >
                  <XMarkMini aria-hidden />
                </button>
              </Badge>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
