import { MathBN } from "@medusajs/framework/utils"
import {
  type AnsweredEstimate,
  type LineTax,
  matchEstimate,
} from "./match-estimate"
import type { TaxableLine } from "./taxable-lines"

type AnsweredItem = AnsweredEstimate["transaction_items"][number]
type AnsweredTaxItem = NonNullable<AnsweredItem["tax_items"]>[number]

const line = (id: string, amount: string): TaxableLine => ({
  kind: "item",
  id,
  quantity: MathBN.convert(1),
  price: { withTax: MathBN.convert(0), withoutTax: MathBN.convert(amount) },
  amount: MathBN.convert(amount),
  currencyCode: "USD",
  rates: [],
})

const tax = (
  name: string,
  rate: string,
  amount: string,
  fields: Partial<AnsweredTaxItem> = {}
): AnsweredTaxItem => ({ name, rate, amount, ...fields })

const TEXAS_ON_100 = [
  tax("Texas State Tax", "0.0625", "6.25"),
  tax("Austin City Tax", "0.01", "1.00"),
  tax("Austin Mta Transit Tax", "0.01", "1.00"),
]

/** Kintsugi's answer for a line of 100.00 in Austin, unless told otherwise. */
const item = (
  external_id: string | undefined,
  fields: Partial<AnsweredItem> = {}
): AnsweredItem => ({
  external_id,
  tax_amount: "8.25",
  taxable_amount: "100.00",
  tax_rate: "0.0825",
  exempt: false,
  tax_items: TEXAS_ON_100,
  ...fields,
})

const untaxed = (external_id: string, fields: Partial<AnsweredItem> = {}) =>
  item(external_id, {
    tax_amount: "0.00",
    taxable_amount: "0.00",
    tax_rate: "0E-9",
    tax_items: [],
    ...fields,
  })

const answer = (
  items: AnsweredItem[],
  fields: Partial<AnsweredEstimate> = {}
): AnsweredEstimate => ({
  currency: "USD",
  transaction_items: items,
  ...fields,
})

const taxesOf = (
  estimate: AnsweredEstimate,
  lines: TaxableLine[]
): LineTax[] => {
  const matched = matchEstimate(estimate, lines)
  if ("problem" in matched) {
    throw new Error(matched.problem)
  }
  return matched.taxes
}

/** Decimals as text, so that a failing test shows them. */
const amountsOf = ({ line, amount, jurisdictions }: LineTax) => ({
  id: line.id,
  amount: amount.toFixed(),
  jurisdictions: jurisdictions.map((one) => `${one.name} ${one.amount}`),
})

/** The problem with this answer for a line `cali_1` of 100.00. */
const problemOf = (item: AnsweredItem, amount = "100"): string | undefined => {
  const matched = matchEstimate(answer([item]), [line("cali_1", amount)])
  return "problem" in matched ? matched.problem : undefined
}

