import type { Answer } from "../answers"
import type { ContractEndpoint, RequestSchema } from "../contract/schema-check"
import type { Merchant } from "../merchant"

export type Call = {
  params: Record<string, string>
  /** Of the contract's types, defaults filled in. */
  query: Record<string, unknown>
  /** Fits the endpoint's schema; undefined if it takes no body. */
  body: unknown
  organizationId: string
  merchant: Merchant
}

/**
 * One endpoint of the API. Keys, query and body have been checked against the
 * contract before it is asked: what is left are the rules no schema can say.
 */
export type Endpoint = {
  /** Its query parameters stand under this name in contract.json. */
  at: ContractEndpoint
  body?: RequestSchema
  /** Whether it takes a file, as multipart: `{ name, content }`. */
  takesFile?: boolean
  answer(call: Call): Answer
}
