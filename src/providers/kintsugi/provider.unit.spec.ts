import {
  type IncomingHttpHeaders,
  type Server,
  type ServerResponse,
  createServer,
} from "node:http"
import type { AddressInfo } from "node:net"
import type {
  ICachingModuleService,
  ItemTaxCalculationLine,
  Logger,
  ShippingTaxCalculationLine,
  TaxCalculationContext,
  TaxRateDTO,
} from "@medusajs/framework/types"
import { BigNumber } from "@medusajs/framework/utils"
import {
  bodyRefusals,
  readQuery,
} from "../../../integration-tests/sandbox/contract/schema-check"
import type { EstimateItem, EstimateRequest } from "../../kintsugi-api"
import type { KintsugiOptions } from "../../options"
import type { PluginModule } from "../../modules/kintsugi/running-instance"
import type { SerializedLine } from "../../tax/cart/cart-lines"
import type { TaxLine } from "../../tax/tax-lines/build-tax-lines"
import {
  type Requester,
  runInRequestScope,
  takeAnswer,
} from "../../modules/kintsugi/cart-handoff"
import type { KintsugiTaxContext } from "../../tax/cart/tax-context"
import provider from "."
import { KintsugiTaxProvider } from "./provider"

const API_KEY = "sk_live_8kQ2vN4rT6yU"
const ORGANIZATION_ID = "orgn_argaLQwMy2fJc"

// --- Kintsugi ---------------------------------------------------------------

type Received = {
  endpoint: "GET /v1/products" | "POST /v1/tax/estimate"
  headers: IncomingHttpHeaders
  url: URL
  body: EstimateRequest
}

type Reply = (response: ServerResponse, request: Received) => void

/** This Kintsugi's replies, which a test may change. */
type Kintsugi = {
  baseUrl: string
  received: Received[]
  /** The contract's violations in the received requests. */
  refused: unknown[]
  knownProducts: string[]
  products: Reply
  estimates: Reply
  asked(): string[]
  estimateRequest(): EstimateRequest
}

const json = (body: unknown, status = 200): Reply => {
  const text = JSON.stringify(body)
  return (response) =>
    void response
      .writeHead(status, { "content-type": "application/json" })
      .end(text)
}

const refusal = (status: number, detail: unknown = "Refused") =>
  json({ detail }, status)

const hang: Reply = () => undefined

/** 6.25 % and 2 % on everything, each rounded to the cent. */
const austinTax = ({ external_id, amount }: EstimateItem) => {
  const state = Math.round(amount * 6.25) / 100
  const city = Math.round(amount * 2) / 100
  return {
    external_id,
    tax_amount: (state + city).toFixed(2),
    taxable_amount: amount.toFixed(2),
    tax_rate: "0.0825",
    exempt: false,
    exempt_reason: null,
    tax_items: [
      { name: "Texas State Tax", rate: "0.0625", amount: state.toFixed(2) },
      { name: "Austin City Tax", rate: "0.02", amount: city.toFixed(2) },
    ],
  }
}

/** An answer to this estimate, with a test's changes. */
const answerTo = (
  { external_id, currency, addresses, transaction_items }: EstimateRequest,
  fields: Record<string, unknown> = {}
) => ({
  external_id,
  currency,
  addresses: addresses.map((address) => ({ ...address, status: "VERIFIED" })),
  transaction_items: transaction_items.map(austinTax),
  has_active_registration: true,
  ...fields,
})

const answering =
  (fields: (request: EstimateRequest) => Record<string, unknown>): Reply =>
  (response, request) =>
    json(answerTo(request.body, fields(request.body)))(response, request)

const servers: Server[] = []

const startKintsugi = async (): Promise<Kintsugi> => {
  const kintsugi: Kintsugi = {
    baseUrl: "",
    received: [],
    refused: [],
    knownProducts: [],
    products: (response, request) => {
      const id = request.url.searchParams.get("query") ?? ""
      const items = kintsugi.knownProducts
        .filter((known) => known.includes(id))
        .map((external_id) => ({
          id: `kintsugi_${external_id}`,
          external_id,
          name: external_id,
          product_category: "Physical",
          product_subcategory: "General Clothing",
        }))
      json({ items })(response, request)
    },
    estimates: answering(() => ({})),
    asked: () => kintsugi.received.map(({ endpoint }) => endpoint),
    estimateRequest: () => {
      const [request, ...others] = kintsugi.received.filter(
        ({ endpoint }) => endpoint === "POST /v1/tax/estimate"
      )
      if (!request || others.length) {
        throw new Error(`there were ${others.length || "no"} other estimates`)
      }
      return request.body
    },
  }
  const server = createServer(async (request, response) => {
    let text = ""
    for await (const chunk of request) {
      text += chunk
    }
    const url = new URL(request.url ?? "", "http://kintsugi")
    const isEstimate = url.pathname === "/v1/tax/estimate"
    const one: Received = {
      endpoint: isEstimate ? "POST /v1/tax/estimate" : "GET /v1/products",
      headers: request.headers,
      url,
      body: text ? JSON.parse(text) : undefined,
    }
    kintsugi.received.push(one)
    kintsugi.refused.push(...contractRefusals(one))
    const reply = isEstimate ? kintsugi.estimates : kintsugi.products
    reply(response, one)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  kintsugi.baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return kintsugi
}

const contractRefusals = ({ endpoint, url, body }: Received): unknown[] => {
  if (endpoint === "POST /v1/tax/estimate") {
    return bodyRefusals("TransactionEstimatePublicRequest", body)
  }
  const query = readQuery(endpoint, Object.fromEntries(url.searchParams))
  return "refusals" in query ? query.refusals : []
}

// --- The store --------------------------------------------------------------

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

const TEXAS_RATE = {
  id: "txr_01JTEXAS",
  name: "Texas default",
  code: "TXDEF",
  rate: 8.25,
} as TaxRateDTO

const item = (
  fields: Record<string, unknown> = {},
  rates: TaxRateDTO[] = [TEXAS_RATE]
): ItemTaxCalculationLine =>
  ({
    line_item: {
      id: "cali_01JSHIRT",
      product_id: "prod_01JSHIRT",
      quantity: 2,
      unit_price: 19.99,
      currency_code: "usd",
      ...fields,
    },
    rates,
  }) as ItemTaxCalculationLine

const mug = (fields: Record<string, unknown> = {}) =>
  item({
    id: "cali_01JMUG",
    product_id: "prod_01JMUG",
    quantity: 1,
    unit_price: 12,
    ...fields,
  })

const parcel = (
  rates: TaxRateDTO[] = [TEXAS_RATE]
): ShippingTaxCalculationLine =>
  ({
    shipping_line: {
      id: "casm_01JPARCEL",
      shipping_option_id: "so_01JPARCEL",
      unit_price: 9.5,
      currency_code: "usd",
    },
    rates,
  }) as ShippingTaxCalculationLine

const AUSTIN = {
  address_1: "1100 Congress Ave",
  city: "Austin",
  province_code: "us-tx",
  postal_code: "78701",
  country_code: "us",
}

const JANE = {
  id: "cus_01JANE",
  email: "jane@example.com",
  customer_groups: [],
}

/** The context of a cart in Austin, with what the plugin's hook adds. */
const cart = (
  fields: Record<string, unknown> = {},
  hook: KintsugiTaxContext | undefined = {
    kintsugi: {
      external_id: "cart_01JAUSTIN",
      replaces: true,
      customer_trusted: true,
    },
  }
): TaxCalculationContext =>
  ({
    address: AUSTIN,
    customer: JANE,
    additional_context: hook,
    ...fields,
  }) as TaxCalculationContext

/** The same cart without the plugin's hook. */
const cartWithoutHook = () => cart({ additional_context: undefined })

// --- The tests --------------------------------------------------------------

let kintsugi: Kintsugi
let log: LogLine[]

beforeEach(async () => {
  kintsugi = await startKintsugi()
})

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  expect(kintsugi.refused).toEqual([])
})

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
      baseUrl: kintsugi.baseUrl,
      deadlineMs: 5000,
      timeoutMs: 2000,
      ...options,
    }
  )
}

