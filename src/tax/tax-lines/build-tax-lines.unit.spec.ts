import type {
  ItemTaxLineDTO,
  ShippingTaxLineDTO,
  TaxRateDTO,
} from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import { storedRate } from "./float4"
import type { JurisdictionTax, LineTax } from "../estimate/validate-estimate"
import {
  type EstimateFacts,
  PROVIDER_ID,
  type TaxLine,
  toFallbackLines,
  toTaxLines,
  toZeroLines,
} from "./build-tax-lines"
import type { TaxableLine } from "../cart/taxable-line"

const ZERO = MathBN.convert(0)

/** Its tax is on top of its amount, unless `fields.price` differs. */
const shirt = (fields: Partial<TaxableLine> = {}): TaxableLine => {
  const amount = fields.amount ?? MathBN.convert("19.99")
  return {
    kind: "item",
    id: "cali_01JSHIRT",
    productId: "prod_01JSHIRT",
    quantity: MathBN.convert(1),
    price: { withTax: ZERO, withoutTax: amount },
    amount,
    currencyCode: "USD",
    rates: [],
    ...fields,
  }
}

const parcel = (fields: Partial<TaxableLine> = {}): TaxableLine =>
  shirt({
    kind: "shipping",
    id: "casm_01JPARCEL",
    productId: undefined,
    ...fields,
  })

const jurisdiction = (
  name: string,
  rate: string,
  amount: string,
  fields: Partial<JurisdictionTax> = {}
): JurisdictionTax => ({
  name,
  rate: MathBN.convert(rate),
  amount: MathBN.convert(amount),
  exempt: false,
  ...fields,
})

const taxed = (
  line: TaxableLine,
  jurisdictions: JurisdictionTax[],
  fields: Partial<LineTax> = {}
): LineTax => ({
  line,
  amount: MathBN.sum(0, ...jurisdictions.map(({ amount }) => amount)),
  taxableAmount: line.amount,
  rate: MathBN.sum(0, ...jurisdictions.map(({ rate }) => rate)),
  exempt: false,
  jurisdictions,
  ...fields,
})

/** 19.99 in Austin: each jurisdiction's tax is rounded to the cent. */
const AUSTIN = [
  jurisdiction("Texas State Tax", "0.0625", "1.25"),
  jurisdiction("Austin City Tax", "0.01", "0.20"),
  jurisdiction("Austin Mta Transit Tax", "0.01", "0.20"),
]

const FACTS: EstimateFacts = {
  place: "US-TX",
  hasActiveRegistration: true,
  addressStatus: "VERIFIED",
}

const split = (taxes: LineTax[], facts = FACTS) =>
  toTaxLines(taxes, facts, { combined: false, storage: "decimal" })

const combined = (taxes: LineTax[]) =>
  toTaxLines(taxes, FACTS, { combined: true, storage: "decimal" })

/** As the cart stores them. */
const splitInCart = (taxes: LineTax[]) =>
  toTaxLines(taxes, FACTS, { combined: false, storage: "float4" })

const codesOf = (lines: TaxLine[]) => lines.map(({ code }) => code)

/** What Medusa charges: rate / 100 × net. */
const charged = ({ rate }: TaxLine, net: number) => ((rate ?? 0) / 100) * net

const chargedByAll = (lines: TaxLine[], net: number) =>
  lines.reduce((sum, line) => sum + charged(line, net), 0)

const linesNamed = (lines: TaxLine[], name: string) =>
  lines.filter((line) => line.name === name)

const shippingLines = (lines: TaxLine[]) =>
  lines.filter((line) => "shipping_line_id" in line)

const FEE = jurisdiction("Retail Delivery Fee", "0", "0.28")

