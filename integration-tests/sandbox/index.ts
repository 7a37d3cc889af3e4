import { answerControl, type Controls } from "./control"
import { endpointOf } from "./api"
import {
  type BookedTransaction,
  MARKETPLACE_UPDATES,
  type MarketplaceUpdates,
  NEGATIVE_QUANTITIES,
  type NegativeQuantities,
  type Repeats,
  TOTALS,
  type Totals,
} from "./ledger"
import { CATEGORY_WORDS, type CategoryWords } from "./contract/categories"
import type { Contract } from "./contract/document"
import { defaultCheck, checkAgainst } from "./contract/schema-check"
import { ANSWERS, type Answers } from "./contract/shape-answer"
import { assertValid, formatValue } from "./assert-valid"
import { ENDPOINTS } from "./endpoints"
import { exchange, type Kintsugi } from "./exchange"
import { send } from "./faults/deliver"
import type { Fault } from "./faults/fault"
import { withoutParameterNames, FaultQueue } from "./faults/fault-queue"
import { isMilliseconds, readFault } from "./faults/read-fault"
import { Merchant, type SandboxCustomer, type SandboxProduct } from "./merchant"
import {
  type ReceivedRequest,
  type RequestFilter,
  RequestLog,
} from "./request-log"
import { type KeepAlive, serve } from "./server"
import type { OtherRegistration, SandboxNexus } from "./tax/collection"
import { toWire } from "./wire"

export type { Fault, FaultKind, FaultStatus, Lie } from "./faults/fault"
export type {
  BookedTransaction,
  MarketplaceUpdates,
  NegativeQuantities,
  Repeats,
  Totals,
} from "./ledger"
export type { CategoryWords } from "./contract/categories"
export type { SandboxCustomer, SandboxProduct } from "./merchant"
export type { OtherRegistration, SandboxNexus } from "./tax/collection"
export type { ReceivedRequest, RequestFilter } from "./request-log"

export type SandboxOptions = KeepAlive & {
  /** Default 0: any free one. The host is always 127.0.0.1. */
  port?: number
  apiKey?: string
  organizationId?: string
  /**
   * Organizations that the key has no access to: 403, as for any organization
   * other than `organizationId`.
   */
  forbiddenOrganizationIds?: string[]
  /** Added to the time of every answer, in ms. Default 0. */
  latencyMs?: number
  /**
   * Answers an estimate as the contract's page. Default false: the bare
   * object, as in the contract's example.
   */
  simulatePage?: boolean
  /** Another contract than the carried one, see `readContractFile`. */
  contract?: Contract
  /** How complete answers are, see `setAnswers`. Default "full". */
  answers?: Answers
}

/** A running mock of Kintsugi, with all its controls. */
export type Sandbox = {
  url: string
  port: number
  apiKey: string
  organizationId: string
  /** What arrived outside /_sandbox, oldest first. */
  requests(filter?: RequestFilter): ReceivedRequest[]
  clearRequests(): void
  /** Throws a readable error when there is no such fault or endpoint. */
  fail(fault: Fault): void
  clearFaults(): void
  /** Restores the initial state of everything except the latency. */
  reset(): void
  /**
   * Where the merchant collects tax: "US-TX", "CA-ON", "DE" or "EU" for the
   * whole bloc, "US" for the whole country.
   */
  setRegistrations(states: string[] | "all"): void
  /** Registrations that are listed but do not cause any tax. */
  setOtherRegistrations(records: OtherRegistration[]): void
  /** Sales against thresholds, in addition to the registered places. */
  setNexus(records: SandboxNexus[]): void
  addProduct(product: SandboxProduct): void
  addCustomer(customer: SandboxCustomer): void
  /** Replaces the key and the organization that are accepted. */
  setAccess(access: { apiKey?: string; organizationId?: string }): void
  setLatency(ms: number): void
  /** Sales and credit notes, in the order in which they came. */
  transactions(): BookedTransaction[]
  /** What does not add up in the ledger, in sentences. */
  audit(): string[]
  /** Puts a transaction (by its external id) in a filing. */
  lock(externalId: string): void
  /** Marks a transaction as the merchant does at Kintsugi. */
  setMarketplace(externalId: string, marketplace: boolean): void
  /**
   * "full": answers contain what the sandbox knows. "least": null wherever the
   * contract allows it, and an unknown word for every enum.
   */
  setAnswers(answers: Answers): void
  /** How product categories are accepted: labels, the contract's enums. */
  setCategoryWords(words: CategoryWords): void
  /** The answer to a repeated external id: the record, a 400 or a 409. */
  setRepeats(repeats: Repeats): void
  /** Whether the endpoint for credit notes exists; if not, it answers 404. */
  setCreditNotes(available: boolean): void
  /** How `total_amount` is read, as `final_total_amount` shows. */
  setTotals(totals: Totals): void
  /** Which quantities a sale with negative amounts may have. */
  setNegativeQuantities(quantities: NegativeQuantities): void
  /** What a `PUT` without `marketplace` does to it. */
  setMarketplaceUpdates(updates: MarketplaceUpdates): void
  /** Also closes the connections that wait for an answer. */
  close(): Promise<void>
}

export const DEFAULT_API_KEY = "sk_sandbox_key"
export const DEFAULT_ORGANIZATION_ID = "orgn_sandbox"

/**
 * Starts a mock of Kintsugi's API.
 *
 * @example
 * const sandbox = await startSandbox()
 * sandbox.fail({ kind: "status", status: 429, retryAfter: "1" })
 * // … talk to sandbox.url with sandbox.apiKey and sandbox.organizationId
 * await sandbox.close()
 */
