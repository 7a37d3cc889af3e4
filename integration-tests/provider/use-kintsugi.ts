import type { ICachingModuleService, Logger } from "@medusajs/framework/types"
import type { EstimateRequest } from "../../src/kintsugi-api"
import { closeCircuits } from "../../src/modules/kintsugi/outage/breaker"
import type { PluginModule } from "../../src/modules/kintsugi/running-instance"
import type { KintsugiOptions } from "../../src/options"
import { KintsugiTaxProvider } from "../../src/providers/kintsugi/provider"
import { bodyRefusals, readQuery } from "../sandbox/contract/schema-check"
import {
  type FaultKind,
  type ReceivedRequest,
  type Sandbox,
  startSandbox,
} from "../sandbox/index"
import { cart, item } from "./cart-in-austin"

export const API_KEY = "sk_live_8kQ2vN4rT6yU"
export const ORGANIZATION_ID = "orgn_argaLQwMy2fJc"

export const ESTIMATE = "POST /v1/tax/estimate"
export const LOOK_UP = "GET /v1/products"

type LogLine = { level: string; text: string }

const recordingLogger = () => {
  const lines: LogLine[] = []
  const at = (level: string) => (text: string) => {
    lines.push({ level, text })
  }
  const logger = {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
  }
  return { lines, logger: logger as unknown as Logger }
}

/** The schema's violations in a request, even one that a fault answered. */
export const contractRefusals = ({
  method,
  path,
  query,
  body,
}: ReceivedRequest): unknown[] => {
  const endpoint = `${method} ${path}`
  if (endpoint === ESTIMATE) {
    return bodyRefusals("TransactionEstimatePublicRequest", body)
  }
  const read = readQuery(endpoint, query)
  return "refusals" in read ? read.refusals : []
}

/**
 * A sandbox for the tests of a file, in its initial state before each test,
 * and providers that call it. Each test fails if one of its requests violates
 * the contract.
 */
export const useKintsugi = () => {
  let sandbox: Sandbox
  let log: LogLine[] = []

  beforeAll(async () => {
    sandbox = await startSandbox({
      apiKey: API_KEY,
      organizationId: ORGANIZATION_ID,
    })
  })

  afterEach(() => {
    closeCircuits()
    const refused = sandbox.requests().flatMap(contractRefusals)
    sandbox.reset()
    expect(refused).toEqual([])
  })

  afterAll(() => sandbox.close())

  const estimateRequests = () =>
    sandbox
      .requests({ path: "/v1/tax/estimate" })
      .map(({ body }) => body as EstimateRequest)

  const providerWith = (
    options: KintsugiOptions = {},
    injected: { caching?: ICachingModuleService; kintsugi?: PluginModule } = {}
  ) => {
    const { logger, lines } = recordingLogger()
    log = lines
    return new KintsugiTaxProvider(
      { logger, ...injected },
      {
        apiKey: API_KEY,
        organizationId: ORGANIZATION_ID,
        baseUrl: sandbox.url,
        deadlineMs: 9000,
        timeoutMs: 8000,
        ...options,
      }
    )
  }

  const failUntilCleared = (endpoint: string, fault: FaultKind) =>
    sandbox.fail({ ...fault, endpoint, times: -1 })

  return {
    get sandbox() {
      return sandbox
    },
    /** Of the provider that was created last. */
    get log() {
      return log
    },
    providerWith,
    /** The tax lines of a cart with two shirts in Austin. */
    taxShirts: (options: KintsugiOptions = {}, lines = [item()]) =>
      providerWith(options).getTaxLines(lines, [], cart()),
    /** Until `recover`. */
    failEstimates: (fault: FaultKind) => failUntilCleared(ESTIMATE, fault),
    /** Until `recover`. */
    failLookUps: (fault: FaultKind) => failUntilCleared(LOOK_UP, fault),
    recover: () => sandbox.clearFaults(),
    /** The merchant has these products at Kintsugi. */
    addProducts: (...ids: string[]) => {
      for (const external_id of ids) {
        sandbox.addProduct({
          external_id,
          product_category: "Physical",
          product_subcategory: "General Clothing",
        })
      }
    },
    /** The requests, each as "METHOD /path". */
    asked: () =>
      sandbox.requests().map(({ method, path }) => `${method} ${path}`),
    estimateRequests,
    /** The only estimate that was requested. */
    estimateRequest: (): EstimateRequest => {
      const [request, ...others] = estimateRequests()
      if (!request || others.length) {
        throw new Error(`there were ${others.length || "no"} other estimates`)
      }
      return request
    },
  }
}

/** The plugin's module with no saved settings, and a test's customers. */
export const moduleWith = (
  customers: PluginModule["customers"]
): PluginModule => ({
  settings: {
    getSaved: async () => undefined,
    getEffective: async () => {
      throw new Error("the provider has options of its own")
    },
  },
  customers,
  stats: { recordEstimate: () => undefined },
})
