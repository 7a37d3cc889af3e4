import type { ChargedLine } from "./charged-lines"
import type { Credit } from "./credit-note-lines"

/**
 * The state of a ledger entry.
 * - `waiting`: to be sent, or held until something else happens
 * - `sending`: being sent
 * - `delivered`: Kintsugi has it
 * - `refused`: Kintsugi refused its content; the merchant has to act
 * - `skipped`: there is nothing to send, and the entry says why
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
 * Why an entry exists.
 * - `order`: the sale itself
 * - `change`: what an order's change added to, or took from, a sale that
 *   cannot be changed any more
 * - `refund`: money refunded
 * - `return`: returned goods whose worth paid for something else
 * - `cancellation`: the rest of a sale that cannot be cancelled any more
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

/** The fields of a ledger entry that decide what else is due. */
export type LedgerEntry = {
  externalId: string
  reason: LedgerReason
  /** Id of the order, refund or return in Medusa. */
  referenceId: string
  state: LedgerState
} & (
  | {
      type: "sale"
      /** What Kintsugi has of the sale; absent: nothing yet. */
      delivered?: { lines: ChargedLine[]; status: SaleStatus }
      /** When it was made, as recorded; absent: it is not recorded yet. */
      at?: Date
      /** The shop's, which determines the sale's day; absent: UTC. */
      timeZone?: string
      /** The lines still to be sent; absent if Kintsugi has the sale. */
      unsentLines?: ChargedLine[]
      /** Whether sending it was ever attempted. */
      wasSent: boolean
      /** Whether it is in a filing, so that Kintsugi no longer changes it. */
      isLocked: boolean
    }
  | {
      type: "credit_note"
      /** The external id of the sale that it credits. */
      saleId: string
      credit: Credit
    }
)

export type SaleEntry = Extract<LedgerEntry, { type: "sale" }>
export type CreditNoteEntry = Extract<LedgerEntry, { type: "credit_note" }>

/** Why an entry is held back. */
export type Blocker = {
  waitsFor: "payment" | "fulfillment"
  /** For the merchant. */
  message: string
}

/** An entry that the ledger should have. */
export type RequiredEntry = {
  externalId: string
  reason: LedgerReason
  referenceId: string
  at: Date
  /** Why nothing is to be sent. */
  skipReason?: string
} & (
  | {
      type: "sale"
      lines: ChargedLine[]
      status: SaleStatus
      blocker?: Blocker
    }
  | {
      type: "credit_note"
      saleId: string
      credit: Credit
      /** It credits only tax, and is to be marked so. */
      taxOnly?: true
    }
)

export type RequiredSale = Extract<RequiredEntry, { type: "sale" }>
export type RequiredCreditNote = Extract<RequiredEntry, { type: "credit_note" }>
