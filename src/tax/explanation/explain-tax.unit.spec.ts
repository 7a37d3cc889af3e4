import { BASIS, facts, jurisdiction, line } from "./__fixtures__/facts"
import { certaintyOf, explainTax } from "./explain-tax"

describe("explainTax", () => {
  it("a partly taxable line: the base, the rate and the amount of each jurisdiction", () => {
    const explanation = explainTax(
      facts({
        lines: [
          line({
            tax: "6.6",
            answer: {
              taxable_amount: "80.00",
              jurisdictions: [
                jurisdiction("Texas State Sales Tax", "0.0625", "5"),
                jurisdiction("Austin City Sales Tax", "0.01", "0.80"),
                jurisdiction("Austin MTA Transit Sales Tax", "0.01", "0.80"),
              ],
            },
          }),
        ],
      }),
      BASIS
    )
    expect(explanation.totals).toEqual({
      amount: "100",
      discount: "0",
      taxable: "80",
      exempt: "20",
      tax: "6.6",
      effective_rate: "0.066",
    })
    expect(explanation.lines[0]).toMatchObject({
      taxability: "partly_taxable",
      taxable: "80",
      exempt: "20",
      added_later: false,
    })
    expect(
      explanation.jurisdictions.map(({ name, rate, base, amount }) => [
        name,
        rate,
        base,
        amount,
      ])
    ).toEqual([
      ["Texas State Sales Tax", "0.0625", "80", "5"],
      ["Austin City Sales Tax", "0.01", "80", "0.80"],
      ["Austin MTA Transit Sales Tax", "0.01", "80", "0.80"],
    ])
  })

  it("a jurisdiction that stops at a cap has a base of its own, and a flat fee has none", () => {
    const { lines } = explainTax(
      facts({
        lines: [
          line({
            amount: "2000",
            tax: "176.29",
            answer: {
              taxable_amount: "2000",
              jurisdictions: [
                jurisdiction("Tennessee State Sales Tax", "0.07", "140"),
                jurisdiction("Tennessee Local Sales Tax", "0.0225", "36"),
                jurisdiction("Delivery Fee", "0", "0.29"),
                jurisdiction("City Tax", "0.01", "0", { exempt: true }),
              ],
            },
          }),
        ],
      }),
      BASIS
    )
    expect(lines[0]?.jurisdictions.map(({ base }) => base)).toEqual([
      "2000",
      "1600",
      null,
      "0",
    ])
    expect(lines[0]?.taxability).toBe("some_jurisdictions")
  })

  it("an amount that was rounded to the cent keeps the taxable amount as its base", () => {
    const { lines } = explainTax(
      facts({
        lines: [
          line({
            amount: "19.99",
            tax: "1.25",
            answer: {
              taxable_amount: "19.99",
              jurisdictions: [jurisdiction("Texas", "0.0625", "1.25")],
            },
          }),
        ],
      }),
      BASIS
    )
    expect(lines[0]?.jurisdictions[0]?.base).toBe("19.99")
  })

  it("jurisdictions are summed over the lines, by name and rate, the largest first", () => {
    const { jurisdictions, totals } = explainTax(
      facts({
        lines: [
          line({ answer: { jurisdictions: [jurisdiction("A", "0.01", "1")] } }),
          line({
            id: "ordli_2",
            answer: {
              jurisdictions: [
                jurisdiction("A", "0.01", "1"),
                jurisdiction("B", "0.04", "4"),
                jurisdiction("A", "0.02", "2", { exempt_reason: "X" }),
              ],
            },
          }),
        ],
      }),
      BASIS
    )
    expect(
      jurisdictions.map(({ name, rate, base, amount }) => [
        name,
        rate,
        base,
        amount,
      ])
    ).toEqual([
      ["B", "0.04", "100", "4"],
      ["A", "0.01", "200", "2"],
      ["A", "0.02", "100", "2"],
    ])
    expect(totals.tax).toBe("16.5")
  })

  it("an empty amount has no effective rate", () => {
    const { totals } = explainTax(facts({ lines: [] }), BASIS)
    expect(totals).toEqual({
      amount: "0",
      discount: "0",
      taxable: "0",
      exempt: "0",
      tax: "0",
      effective_rate: null,
    })
  })

  it("the source of all lines is theirs, or mixed; gift cards do not count", () => {
    const sourceOf = (...sources: ("kintsugi" | "fallback" | "gift_card")[]) =>
      explainTax(
        facts({
          lines: sources.map((source) => line({ answer: { source } })),
        }),
        BASIS
      ).source
    expect(sourceOf("kintsugi", "gift_card")).toBe("kintsugi")
    expect(sourceOf("kintsugi", "fallback")).toBe("mixed")
    expect(sourceOf("gift_card")).toBe("gift_card")
    expect(sourceOf()).toBe("none")
  })

  it("the store's own rates tax the whole amount", () => {
    const { lines, has_active_registration } = explainTax(
      facts({
        lines: [
          line({
            tax: "8",
            answer: {
              source: "fallback",
              reason: "unavailable",
              taxable_amount: null,
              has_active_registration: null,
              jurisdictions: [jurisdiction("Default", "0.08", "8")],
            },
          }),
        ],
      }),
      BASIS
    )
    expect(lines[0]).toMatchObject({
      source: "fallback",
      reason: "unavailable",
      taxable: "100",
      taxability: "taxed",
    })
    expect(has_active_registration).toBeNull()
  })

  it("lines that came later are marked", () => {
    const { lines } = explainTax(
      facts({ lines: [line(), line({ id: "ordli_2" })] }),
      { ...BASIS, addedLines: new Set(["ordli_2"]) }
    )
    expect(lines.map(({ added_later }) => added_later)).toEqual([false, true])
  })

  it("a customer whom Kintsugi's answer exempts is exempt", () => {
    const exempt = (customer: ReturnType<typeof facts>["customer"]) =>
      explainTax(
        facts({
          customer,
          lines: [
            line({
              tax: "0",
              answer: {
                exempt: true,
                exempt_reason: "CUSTOMER",
                taxable_amount: "0",
              },
            }),
          ],
        }),
        BASIS
      ).customer
    expect(exempt(null)).toEqual({
      standing: "exempt",
      reason: null,
      tax_id_country: null,
    })
    expect(
      exempt({
        standing: "exempt_group",
        reason: "School",
        tax_id_country: null,
      })
    ).toEqual({
      standing: "exempt_group",
      reason: "School",
      tax_id_country: null,
    })
  })
})

describe("certaintyOf", () => {
  const place = facts().place!
  it.each([
    ["verified", {}],
    ["completed", { status: "PARTIALLY_VERIFIED" }],
    ["completed", { is_state_from_postal_code: true }],
    ["completed", { validation: "partially_verified" }],
    ["zip_only", { has_street: false }],
    ["zip_plus_4", { has_street: false, postal_code: "78701-1234" }],
    ["zip_only", { has_street: false, country: "DE", postal_code: "10117" }],
    ["country_only", { postal_code: "", country: "AE" }],
    ["invalid", { status: "INVALID" }],
    ["invalid", { validation: "invalid" }],
    ["not_verified", { status: "UNVERIFIABLE" }],
    ["not_verified", { status: null }],
  ] as const)("%s: %j", (certainty, changes) => {
    expect(certaintyOf({ ...place, ...changes })).toBe(certainty)
  })
})
