import type {
  Exchange,
  KintsugiErrorCode,
  KintsugiLedgerEntry,
  TransactionRequest,
} from "../../../kintsugi-api"
import type { ChargedLine } from "../../../ledger/charged-lines"
import type { OrderForLedger } from "../../../ledger/order"
import type { LedgerTerms } from "../../../ledger/transaction-lines"
import type { KintsugiSettings } from "../../../options"
import type { DoctorConnection } from "../doctor-connection"
import type { TestPlace, TestProducts } from "./test-records"

/** What the walk does, in this order. */
export const STEP_IDS = [
  "address_validation",
  "address_correction",
  "product_by_label",
  "product_by_enum",
  "product_for_shipping",
  "estimate",
  "estimate_changed_lines",
  "estimate_changed_address",
  "estimate_invalid_address",
  "estimate_other_city",
  "estimate_incomplete_address",
  "estimate_international",
  "estimate_other_currency",
  "estimate_high_value",
  "estimate_zero_value",
  "customer",
  "tax_id",
  "exemption",
  "certificate",
  "estimate_exempt",
  "sale",
  "sale_repeated",
  "sale_read",
  "sale_changed",
  "credit_in_part",
  "credit_of_the_rest",
  "second_sale",
  "marketplace",
  "sale_cancelled",
  "third_sale",
  "negative_sale",
] as const

export type StepId = (typeof STEP_IDS)[number]

/**
 * `refused`: Kintsugi refused it, which is an answer to what was asked.
 * `skipped`: what it depends on did not happen.
 */
export type StepStatus = "done" | "refused" | "failed" | "skipped"

export type StepRecord = {
  id: StepId
  status: StepStatus
  /** What came out, or why it was not done. */
  message: string | null
  exchanges: Exchange[]
}

/** Whether Kintsugi accepted something, or how it refused. */
export type Acceptance =
  | { accepted: true }
  | {
      accepted: false
      code: KintsugiErrorCode
      status: number | null
      message: string
    }

/** What Kintsugi's answers show on the doubts in its contract. */
export type Observations = {
  /** Amounts in major units, as decimals. */
  totals?: { sent: string; tax: string; final: string | null }
  repeat?:
    | { by: "record" }
    | { by: "second_record" }
    | { by: "refusal"; status: number | null }
  labels?: Acceptance
  enums?: Acceptance
  creditNotes?: Acceptance
  negativeSale?: { positive: Acceptance; negative?: Acceptance }
  /** `marketplace` after it was set, and after a `PUT` without it. */
  marketplace?: { set: boolean | null; after: boolean | null }
}

/** A record that was sent to Kintsugi, and may be there. */
export type CreatedRecord = {
  kind: "transaction" | "product" | "customer" | "exemption"
  externalId: string
  /** Kintsugi's id; absent: no answer named it. */
  id?: string
  /** A product, as it was sent. */
  product?: {
    name: string
    product_category: string
    product_subcategory: string
  }
}

/** A test sale that Kintsugi has. */
export type TestSale = {
  order: OrderForLedger
  request: TransactionRequest
  lines: ChargedLine[]
  there: KintsugiLedgerEntry
}

/** Everything that the steps share. */
export type WalkState = {
  run: string
  connection: DoctorConnection
  settings: KintsugiSettings
  terms: LedgerTerms
  /** The shop's time zone (IANA). */
  timeZone: string
  place: TestPlace
  customerId: string
  products: Partial<TestProducts>
  /** What Kintsugi calculated for two units of the goods, and for one. */
  lines?: ChargedLine[]
  changedLines?: ChargedLine[]
  exemptionId?: string
  /** Kintsugi's id of the customer. */
  kintsugiCustomerId?: string
  sales: Partial<Record<"first" | "second" | "third", TestSale>>
  observations: Observations
  /** In the order in which they were sent. */
  created: CreatedRecord[]
}

/** What a step is done for. */
export type Step = {
  id: StepId
  /** Why it can't be done; absent: it can. */
  blockedBy?: (state: WalkState) => string | undefined
  /** @returns what came out, as a sentence, and whether Kintsugi refused it */
  run: (
    state: WalkState
  ) => Promise<{ message: string | null; isRefused?: boolean }>
}

/** Registers a record before it is sent, so that it is never forgotten. */
export const register = (
  state: WalkState,
  record: CreatedRecord
): CreatedRecord => {
  state.created.push(record)
  return record
}

/** Takes back a record that Kintsugi has refused. */
export const unregister = (state: WalkState, record: CreatedRecord): void => {
  state.created = state.created.filter((one) => one !== record)
}
