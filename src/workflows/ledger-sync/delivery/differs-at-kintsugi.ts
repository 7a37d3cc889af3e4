import type { KintsugiLedgerEntry } from "../../../kintsugi-api"
import {
  type Difference,
  type SentTransaction,
  findDifferences,
  describeDifferences,
} from "../../../ledger/compare-transaction"

/** The error code of this failure in the ledger. */
export const DIFFERS = "differs_at_kintsugi"

/** What Kintsugi has under an id differs from what is sent under it. */
export class DiffersAtKintsugi extends Error {
  constructor(
    readonly there: KintsugiLedgerEntry,
    readonly differences: Difference[],
    /** Why it is not corrected, as a sentence. */
    readonly why: string
  ) {
    super(describeDifferences(differences))
  }
}

/** Why a difference is not corrected. */
export const WHY = {
  filed: "It is in a filing, so Kintsugi no longer changes it.",
  kept: "Kintsugi accepted a change to it, but still answers with different figures.",
} as const

/** {@link findDifferences}, of a request as the ledger has it. */
export const differencesFrom = (
  request: Record<string, unknown>,
  there: KintsugiLedgerEntry
): Difference[] => findDifferences(request as unknown as SentTransaction, there)

/**
 * For the merchant: both figures, why they stay, what may have caused it and
 * what to do.
 */
export const parkedMessage = (
  type: "sale" | "credit_note",
  { there, differences, why }: DiffersAtKintsugi
): string =>
  `Kintsugi has this ${type === "sale" ? "sale" : "credit note"} (${there.id}) with different figures than the store: ${describeDifferences(differences)}. ${why} ` +
  "The cause is a database that was restored from a backup, or a change made at Kintsugi. " +
  "Compare both with what was actually paid. If the store is right, have it corrected at Kintsugi and retry; if Kintsugi is right, change the order to match it (with an edit or a refund) and retry."
