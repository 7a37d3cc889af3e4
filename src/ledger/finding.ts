import { createHash } from "node:crypto"
import type { LedgerState } from "./entry"
import { isMoreThanRounding } from "./tax-difference"
import { MathBN } from "@medusajs/framework/utils"

export const FINDINGS = [
  "missing_in_ledger",
  "changed_in_store",
  "not_readable",
  "reported_to_another_organization",
  "not_delivered",
  "missing_at_kintsugi",
  "doubled_at_kintsugi",
  "amount_differs",
  "status_differs",
  "archived_at_kintsugi",
  "tax_differs_from_calculated",
  "unknown_to_the_store",
] as const

/** Where orders, ledger and Kintsugi do not agree. */
export type Finding = {
  kind: (typeof FINDINGS)[number]
  /** Of the ledger entry, or of what should be one. */
  external_id: string
  order_id: string | null
  /** The order's number, if it has one. */
  display_id: string | null
  /** In lower case; null: not known. */
  currency_code: string | null
  /**
   * How often the ledger entry had been sent, or tried to be, when it was
   * compared; null: there was none.
   */
  attempts: number | null
  /** What it is and why, for the merchant. */
  message: string
}

/** What the ledger says of a finding's entry now. */
export type EntryNow = {
  state: LedgerState
  blocked_by: string | null
  attempts: number
  /** In major units. */
  tax: string
  calculated_tax: string | null
  is_cancelled: boolean
}

/**
 * Identifies what a finding says: it is another one if that changes.
 *
 * @param organizationId - whose books were compared; null: not known
 */
export const findingKey = (
  {
    kind,
    external_id,
    message,
  }: Pick<Finding, "kind" | "external_id" | "message">,
  organizationId: string | null
): string =>
  createHash("sha256")
    .update(JSON.stringify([organizationId, kind, external_id, message]))
    .digest("hex")
    .slice(0, 32)

/**
 * Whether what a finding names has been put right since, by what the ledger says
 * now. Where only Kintsugi or a new comparison can tell, it has not.
 *
 * @param entry - undefined: the ledger has none by its id
 */
export const isResolved = (
  { kind, attempts }: Pick<Finding, "kind" | "attempts">,
  entry: EntryNow | undefined
): boolean => {
  if (!entry) {
    return false
  }
  switch (kind) {
    case "not_delivered":
    case "missing_in_ledger":
    case "reported_to_another_organization":
    case "unknown_to_the_store":
      return (
        entry.state === "delivered" ||
        entry.state === "skipped" ||
        waitsForOrder(entry)
      )
    case "changed_in_store":
    case "missing_at_kintsugi":
    case "amount_differs":
    case "status_differs":
      return entry.state === "delivered" && wasSentAgain(entry, attempts)
    case "tax_differs_from_calculated":
      return entry.is_cancelled || isCollectedInFull(entry)
    case "not_readable":
    case "doubled_at_kintsugi":
    case "archived_at_kintsugi":
      return false
  }
}

/** Then there is nothing to deliver yet. */
const waitsForOrder = ({ state, blocked_by }: EntryNow): boolean =>
  state === "waiting" &&
  (blocked_by === "payment" || blocked_by === "fulfillment")

/** A report of an older version does not say how often it had been sent. */
const wasSentAgain = (
  entry: EntryNow,
  attempts: number | null | undefined
): boolean =>
  attempts !== undefined && (attempts === null || entry.attempts > attempts)

const isCollectedInFull = ({ state, tax, calculated_tax }: EntryNow): boolean =>
  state === "delivered" &&
  calculated_tax !== null &&
  !isMoreThanRounding(MathBN.sub(tax, calculated_tax))

/** What became of a finding that a repair took up. */
export type RepairResult = "fixed" | "retrying" | "needs_you"

/**
 * What a repair made of a finding, by what the ledger says afterwards.
 *
 * @param isTaken - whether the repair does anything about this kind
 */
export const repairResult = (
  finding: Pick<Finding, "kind" | "attempts">,
  entry: EntryNow | undefined,
  isTaken: boolean
): RepairResult => {
  if (isResolved(finding, entry)) {
    return "fixed"
  }
  return isTaken && entry && isSentAutomatically(entry)
    ? "retrying"
    : "needs_you"
}

/** Whether it waits for nothing that the merchant has to do. */
const isSentAutomatically = ({ state, blocked_by }: EntryNow): boolean =>
  state === "sending" ||
  (state === "waiting" && [null, "retry", "sale"].includes(blocked_by))