describe("toTaxLines", () => {
  it("returns one line for each jurisdiction, with Kintsugi's name", () => {
    expect(split([taxed(shirt(), AUSTIN)])).toMatchObject([
      {
        line_item_id: "cali_01JSHIRT",
        provider_id: "tp_kintsugi_kintsugi",
        name: "Texas State Tax",
        code: "us-tx:texas-state-tax",
      },
      {
        line_item_id: "cali_01JSHIRT",
        provider_id: "tp_kintsugi_kintsugi",
        name: "Austin City Tax",
        code: "us-tx:austin-city-tax",
      },
      {
        line_item_id: "cali_01JSHIRT",
        provider_id: "tp_kintsugi_kintsugi",
        name: "Austin Mta Transit Tax",
        code: "us-tx:austin-mta-transit-tax",
      },
    ])
  })

  it("returns rates that give Kintsugi's amounts in Medusa", () => {
    const lines = split([taxed(shirt(), AUSTIN)])
    const amounts = lines.map((line) => charged(line, 19.99))
    expect(amounts[0]).toBeCloseTo(1.25, 9)
    expect(amounts[1]).toBeCloseTo(0.2, 9)
    expect(amounts[2]).toBeCloseTo(0.2, 9)
  })

  it("returns the statutory rates if they give exact amounts", () => {
    const line = shirt({ amount: MathBN.convert("100") })
    const lines = split([
      taxed(line, [
        jurisdiction("Texas State Tax", "0.0625", "6.25"),
        jurisdiction("Austin City Tax", "0.01", "1.00"),
      ]),
    ])
    expect(lines.map(({ rate }) => rate)).toEqual([6.25, 1])
  })

  it("assigns shipping's tax to the shipping method", () => {
    const [line] = split([taxed(parcel(), AUSTIN.slice(0, 1))])
    expect(line).toMatchObject({ shipping_line_id: "casm_01JPARCEL" })
    expect(line).not.toHaveProperty("line_item_id")
  })

  it("writes the source and Kintsugi's answer in data", () => {
    const partly = taxed(shirt(), AUSTIN.slice(0, 1), {
      taxableAmount: MathBN.convert("15"),
      exemptReason: "Partly exempt",
    })
    expect(split([partly])[0]?.data).toEqual({
      source: "kintsugi",
      has_active_registration: true,
      address_status: "VERIFIED",
      line: {
        tax_amount: "1.25",
        taxable_amount: "15.00",
        tax_rate: "0.0625",
        exempt: false,
        exempt_reason: "Partly exempt",
      },
      jurisdiction: {
        name: "Texas State Tax",
        rate: "0.0625",
        amount: "1.25",
        exempt: false,
        exempt_reason: null,
      },
    })
  })

  it("writes data that a JSON column keeps unchanged", () => {
    const facts = { ...FACTS, addressStatus: undefined }
    const [line] = split([taxed(shirt(), AUSTIN)], facts)
    expect(JSON.parse(JSON.stringify(line?.data))).toEqual(line?.data)
    expect(line?.data).toMatchObject({ address_status: null })
  })

  it("keeps the reason why a jurisdiction is exempt", () => {
    const exempt = jurisdiction("New York State Tax", "0.04", "0", {
      exempt: true,
      exemptReason: "Clothing below 110",
    })
    const [line] = split([taxed(shirt(), [exempt])])
    expect(line).toMatchObject({
      rate: 0,
      data: {
        jurisdiction: {
          rate: "0.04",
          amount: "0.00",
          exempt: true,
          exempt_reason: "Clothing below 110",
        },
      },
    })
  })

  it("gives an untaxed line one line with rate 0, so that no old tax remains", () => {
    const exempt = taxed(shirt(), [], {
      taxableAmount: MathBN.convert(0),
      exempt: true,
      exemptReason: "Reseller",
    })
    expect(split([exempt])).toEqual([
      {
        line_item_id: "cali_01JSHIRT",
        provider_id: "tp_kintsugi_kintsugi",
        name: "No tax",
        code: "us-tx:no-tax",
        rate: 0,
        data: {
          source: "kintsugi",
          has_active_registration: true,
          address_status: "VERIFIED",
          line: {
            tax_amount: "0.00",
            taxable_amount: "0.00",
            tax_rate: "0",
            exempt: true,
            exempt_reason: "Reseller",
          },
        },
      },
    ])
    expect(combined([exempt])).toEqual(split([exempt]))
  })

  it("writes in data that there is no registration", () => {
    const facts = { ...FACTS, hasActiveRegistration: false }
    expect(split([taxed(shirt(), [])], facts)[0]?.data).toMatchObject({
      has_active_registration: false,
    })
  })

  it("taxes a free line at rate 0", () => {
    const free = shirt({ amount: MathBN.convert(0) })
    const lines = split([
      taxed(free, [jurisdiction("Texas State Tax", "0.0625", "0")]),
    ])
    expect(lines.map(({ rate }) => rate)).toEqual([0])
  })

  it("turns a flat fee into the rate that charges it", () => {
    const [line] = split([taxed(shirt(), [FEE])])
    expect(line && charged(line, 19.99)).toBeCloseTo(0.28, 9)
  })

  it("writes the fingerprint of the estimated cart in data", () => {
    const lines = split([taxed(shirt(), AUSTIN), taxed(parcel(), [])], {
      ...FACTS,
      fingerprint: "3f2a",
    })
    expect(lines.map(({ data }) => data?.fingerprint)).toEqual([
      "3f2a",
      "3f2a",
      "3f2a",
      "3f2a",
    ])
  })

  it("writes in data what was assumed of the shopper", () => {
    const [line] = split([taxed(shirt(), AUSTIN)], {
      ...FACTS,
      exemptBy: "customer_group",
      isGuest: true,
      isStateFromPostalCode: true,
    })
    expect(line?.data).toMatchObject({
      exempt_by: "customer_group",
      customer: "guest",
      state_from: "postal_code",
    })
  })

  it("writes nothing in data of what does not apply", () => {
    const [line] = split([taxed(shirt(), AUSTIN)])
    expect(Object.keys(line?.data ?? {})).toEqual([
      "source",
      "has_active_registration",
      "address_status",
      "line",
      "jurisdiction",
    ])
    expect(line?.data?.line).not.toHaveProperty("answered_tax_amount")
  })

  it("writes Kintsugi's amount in data where another is charged", () => {
    const rounded = taxed(shirt(), AUSTIN, {
      answeredAmount: MathBN.convert("1.6"),
    })
    expect(split([rounded])[0]?.data?.line).toMatchObject({
      tax_amount: "1.65",
      answered_tax_amount: "1.60",
    })
  })

  it("writes where a remembered tax comes from, and what is in doubt", () => {
    const remembered = taxed(shirt(), AUSTIN, {
      remembered: {
        asOf: "2026-11-29",
        isApproximate: true,
        isRegistered: true,
      },
    })
    const [line] = split([remembered, taxed(parcel(), AUSTIN)], {
      ...FACTS,
      hasActiveRegistration: false,
      fingerprint: "abc",
      rememberedBecause: "timed_out",
    })
    expect(line?.data).toEqual({
      source: "remembered",
      reason: "timed_out",
      as_of: "2026-11-29",
      approximate: true,
      has_active_registration: true,
      fingerprint: "abc",
      line: expect.objectContaining({ tax_amount: "1.65" }),
      jurisdiction: expect.objectContaining({ amount: "1.25" }),
    })
  })

  it("keeps the sums of items and of shipping exact separately", () => {
    const item = shirt({ amount: MathBN.convert("100000.01") })
    const lines = splitInCart([
      taxed(item, [jurisdiction("Texas State Tax", "0.0625", "6250.03")]),
      taxed(parcel(), [jurisdiction("Texas State Tax", "0.0625", "1.23")]),
    ])
    const ofItem = lines.filter((line) => "line_item_id" in line)
    expect(Math.abs(chargedByAll(ofItem, 100000.01) - 6250.03)).toBeLessThan(
      0.00001
    )
    expect(
      Math.abs(chargedByAll(shippingLines(lines), 19.99) - 1.23)
    ).toBeLessThan(0.00001)
  })

  it("assigns each line's tax to that line", () => {
    const mug = shirt({ id: "cali_01JMUG", amount: MathBN.convert("12") })
    const lines = split([
      taxed(shirt(), AUSTIN.slice(0, 1)),
      taxed(mug, [jurisdiction("Texas State Tax", "0.0625", "0.75")]),
      taxed(parcel(), []),
    ])
    expect(lines).toMatchObject([
      { line_item_id: "cali_01JSHIRT" },
      { line_item_id: "cali_01JMUG", rate: 6.25 },
      { shipping_line_id: "casm_01JPARCEL", rate: 0 },
    ])
  })

  it("returns no lines for no lines", () => {
    expect(split([])).toEqual([])
  })
})

