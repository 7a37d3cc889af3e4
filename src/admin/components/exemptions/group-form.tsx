import { Button, Input, toast, usePrompt } from "@medusajs/ui"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import { type GroupTax, useMarkGroup } from "../../kintsugi/customer-api"
import { FormFooter } from "../form-footer"
import { Field } from "../field"
import { incompleteDateField } from "../incomplete-date"
import { type ChosenPlace, PlaceFields } from "./place-fields"

type Props = { groupId: string; group: GroupTax }

/** Why, where and until when the members of a group are exempt. */
export const GroupForm = ({ groupId, group }: Props) => {
  const { t } = useTranslation("kintsugi")
  const prompt = usePrompt()
  // Saved data that arrives while the merchant types does not replace the text:
  // it comes a moment later, and would undo what was typed since.
  const [reason, setReason] = useState(group.reason ?? "")
  const [place, setPlace] = useState<ChosenPlace>({
    country: group.country_code,
    states: group.jurisdictions,
  })
  const [endDate, setEndDate] = useState(group.end_date ?? "")
  const [isDateIncomplete, setDateIncomplete] = useState(false)
  const mark = useMarkGroup(groupId)
  const isChanged =
    reason.trim() !== group.reason ||
    place.country !== group.country_code ||
    place.states.join() !== [...group.jurisdictions].sort().join() ||
    endDate !== (group.end_date ?? "")

  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const isIncomplete = incompleteDateField(event) !== undefined
    setDateIncomplete(isIncomplete)
    if (!isIncomplete) {
      mark.mutate(
        {
          reason: reason.trim(),
          country_code: place.country,
          jurisdictions: place.states,
          end_date: endDate || null,
        },
        { onSuccess: () => toast.success(t("common.saved")) }
      )
    }
  }
  const remove = async () => {
    const isConfirmed =
      !group.certificate ||
      (await prompt({
        title: t("groupExemption.removePrompt.title"),
        description: t("groupExemption.removePrompt.text"),
        confirmText: t("groupExemption.removeExemption"),
        cancelText: t("common.cancel"),
      }))
    if (isConfirmed) {
      mark.mutate(
        { reason: null },
        {
          onSuccess: () => {
            setReason("")
            setPlace({ country: null, states: [] })
            setEndDate("")
            toast.success(t("common.saved"))
          },
        }
      )
    }
  }
  return (
    <form
      className="flex flex-col gap-y-4 px-6 py-4"
      onSubmit={save}
      noValidate
    >
      <Field
        label={t("groupExemption.reason")}
        hint={t("groupExemption.reasonHint")}
      >
        {(ids) => (
          <Input
            {...ids}
            value={reason}
            maxLength={200}
            onChange={({ target }) => setReason(target.value)}
          />
        )}
      </Field>
      <PlaceFields
        withEverywhere
        value={place}
        onChange={setPlace}
        statesHint={t("groupExemption.statesHint")}
      />
      <Field
        label={t("groupExemption.endsOn")}
        hint={t("exemptions.endHint")}
        error={isDateIncomplete ? t("common.incompleteDate") : undefined}
      >
        {(ids) => (
          <Input
            {...ids}
            type="date"
            name="end_date"
            value={endDate}
            onChange={({ target }) => setEndDate(target.value)}
          />
        )}
      </Field>
      <FormFooter error={mark.error}>
        {group.reason && (
          <Button
            size="small"
            variant="secondary"
            type="button"
            isLoading={mark.isPending}
            onClick={() => void remove()}
          >
            {t("groupExemption.removeExemption")}
          </Button>
        )}
        <Button
          size="small"
          type="submit"
          disabled={!reason.trim() || !isChanged}
          isLoading={mark.isPending}
        >
          {group.reason ? t("common.save") : t("groupExemption.markExempt")}
        </Button>
      </FormFooter>
    </form>
  )
}
