import { promotionContext } from "./promotion-context"

/** German VAT as it is stored: the rate that gives whole cents. */
const vat = (rate: number) => [
  {
    code: "berlin:germany-vat",
    rate,
    data: { source: "kintsugi", jurisdiction: { rate: "0.19" } },
  },
]

const ITEM = {
  id: "item_1",
  unit_price: 119,
  quantity: 1,
  is_tax_inclusive: true,
  tax_lines: vat(17.543859649),
  subtotal: 101.2388059,
  original_total: 119,
}

const SHIPPING = {
  id: "shipping_1",
  amount: 59.5,
  is_tax_inclusive: true,
  tax_lines: vat(0),
  subtotal: 59.5,
}

describe("promotionContext", () => {
  it("prices lines at the statutory rate, not at the one that the last discounts left", () => {
    expect(
      promotionContext({ items: [ITEM], shipping_methods: [SHIPPING] })
    ).toEqual({
      items: [{ ...ITEM, subtotal: "100", original_total: "119" }],
      shipping_methods: [
        { ...SHIPPING, subtotal: "50", original_total: "59.5" },
      ],
      item_subtotal: "100",
      shipping_subtotal: "50",
      subtotal: "150",
    })
  })

  it("adds the statutory tax to prices without tax, for tax-inclusive promotions", () => {
    const item = { ...ITEM, is_tax_inclusive: false, unit_price: 50 }
    expect(
      promotionContext({ items: [{ ...item, quantity: 2 }] })
    ).toMatchObject({
      items: [{ subtotal: "100", original_total: "119" }],
      shipping_methods: [],
      subtotal: "100",
    })
  })

  it("keeps lines that Kintsugi has not taxed, and adds them to the sums", () => {
    const other = {
      ...ITEM,
      id: "item_2",
      tax_lines: [{ code: "de", rate: 19, data: null }],
      subtotal: 100,
    }
    expect(promotionContext({ items: [ITEM, other] })).toMatchObject({
      items: [{ subtotal: "100" }, other],
      subtotal: "200",
    })
  })

  it.each([
    ["without lines", {}],
    ["without tax lines", { items: [{ ...ITEM, tax_lines: null }] }],
    [
      "taxed by the store's own rates",
      {
        items: [
          {
            ...ITEM,
            tax_lines: [{ code: "de", rate: 19, data: { source: "fallback" } }],
          },
        ],
      },
    ],
    ["at the statutory rates", { items: [{ ...ITEM, tax_lines: vat(19) }] }],
  ])("returns undefined for a cart %s", (_, cart) => {
    expect(promotionContext(cart)).toBeUndefined()
  })
})
