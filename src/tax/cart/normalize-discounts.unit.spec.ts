import { MathBN } from "@medusajs/framework/utils"
import {
  hasMismatchedDiscount,
  needsNormalizing,
  needsPromotions,
  normalizeDiscounts,
} from "./normalize-discounts"
import type { Promotion } from "./promotion-amounts"

const promotion = (
  id: string,
  {
    isTaxInclusive = false,
    type = "standard",
    ...method
  }: Partial<Omit<Promotion["method"], "value" | "type">> & {
    value: number | string
    isTaxInclusive?: boolean
    type?: Promotion["method"]["type"] | Promotion["type"]
  }
): [string, Promotion] => [
  id,
  {
    id,
    type: type === "buyget" ? "buyget" : "standard",
    isTaxInclusive,
    method: {
      target: "items",
      ...method,
      type: type === "fixed" ? "fixed" : "percentage",
      value: MathBN.convert(method.value),
    },
  },
]

const PROMOTIONS = new Map([
  promotion("promo_01JSEVENOFF", {
    type: "fixed",
    value: 7,
    allocation: "each",
    maxQuantity: 1,
  }),
  promotion("promo_01JSHARED", {
    type: "fixed",
    value: 10,
    allocation: "across",
  }),
])

type Discounts = {
  id?: string
  amount: number | string
  raw_amount?: { value: string }
  is_tax_inclusive?: boolean
  promotion_id?: string
}[]

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
  tax_lines: rates.map(
    (rate): { rate: number; data?: Record<string, unknown> } => ({ rate })
  ),
})

type Items = ReturnType<typeof item>[]

const refresh = (
  items: Items,
  promotions: ReadonlyMap<string, Promotion> = PROMOTIONS,
  digits?: number
) => normalizeDiscounts({ items }, promotions, { digits }).items

const amounts = (line: Items[number], digits?: number) =>
  refresh([line], PROMOTIONS, digits)[0]!.adjustments.map(
    ({ amount, is_tax_inclusive }) => [`${amount}`, Boolean(is_tax_inclusive)]
  )

/** A tax line of Kintsugi's answer, with an effective rate in percent. */
const taxed = (rate: number, statutory: string, exempt = false) => [
  {
    code: "de:vat",
    rate,
    data: {
      source: "kintsugi",
      line: { tax_rate: rate ? statutory : "0E-9", exempt: !rate },
      jurisdiction: { name: "VAT", rate: statutory, exempt },
    },
  },
]

