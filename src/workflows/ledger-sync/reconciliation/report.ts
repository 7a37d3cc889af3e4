import type { Finding } from "../../../ledger/compare-ledgers"

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
}

/** What a run has compared and found so far. */
export type Report = {
  compared: Compared
  /** The first of them. */
  findings: { items: Finding[] }
  /** Of all findings. */
  count: number
}

export const EMPTY_REPORT: Report = {
  compared: { orders: 0, older: 0, records: 0, transactions: 0 },
  findings: { items: [] },
  count: 0,
}

/** The report with what was compared and found next. */
export const addToReport = (
  { compared, findings, count }: Report,
  part: { findings: Finding[]; compared: Partial<Compared> }
): Report => {
  const sum = (field: keyof Compared) =>
    compared[field] + (part.compared[field] ?? 0)
  return {
    compared: {
      orders: sum("orders"),
      older: sum("older"),
      records: sum("records"),
      transactions: sum("transactions"),
    },
    findings: {
      items: [...findings.items, ...part.findings].slice(0, MAX_LISTED),
    },
    count: count + part.findings.length,
  }
}
