import { zodResolver } from "@hookform/resolvers/zod"
import { Plus, XMark } from "@medusajs/icons"
import { Alert, Badge, Button, IconButton, Input, Text } from "@medusajs/ui"
import {
  type Control,
  Controller,
  useFieldArray,
  useForm,
} from "react-hook-form"
import { useTranslation } from "react-i18next"
import { z } from "zod"
import type { Translate } from "../../i18n/translate"
import type { CategoryPair } from "../../kintsugi/answers"
import {
  type Explanation,
  type FoundCustomer,
  useTrial,
} from "../../kintsugi/explanation-api"
import { errorMessage } from "../../kintsugi/sdk"
import { CategoryCombobox } from "../category-combobox"
import { CustomerCombobox } from "../customer-combobox"
import { ExplanationDetails } from "../explanation/explanation-details"
import { Field } from "../field"
import { type ChosenProduct, ProductCombobox } from "../product-combobox"
import { Section } from "../section"
import { SwitchField } from "../switch-field"
import { ExplainCart } from "./explain-cart"

const trialSchema = (t: Translate) => {
  const required = z.string().trim().min(1, t("common.required"))
  return z.object({
    address_1: z.string(),
    city: z.string(),
    province: z.string(),
    postal_code: z.string(),
    country_code: required,
    currency_code: required,
    shipping_amount: z.string(),
    lines: z.array(
      z.object({
        amount: required,
        quantity: required,
        product: z.custom<ChosenProduct | null>(),
        pair: z.custom<CategoryPair | null>(),
      })
    ),
    customer: z.custom<FoundCustomer | null>(),
    simulate: z.boolean(),
  })
}

type TrialForm = z.infer<ReturnType<typeof trialSchema>>

const FIELDS = [
  "address_1",
  "city",
  "province",
  "postal_code",
  "country_code",
  "currency_code",
] as const

const NEW_LINE: TrialForm["lines"][number] = {
  amount: "100.00",
  quantity: "1",
  product: null,
  pair: null,
}