describe("normalizeDiscounts, with mismatched tax-inclusivity", () => {
  it.each<[string, boolean, Discounts, number[], [string, boolean][]]>([
    // 110 at 19% are 92.436974789916 net; ten percent of that are taken off.
    [
      "converts ten percent off",
      true,
      [{ amount: "9.2436974789916" }],
      [19],
      [["11", true]],
    ],
    [
      "converts a discount of the whole price",
      true,
      [{ amount: "92.4369747899159664" }],
      [19],
      [["110", true]],
    ],
    [
      "converts discounts under several taxes",
      true,
      [{ amount: "90" }, { amount: 5, is_tax_inclusive: true }],
      [6.25, 2],
      [
        ["97.425", true],
        ["5", true],
      ],
    ],
    [
      "converts discounts with tax off a price without",
      false,
      [{ amount: "115.83", is_tax_inclusive: true }, { amount: 3 }],
      [6.25, 2],
      [
        ["107.002309", false],
        ["2.997691", false],
      ],
    ],
    [
      "converts a discount without any tax",
      true,
      [{ amount: 11 }],
      [],
      [["11", true]],
    ],
    [
      "converts a fraction",
      true,
      [{ amount: "0.3333333333" }],
      [10],
      [["0.366667", true]],
    ],
  ])("%s", (_, isInclusive, adjustments, rates, expected) => {
    const line = item(isInclusive, adjustments, ...rates)
    expect(hasMismatchedDiscount(line)).toBe(true)
    expect(amounts(line)).toEqual(expected)
    expect(hasMismatchedDiscount(refresh([line])[0]!)).toBe(false)
  })

  it("keeps the promised percentage if there was no tax at its calculation", () => {
    const promotions = new Map([
      promotion("promo_01JTHIRD", { value: "33.33", maxQuantity: 2 }),
    ])
    const discount = { promotion_id: "promo_01JTHIRD" }
    // A third of 110, calculated with tax or without.
    for (const amount of ["36.663", "30.80924369747899"]) {
      const line = { ...item(true, [{ ...discount, amount }], 19) }
      const [refreshed] = refresh([line], promotions, 2)
      expect(refreshed!.adjustments).toMatchObject([
        { amount: "36.66", is_tax_inclusive: true },
      ])
    }
  })

  describe("of a fixed sum", () => {
    const off = (amount: string, rate: number, isInclusive = true) => {
      const [sale] = refresh([
        {
          ...item(isInclusive, []),
          tax_lines: taxed(rate, "0.19"),
          adjustments: [
            {
              amount,
              is_tax_inclusive: !isInclusive,
              promotion_id: "promo_01JSEVENOFF",
            },
          ],
        },
      ])
      return sale!.adjustments[0]!.amount
    }

    it.each([19, 18.89, 19.0476, 0])(
      "converts it to the same amount at any effective rate: %d",
      (rate) => {
        expect(off("7", rate)).toBe("8.33")
        expect(off("8.33", rate, false)).toBe("7")
      }
    )

    it("uses the current rates if no others are known", () => {
      const [sale] = refresh([
        item(true, [{ amount: 7, promotion_id: "promo_01JSEVENOFF" }], 10),
      ])
      expect(sale!.adjustments[0]!.amount).toBe("7.7")
    })

    it("keeps the amount for an exempt customer", () => {
      const [sale] = refresh([
        {
          ...item(true, [{ amount: 7, promotion_id: "promo_01JSEVENOFF" }]),
          tax_lines: taxed(0, "0.19", true),
        },
      ])
      expect(sale!.adjustments[0]!.amount).toBe("7")
    })

    it("splits a shared sum the same way at any rates", () => {
      const priced = (
        id: string,
        unit_price: number,
        rate: number,
        sum: number
      ) => {
        const net = (2 * unit_price) / (1 + rate / 100)
        return {
          ...item(true, []),
          id,
          unit_price,
          tax_lines: taxed(rate, "0.19"),
          adjustments: [
            { amount: `${sum * net}`, promotion_id: "promo_01JSHARED" },
          ],
        }
      }
      const shared = (digits?: number, ...rates: [number, number]) => {
        const nets = (2 * 55) / (1 + rates[0] / 100) + 9 / (1 + rates[1] / 100)
        return refresh(
          [
            priced("a", 55, rates[0], 10 / nets),
            priced("b", 4.5, rates[1], 10 / nets),
          ],
          PROMOTIONS,
          digits
        ).map(({ adjustments }) => adjustments[0]!.amount)
      }
      expect(shared(undefined, 19, 19)).toEqual(["11", "0.9"])
      expect(shared(undefined, 19.003, 18.89)).toEqual(["11", "0.9"])
      expect(shared(2, 0, 18.89)).toEqual(["11", "0.9"])
    })

    it("keeps a sum that was cut down to the price", () => {
      expect(off("92.0502092050209205", 19.5)).toBe("110")
    })
  })

  it("reads raw amounts exactly", () => {
    const [discount] = refresh([
      item(
        true,
        [
          {
            id: "caliadj_1",
            amount: 9.24,
            raw_amount: { value: "9.2436974789916" },
          },
        ],
        19
      ),
    ])[0]!.adjustments
    expect(discount).toMatchObject({ id: "caliadj_1", amount: "11" })
    expect(discount!.raw_amount).toBeUndefined()
  })

  it("keeps discounts with matching tax-inclusivity, flagged or not", () => {
    for (const line of [
      item(true, [{ amount: 4, is_tax_inclusive: true }], 19),
      item(false, [{ amount: 4 }, { amount: 1, is_tax_inclusive: false }], 19),
      item(true, [], 19),
    ]) {
      expect(needsNormalizing({ items: [line] }, { digits: 2 })).toBe(false)
      expect(refresh([line], PROMOTIONS, 2)[0]!).toBe(line)
    }
  })

  it("keeps the amount at an impossible rate", () => {
    expect(amounts(item(true, [{ amount: 4 }], -100))).toEqual([["4", true]])
  })
})

