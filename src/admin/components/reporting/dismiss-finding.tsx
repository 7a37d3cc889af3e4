import { zodResolver } from "@hookform/resolvers/zod"
import { Button, Drawer, Input, Text, toast } from "@medusajs/ui"
import { useForm } from "react-hook-form"
import { useTranslation } from "react-i18next"
import { z } from "zod"
import type { Translate } from "../../i18n/translate"
import type { Finding } from "../../kintsugi/answers"
import { useDismissFinding } from "../../kintsugi/ledger-api"
import { say } from "../../kintsugi/say"
import { Failure } from "../failure"
import { DrawerFooter } from "../drawer-footer"
import { DrawerHeader } from "../drawer-header"
import { Field } from "../field"

type Props = { finding: Finding | undefined; onClose: () => void }

/** The drawer in which a finding is dismissed, with a note. */
export const DismissFinding = ({ finding, onClose }: Props) => {
  const { t } = useTranslation("kintsugi")
  return (
    <Drawer
      open={finding !== undefined}
      onOpenChange={(isOpen) => !isOpen && onClose()}
    >
      <Drawer.Content>
        <DrawerHeader>
          <Drawer.Title>{t("reconciliation.dismissPrompt.title")}</Drawer.Title>
          <Drawer.Description>
            {t("reconciliation.dismissPrompt.text")}
          </Drawer.Description>
        </DrawerHeader>
        {finding && <DismissForm finding={finding} onDone={onClose} />}
      </Drawer.Content>
    </Drawer>
  )
}

const MAX_NOTE = 1_000

const noteSchema = (t: Translate) =>
  z.object({
    note: z.string().trim().min(1, t("common.required")).max(MAX_NOTE),
  })

const DismissForm = ({
  finding,
  onDone,
}: {
  finding: Finding
  onDone: () => void
}) => {
  const { t } = useTranslation("kintsugi")
  const dismiss = useDismissFinding()
  const form = useForm({
    resolver: zodResolver(noteSchema(t)),
    defaultValues: { note: "" },
  })
  const submit = form.handleSubmit(({ note }) =>
    dismiss.mutate(
      { finding_id: finding.id, note },
      {
        onSuccess: () => {
          toast.success(t("reconciliation.dismissed"))
          onDone()
        },
      }
    )
  )
  return (
    <form
      onSubmit={(event) => void submit(event)}
      noValidate
      className="flex flex-1 flex-col overflow-hidden"
    >
      <Drawer.Body className="flex flex-1 flex-col gap-y-4 overflow-y-auto">
        <Text size="small">{say(finding.message)}</Text>
        <Field
          label={t("reconciliation.dismissPrompt.note")}
          hint={t("reconciliation.dismissPrompt.noteHint")}
          error={form.formState.errors.note?.message}
        >
          {(ids) => (
            <Input
              {...ids}
              {...form.register("note")}
              size="small"
              maxLength={MAX_NOTE}
              autoComplete="off"
            />
          )}
        </Field>
        <Failure error={dismiss.error} />
      </Drawer.Body>
      <DrawerFooter>
        <Button type="submit" size="small" isLoading={dismiss.isPending}>
          {t("reconciliation.dismiss")}
        </Button>
      </DrawerFooter>
    </form>
  )
}