describe("matchEstimate", () => {
  it("says what Kintsugi said of each line", () => {
    const shirt = line("cali_1", "100")
    const [matched] = taxesOf(
      answer([
        item("cali_1", {
          exempt_reason: "Partly",
          tax_items: [
            ...TEXAS_ON_100,
            tax("Travis County Tax", "0", "0.00", {
              exempt: true,
              exempt_reason: "Not collected",
            }),
          ],
        }),
      ]),
      [shirt]
    )
    expect(matched?.line).toBe(shirt)
    expect(matched?.amount.toFixed()).toBe("8.25")
    expect(matched?.taxableAmount.toFixed()).toBe("100")
    expect(matched?.rate.toFixed()).toBe("0.0825")
    expect(matched?.exempt).toBe(false)
    expect(matched?.exemptReason).toBe("Partly")
    expect(matched?.jurisdictions.map(({ rate }) => rate.toFixed())).toEqual([
      "0.0625",
      "0.01",
      "0.01",
      "0",
    ])
    expect(matched?.jurisdictions.at(-1)).toMatchObject({
      name: "Travis County Tax",
      exempt: true,
      exemptReason: "Not collected",
    })
  })

  it("pairs by id, whatever order the answer has", () => {
    const estimate = answer([
      untaxed("casm_1"),
      item("cali_2", {
        tax_amount: "1.65",
        tax_items: [tax("Texas State Tax", "0.0825", "1.65")],
      }),
      item("cali_1"),
    ])
    const lines = [
      line("cali_1", "100"),
      line("cali_2", "20"),
      line("casm_1", "9.50"),
    ]
    expect(taxesOf(estimate, lines).map(amountsOf)).toEqual([
      {
        id: "cali_1",
        amount: "8.25",
        jurisdictions: [
          "Texas State Tax 6.25",
          "Austin City Tax 1",
          "Austin Mta Transit Tax 1",
        ],
      },
      { id: "cali_2", amount: "1.65", jurisdictions: ["Texas State Tax 1.65"] },
      { id: "casm_1", amount: "0", jurisdictions: [] },
    ])
  })

  it("reads the currency in lower case too", () => {
    const estimate = answer([item("cali_1")], { currency: "usd" })
    expect(taxesOf(estimate, [line("cali_1", "100")])).toHaveLength(1)
  })

  it.each([undefined, null, [], [{ name: "Texas", rate: "0.0825" }]])(
    "calls a tax that is not split (tax_items: %j) Sales Tax",
    (tax_items) => {
      const [matched] = taxesOf(answer([item("cali_1", { tax_items })]), [
        line("cali_1", "100"),
      ])
      expect(matched && amountsOf(matched).jurisdictions).toEqual([
        "Sales Tax 8.25",
      ])
      expect(matched?.jurisdictions[0]?.rate.toFixed()).toBe("0.0825")
    }
  )

  it("calls a jurisdiction without a name Sales Tax", () => {
    const tax_items = [tax(" ", "0.0825", "8.25")]
    const [matched] = taxesOf(answer([item("cali_1", { tax_items })]), [
      line("cali_1", "100"),
    ])
    expect(matched?.jurisdictions[0]?.name).toBe("Sales Tax")
  })

  it("takes an exempt line that is not taxed", () => {
    const exempt = untaxed("cali_1", {
      exempt: true,
      exempt_reason: "Reseller",
      tax_items: [tax("Texas State Tax", "0.0625", "0.00", { exempt: true })],
    })
    const [matched] = taxesOf(answer([exempt]), [line("cali_1", "100")])
    expect(matched).toMatchObject({ exempt: true, exemptReason: "Reseller" })
    expect(matched?.amount.toFixed()).toBe("0")
  })

  it("takes a line worth nothing", () => {
    expect(problemOf(untaxed("cali_1"), "0")).toBeUndefined()
  })

  it("takes a credit with a credited tax", () => {
    const credit = item("cali_1", {
      tax_amount: "-1.25",
      tax_items: [tax("Texas State Tax", "0.0625", "-1.25")],
    })
    const [matched] = taxesOf(answer([credit]), [line("cali_1", "-19.99")])
    expect(matched?.amount.toFixed()).toBe("-1.25")
  })

  it("takes a flat fee above the line's worth", () => {
    const fee = item("cali_1", {
      tax_amount: "0.29",
      tax_rate: "0",
      tax_items: [
        tax("Colorado State Tax", "0.029", "0.01"),
        tax("Retail Delivery Fee", "0", "0.28"),
      ],
    })
    const [matched] = taxesOf(answer([fee]), [line("cali_1", "0.20")])
    expect(matched?.amount.toFixed()).toBe("0.29")
  })

  it("takes a tax as high as the line's worth", () => {
    const all = item("cali_1", {
      tax_amount: "100.00",
      tax_rate: "1",
      tax_items: [tax("Everything", "1", "100.00")],
    })
    expect(problemOf(all)).toBeUndefined()
  })
})

describe("matchEstimate, a cent's rounding", () => {
  const reconciled = (tax_amount: string, tax_items: AnsweredTaxItem[]) =>
    taxesOf(answer([item("cali_1", { tax_amount, tax_items })]), [
      line("cali_1", "100"),
    ]).map(amountsOf)[0]

  it.each([
    ["8.26", "6.26"],
    ["8.24", "6.24"],
    ["8.28", "6.28"],
  ])("goes to the largest jurisdiction: %s", (tax_amount, state) => {
    expect(reconciled(tax_amount, TEXAS_ON_100)).toEqual({
      id: "cali_1",
      amount: tax_amount,
      jurisdictions: [
        `Texas State Tax ${state}`,
        "Austin City Tax 1",
        "Austin Mta Transit Tax 1",
      ],
    })
  })

  it("goes to the first of equals", () => {
    const equals = [tax("City", "0.01", "1.00"), tax("County", "0.01", "1.00")]
    expect(reconciled("2.01", equals)?.jurisdictions).toEqual([
      "City 1.01",
      "County 1",
    ])
  })

  it("goes to a credit's largest jurisdiction", () => {
    const credit = item("cali_1", {
      tax_amount: "-1.66",
      tax_items: [
        tax("State", "0.0625", "-1.25"),
        tax("City", "0.02", "-0.40"),
      ],
    })
    const [matched] = taxesOf(answer([credit]), [line("cali_1", "-20")])
    expect(matched && amountsOf(matched).jurisdictions).toEqual([
      "State -1.26",
      "City -0.4",
    ])
  })

  it("is no more than a cent for each jurisdiction", () => {
    expect(problemOf(item("cali_1", { tax_amount: "8.29" }))).toBe(
      "item cali_1: its jurisdictions do not add up to its tax"
    )
    expect(problemOf(item("cali_1", { tax_amount: "8.21" }))).toBe(
      "item cali_1: its jurisdictions do not add up to its tax"
    )
  })

  it("never turns a jurisdiction's tax into a credit", () => {
    const cents = item("cali_1", {
      tax_amount: "0.00",
      tax_items: [tax("City", "0.01", "0.01"), tax("County", "0.01", "0.01")],
    })
    expect(problemOf(cents, "1")).toBe(
      "item cali_1: its jurisdictions do not add up to its tax"
    )
  })

  it.each(["16.51", "16.50", "16.52"])(
    "may lie between the items and the total (%s)",
    (total_tax_amount_calculated) => {
      const estimate = answer([item("cali_1"), item("cali_2")], {
        total_tax_amount_calculated,
      })
      const lines = [line("cali_1", "100"), line("cali_2", "100")]
      expect(taxesOf(estimate, lines)).toHaveLength(2)
    }
  )
})

