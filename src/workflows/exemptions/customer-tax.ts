import type { GroupExemption } from "../../tax/customer/group-exemptions"

/** An exemption as the Admin shows it. */
export type ShownExemption = {
  id: string
  exemption_type: string
  country_code: string | null
  jurisdiction: string | null
  /** `YYYY-MM-DD` */
  start_date: string
  end_date: string | null
  reseller: boolean
  fein: string | null
  sales_tax_id: string | null
  /** Kintsugi's own status. */
  status: string | null
  /** Whether its last day is over, regardless of its status. */
  is_expired: boolean
  certificates: number
}

/** A customer's exemptions, tax ids and exempt groups. */
export type CustomerTax = {
  customer_id: string
  /** False: a guest's record, with which no one can sign in. */
  has_account: boolean
  /** The option `exemptGuests`: whether an e-mail address is proof enough. */
  exempts_guests: boolean
  /** Null if Kintsugi has no record, or could not be reached. */
  kintsugi_id: string | null
  exemptions: ShownExemption[]
  tax_ids: {
    id: string
    country_code: string
    number: string
    /** Kintsugi's result; null: it lacks this number, or was not asked. */
    is_valid: boolean | null
  }[]
  /** Why the tax id that was just saved is not at Kintsugi; null: it is. */
  tax_id_problem?: string | null
  exempt_groups: (GroupExemption & { id: string; name: string })[]
  /** Why the exemptions could not be read, for the merchant. */
  problem: string | null
}
