import type { Answer } from "../answers"
import type { Merchant } from "../merchant"

export type Call = {
  params: Record<string, string>
  /** In the contract's types, defaults filled in. */
  query: Record<string, unknown>
  /**
   * Matches the endpoint's schema; a file is `{ name, content }`; undefined
   * if it takes no body.
   */
  body: unknown
  organizationId: string
  merchant: Merchant
}

/**
 * One endpoint of the API. Keys, query and body have been checked against the
 * contract before it is called; only rules beyond the schema remain.
 */
export type Endpoint = {
  /** As the contract names it: "PUT /v1/products/{product_id}". */
  at: string
  answer(call: Call): Answer
}