describe("toTaxLines, rates", () => {
  it.each([
    ["100", "6.25", "0.0625", 6.25],
    ["80", "6.60", "0.0825", 8.25],
    ["-100", "-6.25", "0.0625", 6.25],
    ["0.1", "0.03", "0.3", 30],
  ])(
    "on %s with a tax of %s are exactly the statutory rate %s",
    (net, tax, rate, percent) => {
      const line = shirt({ amount: MathBN.convert(net) })
      const taxes = [taxed(line, [jurisdiction("Texas State Tax", rate, tax)])]
      expect(split(taxes).map((one) => one.rate)).toEqual([percent])
      expect(splitInCart(taxes).map((one) => one.rate)).toEqual([percent])
    }
  )

  it.each([
    ["rounded to the cent", "19.99", "1.25", "0.0625"],
    ["capped", "8000", "50", "0.01"],
    ["partly taxable", "250", "2.80", "0.02"],
    ["a flat fee", "49.90", "0.28", "0"],
    ["a flat fee above the line's amount", "0.10", "0.28", "0"],
    ["repeating decimals", "3", "0.01", "0.0625"],
    ["a credit", "-19.99", "-1.25", "0.0625"],
  ])("give the amount that was %s", (_, net, tax, rate) => {
    const line = shirt({ amount: MathBN.convert(net) })
    const taxes = [taxed(line, [jurisdiction("Texas State Tax", rate, tax)])]
    expect(chargedByAll(split(taxes), Number(net))).toBeCloseTo(Number(tax), 9)
    // Within 0.000005, at seven digits a rate.
    expect(chargedByAll(splitInCart(taxes), Number(net))).toBeCloseTo(
      Number(tax),
      5
    )
  })

  it("are 0 where nothing is taxed", () => {
    const taxes = [
      taxed(shirt(), [jurisdiction("Texas State Tax", "0.0625", "0E-9")]),
    ]
    expect(split(taxes).map(({ rate }) => rate)).toEqual([0])
  })

  it("are returned by the cart as they were stored", () => {
    for (const { rate } of splitInCart([taxed(shirt(), AUSTIN)])) {
      expect(rate).toBe(storedRate(rate ?? Number.NaN))
    }
  })

  it("take two tax lines if float4 cannot express the amount in one", () => {
    const net = 98_765.43
    const line = shirt({ amount: MathBN.convert(net) })
    const taxes = [taxed(line, [jurisdiction("State Tax", "0.07", "6913.57")])]
    const lines = splitInCart(taxes)
    expect(lines).toMatchObject([
      { name: "State Tax", code: "us-tx:state-tax" },
      { name: "State Tax", code: "us-tx:state-tax" },
    ])
    expect(chargedByAll(lines, net)).toBeCloseTo(6913.57, 5)
    // An order stores decimals.
    expect(split(taxes)).toHaveLength(1)
  })

  it("keep a price that includes tax", () => {
    // 11.90 at 19% and 5.95 at 19%: net + tax = gross.
    const including = (gross: string, net: string): TaxableLine =>
      shirt({
        id: `cali_${gross}`,
        price: { withTax: MathBN.convert(gross), withoutTax: ZERO },
        amount: MathBN.convert(net),
      })
    const lines = splitInCart([
      taxed(including("11.90", "10"), [jurisdiction("VAT", "0.19", "1.90")]),
      taxed(including("5.95", "5"), [jurisdiction("VAT", "0.19", "0.95")]),
    ])
    expect(lines.map(({ rate }) => rate)).toEqual([19, 19])
  })

  it("apply to the net that a price with tax leaves", () => {
    // 99.99 is 15.96 of tax and 84.03 net: 18.993%.
    const line = shirt({
      price: { withTax: MathBN.convert("99.99"), withoutTax: ZERO },
      amount: MathBN.convert("84.03"),
    })
    const lines = split([taxed(line, [jurisdiction("VAT", "0.19", "15.96")])])
    const rate = lines.reduce((sum, one) => sum + (one.rate ?? 0), 0) / 100
    expect((99.99 / (1 + rate)) * rate).toBeCloseTo(15.96, 9)
    expect(99.99 / (1 + rate)).toBeCloseTo(84.03, 9)
  })
})

