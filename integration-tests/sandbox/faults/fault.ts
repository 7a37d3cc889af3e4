/** The faults that the sandbox can simulate. */

export const STATUSES = [
  401, 403, 404, 408, 409, 422, 429, 500, 502, 503, 504,
] as const

export const LIES = [
  "drop-item",
  "duplicate-item",
  "extra-item",
  /** Reverses the items. */
  "shuffle",
  "negative-tax",
  "nan-tax",
  /** A rate-based tax above the line's amount. */
  "absurd-tax",
  /** 8.25 instead of 0.0825. */
  "percent-rates",
  "wrong-total",
  /** An item's `tax_items` don't add up to its `tax_amount`. */
  "wrong-sum",
  /** JSON numbers instead of strings: a drift rather than a lie. */
  "numbers",
  "no-ids",
  "other-currency",
  /** The contract's page around the estimate. */
  "page",
  "empty-page",
  /** A bare list around the estimate. */
  "list",
  "exempt-with-tax",
  "invalid-address",
  /** Every jurisdiction of a line is called the same. */
  "same-names",
] as const

export type FaultStatus = (typeof STATUSES)[number]
export type Lie = (typeof LIES)[number]

export type FaultKind =
  | {
      kind: "status"
      status: FaultStatus
      /** Sent as JSON. Default: Kintsugi's own text, or a gateway's page. */
      body?: unknown
      /** The `Retry-After` header, sent unchanged: seconds or an HTTP date. */
      retryAfter?: string
    }
  /** The correct answer, late. */
  | { kind: "slow"; ms: number }
  /** No answer, ever. */
  | { kind: "hang" }
  /** The request is executed, e.g. a transaction stored, but never answered. */
  | { kind: "unanswered" }
  /** The connection is reset before an answer. */
  | { kind: "reset" }
  /** Headers and half of the body, then the connection closes. */
  | { kind: "reset-mid-body" }
  /** The correct answer, a few bytes at a time, over `ms` in total. */
  | { kind: "drip"; ms: number }
  /** This body unchanged, JSON or not. */
  | { kind: "body"; body: string; contentType?: string; status?: number }
  /** The correct answer with these fields, as `withFields` merges them. */
  | { kind: "change"; fields: Record<string, unknown> }
  /** The correct answer, falsified. Estimates only. */
  | { kind: "lie"; lie: Lie }

export type Fault = FaultKind & {
  /**
   * "POST /v1/tax/estimate", "GET /v1/products/{product_id}"; absent: any
   * endpoint under /v1 (of a lie: the estimate).
   */
  endpoint?: string
  /** How many calls it affects. Default 1; Infinity or -1: until cleared. */
  times?: number
}