/** The tax lines of a cart with two shirts in Austin. */
const taxShirts = (options: KintsugiOptions = {}, lines = [item()]) =>
  providerWith(options).getTaxLines(lines, [], cart())

/** Carts keep seven digits of a rate: a millionth of these amounts. */
const FLOAT4 = 6

/** The tax that Medusa charges for a line: the rates' sum / 100 × net. */
const charged = (lines: TaxLine[], net: number) =>
  lines.reduce((sum, { rate }) => sum + ((rate ?? 0) / 100) * net, 0)

const FALLBACK = {
  line_item_id: "cali_01JSHIRT",
  provider_id: "tp_kintsugi_kintsugi",
  rate_id: "txr_01JTEXAS",
  name: "Texas default",
  code: "TXDEF",
  rate: 8.25,
}

const fallback = (reason: string) => ({
  ...FALLBACK,
  data: { source: "fallback", reason },
})

describe("KintsugiTaxProvider", () => {
  it("is Medusa's tp_kintsugi_kintsugi", () => {
    expect(KintsugiTaxProvider.identifier).toBe("kintsugi")
    expect(providerWith().getIdentifier()).toBe("kintsugi")
    expect(provider).toMatchObject({
      module: "tax",
      services: [KintsugiTaxProvider],
    })
  })

  it("checks its options at boot", () => {
    expect(() =>
      KintsugiTaxProvider.validateOptions({ apiKey: API_KEY })
    ).not.toThrow()
    expect(() => KintsugiTaxProvider.validateOptions({ retries: -1 })).toThrow(
      'option "retries"'
    )
    expect(() =>
      KintsugiTaxProvider.validateOptions({ apikey: "x" } as KintsugiOptions)
    ).toThrow('there is no option "apikey"')
  })

  it("also refuses malformed options when it is constructed", () => {
    expect(() => providerWith({ retries: -1 })).toThrow('option "retries"')
  })
})

describe("getTaxLines", () => {
  it("returns one tax line per jurisdiction, which add up to Kintsugi's tax", async () => {
    const lines = await taxShirts()
    expect(lines).toMatchObject([
      {
        line_item_id: "cali_01JSHIRT",
        provider_id: "tp_kintsugi_kintsugi",
        name: "Texas State Tax",
        code: "us-tx:texas-state-tax",
        data: { source: "kintsugi", address_status: "VERIFIED" },
      },
      {
        line_item_id: "cali_01JSHIRT",
        provider_id: "tp_kintsugi_kintsugi",
        name: "Austin City Tax",
        code: "us-tx:austin-city-tax",
        data: { has_active_registration: true },
      },
    ])
    expect(charged(lines.slice(0, 1), 39.98)).toBeCloseTo(2.5, FLOAT4)
    expect(charged(lines.slice(1), 39.98)).toBeCloseTo(0.8, FLOAT4)
    expect(log).toEqual([])
  })

  it("asks about the cart, with both headers", async () => {
    await taxShirts()
    expect(kintsugi.estimateRequest()).toMatchObject({
      external_id: "cart_01JAUSTIN",
      currency: "USD",
      customer: { external_id: "cus_01JANE" },
      addresses: [
        {
          type: "SHIP_TO",
          street_1: "1100 Congress Ave",
          city: "Austin",
          state: "TX",
          postal_code: "78701",
          country: "US",
        },
      ],
      transaction_items: [
        { external_id: "cali_01JSHIRT", quantity: 2, amount: 39.98 },
      ],
    })
    for (const { headers } of kintsugi.received) {
      expect(headers["x-api-key"]).toBe(API_KEY)
      expect(headers["x-organization-id"]).toBe(ORGANIZATION_ID)
    }
  })

  it("asks once about a cart that does not change", async () => {
    const provider = providerWith()
    const first = await provider.getTaxLines([item()], [parcel()], cart())
    const second = await provider.getTaxLines([item()], [parcel()], cart())
    expect(kintsugi.asked()).toEqual([
      "GET /v1/products",
      "POST /v1/tax/estimate",
    ])
    expect(second).toEqual(first)
  })

  it("dates the estimate with the current time", async () => {
    const before = Date.now()
    await taxShirts()
    const date = Date.parse(kintsugi.estimateRequest().date)
    expect(date).toBeGreaterThanOrEqual(before)
    expect(date).toBeLessThanOrEqual(Date.now())
  })

  it("never sends the shopper's e-mail address", async () => {
    await taxShirts()
    expect(
      JSON.stringify(kintsugi.received.map(({ body }) => body))
    ).not.toContain("jane@example.com")
  })

  it("sends no customer for a guest", async () => {
    await providerWith().getTaxLines(
      [item()],
      [],
      cart({ customer: undefined })
    )
    expect(kintsugi.estimateRequest()).not.toHaveProperty("customer")
  })

  it("sends no customer who is not signed in, and marks the tax lines", async () => {
    const inRequest = (requester: Requester) =>
      new Promise<TaxLine[]>((resolve, reject) =>
        runInRequestScope({ requester }, () => {
          providerWith({ hooks: { cartTaxLines: false } })
            .getTaxLines([item()], [], cartWithoutHook())
            .then(resolve, reject)
        })
      )
    const [line] = await inRequest({ as: "shopper" })
    expect(kintsugi.estimateRequest()).not.toHaveProperty("customer")
    expect(line?.data).toMatchObject({ customer: "guest" })

    for (const requester of [
      { as: "shopper", customerId: JANE.id } as const,
      { as: "merchant" } as const,
    ]) {
      const [own] = await inRequest(requester)
      expect(own?.data).not.toHaveProperty("customer")
    }
  })

  it("sends no customer in a store's own routes, which don't know who is signed in", async () => {
    const tax = async (options: KintsugiOptions) => {
      const [line] = await providerWith({
        hooks: { cartTaxLines: false },
        ...options,
      }).getTaxLines([item()], [], cartWithoutHook())
      return line?.data
    }
    expect(await tax({})).toMatchObject({ customer: "guest" })
    expect(kintsugi.estimateRequest()).not.toHaveProperty("customer")
    expect(await tax({ exemptGuests: true })).not.toHaveProperty("customer")
  })

  it.each([
    ["a gift card", { gift_cards: ["cali_01JSHIRT"] }, AUSTIN, "gift_card"],
    ["a line without a postal code", {}, { country_code: "us" }, "pending"],
  ])(
    "marks the tax line of %s if the customer is not trusted",
    async (_, given, address, source) => {
      const dataOf = async (customer_trusted: boolean) => {
        const [line] = await providerWith().getTaxLines(
          [item()],
          [],
          cart({
            address,
            additional_context: {
              kintsugi: {
                external_id: "cart_01JAUSTIN",
                replaces: true,
                customer_trusted,
                ...given,
              },
            },
          })
        )
        return line?.data
      }
      expect(await dataOf(false)).toMatchObject({ source, customer: "guest" })
      expect(await dataOf(true)).not.toHaveProperty("customer")
    }
  )

  it("taxes items and shipping in one estimate", async () => {
    const lines = await providerWith().getTaxLines(
      [item(), mug()],
      [parcel()],
      cart()
    )
    expect(
      kintsugi.estimateRequest().transaction_items.map(({ amount }) => amount)
    ).toEqual([39.98, 12, 9.5])
    expect(lines).toMatchObject([
      { line_item_id: "cali_01JSHIRT" },
      { line_item_id: "cali_01JSHIRT" },
      { line_item_id: "cali_01JMUG", rate: 6.25 },
      { line_item_id: "cali_01JMUG", rate: 2 },
      { shipping_line_id: "casm_01JPARCEL" },
      { shipping_line_id: "casm_01JPARCEL", rate: 2 },
    ])
    expect(charged(lines.slice(4), 9.5)).toBeCloseTo(0.78, FLOAT4)
  })

  it("taxes shipping alone without looking up a product", async () => {
    const lines = await providerWith().getTaxLines([], [parcel()], cart())
    expect(kintsugi.asked()).toEqual(["POST /v1/tax/estimate"])
    expect(kintsugi.estimateRequest().transaction_items).toMatchObject([
      {
        external_id: "casm_01JPARCEL",
        product_category: "Misc",
        product_subcategory: "Shipping - Title transfer at time of Sales",
      },
    ])
    expect(lines).toMatchObject([
      { shipping_line_id: "casm_01JPARCEL" },
      { shipping_line_id: "casm_01JPARCEL" },
    ])
  })

  it("makes no request if there are no lines", async () => {
    await expect(providerWith().getTaxLines([], [], cart())).resolves.toEqual(
      []
    )
    expect(kintsugi.received).toEqual([])
  })

  it.each([
    ["the country alone", { country_code: "us" }],
    ["no postal code", { ...AUSTIN, postal_code: "" }],
    [
      "no state, and a ZIP code that does not decide it",
      { ...AUSTIN, province_code: null, postal_code: "06390" },
    ],
    ["no address", undefined],
  ])("makes no request for %s and charges no tax", async (_, address) => {
    const lines = await providerWith().getTaxLines(
      [item()],
      [parcel()],
      cart({ address })
    )
    const pending = {
      provider_id: "tp_kintsugi_kintsugi",
      name: "Tax pending",
      code: "address-incomplete",
      rate: 0,
      data: { source: "pending", reason: "address_incomplete" },
    }
    expect(lines).toEqual([
      { ...pending, line_item_id: "cali_01JSHIRT" },
      { ...pending, shipping_line_id: "casm_01JPARCEL" },
    ])
    expect(kintsugi.received).toEqual([])
    expect(log).toEqual([])
  })

  it("treats an order edit's item without a quantity as one unit", async () => {
    await taxShirts({}, [item({ quantity: undefined })])
    expect(kintsugi.estimateRequest().transaction_items).toMatchObject([
      { quantity: 1, amount: 19.99 },
    ])
  })

  it("accepts strings and BigNumbers as numbers", async () => {
    const lines = await taxShirts({}, [
      item({ quantity: "2", unit_price: new BigNumber("19.99") }),
    ])
    expect(kintsugi.estimateRequest().transaction_items).toMatchObject([
      { quantity: 2, amount: 39.98 },
    ])
    expect(charged(lines, 39.98)).toBeCloseTo(3.3, FLOAT4)
  })

  it("charges Kintsugi's tax even on a price with fractions of a cent", async () => {
    // 3 × 1.005 is 3.015, of which Kintsugi sees 3.02 and taxes 0.19 + 0.06.
    const lines = await taxShirts({}, [
      item({ unit_price: "1.005", quantity: 3 }),
    ])
    expect(kintsugi.estimateRequest().transaction_items).toMatchObject([
      { amount: 3.02 },
    ])
    expect(charged(lines, 3.015)).toBeCloseTo(0.25, FLOAT4)
  })

  it("gives a free item a rate of 0", async () => {
    const lines = await taxShirts({}, [item({ unit_price: 0 })])
    expect(lines.map(({ rate }) => rate)).toEqual([0, 0])
  })

  it("returns a No tax line if the merchant has no registration", async () => {
    kintsugi.estimates = answering(({ transaction_items }) => ({
      has_active_registration: false,
      transaction_items: transaction_items.map(({ external_id }) => ({
        external_id,
        tax_amount: "0.00",
        taxable_amount: "0.00",
        tax_rate: "0E-9",
        tax_items: [],
      })),
    }))
    await expect(taxShirts()).resolves.toMatchObject([
      {
        line_item_id: "cali_01JSHIRT",
        name: "No tax",
        code: "us-tx:no-tax",
        rate: 0,
        data: { source: "kintsugi", has_active_registration: false },
      },
    ])
  })

  it("assigns a shuffled answer to the right lines", async () => {
    kintsugi.estimates = answering(({ transaction_items }) => ({
      transaction_items: transaction_items.map(austinTax).reverse(),
    }))
    const lines = await taxShirts({}, [item(), mug()])
    const ofMug = lines.filter(
      (line) => "line_item_id" in line && line.line_item_id === "cali_01JMUG"
    )
    expect(charged(ofMug, 12)).toBeCloseTo(0.99, FLOAT4)
  })

  it("taxes two variants of one product separately", async () => {
    const lines = await taxShirts({}, [
      item(),
      item({ id: "cali_01JSHIRT_XL", unit_price: 100, quantity: 1 }),
    ])
    const ofXl = lines.filter(
      (line) =>
        "line_item_id" in line && line.line_item_id === "cali_01JSHIRT_XL"
    )
    expect(ofXl.map(({ rate }) => rate)).toEqual([6.25, 2])
  })

  it("accepts a page as the estimate", async () => {
    kintsugi.estimates = (response, request) =>
      json({ items: [answerTo(request.body)] })(response, request)
    expect(charged(await taxShirts(), 39.98)).toBeCloseTo(3.3, FLOAT4)
  })

  it("sends no state for Germany", async () => {
    const address = {
      country_code: "de",
      city: "Berlin",
      postal_code: "10117",
      province_code: null,
    }
    const lines = await providerWith().getTaxLines(
      [item({ currency_code: "eur" })],
      [],
      cart({ address })
    )
    expect(kintsugi.estimateRequest()).toMatchObject({
      currency: "EUR",
      addresses: [{ state: "", country: "DE" }],
    })
    expect(lines[0]?.code).toBe("de:texas-state-tax")
  })

  it("sends yen without decimals", async () => {
    await taxShirts({}, [
      item({ unit_price: 1999.5, quantity: 1, currency_code: "jpy" }),
    ])
    expect(kintsugi.estimateRequest()).toMatchObject({
      currency: "JPY",
      transaction_items: [{ amount: 2000 }],
    })
  })
})