export async function startSandbox(
  options: SandboxOptions = {}
): Promise<Sandbox> {
  const {
    port: wantedPort = 0,
    apiKey = DEFAULT_API_KEY,
    organizationId = DEFAULT_ORGANIZATION_ID,
    forbiddenOrganizationIds = [],
    latencyMs = 0,
    simulatePage = false,
    contract,
    answers = "full",
  } = options
  assertValid(
    !forbiddenOrganizationIds.includes(organizationId),
    `The options name ${organizationId} both as organizationId and as forbidden.`
  )

  const kintsugi: Kintsugi = {
    access: { apiKey, organizationId },
    merchant: new Merchant(),
    faults: new FaultQueue(),
    log: new RequestLog(),
    latencyMs: 0,
    simulatePage,
    answers,
    contract: contract ? checkAgainst(contract) : defaultCheck,
  }
  const controls = controlsOf(kintsugi)
  controls.setLatency(latencyMs)

  const server = await serve(
    wantedPort,
    async (incoming) => {
      if (incoming.received.path.startsWith("/_sandbox/")) {
        const answer = answerControl(incoming.received, controls)
        send(incoming.response, toWire(answer))
      } else {
        await exchange(incoming, kintsugi)
      }
    },
    options
  )

  return {
    ...controls,
    url: `http://127.0.0.1:${server.port}`,
    port: server.port,
    close: server.close,
  }
}

function controlsOf(kintsugi: Kintsugi): Controls {
  const { faults, log, merchant } = kintsugi
  const initialAccess = { ...kintsugi.access }
  const initialAnswers = kintsugi.answers

  return {
    ...initialAccess,
    requests: (filter) => log.list(filter),
    clearRequests: () => log.clear(),
    fail: (fault) => faults.add(readFault(fault, isEndpoint)),
    clearFaults: () => faults.clear(),
    setAccess: (changed) => {
      Object.assign(kintsugi.access, changed)
    },
    reset: () => {
      Object.assign(kintsugi.access, initialAccess)
      kintsugi.answers = initialAnswers
      log.clear()
      faults.clear()
      merchant.reset()
    },
    setRegistrations: (states) => merchant.setRegistrations(states),
    setOtherRegistrations: (records) => merchant.setOtherRegistrations(records),
    setNexus: (records) => merchant.setNexus(records),
    addProduct: (product) => {
      merchant.addProduct(product)
    },
    addCustomer: (customer) => merchant.addCustomer(customer),
    transactions: () => [...merchant.books.transactions.values()],
    audit: () => merchant.books.audit(),
    lock: (externalId) => {
      const found = merchant.books.byExternalId(externalId)
      assertValid(
        found !== undefined,
        `There is no transaction with external id ${formatValue(externalId)}.`
      )
      found.locked = true
    },
    setMarketplace: (externalId, marketplace) => {
      const found = merchant.books.byExternalId(externalId)
      assertValid(
        found !== undefined,
        `There is no transaction with external id ${formatValue(externalId)}.`
      )
      assertValid(
        typeof marketplace === "boolean",
        `marketplace is true or false, not ${formatValue(marketplace)}.`
      )
      found.marketplace = marketplace
    },
    setAnswers: (answers) => {
      assertValid(
        ANSWERS.includes(answers),
        `Answers are ${ANSWERS.join(" or ")}, not ${formatValue(answers)}.`
      )
      kintsugi.answers = answers
    },
    setCategoryWords: (words) => {
      assertValid(
        CATEGORY_WORDS.includes(words),
        `Categories are written as ${CATEGORY_WORDS.join(", ")}, not ${formatValue(words)}.`
      )
      merchant.categoryWords = words
    },
    setRepeats: (repeats) => {
      assertValid(
        ["same", "400", "409"].includes(repeats),
        `Repeats are "same", "400" or "409", not ${formatValue(repeats)}.`
      )
      merchant.books.repeats = repeats
    },
    setCreditNotes: (available) => {
      assertValid(
        typeof available === "boolean",
        `available is true or false, not ${formatValue(available)}.`
      )
      merchant.books.hasCreditNotes = available
    },
    setTotals: (totals) => {
      assertOneOf(TOTALS, totals, "Totals")
      merchant.books.totals = totals
    },
    setNegativeQuantities: (quantities) => {
      assertOneOf(NEGATIVE_QUANTITIES, quantities, "Quantities")
      merchant.books.negativeQuantities = quantities
    },
    setMarketplaceUpdates: (updates) => {
      assertOneOf(MARKETPLACE_UPDATES, updates, "Updates of marketplace")
      merchant.books.marketplaceUpdates = updates
    },
    setLatency: (ms) => {
      assertValid(
        isMilliseconds(ms),
        `A latency is a number of milliseconds from 0 up, not ${formatValue(ms)}.`
      )
      kintsugi.latencyMs = ms
    },
  }
}

function assertOneOf(
  words: readonly string[],
  word: string,
  what: string
): void {
  assertValid(
    words.includes(word),
    `${what} are ${words.join(", ")}, not ${formatValue(word)}.`
  )
}

/** "GET /v1/products/{product_id}", or the same with a product's id. */
function isEndpoint(endpoint: string): boolean {
  const [method = "", path = ""] = endpoint.split(" ")
  return (
    ENDPOINTS.some(
      ({ at }) => withoutParameterNames(at) === withoutParameterNames(endpoint)
    ) || endpointOf(method, path) !== undefined
  )
}
