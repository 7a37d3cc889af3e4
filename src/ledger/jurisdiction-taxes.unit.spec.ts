import { LAMPS, TEXAN, orderInAustin } from "./__fixtures__/order-in-austin"
import { MathBN } from "@medusajs/framework/utils"
import { chargedLines } from "./charged-lines"
import {
  type TaxLineWithTotal,
  isDecimal,
  taxesByJurisdiction,
} from "./jurisdiction-taxes"

describe("chargedLines", () => {
  it("adds up two tax lines of one jurisdiction, at its statutory rate", () => {
    const [texas] = TEXAN
    const [line] = chargedLines(
      orderInAustin({
        items: [
          {
            ...LAMPS,
            tax_lines: [
              { ...texas!, rate: 6 },
              { ...texas!, rate: 0.25 },
            ],
          },
        ],
      })
    )
    expect(line?.taxes).toEqual([
      { name: "Texas", rate: "0.0625", amount: "5" },
    ])
  })

  it.each([
    [
      "of Kintsugi",
      [
        {
          rate: 1,
          code: "us-tx:special",
          description: "Special",
          data: { jurisdiction: { rate: "0.01" } },
        },
        {
          rate: 2,
          code: "us-tx:special-2",
          description: "Special",
          data: { jurisdiction: { rate: "0.02" } },
        },
      ],
    ],
    [
      "of another provider",
      [
        { rate: 1, code: "tax", description: "Special" },
        { rate: 2, code: "tax", description: "Special" },
      ],
    ],
  ])("adds up jurisdictions %s of one name and their rates", (_, taxLines) => {
    const [line] = chargedLines(
      orderInAustin({ items: [{ ...LAMPS, tax_lines: taxLines }] })
    )
    expect(line?.taxes).toEqual([
      { name: "Special", rate: "0.03", amount: "2.4" },
    ])
  })

  it.each([
    ["as one tax line", [8.25]],
    ["as two, where one rate is not exact enough", [8, 0.25]],
  ])("separates the jurisdictions that Medusa has %s", (_, rates) => {
    const [line] = chargedLines(
      orderInAustin({
        items: [
          {
            ...LAMPS,
            tax_lines: rates.map((rate) => ({
              rate,
              code: "us-tx:sales-tax",
              description: "Texas, Austin",
              data: {
                jurisdictions: [
                  { name: "Texas", rate: "0.0625", amount: "5.00" },
                  { name: "Austin", rate: "0.02", amount: "1.60" },
                ],
              },
            })),
          },
        ],
      })
    )
    expect(line?.taxes).toEqual([
      { name: "Texas", rate: "0.0625", amount: "5" },
      { name: "Austin", rate: "0.02", amount: "1.6" },
    ])
  })
})

describe("taxesByJurisdiction", () => {
  /** Of a net of 100.00: name, rate and amount. */
  const taxesOf = (...taxLines: Partial<TaxLineWithTotal>[]) =>
    taxesByJurisdiction(
      taxLines as TaxLineWithTotal[],
      MathBN.convert(100)
    ).map(({ name, rate, amount }) => [name, rate.toFixed(), amount.toFixed()])
  const named = (description: string, rate: number) => ({ description, rate })

  it("sorts the highest rate first, and equal rates by name", () => {
    const [low, b, a] = [named("Low", 1), named("B", 2), named("A", 2)]
    const sorted = [
      ["A", "0.02", "2"],
      ["B", "0.02", "2"],
      ["Low", "0.01", "1"],
    ]
    expect(taxesOf(low, b, a)).toEqual(sorted)
    expect(taxesOf(a, low, b)).toEqual(sorted)
  })

  it("takes Medusa's amount before that of the rate", () => {
    expect(taxesOf({ ...named("State", 6), total: 5.99 })).toEqual([
      ["State", "0.06", "5.99"],
    ])
    expect(taxesOf({ ...named("State", 6), total: 0 })).toEqual([
      ["State", "0.06", "0"],
    ])
  })

  it("counts the rate of one jurisdiction with two tax lines once, and of two tax lines without one twice", () => {
    const data = { jurisdiction: { rate: "0.0625" } }
    expect(
      taxesOf(
        { ...named("State", 6), code: "tx", data },
        { ...named("State", 0.25), code: "tx", data }
      )
    ).toEqual([["State", "0.0625", "6.25"]])
    expect(
      taxesOf(
        { ...named("State", 6), code: "tx" },
        { ...named("State", 0.25), code: "tx" }
      )
    ).toEqual([["State", "0.0625", "6.25"]])
    expect(
      taxesOf(
        { ...named("State", 3), code: "tx" },
        { ...named("State", 3), code: "tx" }
      )
    ).toEqual([["State", "0.06", "6"]])
  })

  it("leaves out a tax line that only says why there is no tax", () => {
    expect(taxesOf(named("No tax", 0))).toEqual([])
    expect(
      taxesOf({
        ...named("State", 0),
        data: { jurisdiction: { rate: "0.0625" } },
      })
    ).toEqual([["State", "0.0625", "0"]])
    // A rate of which a discount leaves nothing.
    expect(taxesOf({ ...named("State", 6), total: 0 })).toHaveLength(1)
  })

  it.each([
    ["nothing", undefined],
    ["not a list", "Texas"],
    ["no objects", ["Texas"]],
    ["one without a name", [{ rate: "0.06", amount: "6" }]],
    ["one without a rate", [{ name: "Texas", amount: "6" }]],
    ["one without an amount", [{ name: "Texas", rate: "0.06" }]],
    [
      "one that is good, and one that is not",
      [{ name: "Texas", rate: "0.06", amount: "6" }, { name: "Austin" }],
    ],
    ["amounts of nothing", [{ name: "Texas", rate: "0.06", amount: "0" }]],
  ])("does not read %s as combined jurisdictions", (_, jurisdictions) => {
    expect(taxesOf({ ...named("Tax", 6), data: { jurisdictions } })).toEqual([
      ["Tax", "0.06", "6"],
    ])
  })
})

describe("isDecimal", () => {
  it.each<[unknown, boolean]>([
    ["0.0625", true],
    ["0", true],
    ["", false],
    ["6%", false],
    [0.0625, false],
    [undefined, false],
    [null, false],
  ])("%j is %j", (value, is) => {
    expect(isDecimal(value)).toBe(is)
  })
})
