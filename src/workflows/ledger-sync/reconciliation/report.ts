import type { Finding, RepairResult } from "../../../ledger/finding"

/** How many findings a report lists; it counts them all. */
const MAX_LISTED = 1_000

/** How much was compared. */
export type Compared = {
  orders: number
  /** Orders placed before automatic reporting starts, and not reported. */
  older: number
  /** Ledger entries. */
  records: number
  /** Transactions at Kintsugi. */
  transactions: number
  /** Findings that the merchant has dismissed, and that say nothing new. */
  dismissed: number
}

/** A finding as a report keeps it. */
export type StoredFinding = Finding & {
  /** Whether the run itself put it right. */
  fixed?: true
  /** Whether it was dismissed before the run. */
  dismissed?: true
}

/** What became of the findings of a run that repairs. */
export type Repaired = Record<RepairResult, number>

/** What a run has compared and found next. */
export type ReportPart = {
  compared: Partial<Compared>
  /** All of them. */
  findings: StoredFinding[]
  /** For each of the findings that are not dismissed; absent: no repair. */
  results?: RepairResult[]
}

/** What a run has compared and found so far. */
export type Report = {
  compared: Compared
  /** The first of them, and whose books were compared. */
  findings: { organization_id: string; items: StoredFinding[] }
  /** Of all findings but the dismissed ones. */
  count: number
  repaired: Repaired | null
}

export const emptyReport = (organizationId: string): Report => ({
  compared: { orders: 0, older: 0, records: 0, transactions: 0, dismissed: 0 },
  findings: { organization_id: organizationId, items: [] },
  count: 0,
  repaired: null,
})

/** The report with what was compared and found next. */
export const addToReport = (
  { compared, findings, count, repaired }: Report,
  part: ReportPart
): Report => {
  const sum = (field: keyof Compared) =>
    compared[field] + (part.compared[field] ?? 0)
  const dismissed = part.findings.filter((finding) => finding.dismissed).length
  return {
    compared: {
      orders: sum("orders"),
      older: sum("older"),
      records: sum("records"),
      transactions: sum("transactions"),
      dismissed: compared.dismissed + dismissed,
    },
    findings: {
      ...findings,
      items: [...findings.items, ...part.findings].slice(0, MAX_LISTED),
    },
    count: count + part.findings.length - dismissed,
    repaired: part.results
      ? addResults(repaired ?? NOTHING_REPAIRED, part.results)
      : repaired,
  }
}

const NOTHING_REPAIRED: Repaired = { fixed: 0, retrying: 0, needs_you: 0 }

const addResults = (sums: Repaired, results: RepairResult[]): Repaired => {
  const sum = (wanted: RepairResult) =>
    sums[wanted] + results.filter((result) => result === wanted).length
  return {
    fixed: sum("fixed"),
    retrying: sum("retrying"),
    needs_you: sum("needs_you"),
  }
}

/**
 * - `open`: it needs the merchant, or another comparison
 * - `resolved`: what it names was put right since
 * - `dismissed`: the merchant has explained it
 */
export type FindingState = "open" | "resolved" | "dismissed"

/**
 * How many findings of a report are open now: those that it counts, less those
 * that were put right or dismissed since. Those that it does not list are as
 * they were.
 *
 * @param listed - the listed findings, with their states now
 */
export const countOpen = (
  { count, repaired }: { count: number; repaired: Repaired | null },
  listed: (Pick<StoredFinding, "fixed" | "dismissed"> & {
    state: FindingState
  })[]
): number =>
  count -
  (repaired?.fixed ?? 0) +
  listed.reduce((change, { fixed, dismissed, state }) => {
    const wasCounted = !fixed && !dismissed
    const isOpen = state === "open"
    return change + Number(isOpen) - Number(wasCounted)
  }, 0)
