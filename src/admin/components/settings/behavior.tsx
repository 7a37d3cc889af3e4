import { Button, Input, Select, toast } from "@medusajs/ui"
import { useId, useState } from "react"
import { useTranslation } from "react-i18next"
import type {
  BehaviorField,
  Settings,
  SettingsChange,
} from "../../kintsugi/answers"
import { useSaveSettings, useSettings } from "../../kintsugi/settings-api"
import { formatMoment } from "../../kintsugi/format"
import { FormFooter } from "../form-footer"
import { CategoryCombobox } from "../category-combobox"
import { Field } from "../field"
import { Loaded } from "../loaded"
import { Section } from "../section"
import { LastChanged } from "./last-changed"

/** A Select's value can't be empty or null. */
const AS_CONFIGURED = "as-configured"

/** The values of each field that has a fixed number of them. */
const CHOICES = {
  on_failure: ["remember", "fallback", "throw", "zero"],
  on_invalid_address: ["fallback", "reject"],
  on_tax_change: ["refuse", "accept"],
  sync_on: ["payment_captured", "order_placed", "fulfilled"],
} as const

type ChoiceField = keyof typeof CHOICES

const CHOICE_FIELDS = Object.keys(CHOICES) as ChoiceField[]

const CATEGORY_FIELDS = [
  ["default_category", "default_subcategory"],
  ["shipping_category", "shipping_subcategory"],
] as const

/** An ISO 8601 moment as a `datetime-local` value in the reader's time zone. */
const toLocalInput = (iso: string | null | undefined): string => {
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
  const { t } = useTranslation("kintsugi")
  const settings = useSettings()
  return (
    <Section title={t("behavior.title")} subtitle={t("behavior.subtitle")}>
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
  const { t } = useTranslation("kintsugi")
  const save = useSaveSettings()
  const zonesId = useId()
  const [change, setChange] = useState<SettingsChange>({})
  const savedOf = (field: Exclude<BehaviorField, "alerts">) =>
    change[field] === undefined ? behavior[field].saved : change[field]
  const isChanged = Object.keys(change).length > 0

  return (
    <div className="flex flex-col gap-y-4 px-6 py-4">
      <div className="grid grid-cols-1 gap-4 md:grid-cols-2">
        {CHOICE_FIELDS.map((field) => (
          <Field key={field} label={t(`behavior.fields.${field}`)}>
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
                <Select.Trigger
                  {...ids}
                  aria-label={t(`behavior.fields.${field}`)}
                >
                  {/* A long choice would be two lines, outside of the box. */}
                  <span className="truncate">
                    <Select.Value />
                  </span>
                </Select.Trigger>
                <Select.Content>
                  <Select.Item value={AS_CONFIGURED}>
                    {t("behavior.asConfigured", {
                      value: t(
                        `behavior.values.${field}.${behavior[field].configured}`,
                        { defaultValue: "" }
                      ),
                    })}
                  </Select.Item>
                  {CHOICES[field].map((value) => (
                    <Select.Item key={value} value={value}>
                      {t(`behavior.values.${field}.${value}`, {
                        defaultValue: value,
                      })}
                    </Select.Item>
                  ))}
                </Select.Content>
              </Select>
            )}
          </Field>
        ))}
        <Field
          label={t("behavior.fields.sync_since")}
          hint={
            behavior.sync_since.value
              ? t("behavior.reportedSince", {
                  at: formatMoment(behavior.sync_since.value),
                })
              : t("behavior.reportedSinceConnection")
          }
        >
          {(ids) => (
            <Input
              {...ids}
              size="small"
              type="datetime-local"
              value={toLocalInput(savedOf("sync_since"))}
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
          label={t("behavior.fields.sync_time_zone")}
          hint={t(`behavior.timeZoneHints.${shop_time_zone.from}`, {
            zone: shop_time_zone.name,
          })}
        >
          {(ids) => (
            <Input
              {...ids}
              size="small"
              list={zonesId}
              placeholder={behavior.sync_time_zone.configured ?? ""}
              value={savedOf("sync_time_zone") ?? ""}
              onChange={({ target }) =>
                setChange({ ...change, sync_time_zone: target.value || null })
              }
            />
          )}
        </Field>
        <datalist id={zonesId}>
          {Intl.supportedValuesOf("timeZone").map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
        {CATEGORY_FIELDS.map(([first, second]) => {
          const category = savedOf(first)
          const subcategory = savedOf(second)
          return (
            <Field
              key={first}
              label={t(`behavior.fields.${first}`)}
              hint={t("behavior.asConfigured", {
                value: `${behavior[first].configured} / ${behavior[second].configured}`,
              })}
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
      <FormFooter error={save.error}>
        <LastChanged change={behavior_changed} />
        <Button
          size="small"
          disabled={!isChanged}
          isLoading={save.isPending}
          onClick={() =>
            save.mutate(change, {
              onSuccess: () => {
                setChange({})
                toast.success(t("common.saved"))
              },
            })
          }
        >
          {t("common.save")}
        </Button>
      </FormFooter>
    </div>
  )
}
