import { type Place, coversPlace } from "./exemptions"
import type { CustomerTaxStatus } from "./customer-tax-status"

/** Where and until when the members of a customer group are exempt. */
export type GroupExemption = {
  /** In the merchant's words. */
  reason: string
  /** ISO 3166-1 alpha-2, upper case; absent: everywhere. */
  country?: string
  /** States' codes; absent: the whole country. */
  states?: string[]
  /** The last day, `YYYY-MM-DD`; absent: it does not end. */
  to?: string
}

/**
 * A customer's tax status at a place of delivery: says why a group exempts the
 * customer there, if one does.
 *
 * @param day - `YYYY-MM-DD`, in UTC
 */
export const statusAt = (
  { groupExemptions = [], ...status }: CustomerTaxStatus,
  place: Place,
  day: string
): CustomerTaxStatus => {
  const exemption = groupExemptions.find((one) => appliesTo(one, place, day))
  return {
    ...status,
    ...(exemption && { exemptBecause: exemption.reason }),
  }
}

const appliesTo = (
  { country, states, to }: GroupExemption,
  place: Place,
  day: string
): boolean =>
  (!to || day <= to) &&
  (states?.length
    ? states.some((state) => coversPlace({ country, state }, place))
    : coversPlace({ country }, place))
