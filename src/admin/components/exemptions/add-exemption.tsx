import { zodResolver } from "@hookform/resolvers/zod"
import {
  Alert,
  Button,
  Checkbox,
  Drawer,
  Input,
  Label,
  Select,
  toast,
} from "@medusajs/ui"
import { type FormEvent, useState } from "react"
import { Controller, useForm } from "react-hook-form"
import { useTranslation } from "react-i18next"
import { z } from "zod"
import type { Translate } from "../../i18n/translate"
import { useExemptCustomer } from "../../kintsugi/customer-api"
import { errorMessage } from "../../kintsugi/sdk"
import { DrawerFooter } from "../drawer-footer"
import { DrawerHeader } from "../drawer-header"
import { Field } from "../field"
import { incompleteDateField } from "../incomplete-date"

const TYPES = ["customer", "wholesale"] as const

/** State codes in free text such as "TX, ca". */
const parseStates = (text: string): string[] =>
  text
    .toUpperCase()
    .split(/[\s,;]+/)
    .filter(Boolean)

const exemptionSchema = (t: Translate) =>
  z
    .object({
      exemption_type: z.enum(TYPES),
      country_code: z
        .string()
        .trim()
        .regex(/^[A-Za-z]{2}$/, t("exemptions.countryInvalid")),
      states: z
        .string()
        .refine(
          (text) =>
            parseStates(text).every((state) => /^[A-Z]{2,3}$/.test(state)),
          t("exemptions.statesInvalid")
        ),
      fein: z
        .string()
        .trim()
        .regex(/^(\d{2}-?\d{7})?$/, t("exemptions.feinInvalid")),
      sales_tax_id: z.string().trim().max(100),
      start_date: z.string().min(1, t("common.required")),
      end_date: z.string(),
      reseller: z.boolean(),
      certificate: z.custom<File | undefined>(),
    })
    .refine(({ fein, sales_tax_id }) => fein || sales_tax_id, {
      path: ["fein"],
      message: t("exemptions.numberMissing"),
    })
    .refine(({ start_date, end_date }) => !end_date || end_date >= start_date, {
      path: ["end_date"],
      message: t("exemptions.endBeforeStart"),
    })

/** The button and drawer for exempting a customer. */
export const AddExemption = ({ customerId }: { customerId: string }) => {
  const { t } = useTranslation("kintsugi")
  const [isOpen, setOpen] = useState(false)
  return (
    <Drawer open={isOpen} onOpenChange={setOpen}>
      <Drawer.Trigger asChild>
        <Button
          size="small"
          variant="secondary"
          className="shrink-0 whitespace-nowrap"
        >
          {t("exemptions.add")}
        </Button>
      </Drawer.Trigger>
      <Drawer.Content>
        <DrawerHeader>
          <Drawer.Title>{t("exemptions.addTitle")}</Drawer.Title>
          <Drawer.Description>{t("exemptions.addHint")}</Drawer.Description>
        </DrawerHeader>
        {isOpen && (
          <ExemptionForm
            customerId={customerId}
            onDone={() => setOpen(false)}
          />
        )}
      </Drawer.Content>
    </Drawer>
  )
}

const today = (): string => {
  const now = new Date()
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000)
    .toISOString()
    .slice(0, 10)
}

