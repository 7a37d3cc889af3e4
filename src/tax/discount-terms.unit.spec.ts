import { hasForeignDiscount, inOwnTerms } from "./discount-terms"

const FIXED = new Map([
  ["promo_01JSEVENOFF", "alone" as const],
  ["promo_01JSHARED", "shared" as const],
])

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
  inOwnTerms([of], FIXED)[0]!.adjustments.map(
    ({ amount, is_tax_inclusive }) => [`${amount}`, Boolean(is_tax_inclusive)]
  )

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
    expect(hasForeignDiscount(inOwnTerms([of], FIXED)[0]!)).toBe(false)
  })

  describe("of a fixed sum", () => {
    const off = (amount: string, rate: number, isInclusive = true) => {
      const [sale] = inOwnTerms(
        [
          {
            ...item(isInclusive, []),
            tax_lines: [{ rate, data: { line: { tax_rate: "0.1900000" } } }],
            adjustments: [
              {
                amount,
                is_tax_inclusive: !isInclusive,
                promotion_id: "promo_01JSEVENOFF",
              },
            ],
          },
        ],
        FIXED
      )
      return sale!.adjustments[0]!.amount
    }

    it.each([19, 18.89, 19.0476])(
      "are worth the same, whatever rate gives the cents: %d",
      (rate) => {
        expect(off("7", rate)).toBe("8.33")
        expect(off("8.33", rate, false)).toBe("7")
      }
    )

    it("go by the rates that stand where nothing is taxed", () => {
      expect(off("7", 0)).toBe("7")
    })

    it("that items share is shared the same, whatever their rates", () => {
      const priced = (unit_price: number, rate: number, sum: number) => {
        const net = (2 * unit_price) / (1 + rate / 100)
        return {
          ...item(true, []),
          unit_price,
          tax_lines: [{ rate, data: { line: { tax_rate: "0.19" } } }],
          adjustments: [
            { amount: `${sum * net}`, promotion_id: "promo_01JSHARED" },
          ],
        }
      }
      const shared = (...rates: [number, number]) => {
        const nets = (2 * 55) / (1 + rates[0] / 100) + 9 / (1 + rates[1] / 100)
        return inOwnTerms(
          [priced(55, rates[0], 10 / nets), priced(4.5, rates[1], 10 / nets)],
          FIXED
        ).map(({ adjustments }) => adjustments[0]!.amount)
      }
      expect(shared(19, 19)).toEqual(["11", "0.9"])
      expect(shared(19.003, 18.89)).toEqual(["11", "0.9"])
    })

    it("that was cut down to what is there to be had take just that", () => {
      expect(off("46.0251046025104603", 19.5)).toBe("55")
      expect(off("92.0502092050209205", 19.5)).toBe("110")
    })
  })

  it("are read exactly", () => {
    const [discount] = inOwnTerms(
      [
        {
          ...item(true, [], 19),
          adjustments: [
            {
              id: "caliadj_1",
              amount: 9.24,
              raw_amount: { value: "9.2436974789916" },
            },
          ],
        },
      ],
      FIXED
    )[0]!.adjustments
    expect(discount).toMatchObject({ id: "caliadj_1", amount: "11" })
    expect(discount!.raw_amount).toBeUndefined()
  })

  it("stay where they are in its terms, whatever has no flag", () => {
    for (const of of [
      item(true, [{ amount: 4, is_tax_inclusive: true }], 19),
      item(false, [{ amount: 4 }, { amount: 1, is_tax_inclusive: false }], 19),
      item(true, [], 19),
    ]) {
      expect(inOwnTerms([of], FIXED)[0]!).toBe(of)
    }
  })

  it("stay where no rate can be", () => {
    const of = item(true, [{ amount: 4 }], -100)
    expect(amounts(of)).toEqual([["4", false]])
  })
})