/** A form that runs a trial calculation and explains it. */
export const TrialSection = () => {
  const { t } = useTranslation("kintsugi")
  const trial = useTrial()
  const form = useForm<TrialForm>({
    resolver: zodResolver(trialSchema(t)),
    defaultValues: {
      address_1: "1100 Congress Ave",
      city: "Austin",
      province: "TX",
      postal_code: "78701",
      country_code: "US",
      currency_code: "USD",
      shipping_amount: "",
      lines: [NEW_LINE],
      customer: null,
      simulate: false,
    },
  })
  const { errors } = form.formState
  const submit = form.handleSubmit((values) => trial.mutate(toTrial(values)))

  return (
    <Section title={t("trial.title")} subtitle={t("trial.subtitle")}>
      <form
        onSubmit={submit}
        noValidate
        className="flex flex-col gap-y-4 px-6 py-4"
      >
        <div className="grid grid-cols-1 gap-4 md:grid-cols-2">
          {FIELDS.map((name) => (
            <Field
              key={name}
              label={t(`trial.fields.${name}`)}
              error={errors[name]?.message}
            >
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
        </div>
        <TrialLines control={form.control} />
        <div className="grid grid-cols-1 gap-4 md:grid-cols-2">
          <Field label={t("trial.shipping")} hint={t("trial.shippingHint")}>
            {(ids) => (
              <Input
                {...ids}
                {...form.register("shipping_amount")}
                size="small"
                autoComplete="off"
              />
            )}
          </Field>
          <Field label={t("trial.customer")} hint={t("trial.customerHint")}>
            {(ids) => (
              <Controller
                control={form.control}
                name="customer"
                render={({ field }) => (
                  <CustomerCombobox
                    {...ids}
                    value={field.value}
                    onChange={field.onChange}
                  />
                )}
              />
            )}
          </Field>
        </div>
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <SwitchField
            control={form.control}
            name="simulate"
            label={t("trial.simulateRegistration")}
          />
          <Button type="submit" size="small" isLoading={trial.isPending}>
            {t("trial.calculate")}
          </Button>
        </div>
      </form>
      <div aria-live="polite">
        {trial.isError && (
          <div className="px-6 py-4">
            <Alert variant="error">{errorMessage(trial.error)}</Alert>
          </div>
        )}
        {trial.data && <Answer explanation={trial.data} />}
      </div>
      <ExplainCart />
    </Section>
  )
}

const toTrial = ({
  lines,
  shipping_amount,
  customer,
  currency_code,
  simulate,
  ...address
}: TrialForm) => ({
  address,
  currency_code,
  lines: lines.map(({ amount, quantity, product, pair }) => ({
    amount,
    quantity: Number(quantity),
    ...(product && { product_id: product.id }),
    ...pair,
  })),
  ...(shipping_amount.trim() && { shipping_amount: shipping_amount.trim() }),
  ...(customer && { customer_id: customer.id }),
  simulate_registration: simulate,
})

/** The lines; with more than one, each is a group with a number. */
const TrialLines = ({ control }: { control: Control<TrialForm> }) => {
  const { t } = useTranslation("kintsugi")
  const { fields, append, remove } = useFieldArray({ control, name: "lines" })
  return (
    <div className="flex flex-col gap-y-4">
      {fields.map(({ id }, index) => (
        <fieldset
          key={id}
          aria-label={t("trial.line", { number: index + 1 })}
          className="border-t pt-4"
        >
          <div className="flex items-center justify-between">
            <Text size="small" weight="plus" aria-hidden>
              {t("trial.line", { number: index + 1 })}
            </Text>
            {fields.length > 1 && (
              <IconButton
                type="button"
                size="small"
                variant="transparent"
                aria-label={t("trial.removeLine", { number: index + 1 })}
                onClick={() => remove(index)}
              >
                <XMark />
              </IconButton>
            )}
          </div>
          <TrialLine control={control} index={index} />
        </fieldset>
      ))}
      <div>
        <Button
          type="button"
          size="small"
          variant="secondary"
          onClick={() => append(NEW_LINE)}
        >
          <Plus />
          {t("trial.addLine")}
        </Button>
      </div>
    </div>
  )
}

const TrialLine = ({
  control,
  index,
}: {
  control: Control<TrialForm>
  index: number
}) => {
  const { t } = useTranslation("kintsugi")
  return (
    <div className="grid grid-cols-1 gap-4 pt-2 md:grid-cols-2">
      <Controller
        control={control}
        name={`lines.${index}.product`}
        render={({ field }) => (
          <Field label={t("trial.product")} hint={t("trial.productHint")}>
            {(ids) => (
              <ProductCombobox
                {...ids}
                value={field.value}
                onChange={field.onChange}
              />
            )}
          </Field>
        )}
      />
      <Controller
        control={control}
        name={`lines.${index}.pair`}
        render={({ field }) => (
          <Field label={t("trial.category")} hint={t("trial.categoryHint")}>
            {(ids) => (
              <CategoryCombobox
                {...ids}
                clearable
                value={field.value}
                onChange={field.onChange}
              />
            )}
          </Field>
        )}
      />
      {(["amount", "quantity"] as const).map((name) => (
        <Controller
          key={name}
          control={control}
          name={`lines.${index}.${name}`}
          render={({ field, fieldState }) => (
            <Field
              label={t(`trial.lineFields.${name}`)}
              error={fieldState.error?.message}
            >
              {(ids) => (
                <Input {...ids} {...field} size="small" autoComplete="off" />
              )}
            </Field>
          )}
        />
      ))}
    </div>
  )
}

const Answer = ({ explanation }: { explanation: Explanation }) => (
  <div className="flex flex-col gap-y-3 px-6 py-4">
    <div>
      <RegistrationBadge explanation={explanation} />
    </div>
    <ExplanationDetails explanation={explanation} />
  </div>
)

/** A simulation does not say where the merchant is registered. */
const RegistrationBadge = ({
  explanation: { simulated, has_active_registration },
}: {
  explanation: Explanation
}) => {
  const { t } = useTranslation("kintsugi")
  if (simulated) {
    return (
      <Badge size="2xsmall" color="blue">
        {t("trial.simulated")}
      </Badge>
    )
  }
  return (
    <Badge size="2xsmall" color={has_active_registration ? "green" : "orange"}>
      {has_active_registration
        ? t("trial.registered")
        : t("trial.notRegistered")}
    </Badge>
  )
}
