import { MathBN } from "@medusajs/framework/utils"
import type { EstimateRequest, KintsugiClient } from "../../kintsugi-api"
import { notConnected } from "../../kintsugi-api"
import { type KintsugiOptions, resolveOptions } from "../../options"
import { createEffective } from "../../modules/kintsugi/settings/effective-settings"
import type { DestinationAddress } from "../../tax/address/read-address"
import {
  type EstimateInputs,
  fingerprintOf,
} from "../../tax/estimate/fingerprint"
import type { TaxableLine } from "../../tax/cart/taxable-line"
import { createEstimateCache } from "./cache/estimates"
import { type EstimatedCart, createEstimator } from "./estimator"

const decimal = (amount: string | number) => MathBN.convert(amount)

type TaxLaw = (net: number) => { name: string; rate: string; amount: number }[]

const cents = (amount: number) => Math.round(amount * 100 + 1e-7) / 100

const byRate =
  (name: string, rate: number): TaxLaw =>
  (net) => [{ name, rate: String(rate), amount: cents(net * rate) }]

const texas = byRate("Texas State Tax", 0.0625)
const germany = byRate("Umsatzsteuer", 0.19)
/** 6 %, and 1 % of the first 5,000.00. */
const florida: TaxLaw = (net) => [
  ...byRate("Florida State Tax", 0.06)(net),
  {
    name: "County Surtax",
    rate: "0.01",
    amount: cents(Math.min(net, 5000) * 0.01),
  },
]
/** Clothing below 110.00 is exempt. */
const newYork: TaxLaw = (net) =>
  byRate("New York State Tax", 0.08)(net < 110 ? 0 : net)

/** Kintsugi, which answers in its own order, and the requests that it got. */
const kintsugiWith = (law: TaxLaw = texas) => {
  const asked: EstimateRequest[] = []
  const kintsugi = {
    asked,
    law,
    looked: [] as string[],
    estimateTax: (async (request) => {
      asked.push(request)
      await new Promise((resolve) => setTimeout(resolve, 1))
      return {
        external_id: request.external_id,
        currency: request.currency,
        addresses: [{ type: "SHIP_TO", status: "VERIFIED" }],
        has_active_registration: true,
        total_tax_amount_calculated: undefined,
        transaction_items: request.transaction_items
          .map(({ external_id, amount }) => {
            const taxes = kintsugi.law(amount)
            const total = taxes.reduce((sum, tax) => sum + tax.amount, 0)
            return {
              external_id,
              tax_amount: total.toFixed(2),
              taxable_amount: amount.toFixed(2),
              tax_rate: "0.0625",
              exempt: false,
              exempt_reason: undefined,
              tax_items: taxes.map((tax) => ({
                ...tax,
                amount: tax.amount.toFixed(2),
                exempt: undefined,
                exempt_reason: undefined,
              })),
            }
          })
          .reverse(),
      }
    }) as KintsugiClient["estimateTax"],
  }
  return kintsugi
}

type Store = {
  options?: KintsugiOptions
  organizationId?: string
  cache?: ReturnType<typeof createEstimateCache>
}

const storeOf = (
  kintsugi: ReturnType<typeof kintsugiWith>,
  {
    options = {},
    organizationId = "orgn_argaLQwMy2fJc",
    cache = createEstimateCache(undefined),
  }: Store = {}
) => {
  const { key: settings } = createEffective(
    resolveOptions({ ...options, apiKey: "sk_live", organizationId })
  )(undefined)
  const estimates = createEstimator({
    client: kintsugi as unknown as KintsugiClient,
    knownProducts: {
      among: async (ids) => {
        kintsugi.looked.push(...ids)
        return new Set<string>()
      },
    },
    cache,
    options: resolveOptions(options),
  })
  return {
    of: (subject: EstimateInputs, externalId: string) =>
      estimates.of(
        subject,
        fingerprintOf({ ...subject, settings }),
        externalId
      ),
  }
}

