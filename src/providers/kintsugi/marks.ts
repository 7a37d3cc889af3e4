import type { EffectiveSettings } from "../../modules/kintsugi/settings/effective-settings"
import type { AddressReading } from "../../tax/address/read-address"
import type { EstimateContext } from "../../tax/cart/tax-context"
import type { CustomerTaxStatus } from "../../tax/customer/customer-tax-status"
import { isExemptIn, placeOfReading } from "../../tax/customer/exemptions"
import { dayOf } from "../../tax/estimate/freshness"
import type { ExemptBy, Marking } from "../../tax/tax-lines/tax-line-data"

/** What tax lines say about their calculation, whoever made it. */
export type Marks = Pick<Marking, "customer" | "state_from">

export const customerMark = (isTrusted: boolean): Pick<Marks, "customer"> =>
  isTrusted ? {} : { customer: "guest" }

export const marksOf = (
  isTrusted: boolean,
  reading: AddressReading
): Marks => ({
  ...customerMark(isTrusted),
  ...(reading.status === "complete" &&
    reading.isStateFromPostalCode && { state_from: "postal_code" }),
})

/** Why a customer is exempt at the destination, without Kintsugi's answer. */
export const exemptionOf = (
  customer: CustomerTaxStatus | undefined,
  { address }: EstimateContext,
  reading: AddressReading,
  { connection }: EffectiveSettings
): ExemptBy | undefined => {
  if (customer?.exemptBecause) {
    return "customer_group"
  }
  const place = placeOfReading(reading, address?.country_code)
  return isExemptIn(customer?.exemptions ?? [], place, {
    organizationId: connection?.organizationId,
    day: dayOf(new Date()),
  })
    ? "exemption"
    : undefined
}
