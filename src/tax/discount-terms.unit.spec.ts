import { hasForeignDiscount, inOwnTerms } from "./discount-terms"

type Discounts = { amount: number | string; is_tax_inclusive?: boolean }[]

const item = (
  is_tax_inclusive: boolean,
  adjustments: Discounts,
  ...rates: number[]
) => ({
  id: "cali_01JMUG",
  quantity: 2,
  unit_price: 55,
  is_tax_inclusive,
  adjustments,
  tax_lines: rates.map((rate) => ({ rate })),
})

const amounts = (of: ReturnType<typeof item>) =>
  inOwnTerms(of).adjustments.map(({ amount, is_tax_inclusive }) => [
    `${amount}`,
    Boolean(is_tax_inclusive),
  ])

describe("an item's discounts in its own terms", () => {
  it.each<[string, boolean, Discounts, number[], [string, boolean][]]>([
    // 110 at 19 % are 92.436974789916 net, and ten percent of that off.
    [
      "ten percent",
      true,
      [{ amount: "9.2436974789916" }],
      [19],
      [["11", true]],
    ],
    ["all", true, [{ amount: "92.4369747899159664" }], [19], [["110", true]]],
    [
      "of several taxes",
      true,
      [{ amount: "90" }, { amount: 5, is_tax_inclusive: true }],
      [6.25, 2],
      [
        ["97.425", true],
        ["5", true],
      ],
    ],
    [
      "with tax off a price without",
      false,
      [{ amount: "119.075", is_tax_inclusive: true }, { amount: 3 }],
      [6.25, 2],
      [
        ["110", false],
        ["3", false],
      ],
    ],
    ["where nothing is taxed", true, [{ amount: 11 }], [], [["11", true]]],
    [
      "of a fraction",
      true,
      [{ amount: "0.3333333333" }],
      [10],
      [["0.366667", true]],
    ],
  ])("%s", (_, isInclusive, adjustments, rates, expected) => {
    const of = item(isInclusive, adjustments, ...rates)
    expect(hasForeignDiscount(of)).toBe(true)
    expect(amounts(of)).toEqual(expected)
    expect(hasForeignDiscount(inOwnTerms(of))).toBe(false)
  })

  it("are read exactly", () => {
    const [discount] = inOwnTerms({
      ...item(true, [], 19),
      adjustments: [
        {
          id: "caliadj_1",
          amount: 9.24,
          raw_amount: { value: "9.2436974789916" },
        },
      ],
    }).adjustments
    expect(discount).toMatchObject({ id: "caliadj_1", amount: "11" })
    expect(discount!.raw_amount).toBeUndefined()
  })

  it("stay where they are in its terms, whatever has no flag", () => {
    for (const of of [
      item(true, [{ amount: 4, is_tax_inclusive: true }], 19),
      item(false, [{ amount: 4 }, { amount: 1, is_tax_inclusive: false }], 19),
      item(true, [], 19),
    ]) {
      expect(inOwnTerms(of)).toBe(of)
    }
  })

  it("stay where no rate can be", () => {
    const of = item(true, [{ amount: 4 }], -100)
    expect(amounts(of)).toEqual([["4", false]])
  })
})
