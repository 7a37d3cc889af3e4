import { defineWidgetConfig } from "@medusajs/admin-sdk"
import type { AdminCustomerGroup, DetailWidgetProps } from "@medusajs/types"
import { StatusBadge } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import { GroupCertificate } from "../components/exemptions/group-certificate"
import { GroupForm } from "../components/exemptions/group-form"
import { formatGroupState } from "../components/exemptions/group-state"
import { Loaded } from "../components/loaded"
import { Section } from "../components/section"
import { useGroupTax } from "../kintsugi/customer-api"

/** On the customer group's page: whether and where its members are taxed. */
const CustomerGroupExemptionWidget = ({
  data: { id },
}: DetailWidgetProps<AdminCustomerGroup>) => {
  const { t } = useTranslation("kintsugi")
  const query = useGroupTax(id)
  const state = query.data && formatGroupState(query.data, t)
  return (
    <Section
      title={t("groupExemption.title")}
      subtitle={t("groupExemption.subtitle")}
      aside={
        state && <StatusBadge color={state.color}>{state.text}</StatusBadge>
      }
    >
      <Loaded query={query}>
        {(group) => (
          <>
            <GroupForm groupId={id} group={group} />
            {group.reason && (
              <GroupCertificate groupId={id} certificate={group.certificate} />
            )}
          </>
        )}
      </Loaded>
    </Section>
  )
}

export const config = defineWidgetConfig({
  zone: "customer_group.details.after",
})

export default CustomerGroupExemptionWidget
