import { MathBN } from "@medusajs/framework/utils"
import { boundedId } from "../../contract/bounds"
import {
  type AnsweredEstimate,
  type LineTax,
  validateEstimate,
  withLineIds,
} from "./validate-estimate"
import type { TaxableLine } from "../cart/taxable-line"

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

/** Kintsugi's answer for a line of 100.00 in Austin, unless `fields` differ. */
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
  const result = validateEstimate(estimate, lines)
  if ("problem" in result) {
    throw new Error(result.problem)
  }
  return result.taxes
}

/** Decimals as text, so that a failing test shows them. */
const amountsOf = ({ line, amount, jurisdictions }: LineTax) => ({
  id: line.id,
  amount: amount.toFixed(),
  jurisdictions: jurisdictions.map((one) => `${one.name} ${one.amount}`),
})

/** The problem with this answer for a line `cali_1` of 100.00. */
const problemOf = (item: AnsweredItem, amount = "100"): string | undefined => {
  const result = validateEstimate(answer([item]), [line("cali_1", amount)])
  return "problem" in result ? result.problem : undefined
}

describe("validateEstimate", () => {
  it("returns Kintsugi's answer for each line", () => {
    const shirt = line("cali_1", "100")
    const [result] = taxesOf(
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
    expect(result?.line).toBe(shirt)
    expect(result?.amount.toFixed()).toBe("8.25")
    expect(result?.taxableAmount.toFixed()).toBe("100")
    expect(result?.rate.toFixed()).toBe("0.0825")
    expect(result?.exempt).toBe(false)
    expect(result?.exemptReason).toBe("Partly")
    expect(result?.jurisdictions.map(({ rate }) => rate.toFixed())).toEqual([
      "0.0625",
      "0.01",
      "0.01",
      "0",
    ])
    expect(result?.jurisdictions.at(-1)).toMatchObject({
      name: "Travis County Tax",
      exempt: true,
      exemptReason: "Not collected",
    })
  })

  it("matches items by id, whatever their order", () => {
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

  it("accepts the currency in lower case", () => {
    const estimate = answer([item("cali_1")], { currency: "usd" })
    expect(taxesOf(estimate, [line("cali_1", "100")])).toHaveLength(1)
  })

  it.each([undefined, null, [], [{ name: "Texas", rate: "0.0825" }]])(
    "names a tax that is not split (tax_items: %j) Sales Tax",
    (tax_items) => {
      const [result] = taxesOf(answer([item("cali_1", { tax_items })]), [
        line("cali_1", "100"),
      ])
      expect(result && amountsOf(result).jurisdictions).toEqual([
        "Sales Tax 8.25",
      ])
      expect(result?.jurisdictions[0]?.rate.toFixed()).toBe("0.0825")
    }
  )

  it("names a jurisdiction without a name Sales Tax", () => {
    const tax_items = [tax(" ", "0.0825", "8.25")]
    const [result] = taxesOf(answer([item("cali_1", { tax_items })]), [
      line("cali_1", "100"),
    ])
    expect(result?.jurisdictions[0]?.name).toBe("Sales Tax")
  })

  it("accepts an exempt line that is not taxed", () => {
    const exempt = untaxed("cali_1", {
      exempt: true,
      exempt_reason: "Reseller",
      tax_items: [tax("Texas State Tax", "0.0625", "0.00", { exempt: true })],
    })
    const [result] = taxesOf(answer([exempt]), [line("cali_1", "100")])
    expect(result).toMatchObject({ exempt: true, exemptReason: "Reseller" })
    expect(result?.amount.toFixed()).toBe("0")
  })

  it("accepts a free line", () => {
    expect(problemOf(untaxed("cali_1"), "0")).toBeUndefined()
  })

  it("accepts a credit with a credited tax", () => {
    const credit = item("cali_1", {
      tax_amount: "-1.25",
      tax_items: [tax("Texas State Tax", "0.0625", "-1.25")],
    })
    const [result] = taxesOf(answer([credit]), [line("cali_1", "-19.99")])
    expect(result?.amount.toFixed()).toBe("-1.25")
  })

  it("accepts a flat fee above the line's amount", () => {
    const fee = item("cali_1", {
      tax_amount: "0.29",
      tax_rate: "0",
      tax_items: [
        tax("Colorado State Tax", "0.029", "0.01"),
        tax("Retail Delivery Fee", "0", "0.28"),
      ],
    })
    const [result] = taxesOf(answer([fee]), [line("cali_1", "0.20")])
    expect(result?.amount.toFixed()).toBe("0.29")
  })

  it.each([
    ["10", 1, "110"],
    ["0", 1, "100"],
    ["10", 3, "310"],
    ["0", 0.5, "100"],
  ])("accepts flat fees on %s for %s units up to %s", (net, quantity, max) => {
    const lines = [{ ...line("a", net), quantity: MathBN.convert(quantity) }]
    const withFee = (fee: string) =>
      answer([
        item("a", {
          tax_amount: fee,
          tax_items: [tax("Deposit", "0", fee)],
        }),
      ])
    expect(taxesOf(withFee(max), lines)[0]?.amount.toFixed()).toBe(max)
    for (const fee of [`${max}.01`, "99999"]) {
      expect(validateEstimate(withFee(fee), lines)).toEqual({
        problem:
          "item a: its flat fees exceed what a line of its amount can bear",
      })
    }
  })

  it("cuts overlong names and reasons, between characters", () => {
    const [result] = taxesOf(
      answer([
        untaxed("a", {
          exempt_reason: "R".repeat(1_000),
          tax_items: [
            tax("🏛".repeat(10_000), "0", "0", {
              exempt_reason: "R".repeat(1_000),
            }),
          ],
        }),
      ]),
      [line("a", "10")]
    )
    expect(result?.jurisdictions[0]?.name).toBe("🏛".repeat(250))
    expect(result?.jurisdictions[0]?.exemptReason).toHaveLength(100)
    expect(result?.exemptReason).toHaveLength(100)
  })

  it("accepts a tax as high as the line's amount", () => {
    const all = item("cali_1", {
      tax_amount: "100.00",
      tax_rate: "1",
      tax_items: [tax("Everything", "1", "100.00")],
    })
    expect(problemOf(all)).toBeUndefined()
  })
})

describe("validateEstimate, with a rounding difference", () => {
  const reconcile = (tax_amount: string, tax_items: AnsweredTaxItem[]) =>
    taxesOf(answer([item("cali_1", { tax_amount, tax_items })]), [
      line("cali_1", "100"),
    ]).map(amountsOf)[0]

  it.each([
    ["8.26", "6.26"],
    ["8.24", "6.24"],
    ["8.28", "6.28"],
  ])("changes the largest jurisdiction: %s", (tax_amount, state) => {
    expect(reconcile(tax_amount, TEXAS_ON_100)).toEqual({
      id: "cali_1",
      amount: tax_amount,
      jurisdictions: [
        `Texas State Tax ${state}`,
        "Austin City Tax 1",
        "Austin Mta Transit Tax 1",
      ],
    })
  })

  it("changes the first of equal jurisdictions", () => {
    const equals = [tax("City", "0.01", "1.00"), tax("County", "0.01", "1.00")]
    expect(reconcile("2.01", equals)?.jurisdictions).toEqual([
      "City 1.01",
      "County 1",
    ])
  })

  it("changes a credit's largest jurisdiction", () => {
    const credit = item("cali_1", {
      tax_amount: "-1.66",
      tax_items: [
        tax("State", "0.0625", "-1.25"),
        tax("City", "0.02", "-0.40"),
      ],
    })
    const [result] = taxesOf(answer([credit]), [line("cali_1", "-20")])
    expect(result && amountsOf(result).jurisdictions).toEqual([
      "State -1.26",
      "City -0.4",
    ])
  })

  it("refuses a difference above a cent per jurisdiction", () => {
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
    "accepts a difference between the items and the total (%s)",
    (total_tax_amount_calculated) => {
      const estimate = answer([item("cali_1"), item("cali_2")], {
        total_tax_amount_calculated,
      })
      const lines = [line("cali_1", "100"), line("cali_2", "100")]
      expect(taxesOf(estimate, lines)).toHaveLength(2)
    }
  )
})

describe("validateEstimate refuses the whole answer, for", () => {
  const lines = [line("cali_1", "100"), line("cali_2", "100")]
  const problem = (estimate: AnsweredEstimate) =>
    validateEstimate(estimate, lines)

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

  it("a duplicate item", () => {
    const items = [item("cali_1"), item("cali_2"), item("cali_1")]
    expect(problem(answer(items))).toEqual({
      problem: "item cali_1 appears twice",
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

  it("one wrong item in addition to a right one", () => {
    const items = [item("cali_1"), item("cali_2", { tax_rate: "8.25" })]
    expect(problem(answer(items))).toEqual({
      problem: "item cali_2: a rate is not a fraction",
    })
  })
})

describe("validateEstimate refuses an item, for", () => {
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
    ["tax on an exempt line", "it is exempt but taxed", { exempt: true }],
    [
      "a rate-based tax above the line's amount",
      "the tax exceeds the line's amount",
      {
        tax_amount: "100.02",
        tax_items: [tax("Texas State Tax", "0.0825", "100.02")],
      },
    ],
    [
      "a rate-based tax on a free line",
      "the tax exceeds the line's amount",
      {},
      "0",
    ],
    [
      "an unsplit tax above the line's amount",
      "the tax exceeds the line's amount",
      { tax_amount: "825.00", tax_items: undefined },
    ],
    [
      "an unsplit tax above the line's amount, without a rate",
      "the tax exceeds the line's amount",
      { tax_amount: "825.00", tax_rate: "0", tax_items: undefined },
    ],
    [
      "a tax that its jurisdictions do not add up to",
      "its jurisdictions do not add up to its tax",
      { tax_amount: "12.00" },
    ],
    [
      "a split of a zero tax",
      "its jurisdictions do not add up to its tax",
      { tax_amount: "0.00" },
    ],
    [
      "a tax that is not a number",
      "its jurisdictions do not add up to its tax",
      { tax_amount: "NaN" },
    ],
    [
      "an infinite tax",
      "the tax exceeds the line's amount",
      { tax_amount: "Infinity", tax_items: [] },
    ],
  ])("%s", (_, problem, fields, amount = "100") => {
    expect(problemOf(item("cali_1", fields), amount)).toBe(
      `item cali_1: ${problem}`
    )
  })
})

describe("withLineIds", () => {
  const noIdItem = (amount: string, fields: Partial<AnsweredItem> = {}) => ({
    ...untaxed(""),
    external_id: null,
    amount,
    quantity: "1.0",
    ...fields,
  })
  const idsOf = (items: AnsweredItem[], lines: TaxableLine[]) =>
    withLineIds(answer(items), lines).transaction_items.map(
      ({ external_id }) => external_id
    )

  it("matches lines by amount and quantity if no item has an id", () => {
    expect(
      idsOf(
        [noIdItem("20.00"), noIdItem("10.00"), noIdItem("10.00")],
        [line("a", "10"), line("b", "20.004"), line("c", "10.00")]
      )
    ).toEqual(["b", "a", "c"])
    expect(
      idsOf(
        [noIdItem("10.00", { quantity: "2" }), noIdItem("10.00")],
        [line("a", "10"), { ...line("b", "10"), quantity: MathBN.convert(2) }]
      )
    ).toEqual(["b", "a"])
  })

  it("returns an answer unchanged if its items can't be matched", () => {
    const lines = [line("a", "10"), line("b", "20")]
    expect(idsOf([noIdItem("10.00"), noIdItem("20.01")], lines)).toEqual([
      null,
      null,
    ])
    expect(idsOf([noIdItem("10.00")], lines)).toEqual([null])
    expect(
      idsOf([noIdItem("10.00"), noIdItem("20.00", { external_id: "b" })], lines)
    ).toEqual([null, "b"])
    // Pydantic writes null: an answer without the field differs.
    expect(
      idsOf([untaxed("x", { external_id: undefined })], [lines[0]!])
    ).toEqual([undefined])
  })

  it("restores an id that was too long to send", () => {
    const long = `cali_${"x".repeat(2000)}`
    expect(
      idsOf(
        [untaxed(boundedId(long, "line")), untaxed("b")],
        [line(long, "10"), line("b", "20")]
      )
    ).toEqual([long, "b"])
  })
})

it("validateEstimate ignores an unknown currency code", () => {
  const lines = [line("a", "100")]
  expect(
    validateEstimate(answer([item("a")], { currency: "A_NEW_WORD" }), lines)
  ).toHaveProperty("taxes")
  expect(
    validateEstimate(answer([item("a")], { currency: "EUR" }), lines)
  ).toEqual({ problem: "it is in another currency" })
})