describe("the context from the plugin's hooks", () => {
  const taxAs = (
    context: TaxCalculationContext,
    options: KintsugiOptions = {}
  ) => providerWith(options).getTaxLines([item(), mug()], [], context)

  it("names the cart to Kintsugi", async () => {
    await taxAs(
      cart({}, { kintsugi: { external_id: "order_01JEDIT", replaces: true } })
    )
    expect(kintsugi.estimateRequest().external_id).toBe("order_01JEDIT")
  })

  it("falls back to the first line's id if there is no cart id", async () => {
    await taxAs(cartWithoutHook())
    expect(kintsugi.estimateRequest().external_id).toBe("cali_01JSHIRT")
  })

  it.each([null, { kintsugi: null }, { mine: true }])(
    "may be any context of the store's own: %j",
    async (additional_context) => {
      await taxAs(cart({ additional_context }))
      expect(kintsugi.estimateRequest().external_id).toBe("cali_01JSHIRT")
    }
  )

  it("gives an item one tax line per jurisdiction if hooks are on", async () => {
    await expect(taxAs(cart())).resolves.toHaveLength(4)
    await expect(taxAs(cartWithoutHook())).resolves.toHaveLength(4)
  })

  it("combines an item's jurisdictions in one line if the cart's hook is off", async () => {
    const lines = await taxAs(cartWithoutHook(), {
      hooks: { cartTaxLines: false },
    })
    expect(lines).toMatchObject([
      {
        line_item_id: "cali_01JSHIRT",
        name: "Texas State Tax, Austin City Tax",
        code: "us-tx:sales-tax",
        data: { jurisdictions: [{ amount: "2.50" }, { amount: "0.80" }] },
      },
      { line_item_id: "cali_01JMUG", rate: 8.25 },
    ])
    expect(charged(lines.slice(0, 1), 39.98)).toBeCloseTo(3.3, FLOAT4)
  })

  it("keeps jurisdictions separate if the hook is off but the store calls it", async () => {
    const hooks = { cartTaxLines: false }
    await expect(taxAs(cart(), { hooks })).resolves.toHaveLength(4)
  })
})

