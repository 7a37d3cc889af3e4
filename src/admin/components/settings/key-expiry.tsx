import { Button, Input, toast } from "@medusajs/ui"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Settings } from "../../kintsugi/answers"
import { useSaveSettings } from "../../kintsugi/settings-api"
import { FormFooter } from "../form-footer"
import { Field } from "../field"
import { incompleteDateField } from "../incomplete-date"

type Props = { expiry: Settings["behavior"]["api_key_expires_on"] }

/** The last day of the API key, which Kintsugi does not tell. */
export const KeyExpiry = ({ expiry }: Props) => {
  const { t } = useTranslation("kintsugi")
  const save = useSaveSettings()
  const [day, setDay] = useState(expiry.value ?? "")
  const [isIncomplete, setIsIncomplete] = useState(false)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const incomplete = incompleteDateField(event) !== undefined
    setIsIncomplete(incomplete)
    if (!incomplete) {
      save.mutate(
        { api_key_expires_on: day || null },
        { onSuccess: () => toast.success(t("common.saved")) }
      )
    }
  }
  return (
    <form
      onSubmit={submit}
      noValidate
      className="flex flex-col gap-y-4 px-6 py-4"
    >
      <div className="grid grid-cols-1 items-start gap-4 md:grid-cols-2">
        <Field
          label={t("keyExpiry.label")}
          hint={t("keyExpiry.hint")}
          error={isIncomplete ? t("common.incompleteDate") : undefined}
        >
          {(ids) => (
            <Input
              {...ids}
              name="api_key_expires_on"
              type="date"
              size="small"
              value={day}
              aria-invalid={isIncomplete}
              onChange={({ target: { value } }) => setDay(value)}
            />
          )}
        </Field>
      </div>
      <FormFooter error={save.error}>
        <Button
          type="submit"
          size="small"
          variant="secondary"
          isLoading={save.isPending}
        >
          {t("keyExpiry.save")}
        </Button>
      </FormFooter>
    </form>
  )
}
