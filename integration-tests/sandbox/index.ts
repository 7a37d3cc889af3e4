import { answerControl, type Controls } from "./control"
import { endpointOf } from "./api"
import type { BookedTransaction, Repeats } from "./books"
import { demand, show } from "./demand"
import { ENDPOINTS } from "./endpoints"
import { exchange, type Kintsugi } from "./exchange"
import { send } from "./faults/deliver"
import type { Fault } from "./faults/fault"
import { anonymous, FaultQueue } from "./faults/fault-queue"
import { isMilliseconds, readFault } from "./faults/read-fault"
import { Merchant, type SandboxCustomer, type SandboxProduct } from "./merchant"
import {
  type ReceivedRequest,
  type RequestFilter,
  RequestLog,
} from "./request-log"
import { serve } from "./server"
import type { OtherRegistration, SandboxNexus } from "./tax/collection"
import { toWire } from "./wire"

export type { Fault, FaultKind, FaultStatus, Lie } from "./faults/fault"
export type { BookedTransaction, Repeats } from "./books"
export type { SandboxCustomer, SandboxProduct } from "./merchant"
export type { OtherRegistration, SandboxNexus } from "./tax/collection"
export type { ReceivedRequest, RequestFilter } from "./request-log"

export type SandboxOptions = {
  /** Default 0: any free one. The host is always 127.0.0.1. */
  port?: number
  apiKey?: string
  organizationId?: string
  /**
   * Organizations that the key is known not to act for: 403, as for any other
   * organization than `organizationId`.
   */
  forbiddenOrganizationIds?: string[]
  /** Milliseconds that every answer takes longer. Default 0. */
  latencyMs?: number
  /**
   * Answers an estimate as the contract's page. Default false: the bare
   * object, as in the contract's example.
   */
  simulatePage?: boolean
}

/** A running stand-in for Kintsugi, and all that can be told to it. */
export type Sandbox = {
  url: string
  port: number
  apiKey: string
  organizationId: string
  /** What arrived outside /_sandbox, oldest first. */
  requests(filter?: RequestFilter): ReceivedRequest[]
  clearRequests(): void
  /** Throws a sentence when there is no such fault or endpoint. */
  fail(fault: Fault): void
  clearFaults(): void
  /** Everything but the latency back to how it was at the start. */
  reset(): void
  /**
   * Where the merchant collects tax: "US-TX", "CA-ON", "DE" or "EU" for the
   * whole bloc, "US" for the whole country.
   */
  setRegistrations(states: string[] | "all"): void
  /** Registrations that are listed, but by which nothing is taxed. */
  setOtherRegistrations(records: OtherRegistration[]): void
  /** How far sales have come, beside the places that are registered. */
  setNexus(records: SandboxNexus[]): void
  addProduct(product: SandboxProduct): void
  addCustomer(customer: SandboxCustomer): void
  /** From now on, this key and this organization are the right ones. */
  setAccess(access: { apiKey?: string; organizationId?: string }): void
  setLatency(ms: number): void
  /** Sales and credit notes, in the order in which they came. */
  transactions(): BookedTransaction[]
  /** What does not add up in the books, in sentences. */
  audit(): string[]
  /** Puts a transaction (by its external id) in a filing. */
  lock(externalId: string): void
  /** What a repeated external id gets: the record again, a 400 or a 409. */
  setRepeats(repeats: Repeats): void
  /** Whether there is an endpoint for credit notes; else it answers 404. */
  setCreditNotes(available: boolean): void
  /** Also cuts the connections that wait for an answer. */
  close(): Promise<void>
}

export const DEFAULT_API_KEY = "sk_sandbox_key"
export const DEFAULT_ORGANIZATION_ID = "orgn_sandbox"

/**
 * Starts a stand-in for Kintsugi's API.
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
  } = options
  demand(
    !forbiddenOrganizationIds.includes(organizationId),
    `organizationId ${organizationId} is forbidden by the options themselves.`
  )

  const kintsugi: Kintsugi = {
    access: { apiKey, organizationId },
    merchant: new Merchant(),
    faults: new FaultQueue(),
    log: new RequestLog(),
    latencyMs: 0,
    simulatePage,
  }
  const controls = controlsOf(kintsugi)
  controls.setLatency(latencyMs)

  const server = await serve(wantedPort, async (incoming) => {
    if (incoming.received.path.startsWith("/_sandbox/")) {
      const answer = answerControl(incoming.received, controls)
      send(incoming.response, toWire(answer))
    } else {
      await exchange(incoming, kintsugi)
    }
  })

  return {
    ...controls,
    url: `http://127.0.0.1:${server.port}`,
    port: server.port,
    close: server.close,
  }
}

function controlsOf(kintsugi: Kintsugi): Controls {
  const { faults, log, merchant } = kintsugi
  const atFirst = { ...kintsugi.access }

  return {
    ...atFirst,
    requests: (filter) => log.list(filter),
    clearRequests: () => log.clear(),
    fail: (fault) => faults.add(readFault(fault, isEndpoint)),
    clearFaults: () => faults.clear(),
    setAccess: (changed) => {
      Object.assign(kintsugi.access, changed)
    },
    reset: () => {
      Object.assign(kintsugi.access, atFirst)
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
      demand(
        found !== undefined,
        `There is no transaction with external id ${show(externalId)}.`
      )
      found.locked = true
    },
    setRepeats: (repeats) => {
      demand(
        ["same", "400", "409"].includes(repeats),
        `A repeat gets "same", "400" or "409", not ${show(repeats)}.`
      )
      merchant.books.repeats = repeats
    },
    setCreditNotes: (available) => {
      demand(
        typeof available === "boolean",
        `Credit notes are available or not, not ${show(available)}.`
      )
      merchant.books.hasCreditNotes = available
    },
    setLatency: (ms) => {
      demand(
        isMilliseconds(ms),
        `A latency is a number of milliseconds from 0 up, not ${show(ms)}.`
      )
      kintsugi.latencyMs = ms
    },
  }
}

/** "GET /v1/products/{product_id}", or the same with a product's id in it. */
function isEndpoint(endpoint: string): boolean {
  const [method = "", path = ""] = endpoint.split(" ")
  return (
    ENDPOINTS.some(({ at }) => anonymous(at) === anonymous(endpoint)) ||
    endpointOf(method, path) !== undefined
  )
}
