import { Button, Hint, Input } from "@medusajs/ui"
import { Controller, useForm } from "react-hook-form"
import { useTranslation } from "react-i18next"
import type { AskAgainBody } from "../../../api/admin/kintsugi/validators"
import type { CategoryPair } from "../../kintsugi/answers"
import { CategoryCombobox } from "../category-combobox"
import { Field } from "../field"
import { SwitchField } from "../switch-field"

type Props = { isAsking: boolean; onAsk: (whatIf: AskAgainBody) => void }

const ADDRESS_FIELDS = ["postal_code", "city", "province"] as const

/** What Kintsugi is asked about in place of what is true. */
export const WhatIfForm = ({ isAsking, onAsk }: Props) => {
  const { t } = useTranslation("kintsugi")
  const form = useForm({
    defaultValues: {
      postal_code: "",
      city: "",
      province: "",
      date: "",
      pair: null as CategoryPair | null,
      simulate: false,
    },
  })
  const submit = form.handleSubmit(({ date, pair, simulate, ...given }) => {
    const address = Object.fromEntries(
      Object.entries(given).filter(([, value]) => value.trim())
    )
    onAsk({
      ...(Object.keys(address).length && { address }),
      ...(pair && { classification: pair }),
      ...(date && { date }),
      ...(simulate && { simulate_registration: true }),
    })
  })
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-y-4">
      <Hint className="text-ui-fg-subtle">{t("explanation.whatIfHint")}</Hint>
      <div className="grid grid-cols-1 gap-4 md:grid-cols-2">
        {ADDRESS_FIELDS.map((name) => (
          <Field key={name} label={t(`explanation.fields.${name}`)}>
            {(ids) => (
              <Input
                {...ids}
                {...form.register(name)}
                size="small"
                autoComplete="off"
              />
            )}
          </Field>
        ))}
        <Field label={t("explanation.fields.date")}>
          {(ids) => (
            <Input
              {...ids}
              {...form.register("date")}
              type="date"
              size="small"
            />
          )}
        </Field>
        <Field label={t("explanation.whatIfCategory")}>
          {(ids) => (
            <Controller
              control={form.control}
              name="pair"
              render={({ field }) => (
                <CategoryCombobox
                  {...ids}
                  clearable
                  value={field.value}
                  onChange={field.onChange}
                />
              )}
            />
          )}
        </Field>
      </div>
      <div className="flex items-center justify-between gap-x-4">
        <SwitchField
          control={form.control}
          name="simulate"
          label={t("explanation.asIfRegistered")}
        />
        <Button type="submit" size="small" isLoading={isAsking}>
          {t("explanation.ask")}
        </Button>
      </div>
    </form>
  )
}
