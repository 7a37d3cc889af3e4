import { zodResolver } from "@hookform/resolvers/zod"
import {
  Alert,
  Badge,
  Button,
  Heading,
  Input,
  Label,
  Switch,
  Table,
  Text,
} from "@medusajs/ui"
import { useId } from "react"
import { Controller, useForm } from "react-hook-form"
import { useTranslation } from "react-i18next"
import { z } from "zod"
import type { Translate } from "../../i18n/translate"
import type { CategoryPair, TrialAnswer } from "../../kintsugi/answers"
import { useTrial } from "../../kintsugi/settings-api"
import { errorMessage } from "../../kintsugi/sdk"
import { formatFraction, formatMoney, humanize } from "../../kintsugi/format"
import { CategoryCombobox } from "../category-combobox"
import { Field } from "../field"
import { type ChosenProduct, ProductCombobox } from "../product-combobox"
import { Section } from "../section"

const trialSchema = (t: Translate) => {
  const required = z.string().trim().min(1, t("common.required"))
  return z.object({
    address_1: z.string(),
    city: z.string(),
    province: z.string(),
    postal_code: z.string(),
    country_code: required,
    amount: required,
    currency_code: required,
    product: z.custom<ChosenProduct | null>(),
    pair: z.custom<CategoryPair | null>(),
    simulate: z.boolean(),
  })
}

const FIELDS = [
  "address_1",
  "city",
  "province",
  "postal_code",
  "country_code",
  "amount",
  "currency_code",
] as const

/** A form that runs a trial calculation. */
export const TrialSection = () => {
  const { t } = useTranslation("kintsugi")
  const trial = useTrial()
  const switchId = useId()
  const form = useForm({
    resolver: zodResolver(trialSchema(t)),
    defaultValues: {
      address_1: "1100 Congress Ave",
      city: "Austin",
      province: "TX",
      postal_code: "78701",
      country_code: "US",
      amount: "100.00",
      currency_code: "USD",
      product: null as ChosenProduct | null,
      pair: null as CategoryPair | null,
      simulate: false,
    },
  })
  const { errors } = form.formState
  const submit = form.handleSubmit(
    ({ amount, currency_code, product, pair, simulate, ...address }) =>
      trial.mutate({
        address,
        amount,
        currency_code,
        ...(product && { product_id: product.id }),
        ...pair,
        simulate_registration: simulate,
      })
  )

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
          <Field label={t("trial.product")} hint={t("trial.productHint")}>
            {(ids) => (
              <Controller
                control={form.control}
                name="product"
                render={({ field }) => (
                  <ProductCombobox
                    {...ids}
                    value={field.value}
                    onChange={field.onChange}
                  />
                )}
              />
            )}
          </Field>
          <Field label={t("trial.category")} hint={t("trial.categoryHint")}>
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
          <div className="flex items-center gap-x-2">
            <Controller
              control={form.control}
              name="simulate"
              render={({ field }) => (
                <Switch
                  id={switchId}
                  size="small"
                  checked={field.value}
                  onCheckedChange={field.onChange}
                />
              )}
            />
            <Label htmlFor={switchId} size="small">
              {t("trial.simulateRegistration")}
            </Label>
          </div>
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
        {trial.data && <Answer answer={trial.data} />}
      </div>
    </Section>
  )
}

const Answer = ({ answer }: { answer: TrialAnswer }) => {
  const { t } = useTranslation("kintsugi")
  const { taxed_as } = answer
  return (
    <div className="divide-y">
      <div className="flex flex-col gap-y-2 px-6 py-4">
        <div className="flex flex-wrap items-center gap-2">
          <Heading level="h3">
            {t("trial.total", {
              tax: formatMoney(answer.tax_amount, answer.currency_code),
              rate: formatFraction(answer.tax_rate),
            })}
          </Heading>
          <RegistrationBadge answer={answer} />
          {answer.address_status && (
            <Badge size="2xsmall">
              {t("trial.addressStatus", {
                status: answer.address_status.toLowerCase(),
              })}
            </Badge>
          )}
        </div>
        <Text size="small" className="text-ui-fg-subtle">
          {t("trial.taxableAmount", {
            amount: formatMoney(answer.taxable_amount, answer.currency_code),
          })}
          {taxed_as &&
            ` · ${t("trial.taxedAs", {
              category: taxed_as.category,
              subcategory: taxed_as.subcategory,
            })}`}
        </Text>
        {answer.exempt && <ExemptReason reason={answer.exempt_reason} />}
      </div>
      {answer.jurisdictions.length ? (
        <Jurisdictions answer={answer} />
      ) : (
        <Text size="small" className="text-ui-fg-subtle px-6 py-4">
          {t("trial.noTax")}
        </Text>
      )}
    </div>
  )
}

/** A simulation does not say where the merchant is registered. */
const RegistrationBadge = ({
  answer: { simulated, has_active_registration },
}: {
  answer: TrialAnswer
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

const ExemptReason = ({ reason }: { reason: string | null }) => {
  const { t } = useTranslation("kintsugi")
  return (
    <Text size="small" className="text-ui-fg-subtle">
      {t("trial.exempt", {
        reason: reason
          ? t(`trial.exemptReasons.${reason}`, {
              defaultValue: humanize(reason),
            })
          : t("trial.noExemptReason"),
      })}
    </Text>
  )
}

const Jurisdictions = ({
  answer: { jurisdictions, currency_code },
}: {
  answer: TrialAnswer
}) => {
  const { t } = useTranslation("kintsugi")
  return (
    <Table>
      <Table.Header>
        <Table.Row>
          <Table.HeaderCell>{t("trial.jurisdiction")}</Table.HeaderCell>
          <Table.HeaderCell>{t("trial.rate")}</Table.HeaderCell>
          <Table.HeaderCell>{t("trial.tax")}</Table.HeaderCell>
        </Table.Row>
      </Table.Header>
      <Table.Body>
        {jurisdictions.map(({ name, rate, amount, exempt, exempt_reason }) => (
          <Table.Row key={name}>
            <Table.Cell>
              {name}
              {exempt && <ExemptReason reason={exempt_reason} />}
            </Table.Cell>
            <Table.Cell>{formatFraction(rate)}</Table.Cell>
            <Table.Cell>{formatMoney(amount, currency_code)}</Table.Cell>
          </Table.Row>
        ))}
      </Table.Body>
    </Table>
  )
}