describe("toTaxLines, with a fee on a free line", () => {
  const free = parcel({ amount: ZERO })

  it("moves the fee to a line that costs something", () => {
    const lines = split([
      taxed(shirt(), AUSTIN.slice(0, 1)),
      taxed(free, [FEE]),
    ])
    expect(lines).toMatchObject([
      { line_item_id: "cali_01JSHIRT", name: "Texas State Tax" },
      {
        line_item_id: "cali_01JSHIRT",
        name: "Retail Delivery Fee",
        data: { jurisdiction: { amount: "0.28", rate: "0" } },
      },
      { shipping_line_id: "casm_01JPARCEL", name: "No tax", rate: 0 },
    ])
    expect(chargedByAll(lines, 19.99)).toBeCloseTo(1.25 + 0.28, 9)
  })

  it("moves the fee to another shipping method first", () => {
    const courier = parcel({
      id: "casm_01JCOURIER",
      amount: MathBN.convert("9.50"),
    })
    const lines = split([
      taxed(shirt(), AUSTIN.slice(0, 1)),
      taxed(free, [FEE]),
      taxed(courier, []),
    ])
    const [fee, ...others] = linesNamed(lines, "Retail Delivery Fee")
    expect(others).toEqual([])
    expect(fee).toMatchObject({ shipping_line_id: "casm_01JCOURIER" })
    expect(fee && charged(fee, 9.5)).toBeCloseTo(0.28, 9)
    expect(shippingLines(lines)).toHaveLength(2)
  })

  it("charges the fee if the jurisdictions are combined", () => {
    const lines = combined([taxed(shirt(), AUSTIN), taxed(free, [FEE])])
    const itemLines = lines.filter((line) => "line_item_id" in line)
    expect(chargedByAll(itemLines, 19.99)).toBeCloseTo(1.65 + 0.28, 9)
  })

  it("keeps the fee at rate 0 and in data if all lines are free", () => {
    const lines = split([
      taxed(shirt({ amount: ZERO }), []),
      taxed(free, [FEE]),
    ])
    expect(lines).toMatchObject([
      { line_item_id: "cali_01JSHIRT", name: "No tax", rate: 0 },
      {
        shipping_line_id: "casm_01JPARCEL",
        name: "Retail Delivery Fee",
        rate: 0,
        data: { jurisdiction: { amount: "0.28" } },
      },
    ])
  })
})

