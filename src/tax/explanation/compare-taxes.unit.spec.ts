import { BASIS, facts, jurisdiction, line } from "./__fixtures__/facts"
import { compareTaxes } from "./compare-taxes"
import { explainTax } from "./explain-tax"
import type { TaxFacts } from "./tax-facts"

const compare = (then: Partial<TaxFacts>, today: Partial<TaxFacts>) =>
  compareTaxes(
    explainTax(facts(then), BASIS),
    explainTax(facts(today), { ...BASIS, basis: "asked" })
  )

const causesOf = (then: Partial<TaxFacts>, today: Partial<TaxFacts>) =>
  compare(then, today).causes

describe("compareTaxes", () => {
  it("equal answers do not differ", () => {
    expect(compare({}, {})).toEqual({
      tax_then: "8.25",
      tax_today: "8.25",
      difference: "0",
      lines: [
        {
          id: "ordli_1",
          title: "Kintsugi Mug",
          kind: "item",
          tax_then: "8.25",
          tax_today: "8.25",
          difference: "0",
        },
      ],
      causes: [],
    })
  })

  it("a customer who was exempted since", () => {
    const exempt = line({
      tax: "0",
      answer: {
        exempt: true,
        exempt_reason: "CUSTOMER",
        taxable_amount: "0",
        jurisdictions: [
          jurisdiction("Texas State Sales Tax", "0.0625", "0", {
            exempt: true,
          }),
          jurisdiction("Austin City Sales Tax", "0.01", "0", { exempt: true }),
          jurisdiction("Austin MTA Transit Sales Tax", "0.01", "0", {
            exempt: true,
          }),
        ],
      },
    })
    const customer = {
      standing: "exempt" as const,
      reason: null,
      tax_id_country: null,
    }
    expect(compare({}, { customer, lines: [exempt] })).toMatchObject({
      difference: "-8.25",
      causes: [{ code: "customer_exempted", from: "taxable", to: "exempt" }],
    })
    expect(causesOf({ customer, lines: [exempt] }, {})).toEqual([
      { code: "customer_no_longer_exempt", from: "exempt", to: "taxable" },
    ])
  })

  it("a tax id that was added", () => {
    expect(
      causesOf(
        {},
        {
          customer: { standing: "taxable", reason: null, tax_id_country: "DE" },
        }
      )
    ).toEqual([{ code: "tax_id_changed", from: null, to: "DE" }])
  })

  it("a product that was reclassified explains what is taxable now", () => {
    const to = {
      category: "Digital",
      subcategory: "Software",
      from: "product" as const,
    }
    const digital = line({
      tax: "6.6",
      classification: to,
      answer: { taxable_amount: "80" },
    })
    expect(causesOf({}, { lines: [digital] })).toEqual([
      {
        code: "product_reclassified",
        line_id: "ordli_1",
        title: "Kintsugi Mug",
        from: line().classification,
        to,
      },
    ])
  })

  it("the same words from another source are no other classification", () => {
    const same = line({
      classification: { ...line().classification!, from: "product" },
    })
    expect(causesOf({}, { lines: [same] })).toEqual([])
  })

  it("a rate that changed, a jurisdiction that came and one that went", () => {
    const today = line({
      tax: "9.25",
      answer: {
        jurisdictions: [
          jurisdiction("Texas State Sales Tax", "0.065", "6.5"),
          jurisdiction("Austin City Sales Tax", "0.01", "1"),
          jurisdiction("Stadium District Tax", "0.0175", "1.75"),
        ],
      },
    })
    expect(compare({}, { lines: [today] })).toMatchObject({
      difference: "1",
      causes: [
        {
          code: "rate_changed",
          jurisdiction: "Texas State Sales Tax",
          from: "0.0625",
          to: "0.065",
        },
        {
          code: "jurisdiction_added",
          jurisdiction: "Stadium District Tax",
          rate: "0.0175",
        },
        {
          code: "jurisdiction_removed",
          jurisdiction: "Austin MTA Transit Sales Tax",
          rate: "0.01",
        },
      ],
    })
  })

  it("another place, and another verdict on the address", () => {
    const { place } = facts()
    expect(
      causesOf(
        {},
        {
          place: {
            ...place!,
            city: "Dallas",
            postal_code: "75201",
            status: "PARTIALLY_VERIFIED",
          },
        }
      )
    ).toEqual([
      {
        code: "place_changed",
        from: "Austin, TX 78701, US",
        to: "Dallas, TX 75201, US",
      },
      {
        code: "address_verdict_changed",
        from: "VERIFIED",
        to: "PARTIALLY_VERIFIED",
      },
    ])
    expect(causesOf({}, { place: { ...place!, city: "AUSTIN" } })).toEqual([])
  })

  it("a registration that was gained or ended, unless it is only simulated", () => {
    const none = line({
      tax: "0",
      answer: {
        has_active_registration: false,
        taxable_amount: "0",
        jurisdictions: [],
      },
    })
    const jurisdictions = [
      "jurisdiction_added",
      "jurisdiction_added",
      "jurisdiction_added",
    ]
    const codesOf = (...args: Parameters<typeof causesOf>) =>
      causesOf(...args).map(({ code }) => code)
    expect(codesOf({ lines: [none] }, {})).toEqual([
      "registered",
      ...jurisdictions,
    ])
    expect(codesOf({}, { lines: [none] })[0]).toBe("registration_ended")
    expect(codesOf({ lines: [none] }, { simulated: true })).toEqual([
      "as_if_registered",
      ...jurisdictions,
    ])
  })

  it("the store's own rates are not compared with jurisdictions", () => {
    const fallback = line({
      tax: "8",
      answer: {
        source: "fallback",
        reason: "unavailable",
        taxable_amount: null,
        has_active_registration: null,
        jurisdictions: [jurisdiction("Default", "0.08", "8")],
      },
    })
    expect(compare({ lines: [fallback] }, {})).toMatchObject({
      difference: "0.25",
      causes: [
        {
          code: "not_answered_then",
          source: "fallback",
          reason: "unavailable",
        },
      ],
    })
  })

  it("lines that came, went or cost something else", () => {
    const comparison = compare(
      { lines: [line(), line({ id: "ordli_2", title: "Coat", tax: "1" })] },
      {
        lines: [
          line({
            amount: "200",
            tax: "16.5",
            answer: { taxable_amount: "200" },
          }),
          line({ id: "ordli_3", title: "Tent", tax: "2" }),
        ],
      }
    )
    expect(comparison.causes).toEqual([
      {
        code: "amount_changed",
        line_id: "ordli_1",
        title: "Kintsugi Mug",
        from: "100",
        to: "200",
      },
      { code: "line_removed", title: "Coat" },
      { code: "line_added", title: "Tent" },
    ])
    expect(
      comparison.lines.map(({ tax_then, tax_today, difference }) => [
        tax_then,
        tax_today,
        difference,
      ])
    ).toEqual([
      ["8.25", "16.5", "8.25"],
      ["1", null, "-1"],
      [null, "2", "2"],
    ])
  })

  it("the same question with another taxable amount, or with no difference in sight", () => {
    expect(
      causesOf({}, { lines: [line({ answer: { taxable_amount: "80" } })] })
    ).toEqual([
      {
        code: "taxable_amount_changed",
        line_id: "ordli_1",
        title: "Kintsugi Mug",
        from: "100",
        to: "80",
      },
    ])
    expect(causesOf({}, { lines: [line({ tax: "9" })] })).toEqual([
      { code: "unexplained" },
    ])
  })

  it("another day is named first of what was asked otherwise", () => {
    expect(causesOf({}, { for_day: "2026-01-31", simulated: true })).toEqual([
      { code: "for_day", day: "2026-01-31" },
      { code: "as_if_registered" },
    ])
  })

  it("gift cards are left out", () => {
    const card = line({ id: "ordli_9", kind: "gift_card", tax: "0" })
    expect(compare({ lines: [line(), card] }, {}).lines).toHaveLength(1)
  })
})
