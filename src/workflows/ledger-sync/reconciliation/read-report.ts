import type { MedusaContainer } from "@medusajs/framework/types"
import {
  type EntryNow,
  type Finding,
  findingKey,
  isResolved,
} from "../../../ledger/finding"
import { KINTSUGI_MODULE } from "../../../modules/kintsugi"
import type { KintsugiModuleService } from "../../../modules/kintsugi/service"
import { dismissedKeys } from "./dismissed-findings"
import { type FindingState, type StoredFinding, countOpen } from "./report"
import type { ReconciliationRow } from "./stored-reports"

/** A finding of a report, with what has become of it. */
export type FindingReading = Finding & {
  /** Identifies what the finding says: another one if that changes. */
  id: string
  state: FindingState
}

/** A report as the Admin shows it. */
export type ReconciliationReading = Omit<ReconciliationRow, "findings"> & {
  findings: { items: FindingReading[] } | null
  /** How many findings are open now; the others were resolved or dismissed. */
  open: number
}

/**
 * Reads what has become of a report's findings: by what the ledger says now, and
 * by what the merchant has dismissed.
 */
export const readReport = async (
  row: ReconciliationRow,
  container: MedusaContainer
): Promise<ReconciliationReading> => {
  const { organization_id = null, items = [] } = row.findings ?? {}
  const keyed = items.map((finding) => ({
    finding,
    id: findingKey(finding, organization_id),
  }))
  const [entries, dismissedIds] = items.length
    ? await Promise.all([
        container
          .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
          .ledger.readEntriesNow(
            organization_id,
            items.map(({ external_id }) => external_id)
          ),
        dismissedKeys(
          keyed.map(({ id }) => id),
          container
        ),
      ])
    : [new Map<string, EntryNow>(), new Set<string>()]
  const stateOf = (
    id: string,
    { fixed, ...finding }: StoredFinding
  ): FindingState =>
    fixed || isResolved(finding, entries.get(finding.external_id))
      ? "resolved"
      : dismissedIds.has(id)
        ? "dismissed"
        : "open"
  const current = keyed.map(({ id, finding }) => ({
    stored: finding,
    reading: toReading(finding, id, stateOf(id, finding)),
  }))
  return {
    ...row,
    findings: row.findings && { items: current.map(({ reading }) => reading) },
    open: countOpen(
      row,
      current.map(({ stored, reading: { state } }) => ({ ...stored, state }))
    ),
  }
}

/** A report of an older version lacks some of the fields. */
const toReading = (
  finding: StoredFinding,
  id: string,
  state: FindingState
): FindingReading => ({
  id,
  kind: finding.kind,
  external_id: finding.external_id,
  order_id: finding.order_id,
  display_id: finding.display_id ?? null,
  currency_code: finding.currency_code ?? null,
  attempts: finding.attempts ?? null,
  message: finding.message,
  state,
})
