import type { Blocker, RequiredEntry } from "../../ledger/entry"
import type { LedgerEntryRow, RowValues } from "./entry-rows"
import { trimRequest } from "./trim-request"

/** The columns that say what is to happen with an entry. */
export type EntryState = Pick<
  LedgerEntryRow,
  "state" | "blocked_by" | "message"
> &
  Partial<
    Pick<
      LedgerEntryRow,
      "request" | "trimmed_at" | "error_code" | "failures" | "next_attempt_at"
    >
  >

/**
 * The state that a required entry gets in the ledger.
 *
 * @param values - the entry's other columns
 * @param row - the current row, if there is one
 * @returns undefined where nothing has to be written
 */
export const requiredState = (
  entry: RequiredEntry,
  values: Pick<RowValues, "request" | "request_hash">,
  row: LedgerEntryRow | undefined
): EntryState | undefined => {
  if (row && row.type === "credit_note" && !isDraft(row)) {
    // Later ones are calculated from it.
    return undefined
  }
  if (entry.skipReason !== undefined) {
    return {
      state: "skipped",
      blocked_by: null,
      message: entry.skipReason,
      next_attempt_at: null,
      ...trimRequest(values.request),
    }
  }
  const blocker = entry.type === "sale" ? entry.blocker : undefined
  if (row?.delivered_hash === values.request_hash) {
    // Kintsugi already has exactly this, regardless of changes in between.
    return row.state !== "delivered" || row.request_hash !== values.request_hash
      ? {
          state: "delivered",
          blocked_by: null,
          message: null,
          ...trimRequest(values.request),
        }
      : undefined
  }
  const isSame = row?.request_hash === values.request_hash
  if (blocker) {
    return isSame && isHeld(row, blocker)
      ? undefined
      : {
          state: "waiting",
          blocked_by: blocker.waitsFor,
          message: blocker.message,
          next_attempt_at: null,
        }
  }
  if (isSame && isPending(row)) {
    return undefined
  }
  return {
    state: "waiting",
    blocked_by: null,
    message: null,
    error_code: null,
    failures: 0,
    next_attempt_at: null,
  }
}

/**
 * Whether it is a credit note that was never sent: its sale is not reported
 * yet, or Kintsugi is down. It is recalculated from the current order; only
 * what Kintsugi may have is fixed.
 */
export const isDraft = ({
  type,
  state,
  attempts,
}: Pick<LedgerEntryRow, "type" | "state" | "attempts">): boolean =>
  type === "credit_note" && state === "waiting" && attempts === 0

/** Whether it waits for this already. */
const isHeld = (
  { state, blocked_by, message, next_attempt_at }: LedgerEntryRow,
  blocker: Blocker
): boolean =>
  state === "waiting" &&
  blocked_by === blocker.waitsFor &&
  message === blocker.message &&
  next_attempt_at === null

/** Whether it waits to be sent, or for the merchant. */
const isPending = ({ state, blocked_by }: LedgerEntryRow): boolean =>
  state === "refused" ||
  (state === "waiting" && !blocked_by) ||
  blocked_by === "retry" ||
  blocked_by === "product" ||
  blocked_by === "sale"