describe("the whole cart", () => {
  const inContext = (fields: Partial<SerializedLine> = {}): SerializedLine => ({
    kind: "item",
    id: "cali_01JSHIRT",
    product_id: "prod_01JSHIRT",
    title: "Oxford Shirt",
    sku: "SHIRT-OX-M",
    quantity: "2",
    with_tax: "0",
    // 39.98 less 10 %.
    without_tax: "35.982",
    ...fields,
  })

  const WHOLE_CART = [
    inContext(),
    inContext({
      id: "cali_01JMUG",
      product_id: "prod_01JMUG",
      title: "Mug",
      sku: undefined,
      quantity: "1",
      without_tax: "12",
    }),
    inContext({
      kind: "shipping",
      id: "casm_01JPARCEL",
      product_id: undefined,
      title: "Parcel",
      sku: undefined,
      quantity: "1",
      without_tax: "5",
    }),
  ]

  const whole = (
    fields: Partial<KintsugiTaxContext["kintsugi"]> = {},
    context: Record<string, unknown> = {}
  ) =>
    cart(context, {
      kintsugi: {
        external_id: "cart_01JAUSTIN",
        replaces: true,
        lines: WHOLE_CART,
        customer_trusted: true,
        ...fields,
      },
    })

  const estimatesAsked = () =>
    kintsugi.asked().filter((one) => one === "POST /v1/tax/estimate").length

  const idsOf = (lines: TaxLine[]) => [
    ...new Set(
      lines.map((line) =>
        "line_item_id" in line ? line.line_item_id : line.shipping_line_id
      )
    ),
  ]

  it("is asked about, after its discounts, whichever lines Medusa asks about", async () => {
    await providerWith().getTaxLines([item()], [], whole())
    expect(kintsugi.estimateRequest()).toMatchObject({
      external_id: "cart_01JAUSTIN",
      currency: "USD",
      transaction_items: [
        {
          external_id: "cali_01JSHIRT",
          external_product_id: "prod_01JSHIRT",
          product_name: "Oxford Shirt",
          description: "SHIRT-OX-M",
          quantity: 2,
          amount: 35.98,
        },
        { external_id: "cali_01JMUG", product_name: "Mug", amount: 12 },
        { external_id: "casm_01JPARCEL", product_name: "Parcel", amount: 5 },
      ],
    })
  })

  it("causes one request for the items' call and the shipping's", async () => {
    const provider = providerWith()
    const ofItems = await provider.getTaxLines([item(), mug()], [], whole())
    const ofShipping = await provider.getTaxLines([], [parcel()], whole())
    expect(estimatesAsked()).toBe(1)
    expect(idsOf(ofItems)).toEqual(["cali_01JSHIRT", "cali_01JMUG"])
    expect(idsOf(ofShipping)).toEqual(["casm_01JPARCEL"])
    // 35.98 is taxed 2.25 + 0.72, and what Medusa multiplies is 35.982.
    expect(charged(ofItems.slice(0, 2), 35.982)).toBeCloseTo(2.97, FLOAT4)
    expect(charged(ofItems.slice(2), 12)).toBeCloseTo(0.99, FLOAT4)
    expect(charged(ofShipping, 5)).toBeCloseTo(0.41, FLOAT4)
  })

  it("causes one request for both calls at the same time", async () => {
    const provider = providerWith()
    await Promise.all([
      provider.getTaxLines([item(), mug()], [], whole()),
      provider.getTaxLines([], [parcel()], whole()),
    ])
    expect(estimatesAsked()).toBe(1)
  })

  it("causes one request however often Medusa asks", async () => {
    const provider = providerWith()
    for (let calls = 0; calls < 5; calls += 1) {
      await provider.getTaxLines([item(), mug()], [parcel()], whole())
    }
    expect(estimatesAsked()).toBe(1)
  })

  it("returns tax lines only for the requested lines", async () => {
    const lines = await providerWith().getTaxLines([mug()], [], whole())
    expect(idsOf(lines)).toEqual(["cali_01JMUG"])
    expect(kintsugi.estimateRequest().transaction_items).toHaveLength(3)
  })

  it("includes a requested line that is not among the passed ones", async () => {
    const cap = item({
      id: "cali_01JCAP",
      product_id: "prod_01JCAP",
      quantity: 1,
      unit_price: 20,
    })
    const lines = await providerWith().getTaxLines(
      [cap, mug()],
      [parcel()],
      whole()
    )
    expect(
      kintsugi.estimateRequest().transaction_items.map((one) => one.external_id)
    ).toEqual(["cali_01JSHIRT", "cali_01JMUG", "casm_01JPARCEL", "cali_01JCAP"])
    expect(idsOf(lines).sort()).toEqual([
      "cali_01JCAP",
      "cali_01JMUG",
      "casm_01JPARCEL",
    ])
    const ofCap = lines.filter(
      (line) => "line_item_id" in line && line.line_item_id === "cali_01JCAP"
    )
    expect(charged(ofCap, 20)).toBeCloseTo(1.65, FLOAT4)
  })

  it("uses the merchant's classification", async () => {
    kintsugi.knownProducts = ["prod_01JSHIRT"]
    const classification = {
      category: "Physical",
      subcategory: "General Clothing",
    }
    await providerWith().getTaxLines(
      [item()],
      [],
      whole({ lines: [inContext({ classification })] })
    )
    expect(kintsugi.estimateRequest().transaction_items).toMatchObject([
      {
        product_category: "Physical",
        product_subcategory: "General Clothing",
      },
    ])
  })

  it.each<[string, Partial<KintsugiTaxContext["kintsugi"]>]>([
    [
      "quantity",
      { lines: [inContext({ quantity: "3" }), ...WHOLE_CART.slice(1)] },
    ],
    [
      "discount",
      { lines: [inContext({ without_tax: "39.98" }), ...WHOLE_CART.slice(1)] },
    ],
    ["shipping method", { lines: WHOLE_CART.slice(0, 2) }],
    [
      "classification",
      {
        lines: [
          inContext({
            classification: {
              category: "Physical",
              subcategory: "General Clothing",
            },
          }),
          ...WHOLE_CART.slice(1),
        ],
      },
    ],
    ["address", { address: { ...AUSTIN, postal_code: "78702" } }],
  ])("is asked about again when its %s changes", async (_, fields) => {
    const provider = providerWith()
    const before = await provider.getTaxLines([item()], [], whole())
    const after = await provider.getTaxLines([item()], [], whole(fields))
    expect(estimatesAsked()).toBe(2)
    expect(after[0]?.data?.fingerprint).not.toBe(before[0]?.data?.fingerprint)
  })

  it.each([
    [true, "GB1"],
    [false, "XI1"],
  ])(
    "to Northern Ireland sends the tax id that applies (ships nothing: %s)",
    async (ships_nothing, registration_number) => {
      const module = {
        getSavedSettings: async () => undefined,
        recordEstimate: () => undefined,
        getCustomerTaxStatus: async () => ({
          id: JANE.id,
          taxIds: [
            { country: "GB", number: "GB1" },
            { country: "XI", number: "XI1" },
          ],
        }),
      } as unknown as PluginModule
      await providerWith({}, { kintsugi: module }).getTaxLines(
        [item()],
        [],
        whole(
          { ships_nothing },
          { address: { country_code: "gb", postal_code: "BT1 5GS" } }
        )
      )
      expect(kintsugi.estimateRequest().customer).toMatchObject({
        registration_number,
      })
    }
  )

  it("is asked about again when its customer logs in", async () => {
    const provider = providerWith()
    await provider.getTaxLines([item()], [], whole({}, { customer: undefined }))
    await provider.getTaxLines([item()], [], whole())
    expect(
      kintsugi.received
        .filter(({ endpoint }) => endpoint === "POST /v1/tax/estimate")
        .map(({ body }) => body.customer)
    ).toEqual([undefined, { external_id: "cus_01JANE" }])
  })

  it("is taxed at the address that the workflows pass", async () => {
    const address = {
      country_code: "us",
      province_code: "WA",
      postal_code: "98109",
      city: "Seattle",
    }
    const lines = await providerWith().getTaxLines(
      [item()],
      [],
      whole({ address })
    )
    expect(kintsugi.estimateRequest().addresses).toMatchObject([
      { type: "SHIP_TO", state: "WA", postal_code: "98109", city: "Seattle" },
    ])
    expect(lines[0]?.code).toBe("us-wa:texas-state-tax")
  })

  it("of digital goods is taxed at the billing address, as BILL_TO", async () => {
    const lines = await providerWith().getTaxLines(
      [item()],
      [],
      whole(
        { address: AUSTIN, address_type: "BILL_TO" },
        { address: { country_code: "us" } }
      )
    )
    expect(kintsugi.estimateRequest().addresses).toMatchObject([
      { type: "BILL_TO", state: "TX", postal_code: "78701", country: "US" },
    ])
    expect(lines[0]?.data).toMatchObject({
      source: "kintsugi",
      address_status: "VERIFIED",
    })
  })

  it("of digital goods with an invalid billing address has an invalid address", async () => {
    kintsugi.estimates = answering(({ addresses }) => ({
      addresses: addresses.map((one) => ({ ...one, status: "INVALID" })),
    }))
    await expect(
      providerWith({ onInvalidAddress: "reject" }).getTaxLines(
        [item()],
        [],
        whole({ address_type: "BILL_TO" })
      )
    ).rejects.toMatchObject({ code: "kintsugi_invalid_address" })
  })

  it("has rates as exact as an order keeps them", async () => {
    const lines = await providerWith().getTaxLines(
      [item()],
      [],
      whole({ exact_rates: true })
    )
    expect(charged(lines.slice(0, 1), 35.982)).toBeCloseTo(2.25, 12)
    expect(charged(lines.slice(1), 35.982)).toBeCloseTo(0.72, 12)
  })

  it("does not change a price that includes tax", async () => {
    // 43.28 is 39.98 plus its tax of 3.30.
    const lines = await providerWith().getTaxLines(
      [item()],
      [],
      whole({ lines: [inContext({ with_tax: "43.28", without_tax: "0" })] })
    )
    const amounts = kintsugi.received
      .filter(({ endpoint }) => endpoint === "POST /v1/tax/estimate")
      .map(({ body }) => body.transaction_items[0]?.amount)
    expect(amounts.length).toBeLessThanOrEqual(4)
    expect(amounts.at(-1)).toBe(39.98)
    const rate = lines.reduce((sum, line) => sum + (line.rate ?? 0), 0) / 100
    expect(43.28 / (1 + rate)).toBeCloseTo(39.98, FLOAT4)
    expect((43.28 / (1 + rate)) * rate).toBeCloseTo(3.3, FLOAT4)
  })

  it("puts its fingerprint into each tax line", async () => {
    const provider = providerWith()
    const lines = [
      ...(await provider.getTaxLines([item(), mug()], [], whole())),
      ...(await provider.getTaxLines([], [parcel()], whole())),
    ]
    const prints = new Set(lines.map(({ data }) => data?.fingerprint))
    expect(prints.size).toBe(1)
    expect([...prints][0]).toMatch(/^[\w-]{32}$/)
  })

  it("puts its fingerprint into fallback tax lines too", async () => {
    const provider = providerWith({ retries: 0 })
    const [ours] = await provider.getTaxLines([item()], [], whole())
    kintsugi.estimates = refusal(503)
    const other = providerWith({ retries: 0 })
    await expect(
      other.getTaxLines([item()], [parcel()], whole())
    ).resolves.toMatchObject([
      {
        line_item_id: "cali_01JSHIRT",
        rate: 8.25,
        data: {
          source: "fallback",
          reason: "unavailable",
          fingerprint: ours?.data?.fingerprint,
        },
      },
      {
        shipping_line_id: "casm_01JPARCEL",
        rate: 8.25,
        data: { source: "fallback", fingerprint: ours?.data?.fingerprint },
      },
    ])
  })

  it("is not waited for twice in a row when Kintsugi is down", async () => {
    kintsugi.estimates = refusal(503)
    const provider = providerWith({ retries: 0 })
    const ofItems = await provider.getTaxLines([item(), mug()], [], whole())
    const ofShipping = await provider.getTaxLines([], [parcel()], whole())
    expect(estimatesAsked()).toBe(1)
    expect([...ofItems, ...ofShipping].map(({ data }) => data)).toMatchObject([
      { source: "fallback", reason: "unavailable" },
      { source: "fallback", reason: "unavailable" },
      { source: "fallback", reason: "unavailable" },
    ])
  })

  it("gets Kintsugi's tax again as soon as Kintsugi answers", async () => {
    const { estimates } = kintsugi
    kintsugi.estimates = refusal(503)
    const provider = providerWith({ retries: 0 })
    await provider.getTaxLines([item(), mug()], [], whole())
    await provider.getTaxLines([], [parcel()], whole())
    kintsugi.estimates = estimates
    const ofItems = await provider.getTaxLines([item(), mug()], [], whole())
    const ofShipping = await provider.getTaxLines([], [parcel()], whole())
    for (const { data } of [...ofItems, ...ofShipping]) {
      expect(data).toMatchObject({ source: "kintsugi" })
    }
  })

  it("that failed once is asked about again when the shopper retries", async () => {
    const { estimates } = kintsugi
    kintsugi.estimates = refusal(503)
    const provider = providerWith({ retries: 0, onFailure: "throw" })
    // Medusa stops here and does not ask about the shipping.
    await expect(
      provider.getTaxLines([item(), mug()], [], whole())
    ).rejects.toMatchObject({ code: "kintsugi_tax_unavailable" })
    kintsugi.estimates = estimates
    await provider.getTaxLines([item(), mug()], [], whole())
    const ofShipping = await provider.getTaxLines([], [parcel()], whole())
    expect(ofShipping[0]?.data).toMatchObject({ source: "kintsugi" })
  })

  it("that failed is asked about again when shipping is chosen next", async () => {
    const { estimates } = kintsugi
    kintsugi.estimates = refusal(503)
    const provider = providerWith({ retries: 0, onFailure: "throw" })
    await expect(
      Promise.all([
        provider.getTaxLines([item(), mug()], [], whole()),
        provider
          .getTaxLines([item(), mug()], [parcel()], whole({ prefetch: true }))
          .catch(() => undefined),
      ])
    ).rejects.toMatchObject({ code: "kintsugi_tax_unavailable" })
    kintsugi.estimates = estimates
    const ofShipping = await provider.getTaxLines([], [parcel()], whole())
    expect(ofShipping[0]?.data).toMatchObject({ source: "kintsugi" })
  })

  it("is not asked about again after a failed prefetch, and repeats the failure once", async () => {
    const { estimates } = kintsugi
    kintsugi.estimates = refusal(422)
    const provider = providerWith({ retries: 0 })
    const ask = () => provider.getTaxLines([item(), mug()], [], whole())
    await expect(
      provider.getTaxLines([item(), mug()], [], whole({ prefetch: true }))
    ).rejects.toThrow()
    expect(log).toEqual([])
    for (const { data } of [
      ...(await ask()),
      ...(await provider.getTaxLines([], [parcel()], whole())),
    ]) {
      expect(data).toMatchObject({ reason: "invalid_request" })
    }
    expect(estimatesAsked()).toBe(1)
    kintsugi.estimates = estimates
    expect((await ask())[0]?.data).toMatchObject({ source: "kintsugi" })
  })

  it("shares a prefetch's request with Medusa's own call", async () => {
    const provider = providerWith()
    const [, lines] = await Promise.all([
      provider.getTaxLines(
        [item(), mug()],
        [parcel()],
        whole({ prefetch: true })
      ),
      provider.getTaxLines([item(), mug()], [], whole()),
    ])
    expect(estimatesAsked()).toBe(1)
    expect(idsOf(lines)).toEqual(["cali_01JSHIRT", "cali_01JMUG"])
  })

  describe("with an answer that Medusa asked only a part of", () => {
    const keptIds = (): string[] =>
      idsOf(takeAnswer("cart_01JAUSTIN")?.taxLines ?? [])

    it("is kept whole, for one refresh", async () => {
      const ofShipping = await providerWith().getTaxLines(
        [],
        [parcel()],
        whole()
      )
      const kept = takeAnswer("cart_01JAUSTIN")
      expect(kept).toMatchObject({
        lines: WHOLE_CART,
        fingerprint: ofShipping[0]?.data?.fingerprint,
      })
      expect(idsOf(kept!.taxLines)).toEqual(WHOLE_CART.map(({ id }) => id))
      expect(keptIds()).toEqual([])
    })

    it.each<[string, Record<string, unknown>, () => void]>([
      [
        "Kintsugi fails",
        {},
        () => {
          kintsugi.estimates = refusal(422)
        },
      ],
      [
        "the address is removed",
        { address: { country_code: "us" } },
        () => undefined,
      ],
    ])("is not kept when %s", async (_, context, happen) => {
      const provider = providerWith({ retries: 0 })
      await provider.getTaxLines([item()], [], whole())
      happen()
      const other = { ...WHOLE_CART[0]!, quantity: "3" }
      await provider.getTaxLines(
        [item()],
        [],
        whole({ lines: [other] }, context)
      )
      expect(keptIds()).toEqual([])
    })

    it.each([
      ["an order", { exact_rates: true }],
      ["a prefetch", { prefetch: true }],
      ["a call without the whole cart", { lines: undefined }],
    ])("is not kept for %s", async (_, fields) => {
      await providerWith().getTaxLines([item()], [], whole(fields))
      expect(keptIds()).toEqual([])
    })
  })

  it("that is passed in a malformed form is a plugin bug, and gets fallback rates", async () => {
    const lines = [null] as unknown as SerializedLine[]
    await expect(
      providerWith().getTaxLines([item()], [], whole({ lines }))
    ).resolves.toMatchObject([fallback("internal_error")])
    expect(log).toMatchObject([{ level: "error" }])
  })

  it("without an address is pending, and causes no request", async () => {
    const lines = await providerWith().getTaxLines(
      [item()],
      [parcel()],
      whole({}, { address: { country_code: "us" } })
    )
    expect(lines).toMatchObject([
      { line_item_id: "cali_01JSHIRT", rate: 0, data: { source: "pending" } },
      {
        shipping_line_id: "casm_01JPARCEL",
        rate: 0,
        data: { source: "pending" },
      },
    ])
    expect(kintsugi.received).toEqual([])
  })
})

