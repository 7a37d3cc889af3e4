import { zodResolver } from "@hookform/resolvers/zod"
import { Button, Input, StatusBadge, Text, toast } from "@medusajs/ui"
import { useForm } from "react-hook-form"
import { useTranslation } from "react-i18next"
import { z } from "zod"
import type { Translate } from "../../i18n/translate"
import { type CustomerTax, useSaveTaxId } from "../../kintsugi/customer-api"
import { say } from "../../kintsugi/say"
import { Failure } from "../failure"
import { Field } from "../field"

const taxIdSchema = (t: Translate) =>
  z.object({
    country_code: z
      .string()
      .trim()
      .regex(/^[A-Za-z]{2}$/, t("exemptions.countryInvalid")),
    number: z.string().trim().min(1, t("common.required")).max(50),
  })

const COLORS = { valid: "green", invalid: "red", missing: "orange" } as const

/** A tax id that Kintsugi does not have is neither valid nor invalid. */
const statusOf = (isValid: boolean | null | undefined): keyof typeof COLORS => {
  if (isValid) {
    return "valid"
  }
  return isValid === false ? "invalid" : "missing"
}

/** Many numbers begin with their country, Greece's with EL. */
const formatTaxId = (country: string, number: string): string =>
  [country, country === "GR" ? "EL" : country].some((prefix) =>
    number.toUpperCase().startsWith(prefix)
  )
    ? number
    : `${country} ${number}`

/** A customer's business tax ids, such as VAT numbers. */
export const TaxIds = ({ customer }: { customer: CustomerTax }) => {
  const { t } = useTranslation("kintsugi")
  const save = useSaveTaxId(customer.customer_id)
  const form = useForm({
    resolver: zodResolver(taxIdSchema(t)),
    defaultValues: { country_code: "", number: "" },
  })
  const { errors } = form.formState
  const submit = form.handleSubmit(({ country_code, number }) =>
    save.mutate(
      { country_code: country_code.toUpperCase(), number },
      {
        onSuccess: ({ customer_tax: { tax_id_problem } }) => {
          if (tax_id_problem) {
            toast.warning(t("taxIds.notSent", { problem: say(tax_id_problem) }))
          } else {
            toast.success(t("common.saved"))
          }
          form.reset()
        },
      }
    )
  )
  return (
    <div className="flex flex-col gap-y-4 px-6 py-4">
      <div>
        <Text size="small" weight="plus">
          {t("taxIds.title")}
        </Text>
        <Text size="small" className="text-ui-fg-subtle">
          {t("taxIds.subtitle")}
        </Text>
      </div>
      <Failure error={save.error} />
      {customer.tax_ids.map(({ id, country_code, number, is_valid }) => (
        <div key={id} className="flex items-center justify-between gap-x-3">
          <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-3 gap-y-1">
            <Text size="small">{formatTaxId(country_code, number)}</Text>
            {!customer.problem && (
              <StatusBadge
                color={COLORS[statusOf(is_valid)]}
                className="shrink-0 whitespace-nowrap"
              >
                {t(`taxIds.statuses.${statusOf(is_valid)}`)}
              </StatusBadge>
            )}
          </div>
          <Button
            size="small"
            variant="transparent"
            aria-label={t("taxIds.removeNumber", { number })}
            onClick={() => save.mutate({ country_code, number: null })}
          >
            {t("taxIds.remove")}
          </Button>
        </div>
      ))}
      <form
        onSubmit={submit}
        noValidate
        className="grid grid-cols-[6rem_1fr_auto] items-end gap-3"
      >
        <Field label={t("taxIds.country")} error={errors.country_code?.message}>
          {(ids) => (
            <Input
              {...ids}
              placeholder="DE"
              {...form.register("country_code")}
            />
          )}
        </Field>
        <Field label={t("taxIds.number")} error={errors.number?.message}>
          {(ids) => <Input {...ids} {...form.register("number")} />}
        </Field>
        <Button
          size="small"
          variant="secondary"
          type="submit"
          isLoading={save.isPending}
        >
          {t("common.save")}
        </Button>
      </form>
    </div>
  )
}
