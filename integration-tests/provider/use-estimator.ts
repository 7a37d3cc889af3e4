import { MathBN } from "@medusajs/framework/utils"
import type { EstimateRequest, KintsugiClient } from "../../src/kintsugi-api"
import { createEffective } from "../../src/modules/kintsugi/settings/effective-settings"
import { type KintsugiOptions, resolveOptions } from "../../src/options"
import { createClassifiedProducts } from "../../src/providers/kintsugi/cache/classified-at-kintsugi"
import {
  createBreaker,
  closeCircuits,
} from "../../src/modules/kintsugi/outage/breaker"
import { createEstimateCache } from "../../src/providers/kintsugi/cache/estimates"
import {
  type EstimatedCart,
  createEstimator,
} from "../../src/providers/kintsugi/estimator"
import type { DestinationAddress } from "../../src/tax/address/read-address"
import type { TaxableLine } from "../../src/tax/cart/taxable-line"
import {
  type FingerprintInput,
  fingerprintOf,
} from "../../src/tax/estimate/fingerprint"
import {
  type FaultKind,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from "../sandbox/index"
import {
  ESTIMATE,
  LOOK_UP,
  ORGANIZATION_ID,
  contractRefusals,
} from "./use-kintsugi"

export type Store = {
  options?: KintsugiOptions
  cache?: ReturnType<typeof createEstimateCache>
  /** Called with the client before it is used. */
  watch?: (client: KintsugiClient) => void
}

/**
 * A sandbox for the tests of a file, in its initial state before each test,
 * and estimators whose client calls it. Each test fails if one of its requests
 * violates the contract.
 */
export const useEstimator = (sandboxOptions: SandboxOptions = {}) => {
  let sandbox: Sandbox

  beforeAll(async () => {
    sandbox = await startSandbox({
      organizationId: ORGANIZATION_ID,
      ...sandboxOptions,
    })
  })

  afterEach(() => {
    closeCircuits()
    const refused = sandbox.requests().flatMap(contractRefusals)
    sandbox.reset()
    expect(refused).toEqual([])
  })

  afterAll(() => sandbox.close())

  return {
    get sandbox() {
      return sandbox
    },
    /** A store's estimator, with the organization that has access. */
    storeOf: ({
      options = {},
      cache = createEstimateCache(undefined),
      watch,
    }: Store = {}) => {
      const { apiKey, organizationId, url: baseUrl } = sandbox
      const { key: settings, connection } = createEffective(
        resolveOptions({ apiKey, organizationId, baseUrl, ...options })
      )(undefined)
      if (!connection) {
        throw new Error("the store is not configured")
      }
      const { client } = connection
      watch?.(client)
      const estimates = createEstimator({
        client,
        classifiedProducts: createClassifiedProducts(client),
        cache,
        breaker: createBreaker(),
        options: connection.settings,
      })
      return {
        of: (subject: FingerprintInput, externalId: string) =>
          estimates.of(
            subject,
            fingerprintOf({ ...subject, settings }),
            externalId
          ),
      }
    },
    /** Until `recover`. */
    failEstimates: (fault: FaultKind) =>
      sandbox.fail({ ...fault, endpoint: ESTIMATE, times: -1 }),
    recover: () => sandbox.clearFaults(),
    /** The estimates that were requested. */
    asked: () =>
      sandbox
        .requests({ path: ESTIMATE.split(" ")[1] })
        .map(({ body }) => body as EstimateRequest),
    /** The products that were looked up. */
    lookedUp: () =>
      sandbox
        .requests({ path: LOOK_UP.split(" ")[1] })
        .map(({ query }) => query.query),
  }
}

export const decimal = (amount: string | number) => MathBN.convert(amount)

/** One unit of a product whose id ends with the title. */
export const line = (
  id: string,
  title: string,
  net: string,
  fields: Partial<TaxableLine> = {}
): TaxableLine => ({
  kind: "item",
  id,
  productId: `prod_${title}`,
  title,
  quantity: decimal(1),
  price: { withTax: decimal(0), withoutTax: decimal(net) },
  amount: decimal(net),
  currencyCode: "USD",
  rates: [],
  ...fields,
})

/** A line whose price includes tax, less a discount without tax. */
export const including = (
  id: string,
  gross: string,
  off = "0",
  fields: Partial<TaxableLine> = {}
) =>
  line(id, id, gross, {
    price: { withTax: decimal(gross), withoutTax: decimal(off).negated() },
    amount: decimal(gross).minus(off),
    ...fields,
  })

export const AUSTIN: DestinationAddress = {
  type: "SHIP_TO",
  street_1: "1100 Congress Ave",
  city: "Austin",
  state: "TX",
  postal_code: "78701",
  country: "US",
}

export const cart = (
  fields: Partial<FingerprintInput> = {}
): FingerprintInput => ({
  lines: [
    line("cali_01JSHIRT", "Shirt", "39.98"),
    line("cali_01JMUG", "Mug", "12"),
    line("casm_01JPARCEL", "Parcel", "9.5", {
      kind: "shipping",
      productId: undefined,
    }),
  ],
  address: AUSTIN,
  ...fields,
})

/** What Kintsugi's answer means for each line of `cart`. */
export const TAXES_OF_CART = [
  ["cali_01JSHIRT", "3.3"],
  ["cali_01JMUG", "0.99"],
  ["casm_01JPARCEL", "0.79"],
]

export const taxesOf = ({ taxes }: EstimatedCart) =>
  taxes().map(({ line, amount }) => [line.id, amount.toFixed()])
