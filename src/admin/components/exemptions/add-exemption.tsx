import { zodResolver } from "@hookform/resolvers/zod"
import { Button, Drawer, Input, Select, toast } from "@medusajs/ui"
import { type FormEvent, useState } from "react"
import { Controller, useForm } from "react-hook-form"
import { useTranslation } from "react-i18next"
import { z } from "zod"
import type { Translate } from "../../i18n/translate"
import { useExemptCustomer } from "../../kintsugi/customer-api"
import { Failure } from "../failure"
import { DrawerFooter } from "../drawer-footer"
import { DrawerHeader } from "../drawer-header"
import { Field } from "../field"
import { incompleteDateField } from "../incomplete-date"
import { CertificateField } from "./certificate-field"
import { PlaceFields } from "./place-fields"

const TYPES = ["customer", "wholesale"] as const

/** The kind that says that the customer is a reseller. */
const RESALE = "wholesale"

const exemptionSchema = (t: Translate) =>
  z
    .object({
      exemption_type: z.enum(TYPES),
      place: z.object({
        country: z.string().nullable(),
        states: z.array(z.string()),
      }),
      fein: z
        .string()
        .trim()
        .regex(/^(\d{2}-?\d{7})?$/, t("exemptions.feinInvalid")),
      sales_tax_id: z.string().trim().max(100),
      start_date: z.string().min(1, t("common.required")),
      end_date: z.string(),
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
      place: { country: "US" as string | null, states: [] as string[] },
      fein: "",
      sales_tax_id: "",
      start_date: today(),
      end_date: "",
      certificate: undefined,
    },
  })
  const { errors } = form.formState
  const submit = form.handleSubmit(({ place, end_date, ...fields }) =>
    exempt.mutate(
      {
        ...fields,
        country_code: place.country ?? "US",
        jurisdictions: place.states,
        reseller: fields.exemption_type === RESALE,
        ...(end_date && { end_date }),
      },
      {
        onSuccess: (failed) => {
          if (failed) {
            toast.warning(
              t("exemptions.certificateNotSent", {
                count: failed.count,
                message: failed.message,
              })
            )
          } else {
            toast.success(t("exemptions.added"))
          }
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
    <form
      onSubmit={checkAndSubmit}
      noValidate
      className="flex min-h-0 flex-1 flex-col"
    >
      <Drawer.Body className="flex flex-1 flex-col gap-y-4 overflow-auto">
        <Failure error={exempt.error} />
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
        <Controller
          control={form.control}
          name="place"
          render={({ field: { value, onChange } }) => (
            <PlaceFields
              value={value}
              onChange={onChange}
              statesHint={t("exemptions.statesHint")}
            />
          )}
        />
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
          name="certificate"
          render={({ field: { value, onChange } }) => (
            <CertificateField
              hint={t("exemptions.certificateHint")}
              file={value}
              onChange={onChange}
            />
          )}
        />
      </Drawer.Body>
      <DrawerFooter>
        <Button size="small" type="submit" isLoading={exempt.isPending}>
          {t("exemptions.submit")}
        </Button>
      </DrawerFooter>
    </form>
  )
}
