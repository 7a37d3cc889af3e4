import type { StoredExemption } from "../../../tax/customer/exemptions"

/** The columns of a stored exemption; dates as YYYY-MM-DD. */
export type ExemptionRow = {
  organization_id: string
  country_code: string | null
  state_code: string | null
  start_date: string
  end_date: string | null
}

/** The exemptions in these rows. Sorted: a database guarantees no order. */
export const toStoredExemptions = (rows: ExemptionRow[]): StoredExemption[] =>
  rows
    .map((row) => ({
      organizationId: row.organization_id,
      ...(row.country_code && { country: row.country_code }),
      ...(row.state_code && { state: row.state_code }),
      from: row.start_date,
      ...(row.end_date && { to: row.end_date }),
    }))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))

/** The rows to store for a customer's exemptions. */
export const toExemptionRows = (
  customer_id: string,
  exemptions: StoredExemption[]
): (ExemptionRow & { customer_id: string })[] =>
  exemptions.map(({ organizationId, country, state, from, to }) => ({
    customer_id,
    organization_id: organizationId,
    country_code: country ?? null,
    state_code: state ?? null,
    start_date: from,
    end_date: to ?? null,
  }))

/** Whether the same exemptions are stored, in any order. */
export const isSameExemptions = (
  stored: ExemptionRow[],
  wanted: ExemptionRow[]
): boolean =>
  JSON.stringify(toStoredExemptions(stored)) ===
  JSON.stringify(toStoredExemptions(wanted))

/** The rows whose exemption is not stored yet. */
export const missingExemptions = <Row extends ExemptionRow>(
  stored: ExemptionRow[],
  wanted: Row[]
): Row[] => {
  const known = new Set(
    toStoredExemptions(stored).map((exemption) => JSON.stringify(exemption))
  )
  return wanted.filter(
    (row) => !known.has(JSON.stringify(toStoredExemptions([row])[0]))
  )
}