describe("the store's Caching Module", () => {
  const caching = (
    module: Partial<Record<"get" | "set", () => Promise<unknown>>>
  ) => module as unknown as ICachingModuleService

  const memory = () => {
    const entries = new Map<string, string>()
    return {
      get: async ({ key }: { key?: string }) =>
        JSON.parse(entries.get(key ?? "") ?? "null") as unknown,
      set: async ({ key, data }: { key: string; data: object }) =>
        void entries.set(key, JSON.stringify(data)),
    } as unknown as ICachingModuleService
  }

  it("shares an answer among all instances", async () => {
    const shared = memory()
    const ours = await providerWith({}, { caching: shared }).getTaxLines(
      [item()],
      [],
      cart()
    )
    const theirs = await providerWith({}, { caching: shared }).getTaxLines(
      [item({ id: "cali_01JOTHER" })],
      [],
      cart()
    )
    expect(kintsugi.asked()).toEqual([
      "GET /v1/products",
      "POST /v1/tax/estimate",
    ])
    expect(theirs).toEqual(
      ours.map((line) => ({ ...line, line_item_id: "cali_01JOTHER" }))
    )
  })

  it("never shares an answer with another organization", async () => {
    const shared = memory()
    await providerWith({}, { caching: shared }).getTaxLines(
      [item()],
      [],
      cart()
    )
    await providerWith(
      { organizationId: "orgn_other" },
      { caching: shared }
    ).getTaxLines([item()], [], cart())
    expect(
      kintsugi.received
        .filter(({ endpoint }) => endpoint === "POST /v1/tax/estimate")
        .map(({ headers }) => headers["x-organization-id"])
    ).toEqual([ORGANIZATION_ID, "orgn_other"])
  })

  it("never stores a fallback", async () => {
    const shared = memory()
    const { estimates } = kintsugi
    kintsugi.estimates = refusal(503)
    await providerWith({ retries: 0 }, { caching: shared }).getTaxLines(
      [item()],
      [],
      cart()
    )
    kintsugi.estimates = estimates
    const lines = await providerWith({}, { caching: shared }).getTaxLines(
      [item()],
      [],
      cart()
    )
    expect(lines[0]?.data).toMatchObject({ source: "kintsugi" })
  })

  it("is not needed when it is down", async () => {
    const down = () => Promise.reject(new Error("Redis is down"))
    const lines = await providerWith(
      {},
      { caching: caching({ get: down, set: down }) }
    ).getTaxLines([item()], [], cart())
    expect(charged(lines, 39.98)).toBeCloseTo(3.3, FLOAT4)
    expect(log).toEqual([])
  })

  it("does not hold a calculation beyond its deadline", async () => {
    const hanging = () => new Promise(() => undefined)
    const calculation = providerWith(
      { deadlineMs: 600 },
      { caching: caching({ get: hanging, set: hanging }) }
    )
      .getTaxLines([item()], [], cart())
      .then(() => "over")
    const outcome = await Promise.race([
      calculation,
      new Promise((resolve) =>
        setTimeout(resolve, 600 + 1_200, "still waiting")
      ),
    ])
    expect(outcome).toBe("over")
  })
})