describe("matchEstimate refuses the whole answer:", () => {
  const lines = [line("cali_1", "100"), line("cali_2", "100")]
  const problem = (estimate: AnsweredEstimate) => matchEstimate(estimate, lines)

  it("another currency", () => {
    const items = [item("cali_1"), item("cali_2")]
    expect(problem(answer(items, { currency: "CAD" }))).toEqual({
      problem: "it is in another currency",
    })
  })

  it("a missing item", () => {
    expect(problem(answer([item("cali_1")]))).toEqual({
      problem: "item cali_2 is missing",
    })
  })

  it("no items at all", () => {
    expect(problem(answer([]))).toEqual({ problem: "item cali_1 is missing" })
  })

  it("an item twice", () => {
    const items = [item("cali_1"), item("cali_2"), item("cali_1")]
    expect(problem(answer(items))).toEqual({
      problem: "item cali_1 comes twice",
    })
  })

  it.each([undefined, "cali_3"])("an item of another cart (%s)", (id) => {
    const items = [item("cali_1"), item("cali_2"), item(id)]
    expect(problem(answer(items))).toEqual({
      problem: "it has an item that was not asked about",
    })
  })

  it.each(["16.53", "16.47", "0.00"])(
    "a total (%s) that the items do not add up to",
    (total_tax_amount_calculated) => {
      const items = [item("cali_1"), item("cali_2")]
      expect(problem(answer(items, { total_tax_amount_calculated }))).toEqual({
        problem: "its items do not add up to its total",
      })
    }
  )

  it("one item that is wrong, beside one that is right", () => {
    const items = [item("cali_1"), item("cali_2", { tax_rate: "8.25" })]
    expect(problem(answer(items))).toEqual({
      problem: "item cali_2: a rate is not a fraction",
    })
  })
})

describe("matchEstimate refuses an item:", () => {
  it.each<[string, string, Partial<AnsweredItem>, string?]>([
    [
      "a negative tax",
      "the tax is negative",
      { tax_amount: "-8.25", tax_items: [] },
    ],
    [
      "a negative jurisdiction",
      "the tax is negative",
      {
        tax_items: [
          tax("Texas State Tax", "0.0825", "9.25"),
          tax("Austin City Tax", "0.01", "-1.00"),
        ],
      },
    ],
    ["a taxed credit", "a credit is taxed", {}, "-100"],
    ["a rate in percent", "a rate is not a fraction", { tax_rate: "8.25" }],
    ["a negative rate", "a rate is not a fraction", { tax_rate: "-0.0825" }],
    [
      "a jurisdiction's rate in percent",
      "a rate is not a fraction",
      { tax_items: [tax("Texas State Tax", "8.25", "8.25")] },
    ],
    ["tax on an exempt line", "it is exempt and taxed", { exempt: true }],
    [
      "a rate-based tax above its worth",
      "the tax is above the line's worth",
      {
        tax_amount: "100.02",
        tax_items: [tax("Texas State Tax", "0.0825", "100.02")],
      },
    ],
    [
      "a rate-based tax on a line worth nothing",
      "the tax is above the line's worth",
      {},
      "0",
    ],
    [
      "an unsplit tax above its worth",
      "the tax is above the line's worth",
      { tax_amount: "825.00", tax_items: undefined },
    ],
    [
      "an unsplit tax above its worth, of no rate",
      "the tax is above the line's worth",
      { tax_amount: "825.00", tax_rate: "0", tax_items: undefined },
    ],
    [
      "a tax that its jurisdictions do not add up to",
      "its jurisdictions do not add up to its tax",
      { tax_amount: "12.00" },
    ],
    [
      "a split of no tax",
      "its jurisdictions do not add up to its tax",
      { tax_amount: "0.00" },
    ],
    [
      "a tax that is no number",
      "its jurisdictions do not add up to its tax",
      { tax_amount: "NaN" },
    ],
    [
      "an infinite tax",
      "the tax is above the line's worth",
      { tax_amount: "Infinity", tax_items: [] },
    ],
  ])("%s", (_, problem, fields, amount = "100") => {
    expect(problemOf(item("cali_1", fields), amount)).toBe(
      `item cali_1: ${problem}`
    )
  })
})
