import type { ChargedLine } from "./charged-lines"
import type { Credit } from "./credit"

/**
 * Where a record of the ledger stands.
 * - `waiting`: to be sent, or held until something else happens
 * - `sending`: on its way
 * - `delivered`: Kintsugi has it
 * - `refused`: Kintsugi refused what it says; somebody has to look
 * - `skipped`: there is nothing to send, and the record says why
 */
export const LEDGER_STATES = [
  "waiting",
  "sending",
  "delivered",
  "refused",
  "skipped",
] as const

export type LedgerState = (typeof LEDGER_STATES)[number]

/**
 * Why there is a record.
 * - `order`: the sale itself
 * - `change`: what an order's change added to, or took from, a sale that
 *   cannot be changed any more
 * - `refund`: money given back
 * - `return`: goods back whose worth paid for something else
 * - `cancellation`: what was left of a sale that cannot be cancelled any more
 */
export const LEDGER_REASONS = [
  "order",
  "change",
  "refund",
  "return",
  "cancellation",
] as const

export type LedgerReason = (typeof LEDGER_REASONS)[number]

export type SaleStatus = "COMMITTED" | "CANCELLED"

/** A record of the ledger, as far as it decides what else is due. */
export type LedgerRecord = {
  externalId: string
  reason: LedgerReason
  /** Of the order, refund or return in Medusa. */
  referenceId: string
  state: LedgerState
} & (
  | {
      type: "sale"
      /** What Kintsugi has of it; absent: nothing yet. */
      told?: { lines: ChargedLine[]; status: SaleStatus }
      /** Whether it was ever on its way. */
      wasSent: boolean
      /** Whether it is in a filing, so that Kintsugi changes it no more. */
      locked: boolean
    }
  | {
      type: "credit_note"
      /** The external id of the sale that it takes from. */
      saleId: string
      credit: Credit
    }
)

export type SaleRecord = Extract<LedgerRecord, { type: "sale" }>
export type CreditRecord = Extract<LedgerRecord, { type: "credit_note" }>

/** What holds a record back. */
export type Hold = {
  for: "payment" | "fulfillment"
  /** For the merchant. */
  message: string
}

/** What the ledger should say. */
export type DueRecord = {
  externalId: string
  reason: LedgerReason
  referenceId: string
  at: Date
  /** Nothing is to be sent, and this is why. */
  skip?: string
} & (
  | {
      type: "sale"
      lines: ChargedLine[]
      status: SaleStatus
      hold?: Hold
    }
  | { type: "credit_note"; saleId: string; credit: Credit }
)
