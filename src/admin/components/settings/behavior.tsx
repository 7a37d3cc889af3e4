import { Alert, Button, Input, Select, toast } from "@medusajs/ui"
import { useId, useState } from "react"
import {
  type BehaviorField,
  type Settings,
  type SettingsChange,
  useSaveSettings,
  useSettings,
} from "../../kintsugi/api"
import { errorMessage } from "../../kintsugi/sdk"
import { TEXTS, formatMoment } from "../../kintsugi/texts"
import { CategoryCombobox } from "../category-combobox"
import { Field } from "../field"
import { Loaded } from "../loaded"
import { Section } from "../section"
import { Changed } from "./changed"

const texts = TEXTS.behavior

/** A Select's value can't be empty or null. */
const AS_CONFIGURED = "as-configured"

const CHOICES = [
  "on_failure",
  "on_invalid_address",
  "on_tax_change",
  "sync_on",
] as const

const PAIRS = [
  ["default_category", "default_subcategory"],
  ["shipping_category", "shipping_subcategory"],
] as const

/** An ISO 8601 moment as a `datetime-local` value in the reader's time zone. */
const toLocal = (iso: string | null | undefined): string => {
  if (!iso) {
    return ""
  }
  const at = new Date(iso)
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000)
    .toISOString()
    .slice(0, 16)
}

/** The options that the merchant may change while the store runs. */
export const BehaviorSection = () => {
  const settings = useSettings()
  return (
    <Section title={texts.title} subtitle={texts.subtitle}>
      <Loaded query={settings}>
        {(loaded) => (
          <BehaviorForm
            key={JSON.stringify([loaded.behavior, loaded.shop_time_zone])}
            settings={loaded}
          />
        )}
      </Loaded>
    </Section>
  )
}

const BehaviorForm = ({
  settings: { behavior, behavior_changed, shop_time_zone },
}: {
  settings: Settings
}) => {
  const save = useSaveSettings()
  const zones = useId()
  const [change, setChange] = useState<SettingsChange>({})
  const savedOf = (field: BehaviorField) =>
    change[field] === undefined ? behavior[field].saved : change[field]
  const isChanged = Object.keys(change).length > 0

  return (
    <div className="flex flex-col gap-y-4 px-6 py-4">
      <div className="grid grid-cols-1 gap-4 md:grid-cols-2">
        {CHOICES.map((field) => (
          <Field key={field} label={texts.fields[field]}>
            {(ids) => (
              <Select
                size="small"
                value={savedOf(field) ?? AS_CONFIGURED}
                onValueChange={(value) =>
                  setChange({
                    ...change,
                    [field]: value === AS_CONFIGURED ? null : value,
                  })
                }
              >
                <Select.Trigger {...ids} aria-label={texts.fields[field]}>
                  <Select.Value />
                </Select.Trigger>
                <Select.Content>
                  <Select.Item value={AS_CONFIGURED}>
                    {texts.configured(
                      texts.values[field]?.[behavior[field].configured ?? ""] ??
                        ""
                    )}
                  </Select.Item>
                  {Object.entries(texts.values[field] ?? {}).map(
                    ([value, name]) => (
                      <Select.Item key={value} value={value}>
                        {name}
                      </Select.Item>
                    )
                  )}
                </Select.Content>
              </Select>
            )}
          </Field>
        ))}
        <Field
          label={texts.fields.sync_since}
          hint={texts.since(
            behavior.sync_since.value && formatMoment(behavior.sync_since.value)
          )}
        >
          {(ids) => (
            <Input
              {...ids}
              size="small"
              type="datetime-local"
              value={toLocal(savedOf("sync_since"))}
              onChange={({ target: { value } }) =>
                setChange({
                  ...change,
                  sync_since: value ? new Date(value).toISOString() : null,
                })
              }
            />
          )}
        </Field>
        <Field
          label={texts.fields.sync_time_zone}
          hint={texts.timeZoneFrom[shop_time_zone.from]?.(shop_time_zone.name)}
        >
          {(ids) => (
            <Input
              {...ids}
              size="small"
              list={zones}
              placeholder={behavior.sync_time_zone.configured ?? ""}
              value={savedOf("sync_time_zone") ?? ""}
              onChange={({ target }) =>
                setChange({ ...change, sync_time_zone: target.value || null })
              }
            />
          )}
        </Field>
        <datalist id={zones}>
          {Intl.supportedValuesOf("timeZone").map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
        {PAIRS.map(([first, second]) => {
          const category = savedOf(first)
          const subcategory = savedOf(second)
          return (
            <Field
              key={first}
              label={texts.fields[first]}
              hint={texts.configured(
                `${behavior[first].configured} / ${behavior[second].configured}`
              )}
            >
              {(ids) => (
                <CategoryCombobox
                  {...ids}
                  clearable
                  value={
                    category && subcategory ? { category, subcategory } : null
                  }
                  onChange={(pair) =>
                    setChange({
                      ...change,
                      [first]: pair?.category ?? null,
                      [second]: pair?.subcategory ?? null,
                    })
                  }
                />
              )}
            </Field>
          )
        })}
      </div>
      {save.isError && (
        <Alert variant="error" role="alert">
          {errorMessage(save.error)}
        </Alert>
      )}
      <div className="flex items-center justify-end gap-x-4">
        <Changed change={behavior_changed} />
        <Button
          size="small"
          disabled={!isChanged}
          isLoading={save.isPending}
          onClick={() =>
            save.mutate(change, {
              onSuccess: () => {
                setChange({})
                toast.success(TEXTS.saved)
              },
            })
          }
        >
          {TEXTS.save}
        </Button>
      </div>
    </div>
  )
}