describe("a product", () => {
  const sent = () => kintsugi.estimateRequest().transaction_items[0]

  it("that Kintsugi has is sent without a category", async () => {
    kintsugi.knownProducts = ["prod_01JSHIRT"]
    await taxShirts()
    expect(sent()).toMatchObject({ external_product_id: "prod_01JSHIRT" })
    expect(sent()).not.toHaveProperty("product_category")
    expect(sent()).not.toHaveProperty("product_subcategory")
  })

  it("that Kintsugi does not have is sent with the default category", async () => {
    kintsugi.knownProducts = ["prod_01JSHIRT_OLD"]
    await taxShirts({ defaultSubcategory: "General Clothing" })
    expect(sent()).toMatchObject({
      external_product_id: "prod_01JSHIRT",
      product_category: "Physical",
      product_subcategory: "General Clothing",
    })
  })

  it("is looked up once, whatever Kintsugi answers", async () => {
    kintsugi.knownProducts = ["prod_01JSHIRT"]
    const provider = providerWith()
    await provider.getTaxLines([item(), mug()], [], cart())
    await provider.getTaxLines([item({ quantity: 3 }), mug()], [], cart())
    expect(kintsugi.asked().sort()).toEqual([
      "GET /v1/products",
      "GET /v1/products",
      "POST /v1/tax/estimate",
      "POST /v1/tax/estimate",
    ])
  })

  it("is looked up once for two lines", async () => {
    await taxShirts({}, [item(), item({ id: "cali_01JSHIRT_XL" })])
    expect(kintsugi.asked()).toEqual([
      "GET /v1/products",
      "POST /v1/tax/estimate",
    ])
  })

  it("of a custom line is not looked up", async () => {
    await taxShirts({}, [item({ product_id: null })])
    expect(kintsugi.asked()).toEqual(["POST /v1/tax/estimate"])
  })

  it("is looked up for each line of a large cart", async () => {
    const lines = Array.from({ length: 25 }, (_, index) =>
      item({ id: `cali_${index}`, product_id: `prod_${index}` })
    )
    kintsugi.knownProducts = ["prod_7", "prod_24"]
    await taxShirts({}, lines)
    const known = kintsugi
      .estimateRequest()
      .transaction_items.filter((one) => !one.product_category)
    expect(known.map((one) => one.external_product_id)).toEqual([
      "prod_7",
      "prod_24",
    ])
  })

  it.each<[string, Reply]>([
    ["fails", refusal(503)],
    ["is refused", refusal(422)],
    ["is nonsense", json({ products: [] })],
    ["hangs", hang],
  ])(
    "whose look-up %s is sent with the default category, without an error",
    async (_, reply) => {
      kintsugi.products = reply
      const lines = await taxShirts({ deadlineMs: 1500 })
      expect(charged(lines, 39.98)).toBeCloseTo(3.3, FLOAT4)
      expect(sent()).toMatchObject({
        external_product_id: "prod_01JSHIRT",
        product_category: "Physical",
        product_subcategory: "General Physical",
      })
    }
  )

  it("whose look-up failed is looked up again next time", async () => {
    kintsugi.knownProducts = ["prod_01JSHIRT"]
    const { products } = kintsugi
    kintsugi.products = refusal(422)
    const provider = providerWith()
    await provider.getTaxLines([item()], [], cart())
    kintsugi.products = products
    kintsugi.received.length = 0
    await provider.getTaxLines([item({ quantity: 3 })], [], cart())
    expect(sent()).not.toHaveProperty("product_category")
  })
})

