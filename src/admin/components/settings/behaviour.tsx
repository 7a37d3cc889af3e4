import { Alert, Button, Select, toast } from "@medusajs/ui"
import { useState } from "react"
import {
  type BehaviourField,
  type Settings,
  type SettingsChange,
  useSaveSettings,
  useSettings,
} from "../../kintsugi/api"
import { messageOf } from "../../kintsugi/sdk"
import { TEXTS } from "../../kintsugi/texts"
import { CategoryCombobox } from "../category-combobox"
import { Field } from "../field"
import { Loaded } from "../loaded"
import { Section } from "../section"
import { Changed } from "./changed"

const texts = TEXTS.behaviour

/** The choices of a Select can't be empty, nor null. */
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

/** What the merchant may decide while the store runs. */
export const BehaviourSection = () => {
  const settings = useSettings()
  return (
    <Section title={texts.title} subtitle={texts.subtitle}>
      <Loaded query={settings}>
        {(loaded) => (
          <BehaviourForm
            key={JSON.stringify(loaded.behaviour)}
            settings={loaded}
          />
        )}
      </Loaded>
    </Section>
  )
}

const BehaviourForm = ({
  settings: { behaviour, behaviour_changed },
}: {
  settings: Settings
}) => {
  const save = useSaveSettings()
  const [change, setChange] = useState<SettingsChange>({})
  const savedOf = (field: BehaviourField) =>
    change[field] === undefined ? behaviour[field].saved : change[field]
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
                      texts.values[field]?.[behaviour[field].configured] ?? ""
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
        {PAIRS.map(([first, second]) => {
          const category = savedOf(first)
          const subcategory = savedOf(second)
          return (
            <Field
              key={first}
              label={texts.fields[first]}
              hint={texts.configured(
                `${behaviour[first].configured} / ${behaviour[second].configured}`
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
          {messageOf(save.error)}
        </Alert>
      )}
      <div className="flex items-center justify-end gap-x-4">
        <Changed change={behaviour_changed} />
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