const line = (
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

const including = (id: string, gross: string, off = "0") =>
  line(id, id, gross, {
    price: { withTax: decimal(gross), withoutTax: decimal(off).negated() },
    amount: decimal(gross).minus(off),
  })

const AUSTIN: DestinationAddress = {
  type: "SHIP_TO",
  street_1: "1100 Congress Ave",
  city: "Austin",
  state: "TX",
  postal_code: "78701",
  country: "US",
}

const cart = (fields: Partial<EstimateInputs> = {}): EstimateInputs => ({
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

/** Another shopper's identical cart. */
const otherCart = (fields: Partial<EstimateInputs> = {}) => {
  const [shirt, mug, parcel] = cart().lines as [
    TaxableLine,
    TaxableLine,
    TaxableLine,
  ]
  return cart({
    lines: [
      { ...parcel, id: "casm_01K3" },
      { ...mug, id: "cali_01K2" },
      { ...shirt, id: "cali_01K1" },
    ],
    ...fields,
  })
}

const taxesOf = ({ taxes }: EstimatedCart) =>
  taxes().map(({ line, amount }) => [line.id, amount.toFixed()])

const OURS = [
  ["cali_01JSHIRT", "2.5"],
  ["cali_01JMUG", "0.75"],
  ["casm_01JPARCEL", "0.59"],
]
const THEIRS = [
  ["casm_01K3", "0.59"],
  ["cali_01K2", "0.75"],
  ["cali_01K1", "2.5"],
]

describe("a cart's estimate", () => {
  it("is Kintsugi's answer, in the order of the lines", async () => {
    const kintsugi = kintsugiWith()
    const estimated = await storeOf(kintsugi).of(cart(), "cart_01JAUSTIN")
    expect(taxesOf(estimated)).toEqual(OURS)
    expect(estimated.answer.estimate.has_active_registration).toBe(true)
    expect(kintsugi.asked).toMatchObject([
      {
        external_id: "cart_01JAUSTIN",
        addresses: [AUSTIN],
        transaction_items: [
          { external_id: "cali_01JSHIRT", amount: 39.98 },
          { external_id: "cali_01JMUG", amount: 12 },
          { external_id: "casm_01JPARCEL", amount: 9.5 },
        ],
      },
    ])
  })

  it("is requested once for an unchanged cart", async () => {
    const kintsugi = kintsugiWith()
    const estimates = storeOf(kintsugi)
    await estimates.of(cart(), "cart_01JAUSTIN")
    const second = await estimates.of(cart(), "cart_01JAUSTIN")
    expect(kintsugi.asked).toHaveLength(1)
    expect(kintsugi.looked).toEqual(["prod_Shirt", "prod_Mug"])
    expect(taxesOf(second)).toEqual(OURS)
  })
})

describe("identical carts of two shoppers", () => {
  it("cause one request, and each line has its own tax", async () => {
    const kintsugi = kintsugiWith()
    const estimates = storeOf(kintsugi)
    expect(taxesOf(await estimates.of(cart(), "cart_01JOURS"))).toEqual(OURS)
    expect(taxesOf(await estimates.of(otherCart(), "cart_01JTHEIRS"))).toEqual(
      THEIRS
    )
    expect(kintsugi.asked).toHaveLength(1)
  })

  it("cause one request even when concurrent", async () => {
    const kintsugi = kintsugiWith()
    const estimates = storeOf(kintsugi)
    const [ours, theirs] = await Promise.all([
      estimates.of(cart(), "cart_01JOURS"),
      estimates.of(otherCart(), "cart_01JTHEIRS"),
    ])
    expect(taxesOf(ours)).toEqual(OURS)
    expect(taxesOf(theirs)).toEqual(THEIRS)
    expect(kintsugi.asked).toHaveLength(1)
  })

  it("may have swapped their ids", async () => {
    const estimates = storeOf(kintsugiWith())
    const one = cart({
      lines: [line("a", "Shirt", "39.98"), line("b", "Mug", "12")],
    })
    const other = cart({
      lines: [line("a", "Mug", "12"), line("b", "Shirt", "39.98")],
    })
    await estimates.of(one, "cart_01JOURS")
    expect(taxesOf(await estimates.of(other, "cart_01JTHEIRS"))).toEqual([
      ["a", "0.75"],
      ["b", "2.5"],
    ])
  })

  it("may have equal lines", async () => {
    const kintsugi = kintsugiWith()
    const estimates = storeOf(kintsugi)
    const twins = (...ids: string[]) =>
      cart({ lines: ids.map((id) => line(id, "Shirt", "39.98")) })
    await estimates.of(twins("a", "b"), "cart_01JOURS")
    expect(
      taxesOf(await estimates.of(twins("b", "c"), "cart_01JTHEIRS"))
    ).toEqual([
      ["b", "2.5"],
      ["c", "2.5"],
    ])
    expect(kintsugi.asked).toHaveLength(1)
  })

  it("have taxes that do not share the line's object", async () => {
    const estimates = storeOf(kintsugiWith())
    await estimates.of(cart(), "cart_01JOURS")
    const rates = [{ id: "txr_1", rate: 8.25 }] as TaxableLine["rates"]
    const lines = otherCart().lines.map((one) => ({ ...one, rates }))
    const { taxes } = await estimates.of(cart({ lines }), "cart_01JTHEIRS")
    expect(taxes().map((tax) => tax.line.rates)).toEqual([rates, rates, rates])
  })
})

describe("a separate estimate request", () => {
  it.each<[string, Partial<EstimateInputs>]>([
    ["another customer", { customer: { id: "cus_01JOHN" } }],
    ["a guest", { customer: undefined }],
    ["another postal code", { address: { ...AUSTIN, postal_code: "78702" } }],
    ["another street", { address: { ...AUSTIN, street_1: "1 Main St" } }],
    ["the bill's address", { address: { ...AUSTIN, type: "BILL_TO" } }],
    ["another price", { lines: [line("cali_01JSHIRT", "Shirt", "39.97")] }],
    ["another product", { lines: [line("cali_01JSHIRT", "Coat", "39.98")] }],
    [
      "another quantity",
      {
        lines: [
          line("cali_01JSHIRT", "Shirt", "39.98", { quantity: decimal(2) }),
        ],
      },
    ],
    [
      "another classification",
      {
        lines: [
          line("cali_01JSHIRT", "Shirt", "39.98", {
            classification: {
              category: "Physical",
              subcategory: "General Clothing",
            },
          }),
        ],
      },
    ],
  ])("is made for %s", async (_, fields) => {
    const kintsugi = kintsugiWith()
    const estimates = storeOf(kintsugi)
    const base = {
      customer: { id: "cus_01JANE" },
      lines: [line("cali_01JSHIRT", "Shirt", "39.98")],
    }
    await estimates.of(cart(base), "cart_01JAUSTIN")
    await estimates.of(cart({ ...base, ...fields }), "cart_01JAUSTIN")
    expect(kintsugi.asked).toHaveLength(2)
  })

  it.each<[string, Store]>([
    ["another organization", { organizationId: "orgn_other" }],
    ["another Kintsugi", { options: { baseUrl: "https://eu.example.com" } }],
    [
      "another default category",
      { options: { defaultSubcategory: "General Clothing" } },
    ],
    [
      "another shipping category",
      { options: { shippingSubcategory: "Shipping and handling combined" } },
    ],
  ])("is made for %s, although the cache is shared", async (_, store) => {
    const kintsugi = kintsugiWith()
    const cache = createEstimateCache(undefined)
    await storeOf(kintsugi, { cache }).of(cart(), "cart_01JAUSTIN")
    await storeOf(kintsugi, { cache, ...store }).of(cart(), "cart_01JAUSTIN")
    expect(kintsugi.asked).toHaveLength(2)
  })

  it("is not made for options that don't affect the answer", async () => {
    const kintsugi = kintsugiWith()
    const cache = createEstimateCache(undefined)
    await storeOf(kintsugi, { cache }).of(cart(), "cart_01JAUSTIN")
    await storeOf(kintsugi, {
      cache,
      options: { retries: 0, onFailure: "throw", onTaxChange: "accept" },
    }).of(cart(), "cart_01JAUSTIN")
    expect(kintsugi.asked).toHaveLength(1)
  })

  it("is made the next day, as rates change at midnight", async () => {
    const kintsugi = kintsugiWith()
    const estimates = storeOf(kintsugi)
    const day = jest
      .spyOn(Date.prototype, "toISOString")
      .mockReturnValue("2026-06-30T23:59:59.999Z")
    try {
      await estimates.of(cart(), "cart_01JAUSTIN")
      await estimates.of(cart(), "cart_01JAUSTIN")
      expect(kintsugi.asked).toHaveLength(1)
      day.mockReturnValue("2026-07-01T00:00:00.000Z")
      await estimates.of(cart(), "cart_01JAUSTIN")
      expect(kintsugi.asked).toHaveLength(2)
    } finally {
      day.mockRestore()
    }
  })

  it("is made after a failure", async () => {
    const kintsugi = kintsugiWith()
    const { estimateTax } = kintsugi
    kintsugi.estimateTax = () => Promise.reject(notConnected("ECONNREFUSED"))
    const estimates = storeOf(kintsugi)
    await expect(estimates.of(cart(), "cart_01JAUSTIN")).rejects.toMatchObject({
      code: "unavailable",
    })
    kintsugi.estimateTax = estimateTax
    expect(taxesOf(await estimates.of(cart(), "cart_01JAUSTIN"))).toEqual(OURS)
  })

  it.each<[string, Record<string, unknown>, string]>([
    ["nonsense", { transaction_items: [] }, "bad_response"],
    [
      "an invalid address",
      { addresses: [{ type: "SHIP_TO", status: "INVALID" }] },
      "invalid_address",
    ],
  ])("is made after %s, which is not cached", async (_, fields, code) => {
    const kintsugi = kintsugiWith()
    const { estimateTax } = kintsugi
    kintsugi.estimateTax = async (...call) => ({
      ...(await estimateTax(...call)),
      ...fields,
    })
    const estimates = storeOf(kintsugi)
    await expect(estimates.of(cart(), "cart_01JAUSTIN")).rejects.toMatchObject({
      code,
    })
    kintsugi.estimateTax = estimateTax
    expect(taxesOf(await estimates.of(cart(), "cart_01JAUSTIN"))).toEqual(OURS)
  })
})

describe("prices that include tax", () => {
  const estimate = async (law: TaxLaw, lines: TaxableLine[]) => {
    const kintsugi = kintsugiWith(law)
    const estimated = await storeOf(kintsugi).of(
      cart({ lines }),
      "cart_01JAUSTIN"
    )
    const shares = estimated.taxes().map(({ line, amount }) => ({
      net: line.amount.toFixed(),
      tax: amount.toFixed(),
      gross: line.amount.plus(amount).toFixed(),
    }))
    return { kintsugi, shares }
  }

  it.each<[string, TaxLaw, string, string, string]>([
    ["Germany", germany, "119", "100", "19"],
    ["Germany", germany, "11.9", "10", "1.9"],
    ["Germany", germany, "59.99", "50.41", "9.58"],
    ["Florida, below the cap", florida, "1070", "1000", "70"],
    ["Florida, above it", florida, "10650", "10000", "650"],
    ["New York, below the threshold", newYork, "109.99", "109.99", "0"],
    ["New York, above it", newYork, "216", "200", "16"],
    ["nowhere", () => [], "59.99", "59.99", "0"],
  ])("are split into net + tax in %s: %#", async (_, law, gross, net, tax) => {
    const { kintsugi, shares } = await estimate(law, [including("a", gross)])
    expect(shares).toEqual([{ net, tax, gross }])
    expect(kintsugi.asked.length).toBeLessThanOrEqual(4)
  })

  it("are asked about in one request with prices that do not include tax", async () => {
    const { kintsugi, shares } = await estimate(florida, [
      including("a", "1070"),
      including("b", "10650"),
      line("c", "Mug", "12"),
    ])
    expect(shares).toEqual([
      { net: "1000", tax: "70", gross: "1070" },
      { net: "10000", tax: "650", gross: "10650" },
      { net: "12", tax: "0.84", gross: "12.84" },
    ])
    expect(kintsugi.asked.length).toBeLessThanOrEqual(4)
    for (const { transaction_items } of kintsugi.asked) {
      expect(transaction_items).toHaveLength(3)
      expect(transaction_items[2]?.amount).toBe(12)
    }
  })

  it("use the lower net if a threshold lies between two", async () => {
    // If taxed, the net of 115.00 is below 110.00 and so exempt; if exempt, the
    // net is 115.00 and so taxed.
    const { kintsugi, shares } = await estimate(newYork, [
      including("a", "115"),
    ])
    expect(kintsugi.asked.length).toBeLessThanOrEqual(4)
    expect(Number(shares[0]?.net)).toBeLessThan(110)
    expect(shares[0]?.tax).toBe("0")
  })

  it("are asked about at most four times if no net ever fits", async () => {
    let call = 0
    const moody: TaxLaw = (net) =>
      byRate("Mood Tax", (call++ % 5) / 50 + 0.01)(net)
    const { kintsugi } = await estimate(moody, [
      including("a", "99.99"),
      including("b", "1234.56"),
      including("c", "0.07"),
    ])
    expect(kintsugi.asked.length).toBeLessThanOrEqual(4)
  })

  it("are asked about once if all prices exclude tax", async () => {
    const { kintsugi, shares } = await estimate(germany, [
      line("a", "Shirt", "59.99"),
    ])
    expect(kintsugi.asked).toHaveLength(1)
    expect(shares).toEqual([{ net: "59.99", tax: "11.4", gross: "71.39" }])
  })

  const inBerlin = (lines: TaxableLine[]) =>
    cart({
      lines,
      address: {
        type: "SHIP_TO",
        state: "",
        postal_code: "10117",
        country: "DE",
      },
    })

  it("are asked about once if the country's standard rate applies", async () => {
    const kintsugi = kintsugiWith(germany)
    // No net fits 0.09: 0.07 comes to 0.08 with tax, and 0.08 to 0.10.
    await storeOf(kintsugi).of(
      inBerlin([including("a", "119"), including("b", "0.09")]),
      "cart_01JBERLIN"
    )
    expect(kintsugi.asked).toHaveLength(1)
    expect(
      kintsugi.asked[0]?.transaction_items.map(({ amount }) => amount)
    ).toEqual([100, 0.07])
  })

  it("are asked about once if the rate of such a line is already known", async () => {
    const books = byRate("Umsatzsteuer", 0.07)
    const kintsugi = kintsugiWith(books)
    const estimates = storeOf(kintsugi)
    await estimates.of(inBerlin([including("a", "107")]), "cart_01JBERLIN")
    const calls = kintsugi.asked.length
    await estimates.of(inBerlin([including("a", "21.4")]), "cart_01JBERLIN")
    expect(kintsugi.asked).toHaveLength(calls + 1)
    expect(kintsugi.asked.at(-1)?.transaction_items[0]?.amount).toBe(20)
  })

  it("cover the fee of a line that costs nothing", async () => {
    // 27 cents a delivery, which is free.
    const colorado: TaxLaw = (net) =>
      net
        ? byRate("Colorado State Tax", 0.04)(net)
        : [{ name: "Retail Delivery Fee", rate: "0", amount: 0.27 }]
    const kintsugi = kintsugiWith(colorado)
    const { taxes } = await storeOf(kintsugi).of(
      cart({
        lines: [
          including("a", "104.27"),
          { ...line("s", "Delivery", "0"), kind: "shipping" },
        ],
      }),
      "cart_01JDENVER"
    )
    expect(taxes().map(({ line: { amount } }) => amount.toFixed())).toEqual([
      "100",
      "0",
    ])
  })

  it("are cached with the net that was asked about", async () => {
    const kintsugi = kintsugiWith(germany)
    const estimates = storeOf(kintsugi)
    const ours = cart({
      lines: [including("a", "119"), including("b", "11.9")],
    })
    await estimates.of(ours, "cart_01JOURS")
    const calls = kintsugi.asked.length
    const theirs = cart({
      lines: ours.lines
        .map((one) => ({ ...one, id: `${one.id}_theirs` }))
        .reverse(),
    })
    const { taxes } = await estimates.of(theirs, "cart_01JTHEIRS")
    expect(
      taxes().map(({ line, amount }) => [
        line.id,
        line.amount.toFixed(),
        amount.toFixed(),
      ])
    ).toEqual([
      ["b_theirs", "10", "1.9"],
      ["a_theirs", "100", "19"],
    ])
    expect(kintsugi.asked).toHaveLength(calls)
  })

  it("can have a discount that is stored without tax", async () => {
    // 119.00 is 100.00 net; less 10.00 net it is 90.00, of which 19 % is 17.10.
    const { shares } = await estimate(germany, [including("a", "119", "10")])
    expect(shares).toEqual([{ net: "90", tax: "17.1", gross: "107.1" }])
  })
})

describe("the deadline of an estimate", () => {
  it("is the same for all requests about one cart", async () => {
    const kintsugi = kintsugiWith(germany)
    const { estimateTax } = kintsugi
    const deadlines: number[] = []
    kintsugi.estimateTax = (request, call) => {
      deadlines.push(call.deadline)
      return estimateTax(request, call)
    }
    const start = Date.now()
    await storeOf(kintsugi, { options: { deadlineMs: 1500 } }).of(
      cart({ lines: [including("a", "119")] }),
      "cart_01JAUSTIN"
    )
    expect(deadlines.length).toBeGreaterThan(1)
    expect(new Set(deadlines).size).toBe(1)
    expect(deadlines[0]).toBeGreaterThanOrEqual(start + 1500)
    expect(deadlines[0]).toBeLessThan(start + 1500 + 500)
  })
})