describe("toTaxLines, codes", () => {
  const codes = (names: string[], place = "US-TX") =>
    codesOf(
      split(
        [
          taxed(
            shirt(),
            names.map((name) => jurisdiction(name, "0.01", "0.20"))
          ),
        ],
        { ...FACTS, place }
      )
    )

  it("are readable", () => {
    expect(codes(["  Montréal (Québec) / QST "], "CA-QC")).toEqual([
      "ca-qc:montreal-quebec-qst",
    ])
    expect(codes(["Umsatzsteuer"], "DE")).toEqual(["de:umsatzsteuer"])
  })

  it("are the same for each line and each calculation", () => {
    expect(codes(["City Tax", "County Tax"])).toEqual(
      codes(["City Tax", "County Tax"])
    )
    expect(codes(["County Tax", "City Tax"])).toEqual([
      "us-tx:county-tax",
      "us-tx:city-tax",
    ])
  })

  it("number jurisdictions with the same name", () => {
    expect(codes(["Special Tax", "Special Tax", "Special Tax"])).toEqual([
      "us-tx:special-tax",
      "us-tx:special-tax-2",
      "us-tx:special-tax-3",
    ])
  })

  it.each([
    [["Special Tax", "Special Tax", "Special Tax 2"]],
    [["Special Tax 2", "Special Tax", "Special Tax"]],
  ])("are unique within a line: %j", (names) => {
    expect(new Set(codes(names)).size).toBe(3)
  })
})

describe("toTaxLines, combined", () => {
  it("combines an item's jurisdictions in one line", () => {
    const lines = combined([taxed(shirt(), AUSTIN)])
    expect(lines).toMatchObject([
      {
        line_item_id: "cali_01JSHIRT",
        provider_id: "tp_kintsugi_kintsugi",
        name: "Texas State Tax, Austin City Tax, Austin Mta Transit Tax",
        code: "us-tx:sales-tax",
      },
    ])
    expect(lines[0] && charged(lines[0], 19.99)).toBeCloseTo(1.65, 9)
  })

  it("returns the sum of the statutory rates if that is exact", () => {
    const line = shirt({ amount: MathBN.convert("80") })
    const taxes = taxed(line, [
      jurisdiction("Texas State Tax", "0.0625", "5.00"),
      jurisdiction("Austin City Tax", "0.02", "1.60"),
    ])
    expect(combined([taxes])[0]?.rate).toBe(8.25)
  })

  it("keeps the jurisdictions in data", () => {
    const [line] = combined([taxed(shirt(), AUSTIN.slice(0, 2))])
    expect(line?.data).toEqual({
      source: "kintsugi",
      has_active_registration: true,
      address_status: "VERIFIED",
      line: {
        tax_amount: "1.45",
        taxable_amount: "19.99",
        tax_rate: "0.0725",
        exempt: false,
        exempt_reason: null,
      },
      jurisdictions: [
        {
          name: "Texas State Tax",
          rate: "0.0625",
          amount: "1.25",
          exempt: false,
          exempt_reason: null,
        },
        {
          name: "Austin City Tax",
          rate: "0.01",
          amount: "0.20",
          exempt: false,
          exempt_reason: null,
        },
      ],
    })
  })
})

