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
import { z } from "zod"
import { useExemptCustomer } from "../../kintsugi/customer-api"
import { errorMessage } from "../../kintsugi/sdk"
import { TEXTS } from "../../kintsugi/texts"
import { DrawerFooter } from "../drawer-footer"
import { DrawerHeader } from "../drawer-header"
import { Field } from "../field"
import { incompleteDateField } from "../incomplete-date"

const texts = TEXTS.exemptions

const TYPES = ["customer", "wholesale"] as const

/** State codes in free text such as "TX, ca". */
const statesIn = (text: string): string[] =>
  text
    .toUpperCase()
    .split(/[\s,;]+/)
    .filter(Boolean)

const schema = z
  .object({
    exemption_type: z.enum(TYPES),
    country_code: z
      .string()
      .trim()
      .regex(/^[A-Za-z]{2}$/, texts.countryWrong),
    states: z
      .string()
      .refine(
        (text) => statesIn(text).every((state) => /^[A-Z]{2,3}$/.test(state)),
        texts.statesWrong
      ),
    fein: z
      .string()
      .trim()
      .regex(/^(\d{2}-?\d{7})?$/, texts.feinWrong),
    sales_tax_id: z.string().trim().max(100),
    start_date: z.string().min(1, texts.needed),
    end_date: z.string(),
    reseller: z.boolean(),
    certificate: z.custom<File | undefined>(),
  })
  .refine(({ fein, sales_tax_id }) => fein || sales_tax_id, {
    path: ["fein"],
    message: texts.numberNeeded,
  })
  .refine(({ start_date, end_date }) => !end_date || end_date >= start_date, {
    path: ["end_date"],
    message: texts.endsBefore,
  })

/** The button and drawer for exempting a customer. */
export const AddExemption = ({ customerId }: { customerId: string }) => {
  const [isOpen, setOpen] = useState(false)
  return (
    <Drawer open={isOpen} onOpenChange={setOpen}>
      <Drawer.Trigger asChild>
        <Button
          size="small"
          variant="secondary"
          className="shrink-0 whitespace-nowrap"
        >
          {texts.add}
        </Button>
      </Drawer.Trigger>
      <Drawer.Content>
        <DrawerHeader>
          <Drawer.Title>{texts.addTitle}</Drawer.Title>
          <Drawer.Description>{texts.withdraw}</Drawer.Description>
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
  const exempt = useExemptCustomer(customerId)
  const form = useForm({
    resolver: zodResolver(schema),
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
        jurisdictions: statesIn(states),
        ...(end_date && { end_date }),
      },
      {
        onSuccess: () => {
          toast.success(texts.added)
          onDone()
        },
      }
    )
  )
  const send = (event: FormEvent<HTMLFormElement>) => {
    const incompleteField = incompleteDateField(event)
    if (incompleteField === "start_date" || incompleteField === "end_date") {
      event.preventDefault()
      form.setError(incompleteField, { message: TEXTS.halfDate })
      return
    }
    void submit(event)
  }
  return (
    <form onSubmit={send} noValidate className="flex flex-1 flex-col">
      <Drawer.Body className="flex flex-1 flex-col gap-y-4 overflow-auto">
        {exempt.isError && (
          <Alert variant="error" role="alert">
            {errorMessage(exempt.error)}
          </Alert>
        )}
        <Field label={texts.type}>
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
                        {texts.types[type]}
                      </Select.Item>
                    ))}
                  </Select.Content>
                </Select>
              )}
            />
          )}
        </Field>
        <Field
          label={texts.states}
          hint={texts.statesHint}
          error={errors.states?.message}
        >
          {(ids) => <Input {...ids} {...form.register("states")} />}
        </Field>
        <Field label={texts.country} error={errors.country_code?.message}>
          {(ids) => <Input {...ids} {...form.register("country_code")} />}
        </Field>
        <Field label={texts.fein} error={errors.fein?.message}>
          {(ids) => (
            <Input
              {...ids}
              placeholder="12-3456789"
              {...form.register("fein")}
            />
          )}
        </Field>
        <Field label={texts.salesTaxId} error={errors.sales_tax_id?.message}>
          {(ids) => <Input {...ids} {...form.register("sales_tax_id")} />}
        </Field>
        <div className="grid grid-cols-2 gap-4">
          <Field label={texts.start} error={errors.start_date?.message}>
            {(ids) => (
              <Input {...ids} type="date" {...form.register("start_date")} />
            )}
          </Field>
          <Field
            label={texts.end}
            hint={texts.endHint}
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
                {texts.reseller}
              </Label>
            </div>
          )}
        />
        <Field label={texts.certificate} hint={texts.certificateHint}>
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
          {texts.submit}
        </Button>
      </DrawerFooter>
    </form>
  )
}
