import { defineWidgetConfig } from "@medusajs/admin-sdk"
import type { AdminCustomerGroup, DetailWidgetProps } from "@medusajs/types"
import { Alert, Button, Input, StatusBadge, toast } from "@medusajs/ui"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { Field } from "../components/field"
import { Loaded } from "../components/loaded"
import { Section } from "../components/section"
import {
  type GroupTax,
  useGroupTax,
  useMarkGroup,
} from "../kintsugi/customer-api"
import { errorMessage } from "../kintsugi/sdk"

/** On the customer group's page: whether its members are taxed. */
const CustomerGroupExemptionWidget = ({
  data: { id },
}: DetailWidgetProps<AdminCustomerGroup>) => {
  const { t } = useTranslation("kintsugi")
  const query = useGroupTax(id)
  return (
    <Section
      title={t("groupExemption.title")}
      subtitle={t("groupExemption.subtitle")}
      aside={
        query.data && (
          <StatusBadge color={query.data.reason ? "green" : "grey"}>
            {query.data.reason
              ? t("groupExemption.exempt")
              : t("groupExemption.taxed")}
          </StatusBadge>
        )
      }
    >
      <Loaded query={query}>
        {(group) => <GroupForm groupId={id} group={group} />}
      </Loaded>
    </Section>
  )
}

const GroupForm = ({
  groupId,
  group,
}: {
  groupId: string
  group: GroupTax
}) => {
  const { t } = useTranslation("kintsugi")
  // Saved data that arrives while the merchant types does not replace the text:
  // it comes a moment later, and would undo what was typed since.
  const [reason, setReason] = useState(group.reason ?? "")
  const mark = useMarkGroup(groupId)
  const save = (value: string | null) =>
    mark.mutate(value, {
      onSuccess: () => {
        if (value === null) {
          setReason("")
        }
        toast.success(t("common.saved"))
      },
    })
  return (
    <form
      className="flex flex-col gap-y-4 px-6 py-4"
      onSubmit={(event) => {
        event.preventDefault()
        save(reason.trim())
      }}
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
      {mark.isError && (
        <Alert variant="error" role="alert">
          {errorMessage(mark.error)}
        </Alert>
      )}
      <div className="flex justify-end gap-x-2">
        {group.reason && (
          <Button
            size="small"
            variant="secondary"
            type="button"
            isLoading={mark.isPending}
            onClick={() => save(null)}
          >
            {t("groupExemption.removeExemption")}
          </Button>
        )}
        <Button
          size="small"
          type="submit"
          disabled={!reason.trim() || reason.trim() === group.reason}
          isLoading={mark.isPending}
        >
          {group.reason ? t("common.save") : t("groupExemption.markExempt")}
        </Button>
      </div>
    </form>
  )
}

export const config = defineWidgetConfig({
  zone: "customer_group.details.after",
})

export default CustomerGroupExemptionWidget