const ExemptionForm = ({
  customerId,
  onDone,
}: {
  customerId: string
  onDone: () => void
}) => {
  const { t } = useTranslation("kintsugi")
  const exempt = useExemptCustomer(customerId)
  const form = useForm({
    resolver: zodResolver(exemptionSchema(t)),
    defaultValues: {
      exemption_type: "customer" as const,
      country_code: "US",
      states: "",
      fein: "",
      sales_tax_id: "",
      start_date: today(),
      end_date: "",
      reseller: false,
      certificate: undefined,
    },
  })
  const { errors } = form.formState
  const submit = form.handleSubmit(({ states, end_date, ...fields }) =>
    exempt.mutate(
      {
        ...fields,
        country_code: fields.country_code.toUpperCase(),
        jurisdictions: parseStates(states),
        ...(end_date && { end_date }),
      },
      {
        onSuccess: () => {
          toast.success(t("exemptions.added"))
          onDone()
        },
      }
    )
  )
  const checkAndSubmit = (event: FormEvent<HTMLFormElement>) => {
    const incompleteField = incompleteDateField(event)
    if (incompleteField === "start_date" || incompleteField === "end_date") {
      event.preventDefault()
      form.setError(incompleteField, { message: t("common.incompleteDate") })
      return
    }
    void submit(event)
  }
  return (
    <form onSubmit={checkAndSubmit} noValidate className="flex flex-1 flex-col">
      <Drawer.Body className="flex flex-1 flex-col gap-y-4 overflow-auto">
        {exempt.isError && (
          <Alert variant="error" role="alert">
            {errorMessage(exempt.error)}
          </Alert>
        )}
        <Field label={t("exemptions.type")}>
          {(ids) => (
            <Controller
              control={form.control}
              name="exemption_type"
              render={({ field: { value, onChange } }) => (
                <Select value={value} onValueChange={onChange}>
                  <Select.Trigger {...ids}>
                    <Select.Value />
                  </Select.Trigger>
                  <Select.Content>
                    {TYPES.map((type) => (
                      <Select.Item key={type} value={type}>
                        {t(`exemptions.types.${type}`)}
                      </Select.Item>
                    ))}
                  </Select.Content>
                </Select>
              )}
            />
          )}
        </Field>
        <Field
          label={t("exemptions.states")}
          hint={t("exemptions.statesHint")}
          error={errors.states?.message}
        >
          {(ids) => <Input {...ids} {...form.register("states")} />}
        </Field>
        <Field
          label={t("exemptions.country")}
          error={errors.country_code?.message}
        >
          {(ids) => <Input {...ids} {...form.register("country_code")} />}
        </Field>
        <Field label={t("exemptions.fein")} error={errors.fein?.message}>
          {(ids) => (
            <Input
              {...ids}
              placeholder="12-3456789"
              {...form.register("fein")}
            />
          )}
        </Field>
        <Field
          label={t("exemptions.salesTaxId")}
          error={errors.sales_tax_id?.message}
        >
          {(ids) => <Input {...ids} {...form.register("sales_tax_id")} />}
        </Field>
        <div className="grid grid-cols-2 gap-4">
          <Field
            label={t("exemptions.start")}
            error={errors.start_date?.message}
          >
            {(ids) => (
              <Input {...ids} type="date" {...form.register("start_date")} />
            )}
          </Field>
          <Field
            label={t("exemptions.end")}
            hint={t("exemptions.endHint")}
            error={errors.end_date?.message}
          >
            {(ids) => (
              <Input {...ids} type="date" {...form.register("end_date")} />
            )}
          </Field>
        </div>
        <Controller
          control={form.control}
          name="reseller"
          render={({ field: { value, onChange } }) => (
            <div className="flex items-center gap-x-2">
              <Checkbox
                id="kintsugi-reseller"
                checked={value}
                onCheckedChange={(checked) => onChange(checked === true)}
              />
              <Label htmlFor="kintsugi-reseller" size="small">
                {t("exemptions.reseller")}
              </Label>
            </div>
          )}
        />
        <Field
          label={t("exemptions.certificate")}
          hint={t("exemptions.certificateHint")}
        >
          {(ids) => (
            <input
              {...ids}
              type="file"
              accept="application/pdf,.pdf"
              className="txt-small text-ui-fg-base"
              onChange={({ target }) =>
                form.setValue("certificate", target.files?.[0])
              }
            />
          )}
        </Field>
      </Drawer.Body>
      <DrawerFooter>
        <Button size="small" type="submit" isLoading={exempt.isPending}>
          {t("exemptions.submit")}
        </Button>
      </DrawerFooter>
    </form>
  )
}
