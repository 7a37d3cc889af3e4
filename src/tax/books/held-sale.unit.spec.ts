import { chargedLines } from "./charged-lines"
import { heldSale } from "./held-sale"
import { TEXAN, orderInAustin } from "./order-in-austin"

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

describe("a sale as Kintsugi holds it", () => {
  it("is what was sent, line by line", () => {
    const lines = chargedLines(ORDER)
    expect(
      heldSale({ status: "COMMITTED", transaction_items: ITEMS }, lines)
    ).toEqual({ status: "COMMITTED", lines })
  })

  it("has lines that the order has no more, as what they were", () => {
    const held = heldSale({ status: "COMMITTED", transaction_items: ITEMS }, [])
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

  it("says what it held, and not what the order costs now", () => {
    const dearer = chargedLines(ORDER).map((line) => ({ ...line, net: "500" }))
    expect(
      heldSale(
        { status: "PARTIALLY_REFUNDED", transaction_items: ITEMS },
        dearer
      )
    ).toMatchObject({
      status: "COMMITTED",
      lines: [{ net: "80" }, { net: "10" }],
    })
    expect(
      heldSale({ status: "CANCELLED", transaction_items: ITEMS }, dearer)
    ).toMatchObject({ status: "CANCELLED" })
  })

  it("was taxed as it was charged, whatever jurisdictions Kintsugi names", () => {
    const [lamps] = chargedLines(ORDER)
    const taxesOf = (fields: object) =>
      heldSale({ transaction_items: [{ ...ITEMS[0]!, ...fields }] }, [lamps!])
        ?.lines[0]?.taxes
    expect(taxesOf({ tax_amount_imported: "6.60", tax_items: [] })).toEqual(
      lamps!.taxes
    )
    expect(taxesOf({ tax_amount_imported: "7.00" })).toEqual([
      { name: "Tax", rate: "0", amount: "7" },
    ])
  })

  it("is unknown where Kintsugi names no lines", () => {
    expect(heldSale({ status: "COMMITTED" }, chargedLines(ORDER))).toBe(
      undefined
    )
  })
})