describe("refused credentials", () => {
  it.each([
    [401, "unauthorized"],
    [403, "forbidden"],
  ])(
    "(%i at the look-up) cost one request and fall back",
    async (status, reason) => {
      kintsugi.products = refusal(status)
      kintsugi.estimates = refusal(status)
      await expect(taxShirts()).resolves.toEqual([fallback(reason)])
      expect(kintsugi.asked()).toEqual(["GET /v1/products"])
    }
  )

  it.each([
    [401, "unauthorized"],
    [403, "forbidden"],
  ])(
    "(%i at the estimate) cost one request and fall back",
    async (status, reason) => {
      kintsugi.estimates = refusal(status)
      const lines = await providerWith().getTaxLines([], [parcel()], cart())
      expect(lines).toMatchObject([
        {
          shipping_line_id: "casm_01JPARCEL",
          rate: 8.25,
          data: { source: "fallback", reason },
        },
      ])
      expect(kintsugi.asked()).toEqual(["POST /v1/tax/estimate"])
    }
  )

  it("cause one log line, an error that says what to fix", async () => {
    kintsugi.products = refusal(
      401,
      "The request is missing a valid x-api-key."
    )
    await taxShirts()
    expect(log).toHaveLength(1)
    expect(log[0]?.level).toBe("error")
    expect(log[0]?.text).toContain("cart_01JAUSTIN")
    expect(log[0]?.text).toContain("(unauthorized)")
    expect(log[0]?.text).toContain(
      "in the Admin under Settings → Kintsugi, or in the plugin's options (apiKey, organizationId)"
    )
  })
})

describe("getTaxLines when Kintsugi can't answer", () => {
  it.each<[string, Reply, string, string]>([
    ["is down", refusal(503), "unavailable", "warn"],
    ["is too busy", refusal(429), "rate_limited", "warn"],
    ["refuses the request", refusal(422), "invalid_request", "error"],
    ["hangs", hang, "timed_out", "warn"],
    [
      "hangs up",
      (response) => void response.socket?.destroy(),
      "unavailable",
      "warn",
    ],
    [
      "answers with a page",
      (response) => void response.end("<!doctype html>"),
      "bad_response",
      "warn",
    ],
    [
      "leaves out an item",
      answering(() => ({ transaction_items: [] })),
      "bad_response",
      "warn",
    ],
    [
      "answers in another currency",
      answering(() => ({ currency: "CAD" })),
      "bad_response",
      "warn",
    ],
    [
      "answers with a negative tax",
      answering(({ transaction_items }) => ({
        transaction_items: transaction_items.map((one) => ({
          ...austinTax(one),
          tax_amount: "-3.30",
          tax_items: [],
        })),
      })),
      "bad_response",
      "warn",
    ],
    [
      "answers with a tax that is not a number",
      answering(({ transaction_items }) => ({
        transaction_items: transaction_items.map((one) => ({
          ...austinTax(one),
          tax_amount: "NaN",
        })),
      })),
      "bad_response",
      "warn",
    ],
  ])(
    "(it %s) falls back to the store's own rates, marked",
    async (_, reply, reason, level) => {
      kintsugi.estimates = reply
      const lines = await taxShirts({ deadlineMs: 800, retries: 1 })
      expect(lines).toEqual([fallback(reason)])
      expect(log).toHaveLength(1)
      expect(log[0]?.level).toBe(level)
      expect(log[0]?.text).toContain(
        `[kintsugi] cart_01JAUSTIN: taxed by the tax region's own rates (${reason}). `
      )
    }
  )

  it("rejects the whole answer because of one wrong line", async () => {
    kintsugi.estimates = answering(({ transaction_items }) => ({
      transaction_items: transaction_items.map((one, index) => ({
        ...austinTax(one),
        ...(index === 1 && { tax_rate: "8.25" }),
      })),
    }))
    await expect(taxShirts({}, [item(), mug()])).resolves.toEqual([
      fallback("bad_response"),
      { ...fallback("bad_response"), line_item_id: "cali_01JMUG" },
    ])
  })

  it("ends at the deadline", async () => {
    kintsugi.products = hang
    kintsugi.estimates = hang
    const start = Date.now()
    await taxShirts({ deadlineMs: 600 })
    expect(Date.now() - start).toBeLessThan(600 + 1_200)
  })

  it("tries again before it gives up, and logs nothing if that succeeds", async () => {
    const { estimates } = kintsugi
    let calls = 0
    kintsugi.estimates = (response, request) =>
      (calls++ ? estimates : refusal(503))(response, request)
    expect(charged(await taxShirts(), 39.98)).toBeCloseTo(3.3, FLOAT4)
    expect(calls).toBe(2)
    expect(log).toEqual([])
  })

  it('throws a message for the storefront with onFailure: "throw"', async () => {
    kintsugi.estimates = refusal(500)
    await expect(
      taxShirts({ onFailure: "throw", retries: 0 })
    ).rejects.toMatchObject({
      type: "unexpected_state",
      code: "kintsugi_tax_unavailable",
      message:
        "Tax could not be calculated right now. Please try again in a moment; if it happens again, contact the store.",
    })
    expect(log).toHaveLength(1)
    expect(log[0]?.text).toContain("no tax was calculated (unavailable)")
  })

  it('charges no tax, marked, with onFailure: "zero"', async () => {
    kintsugi.estimates = refusal(500)
    await expect(taxShirts({ onFailure: "zero", retries: 0 })).resolves.toEqual(
      [
        {
          line_item_id: "cali_01JSHIRT",
          provider_id: "tp_kintsugi_kintsugi",
          name: "No tax",
          code: "unavailable",
          rate: 0,
          data: { source: "zero", reason: "unavailable" },
        },
      ]
    )
    expect(log).toHaveLength(1)
    expect(log[0]?.text).toContain(
      "no tax was charged, as the option onFailure specifies"
    )
  })

  it.each([
    ["no rate", []],
    ["a rate without a number", [{ ...TEXAS_RATE, rate: null } as TaxRateDTO]],
  ])(
    "with %s to fall back on, throws instead of charging no tax",
    async (_, rates) => {
      kintsugi.estimates = refusal(500)
      await expect(
        taxShirts({ retries: 0 }, [item({}, rates)])
      ).rejects.toMatchObject({
        type: "unexpected_state",
        message: expect.stringContaining(
          "Tax could not be calculated right now"
        ),
      })
      expect(log).toHaveLength(1)
      expect(log[0]?.text).toContain(
        "the tax region has no default rate in Medusa to fall back on"
      )
    }
  )

  it("throws if there is a rate for the items but none for shipping", async () => {
    kintsugi.estimates = refusal(500)
    await expect(
      providerWith({ retries: 0 }).getTaxLines([item()], [parcel([])], cart())
    ).rejects.toMatchObject({ code: "kintsugi_tax_unavailable" })
  })
})