describe("toFallbackLines", () => {
  const rate = (fields: Partial<TaxRateDTO> = {}): TaxRateDTO =>
    ({
      id: "txr_01JTEXAS",
      name: "Texas default",
      code: "TXDEF",
      rate: 8.25,
      ...fields,
    }) as TaxRateDTO

  const MARKING = { source: "fallback", reason: "unavailable" } as const

  it("returns the store's own rates, each with its id, marked", () => {
    const county = rate({
      id: "txr_01JTRAVIS",
      name: "Travis",
      code: "TR",
      rate: 1,
    })
    const line = shirt({ rates: [rate(), county] })
    expect(toFallbackLines([line], MARKING)).toEqual([
      {
        line_item_id: "cali_01JSHIRT",
        provider_id: PROVIDER_ID,
        rate_id: "txr_01JTEXAS",
        name: "Texas default",
        code: "TXDEF",
        rate: 8.25,
        data: { source: "fallback", reason: "unavailable" },
      },
      {
        line_item_id: "cali_01JSHIRT",
        provider_id: PROVIDER_ID,
        rate_id: "txr_01JTRAVIS",
        name: "Travis",
        code: "TR",
        rate: 1,
        data: { source: "fallback", reason: "unavailable" },
      },
    ])
  })

  it("returns the store's own rates for shipping methods", () => {
    const lines = toFallbackLines([parcel({ rates: [rate()] })], MARKING)
    expect(lines).toMatchObject([
      { shipping_line_id: "casm_01JPARCEL", rate: 8.25 },
    ])
  })

  it("writes the fingerprint of the cart in data", () => {
    const marking = { ...MARKING, fingerprint: "3f2a" }
    const lines = toFallbackLines([shirt({ rates: [rate()] })], marking)
    expect(lines?.map(({ data }) => data)).toEqual([marking])
  })

  it("accepts a rate of zero", () => {
    const lines = toFallbackLines(
      [shirt({ rates: [rate({ rate: 0 })] })],
      MARKING
    )
    expect(lines).toMatchObject([{ rate: 0 }])
  })

  it("ignores a rate without a number in addition to one with a number", () => {
    const line = shirt({ rates: [rate({ rate: null }), rate()] })
    expect(toFallbackLines([line], MARKING)).toMatchObject([{ rate: 8.25 }])
  })

  it.each<[string, TaxRateDTO[]]>([
    ["no rates", []],
    ["only a null rate", [rate({ rate: null })]],
  ])("returns undefined with %s, as that differs from zero", (_, rates) => {
    expect(toFallbackLines([shirt({ rates })], MARKING)).toBeUndefined()
  })

  it("returns undefined if one of several lines has no rate", () => {
    const lines = [shirt({ rates: [rate()] }), parcel()]
    expect(toFallbackLines(lines, MARKING)).toBeUndefined()
  })
})

describe("toZeroLines", () => {
  it("returns a rate of 0 for each line, named and marked", () => {
    const marking = { source: "pending", reason: "address_incomplete" } as const
    const lines: (ItemTaxLineDTO | ShippingTaxLineDTO)[] = toZeroLines(
      [shirt(), parcel()],
      "Tax pending",
      marking
    )
    expect(lines).toEqual([
      {
        line_item_id: "cali_01JSHIRT",
        provider_id: "tp_kintsugi_kintsugi",
        name: "Tax pending",
        code: "address-incomplete",
        rate: 0,
        data: marking,
      },
      {
        shipping_line_id: "casm_01JPARCEL",
        provider_id: "tp_kintsugi_kintsugi",
        name: "Tax pending",
        code: "address-incomplete",
        rate: 0,
        data: marking,
      },
    ])
  })
})
