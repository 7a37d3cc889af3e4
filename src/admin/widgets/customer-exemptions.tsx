import { defineWidgetConfig } from "@medusajs/admin-sdk"
import type { AdminCustomer, DetailWidgetProps } from "@medusajs/types"
import { Alert } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import { AddExemption } from "../components/exemptions/add-exemption"
import { ExemptionList } from "../components/exemptions/exemption-list"
import { formatWhere } from "../components/exemptions/states"
import { TaxIds } from "../components/exemptions/tax-ids"
import { Loaded } from "../components/loaded"
import { Section } from "../components/section"
import { type CustomerTax, useCustomerTax } from "../kintsugi/customer-api"
import { say } from "../kintsugi/say"

/** On the customer's page: exemptions and business tax ids. */
const CustomerExemptionsWidget = ({
  data: { id },
}: DetailWidgetProps<AdminCustomer>) => {
  const { t } = useTranslation("kintsugi")
  return (
    <Section
      title={t("exemptions.title")}
      subtitle={t("exemptions.subtitle")}
      aside={<AddExemption customerId={id} />}
    >
      <Loaded query={useCustomerTax(id)}>
        {(customer) => (
          <>
            <GuestWarning customer={customer} />
            {customer.exempt_groups.filter(isInEffect).map((group) => (
              <div key={group.id} className="px-6 py-4">
                <Alert variant="info">
                  {t("exemptions.byGroup", {
                    group: group.name,
                    reason: group.reason,
                    where: formatWhere(group.country, group.states ?? [], t),
                  })}
                </Alert>
              </div>
            ))}
            {customer.problem ? (
              <div className="px-6 py-4">
                <Alert variant="warning" role="alert">
                  {t("exemptions.loadFailed", {
                    problem: say(customer.problem),
                  })}
                </Alert>
              </div>
            ) : (
              <ExemptionList customerId={id} exemptions={customer.exemptions} />
            )}
            <TaxIds customer={customer} />
          </>
        )}
      </Loaded>
    </Section>
  )
}

/**
 * A warning where something applies to the customer for which it matters who is
 * signed in. What has ended exempts nobody.
 */
const GuestWarning = ({ customer }: { customer: CustomerTax }) => {
  const { t } = useTranslation("kintsugi")
  const { exempts_guests, has_account } = customer
  return hasTaxStatus(customer) && (exempts_guests || !has_account) ? (
    <div className="px-6 py-4">
      <Alert variant="warning" role="alert">
        {t(
          exempts_guests
            ? "exemptions.guestsExempt"
            : "exemptions.guestCustomer"
        )}
      </Alert>
    </div>
  ) : null
}

const hasTaxStatus = ({
  exemptions,
  exempt_groups,
  tax_ids,
}: CustomerTax): boolean =>
  exemptions.some(
    ({ status, is_expired }) => status === "ACTIVE" && !is_expired
  ) ||
  exempt_groups.some(isInEffect) ||
  tax_ids.length > 0

/** By the day in UTC, as carts are judged. */
const isInEffect = ({ to }: CustomerTax["exempt_groups"][number]): boolean =>
  !to || to >= new Date().toISOString().slice(0, 10)

export const config = defineWidgetConfig({
  zone: "customer.details.after",
})

export default CustomerExemptionsWidget
