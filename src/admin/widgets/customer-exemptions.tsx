import { defineWidgetConfig } from "@medusajs/admin-sdk"
import type { AdminCustomer, DetailWidgetProps } from "@medusajs/types"
import { Alert } from "@medusajs/ui"
import { AddExemption } from "../components/exemptions/add-exemption"
import { ExemptionList } from "../components/exemptions/exemption-list"
import { TaxIds } from "../components/exemptions/tax-ids"
import { Loaded } from "../components/loaded"
import { Section } from "../components/section"
import { type CustomerTax, useCustomerTax } from "../kintsugi/customer-api"
import { TEXTS } from "../kintsugi/texts"

const texts = TEXTS.exemptions

/** On the customer's page: exemptions and business tax ids. */
const CustomerExemptionsWidget = ({
  data: { id },
}: DetailWidgetProps<AdminCustomer>) => (
  <Section
    title={texts.title}
    subtitle={texts.subtitle}
    aside={<AddExemption customerId={id} />}
  >
    <Loaded query={useCustomerTax(id)}>
      {(customer) => (
        <>
          {guestWarning(customer) && (
            <div className="px-6 py-4">
              <Alert variant="warning" role="alert">
                {guestWarning(customer)}
              </Alert>
            </div>
          )}
          {customer.exempt_groups.map((group) => (
            <div key={group.id} className="px-6 py-4">
              <Alert variant="info">
                {texts.byGroup(group.name, group.reason)}
              </Alert>
            </div>
          ))}
          {customer.problem ? (
            <div className="px-6 py-4">
              <Alert variant="warning" role="alert">
                {texts.unknownNow(customer.problem)}
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

/** A warning where it matters whether the customer is signed in. */
const guestWarning = ({
  has_account,
  exempts_guests,
  exemptions,
  exempt_groups,
  tax_ids,
}: CustomerTax): string | undefined => {
  if (![exemptions, exempt_groups, tax_ids].some(({ length }) => length)) {
    return undefined
  }
  if (exempts_guests) {
    return texts.countsForGuests
  }
  return has_account ? undefined : texts.isGuest
}

export const config = defineWidgetConfig({
  zone: "customer.details.after",
})

export default CustomerExemptionsWidget
