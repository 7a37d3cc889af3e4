import { zodResolver } from "@hookform/resolvers/zod"
import { Alert, Button, Input, StatusBadge, Text, toast } from "@medusajs/ui"
import { useForm } from "react-hook-form"
import { z } from "zod"
import { type CustomerTax, useSaveTaxId } from "../../kintsugi/customer-api"
import { errorMessage } from "../../kintsugi/sdk"
import { TEXTS } from "../../kintsugi/texts"
import { Field } from "../field"

const texts = TEXTS.exemptions

const schema = z.object({
  country_code: z
    .string()
    .trim()
    .regex(/^[A-Za-z]{2}$/, texts.countryWrong),
  number: z.string().trim().min(1, texts.needed).max(50),
})

/** A customer's business tax ids, such as VAT numbers. */
export const TaxIds = ({ customer }: { customer: CustomerTax }) => {
  const save = useSaveTaxId(customer.customer_id)
  const form = useForm({
    resolver: zodResolver(schema),
    defaultValues: { country_code: "", number: "" },
  })
  const { errors } = form.formState
  const submit = form.handleSubmit(({ country_code, number }) =>
    save.mutate(
      { country_code: country_code.toUpperCase(), number },
      {
        onSuccess: ({ customer_tax: { tax_id_problem } }) => {
          if (tax_id_problem) {
            toast.warning(texts.taxIdNotSent(tax_id_problem))
          } else {
            toast.success(TEXTS.saved)
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
          {texts.taxIds}
        </Text>
        <Text size="small" className="text-ui-fg-subtle">
          {texts.taxIdsHint}
        </Text>
      </div>
      {save.isError && (
        <Alert variant="error" role="alert">
          {errorMessage(save.error)}
        </Alert>
      )}
      {customer.tax_ids.map(({ id, country_code, number, is_valid }) => (
        <div key={id} className="flex items-center justify-between gap-x-3">
          <Text size="small">{texts.taxIdOf(country_code, number)}</Text>
          {!customer.problem && (
            <StatusBadge
              color={is_valid ? "green" : is_valid === false ? "red" : "orange"}
            >
              {
                texts.taxIdStatus[
                  is_valid
                    ? "valid"
                    : is_valid === false
                      ? "invalid"
                      : "missing"
                ]
              }
            </StatusBadge>
          )}
          <Button
            size="small"
            variant="transparent"
            aria-label={texts.removeTaxId(number)}
            onClick={() => save.mutate({ country_code, number: null })}
          >
            {texts.remove}
          </Button>
        </div>
      ))}
      <form
        onSubmit={submit}
        noValidate
        className="grid grid-cols-[6rem_1fr_auto] items-end gap-3"
      >
        <Field label={texts.country} error={errors.country_code?.message}>
          {(ids) => (
            <Input
              {...ids}
              placeholder="DE"
              {...form.register("country_code")}
            />
          )}
        </Field>
        <Field label={texts.number} error={errors.number?.message}>
          {(ids) => <Input {...ids} {...form.register("number")} />}
        </Field>
        <Button
          size="small"
          variant="secondary"
          type="submit"
          isLoading={save.isPending}
        >
          {TEXTS.save}
        </Button>
      </form>
    </div>
  )
}
