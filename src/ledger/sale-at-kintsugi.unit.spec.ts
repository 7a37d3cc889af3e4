import { chargedLines } from "./charged-lines"
import { saleAtKintsugi } from "./sale-at-kintsugi"
import { increasesSince } from "./merge-lines"
import { TEXAN, orderInAustin } from "./__fixtures__/order-in-austin"

const ORDER = orderInAustin({
  shipping_methods: [
    { id: "ordsm_1", name: "Standard", amount: 10, tax_lines: TEXAN },
  ],
})

/** As Kintsugi writes numbers. */
const ITEMS = [
  {
    external_id: "ordli_lamps",
    external_product_id: "prod_lamp",
    product_name: "Lamp",
    quantity: "2.0",
    amount: "80.00",
    tax_items: [
      { name: "Texas", rate: "0.062500000", amount: "5.00" },
      { name: "Austin", rate: "0.020000000", amount: "1.60" },
    ],
  },
  {
    external_id: "ordsm_1",
    external_product_id: "medusa-shipping",
    product_name: "Standard",
    quantity: "1",
    amount: "10.00",
    tax_items: [
      { name: "Texas", rate: "0.0625", amount: "0.63" },
      { name: "Austin", rate: "0.02", amount: "0.20" },
    ],
  },
]

describe("saleAtKintsugi", () => {
  it("returns what was sent, line by line", () => {
    const lines = chargedLines(ORDER)
    expect(
      saleAtKintsugi({ status: "COMMITTED", transaction_items: ITEMS }, lines)
    ).toEqual({ status: "COMMITTED", lines })
  })

  it("returns lines that the order no longer has", () => {
    const held = saleAtKintsugi(
      { status: "COMMITTED", transaction_items: ITEMS },
      []
    )
    expect(held?.lines).toEqual([
      expect.objectContaining({
        id: "ordli_lamps",
        kind: "item",
        productId: "prod_lamp",
        title: "Lamp",
        net: "80",
        tax: "6.6",
      }),
      expect.objectContaining({
        id: "ordsm_1",
        kind: "shipping",
        net: "10",
        tax: "0.83",
      }),
    ])
  })

  it("limits the length of a product's name", () => {
    const item = { ...ITEMS[0]!, product_name: "x".repeat(1_000_000) }
    expect(
      saleAtKintsugi({ transaction_items: [item] }, [])?.lines[0]?.title
    ).toHaveLength(1_000)
  })

  it("returns what Kintsugi has, and not what the order costs now", () => {
    const dearer = chargedLines(ORDER).map((line) => ({ ...line, net: "500" }))
    expect(
      saleAtKintsugi(
        { status: "PARTIALLY_REFUNDED", transaction_items: ITEMS },
        dearer
      )
    ).toMatchObject({
      status: "COMMITTED",
      lines: [{ net: "80" }, { net: "10" }],
    })
    expect(
      saleAtKintsugi({ status: "CANCELLED", transaction_items: ITEMS }, dearer)
    ).toMatchObject({ status: "CANCELLED" })
  })

  it("returns the charged tax, whatever jurisdictions Kintsugi names", () => {
    const [lamps] = chargedLines(ORDER)
    const taxesOf = (fields: object) =>
      saleAtKintsugi({ transaction_items: [{ ...ITEMS[0]!, ...fields }] }, [
        lamps!,
      ])?.lines[0]?.taxes
    expect(taxesOf({ tax_amount_imported: "6.60", tax_items: [] })).toEqual(
      lamps!.taxes
    )
    expect(taxesOf({ tax_amount_imported: "7.00" })).toEqual([
      { name: "Texas", rate: "0.0625", amount: "5.3" },
      { name: "Austin", rate: "0.02", amount: "1.7" },
    ])
  })

  it("does not make tax due twice where Kintsugi renames jurisdictions", () => {
    const lines = chargedLines(ORDER)
    const renamed = ITEMS.map((item) => ({
      ...item,
      tax_items: item.tax_items.map((tax) => ({
        ...tax,
        name: `${tax.name} SALES TAX`,
      })),
    }))
    const held = saleAtKintsugi({ transaction_items: renamed }, lines)
    expect(increasesSince(held!.lines, lines)).toEqual([])

    const more = chargedLines({
      ...ORDER,
      items: [{ ...ORDER.items![0]!, quantity: 3 }],
    })
    const before = saleAtKintsugi({ transaction_items: renamed }, more)
    expect(increasesSince(before!.lines, more)).toMatchObject([
      { id: "ordli_lamps", quantity: "1", net: "40", tax: "3.3" },
    ])
  })

  it("returns the tax under one name where the order has no such line", () => {
    const [lamps] = ITEMS
    expect(
      saleAtKintsugi(
        { transaction_items: [{ ...lamps!, tax_amount_imported: "7.00" }] },
        []
      )?.lines[0]?.taxes
    ).toEqual([{ name: "Tax", rate: "0", amount: "7" }])
  })

  it("uses the order's line where Kintsugi gives no quantity and no tax", () => {
    const [lamps] = chargedLines(ORDER)
    expect(
      saleAtKintsugi(
        {
          transaction_items: [
            {
              ...ITEMS[0]!,
              quantity: undefined,
              tax_amount_imported: undefined,
              tax_items: undefined,
            },
          ],
        },
        [lamps!]
      )?.lines
    ).toEqual([lamps])
  })

  it("returns undefined where Kintsugi names no lines", () => {
    expect(saleAtKintsugi({ status: "COMMITTED" }, chargedLines(ORDER))).toBe(
      undefined
    )
  })
})