describe("normalizeDiscounts, in whole units", () => {
  const TEN = new Map([promotion("promo_01JTEN", { value: 10 })])
  const line = (
    unit_price: number,
    amount: string,
    promotion_id = "promo_01JTEN",
    quantity = 1
  ) => ({
    ...item(false, [{ amount, promotion_id }]),
    id: `cali_${unit_price}`,
    unit_price,
    quantity,
  })
  const off = (items: Items, digits = 2, promotions = TEN) =>
    refresh(items, promotions, digits).map(({ adjustments }) =>
      adjustments.map(({ amount }) => `${amount}`)
    )

  it("rounds a promotion's sum half up", () => {
    expect(off([line(19.99, "1.999")])).toEqual([["2"]])
    expect(off([line(20.47, "10.235")])).toEqual([["10.24"]])
    // 1.999 + 0.495 + 0.333 are 2.827.
    expect(
      off([line(19.99, "1.999"), line(4.95, "0.495"), line(3.33, "0.333")])
    ).toEqual([["2"], ["0.5"], ["0.33"]])
    expect(off([line(2980, "298.5"), line(700, "70.3")], 0)).toEqual([
      ["299"],
      ["70"],
    ])
    expect(off([line(1.2345, "0.12345")], 3)).toEqual([["0.123"]])
  })

  it("needs no promotions if each line has one discount", () => {
    const items = [line(19.99, "1.999"), line(4.95, "0.495")]
    expect(needsNormalizing({ items }, { digits: 2 })).toBe(true)
    expect(needsNormalizing({ items }, {})).toBe(false)
    expect(needsPromotions({ items })).toBe(false)
    expect(off(items, 2, new Map())).toEqual([["2"], ["0.49"]])
  })

  it("applies each promotion to the rounded rest of the previous ones", () => {
    const both = new Map([
      promotion("promo_01JHALF", { value: 50 }),
      promotion("promo_01JQUARTER", { value: 25 }),
    ])
    const items = [
      {
        ...line(0.03, "0"),
        adjustments: [
          { amount: "0.00375", promotion_id: "promo_01JQUARTER" },
          { amount: "0.015", promotion_id: "promo_01JHALF" },
        ],
      },
    ]
    expect(needsPromotions({ items })).toBe(true)
    // A quarter of 0.01, not of 0.015.
    expect(off(items, 2, both)).toEqual([["0", "0.02"]])
  })

  it("takes off a whole price, whatever its decimals", () => {
    const all = new Map([promotion("promo_01JALL", { value: 100 })])
    const items = [line(1.9995, "1.9995", "promo_01JALL")]
    expect(off(items, 2, all)).toEqual([["1.9995"]])
  })

  it("takes off all that an earlier promotion has left", () => {
    const both = new Map([
      promotion("promo_01JALL", {
        type: "fixed",
        value: 100,
        allocation: "each",
        maxQuantity: 1,
      }),
      promotion("promo_01JTEN", { value: 10 }),
    ])
    const items = [
      {
        ...line(19.99, "0"),
        adjustments: [
          { amount: "1.999", promotion_id: "promo_01JTEN" },
          { amount: "17.991", promotion_id: "promo_01JALL" },
        ],
      },
    ]
    // Medusa applies the larger value first, and it did not write this: the
    // discounts keep their values.
    expect(off(items, 2, both)).toEqual([["2", "17.99"]])
  })

  it("keeps discounts that are whole already", () => {
    const once = refresh([line(19.99, "1.999"), line(4.95, "0.495")], TEN, 2)
    expect(needsNormalizing({ items: once }, { digits: 2 })).toBe(false)
    expect(refresh(once, TEN, 2)).toBe(once)
  })
})

describe("normalizeDiscounts, with shipping prices that include tax", () => {
  const EIGHTY = new Map([
    promotion("promo_01JEIGHTY", { value: 80, target: "shipping_methods" }),
  ])
  const method = (amount: string, rate: number) => ({
    id: "casm_01JPARCEL",
    amount: 49.9,
    is_tax_inclusive: true,
    adjustments: [{ amount, promotion_id: "promo_01JEIGHTY" }],
    tax_lines: taxed(rate, "0.19"),
  })

  it.each([19, 18.9511, 19.07, 0])("gives the same amount at %d %", (rate) => {
    const net = (0.8 * 49.9) / (1 + rate / 100)
    const { shipping_methods } = normalizeDiscounts(
      { shipping_methods: [method(`${net}`, rate)] },
      EIGHTY,
      { digits: 2 }
    )
    expect(shipping_methods[0]!.adjustments).toEqual([
      {
        promotion_id: "promo_01JEIGHTY",
        amount: "39.92",
        raw_amount: undefined,
        is_tax_inclusive: true,
      },
    ])
  })
})