describe("an invalid address", () => {
  const badAddresses: [string, Partial<typeof AUSTIN>, Reply | undefined][] = [
    ["in a state of another country", { province_code: "Ontario" }, undefined],
    [
      "whose status is INVALID",
      {},
      answering(({ addresses }) => ({
        addresses: addresses.map((one) => ({ ...one, status: "INVALID" })),
      })),
    ],
    [
      "that is refused",
      {},
      refusal(422, [
        {
          type: "value_error",
          loc: ["body", "addresses", 0, "postal_code"],
          msg: "Value error, does not belong to the state",
        },
      ]),
    ],
  ]

  const tax = (
    fields: Partial<typeof AUSTIN>,
    reply: Reply | undefined,
    options: KintsugiOptions = {},
    rates = [TEXAS_RATE]
  ) => {
    kintsugi.estimates = reply ?? kintsugi.estimates
    return providerWith(options).getTaxLines(
      [item({}, rates)],
      [],
      cart({ address: { ...AUSTIN, ...fields } })
    )
  }

  it.each(badAddresses)(
    "(%s) is taxed by the store's own rates",
    async (_, fields, reply) => {
      await expect(tax(fields, reply)).resolves.toEqual([
        fallback("invalid_address"),
      ])
      expect(log).toMatchObject([{ level: "warn" }])
    }
  )

  it.each(badAddresses)(
    '(%s) is refused with onInvalidAddress: "reject"',
    async (_, fields, reply) => {
      await expect(
        tax(fields, reply, { onInvalidAddress: "reject" })
      ).rejects.toMatchObject({
        type: "invalid_data",
        code: "kintsugi_invalid_address",
        message:
          "The shipping address could not be found. Please check street, city, state and postal code.",
      })
      expect(log).toHaveLength(1)
      expect(log[0]?.text).toContain(
        "the address was rejected (invalid_address)"
      )
    }
  )

  it.each(["throw", "zero"] as const)(
    "is not affected by onFailure (%s)",
    async (onFailure) => {
      await expect(
        tax({ province_code: "Ontario" }, undefined, { onFailure })
      ).resolves.toEqual([fallback("invalid_address")])
    }
  )

  it("with no rate to fall back on asks the shopper to check it", async () => {
    await expect(
      tax({ province_code: "Ontario" }, undefined, {}, [])
    ).rejects.toMatchObject({ code: "kintsugi_invalid_address" })
  })

  it("in a state of another country makes no request", async () => {
    await tax({ province_code: "Ontario" }, undefined)
    expect(kintsugi.received).toEqual([])
  })

  it.each(["PARTIALLY_VERIFIED", "UNVERIFIABLE", "UNVERIFIED"])(
    "is not one whose status is %s",
    async (status) => {
      const lines = await tax(
        {},
        answering(({ addresses }) => ({
          addresses: addresses.map((one) => ({ ...one, status })),
        }))
      )
      expect(lines).toMatchObject([
        { data: { source: "kintsugi", address_status: status } },
        { data: { source: "kintsugi", address_status: status } },
      ])
    }
  )

  describe("of a customer whose group is exempt", () => {
    const taxExempt = async (
      [, fields, reply]: (typeof badAddresses)[number],
      options: KintsugiOptions
    ) => {
      kintsugi.estimates = reply ?? kintsugi.estimates
      const provider = providerWith(options, {
        kintsugi: {
          getSavedSettings: async () => undefined,
          getEffectiveSettings: async () => {
            throw new Error("the provider has options of its own")
          },
          getCustomerTaxStatus: async (id) => ({
            id,
            exemptBecause: "Public school",
          }),
          recordEstimate: () => undefined,
        },
      })
      return provider.getTaxLines(
        [item()],
        [],
        cart({ address: { ...AUSTIN, ...fields } })
      )
    }

    it.each(badAddresses)(
      "(%s) is still not charged any tax",
      async (...address) => {
        await expect(taxExempt(address, {})).resolves.toMatchObject([
          {
            rate: 0,
            data: {
              source: "zero",
              reason: "invalid_address",
              exempt_by: "customer_group",
            },
          },
        ])
      }
    )

    it.each(badAddresses)(
      '(%s) is refused with onInvalidAddress: "reject"',
      async (...address) => {
        await expect(
          taxExempt(address, { onInvalidAddress: "reject" })
        ).rejects.toMatchObject({ code: "kintsugi_invalid_address" })
      }
    )
  })

  it("is not one if only the billing address is invalid", async () => {
    const lines = await tax(
      {},
      answering(() => ({
        addresses: [
          { type: "BILL_TO", status: "INVALID" },
          { type: "SHIP_TO", status: "VERIFIED" },
        ],
      }))
    )
    expect(lines[0]?.data).toMatchObject({ source: "kintsugi" })
  })
})

describe("getTaxLines without a request", () => {
  it.each([
    ["XXA", "Kintsugi does not support XXA"],
    ["", "Kintsugi does not support a line without a currency"],
  ])(
    "falls back for a currency that Kintsugi does not support (%j)",
    async (currency_code, words) => {
      await expect(taxShirts({}, [item({ currency_code })])).resolves.toEqual([
        fallback("currency_not_supported"),
      ])
      expect(kintsugi.received).toEqual([])
      expect(log).toHaveLength(1)
      expect(log[0]?.text).toContain(words)
    }
  )

  it.each([Number.NaN, "a lot", Number.POSITIVE_INFINITY])(
    "falls back for a price that is not a number (%s)",
    async (unit_price) => {
      await expect(taxShirts({}, [item({ unit_price })])).resolves.toEqual([
        fallback("amount_not_a_number"),
      ])
      expect(kintsugi.received).toEqual([])
      expect(log).toHaveLength(1)
    }
  )

  it.each([
    ["IDR", 10_000_000_000],
    ["USD", "9999999999.995"],
  ])("falls back for a line in %s of %s", async (currency_code, unit_price) => {
    await expect(
      taxShirts({}, [item({ currency_code, unit_price, quantity: 1 })])
    ).resolves.toEqual([fallback("amount_too_large")])
    expect(kintsugi.received).toEqual([])
    expect(log).toHaveLength(1)
    expect(log[0]?.text).toContain("9,999,999,999.99")
  })

  it("falls back for a quantity that is not a number", async () => {
    await expect(
      taxShirts({}, [item({ quantity: Number.NaN })])
    ).resolves.toEqual([fallback("amount_not_a_number")])
  })

  it.each([
    [{ apiKey: undefined }, "apiKey not set"],
    [{ organizationId: "" }, "organizationId not set"],
    [
      { apiKey: undefined, organizationId: undefined },
      "apiKey and organizationId not set",
    ],
  ])(
    "falls back in a store that is not configured (%j)",
    async (options, words) => {
      await expect(taxShirts(options)).resolves.toEqual([
        fallback("not_configured"),
      ])
      expect(kintsugi.received).toEqual([])
      // The warning at boot is enough.
      expect(log).toMatchObject([{ level: "debug" }])
      expect(log[0]?.text).toContain(words)
    }
  )

  it("follows onFailure in a store that is not configured", async () => {
    const apiKey = undefined
    await expect(
      taxShirts({ apiKey, onFailure: "throw" })
    ).rejects.toMatchObject({ code: "kintsugi_tax_unavailable" })
    await expect(
      taxShirts({ apiKey, onFailure: "zero" })
    ).resolves.toMatchObject([
      { rate: 0, data: { source: "zero", reason: "not_configured" } },
    ])
  })
})

describe("the log of getTaxLines", () => {
  const PRIVATE = [
    API_KEY,
    ORGANIZATION_ID,
    "1100 Congress Ave",
    "Austin",
    "78701",
    "jane@example.com",
    "cus_01JANE",
  ]

  const quoting =
    (status: number): Reply =>
    (response, request) => {
      const detail = `${request.headers["x-api-key"]} of ${request.headers["x-organization-id"]} sent ${JSON.stringify(request.body)}`
      json({ detail }, status)(response, request)
    }

  it.each([400, 401, 403, 409, 422, 500])(
    "contains no key, organization, address or e-mail, even if a %i quotes them",
    async (status) => {
      kintsugi.estimates = quoting(status)
      await taxShirts({ retries: 0 })
      expect(log).toHaveLength(1)
      const text = log[0]?.text ?? ""
      expect(PRIVATE.filter((word) => text.includes(word))).toEqual([])
    }
  )

  it("contains none of them for an address that does not exist", async () => {
    await providerWith().getTaxLines(
      [item()],
      [],
      cart({ address: { ...AUSTIN, province_code: "Ontario" } })
    )
    expect(log).toHaveLength(1)
    const text = log[0]?.text ?? ""
    const words = [...PRIVATE, "Ontario"]
    expect(words.filter((word) => text.includes(word))).toEqual([])
  })

  it("reads as sentences", async () => {
    kintsugi.estimates = refusal(500, "An unexpected server error occurred.")
    await taxShirts({ retries: 0 })
    expect(log).toHaveLength(1)
    expect(log[0]?.text).toMatch(/[^.]\.$/)
    expect(log[0]?.text).not.toContain("..")
  })
})
