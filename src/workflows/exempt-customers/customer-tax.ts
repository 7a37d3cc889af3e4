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
  /** As Kintsugi keeps it. */
  status: string | null
  /** Whether its last day is over, whatever its status says. */
  is_expired: boolean
  certificates: number
}

/** What is known of a customer's tax. */
export type CustomerTax = {
  customer_id: string
  /** Null where Kintsugi has no record, or could not be asked. */
  kintsugi_id: string | null
  exemptions: ShownExemption[]
  tax_ids: { id: string; country_code: string; number: string }[]
  exempt_groups: { id: string; name: string; reason: string }[]
  /** Why the exemptions could not be read, for the merchant. */
  problem: string | null
}
