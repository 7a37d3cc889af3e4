import { MathBN } from "@medusajs/framework/utils"
import { orderInAustin } from "./__fixtures__/order-in-austin"
import { chargedLines } from "./charged-lines"
import { creditFor, taxCreditFor } from "./credit-note-lines"
import {
  toCreditNoteRequest,
  toNegativeSaleRequest,
} from "./credit-note-request"
import { uncreditedLines } from "./uncredited-lines"

const NET = { organizationId: "orgn_1", totalsIncludeTax: false }
const AT = new Date("2026-11-01T10:00:00Z")

const SOLD = chargedLines(orderInAustin())

const NOTE = {
  externalId: "ref_1",
  at: AT,
  description: "A refund",
  sold: SOLD,
  credit: creditFor(MathBN.convert(10), uncreditedLines(SOLD, []), [], "usd"),
}

describe("toCreditNoteRequest", () => {
  it("sends positive amounts that add up to the refund", () => {
    const note = toCreditNoteRequest(orderInAustin(), NOTE, NET)
    expect(note).toMatchObject({
      external_id: "ref_1",
      status: "COMMITTED",
      description: "A refund",
      currency: "USD",
      total_amount: 9.31,
      tax_amount_imported: 0.69,
    })
    expect(
      note.transaction_items.map((item) => [
        item.external_id,
        item.external_product_id,
        item.quantity,
        item.amount,
        item.tax_amount_imported,
        item.tax_items.map(({ amount }) => amount),
      ])
    ).toEqual([
      ["ordli_lamps", "prod_lamp", 0.207039, 8.28, 0.69, [0.52, 0.17]],
      ["ordsm_1", expect.any(String), 0.103519, 1.03, 0, []],
    ])
  })

  it("sends the order's number, the taxable amounts and the exemption", () => {
    const sold = SOLD.map((line) =>
      line.kind === "shipping" ? { ...line, exempt: true as const } : line
    )
    const note = toCreditNoteRequest(orderInAustin(), { ...NOTE, sold }, NET)
    expect(note).toMatchObject({
      external_friendly_id: "7",
      taxable_amount: 8.28,
      transaction_items: [
        {
          taxable_amount: 8.28,
          tax_items: [
            { jurisdiction_name: "Texas" },
            { jurisdiction_name: "Austin" },
          ],
        },
        { taxable_amount: 0, tax_exemption: "CUSTOMER" },
      ],
    })
    expect(note.transaction_items[0]).not.toHaveProperty("tax_exemption")
    // The contract's items of a credit note have no such field.
    expect(note.transaction_items[1]).not.toHaveProperty("exempt")
    expect(note).not.toHaveProperty("shop_date")
  })

  it("credits the taxable amount with the goods, even without tax of its own", () => {
    const taxOnly = {
      saleId: "order_1",
      credit: taxCreditFor(
        MathBN.convert(6.6),
        uncreditedLines(SOLD, []),
        "usd"
      ),
    }
    const rest = creditFor(
      MathBN.convert(90),
      uncreditedLines(SOLD, taxOnly.credit.lines),
      [],
      "usd"
    )
    const ofTax = { ...NOTE, credit: taxOnly.credit }
    const ofGoods = { ...NOTE, credit: rest }
    const order = orderInAustin()
    expect(toCreditNoteRequest(order, ofTax, NET).taxable_amount).toBe(0)
    expect(toCreditNoteRequest(order, ofGoods, NET)).toMatchObject({
      total_amount: 90,
      tax_amount_imported: 0,
      taxable_amount: 80,
    })
    expect(toNegativeSaleRequest(order, ofGoods, NET).taxable_amount).toBe(-80)
  })

  it("credits the taxable amount of a refund that is too small to have tax", () => {
    const credit = creditFor(
      MathBN.convert(0.05),
      uncreditedLines(SOLD, []),
      [],
      "usd"
    )
    expect(
      toCreditNoteRequest(orderInAustin(), { ...NOTE, credit }, NET)
    ).toMatchObject({ total_amount: 0.05, taxable_amount: 0.04 })
  })

  it("toNegativeSaleRequest sends a sale with negative amounts instead", () => {
    expect(toNegativeSaleRequest(orderInAustin(), NOTE, NET)).toMatchObject({
      external_id: "ref_1",
      type: "SALE",
      status: "FULLY_REFUNDED",
      related_to: "order_1",
      total_amount: -9.31,
      total_tax_amount_imported: -0.69,
      taxable_amount: -8.28,
      transaction_items: [
        {
          external_id: "ordli_lamps",
          quantity: 0.207039,
          amount: -8.28,
          tax_amount_imported: -0.69,
          tax_items: [{ amount: -0.52 }, { amount: -0.17 }],
        },
        { external_id: "ordsm_1", quantity: 0.103519, amount: -1.03 },
      ],
    })
  })

  it("throws where a credit note names a line that was not sold", () => {
    expect(() =>
      toCreditNoteRequest(orderInAustin(), { ...NOTE, sold: [] }, NET)
    ).toThrow("ordli_lamps")
  })
})
