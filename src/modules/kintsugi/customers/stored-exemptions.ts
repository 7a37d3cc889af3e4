import type {
  ExemptionRecord,
  StoredExemption,
} from "../../../tax/customer/exemptions"

/** Sorts after any day. */
export const NO_END = "9999-12-31"

/** The columns that decide a tax; dates as YYYY-MM-DD. */
type EffectiveColumns = {
  organization_id: string
  country_code: string | null
  state_code: string | null
  start_date: string
  end_date: string | null
}

/** The columns of a stored exemption. */
export type ExemptionRow = EffectiveColumns & {
  ends_on: string
  exemption_id: string | null
  exemption_type: string | null
  status: string
  has_number: boolean | null
  certificates: number | null
}

/** The exemptions in these rows. Sorted: a database guarantees no order. */
export const toStoredExemptions = (
  rows: EffectiveColumns[]
): StoredExemption[] =>
  rows
    .map((row) => ({
      organizationId: row.organization_id,
      ...(row.country_code && { country: row.country_code }),
      ...(row.state_code && { state: row.state_code }),
      from: row.start_date,
      ...(row.end_date && { to: row.end_date }),
    }))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))

/** What has to be written so that a customer's rows are these records. */
export type ExemptionChanges = {
  created: (ExemptionRow & { customer_id: string })[]
  updated: (ExemptionRow & { id: string })[]
  /** Rows whose exemption Kintsugi no longer has. */
  goneIds: string[]
  /** Whether it changes where or when the customer is exempt. */
  isEffective: boolean
}

/**
 * Compares a customer's stored exemptions with Kintsugi's.
 *
 * @param certificates - how many each exemption has, by Kintsugi's id, as far
 * as it was asked; a known number is kept for the others
 */
export const compareExemptions = (
  customer_id: string,
  stored: (ExemptionRow & { id: string })[],
  records: ExemptionRecord[],
  certificates: ReadonlyMap<string, number> = new Map()
): ExemptionChanges => {
  const storedById = new Map(
    stored.flatMap((row) =>
      row.exemption_id ? [[row.exemption_id, row] as const] : []
    )
  )
  // An answer may name one twice.
  const unique = [...new Map(records.map((one) => [one.id, one])).values()]
  const wanted = unique.map((record) => {
    const before = storedById.get(record.id)
    return {
      before,
      row: toRow(
        record,
        certificates.get(record.id) ??
          certificatesKnown(record, before?.certificates ?? null)
      ),
    }
  })
  const keptIds = new Set(wanted.map(({ before }) => before?.id))
  return {
    created: wanted.flatMap(({ before, row }) =>
      before ? [] : { ...row, customer_id }
    ),
    updated: wanted.flatMap(({ before, row }) =>
      before && !isSameRow(before, row) ? { ...row, id: before.id } : []
    ),
    goneIds: stored.flatMap(({ id }) => (keptIds.has(id) ? [] : id)),
    isEffective:
      JSON.stringify(effectiveOf(stored)) !==
      JSON.stringify(effectiveOf(wanted.map(({ row }) => row))),
  }
}

const effectiveOf = (rows: ExemptionRow[]): StoredExemption[] =>
  toStoredExemptions(rows.filter(({ status }) => status === "ACTIVE"))

/** Kintsugi's list may name one certificate; several count as they are known. */
const certificatesKnown = (
  { hasCertificate }: ExemptionRecord,
  known: number | null
): number | null => (hasCertificate ? Math.max(known ?? 0, 1) : known)

const toRow = (
  record: ExemptionRecord,
  certificates: number | null
): ExemptionRow => ({
  organization_id: record.organizationId,
  country_code: record.country ?? null,
  state_code: record.state ?? null,
  start_date: record.from,
  end_date: record.to ?? null,
  ends_on: record.to && isDay(record.to) ? record.to : NO_END,
  exemption_id: record.id,
  exemption_type: record.type,
  status: record.status,
  has_number: record.hasNumber,
  certificates,
})

/** Only a real day is sorted by: the register calculates with it. */
const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) &&
  new Date(`${text}T00:00:00Z`).getTime() > 0 &&
  new Date(`${text}T00:00:00Z`).toISOString().startsWith(text)

const isSameRow = (before: ExemptionRow, row: ExemptionRow): boolean =>
  (Object.keys(row) as (keyof ExemptionRow)[]).every(
    (column) => before[column] === row[column]
  )
