import { LAMPS, money, orderInAustin } from "./__fixtures__/order-in-austin"
import {
  CAPTURED,
  SALE,
  deliveredSale,
  due,
} from "./__fixtures__/required-entries"
import { requiredEntries } from "./required-entries"

describe("requiredEntries for a sale", () => {
  it("holds the sale until captures cover the order", () => {
    expect(due({})).toEqual([[...SALE, "payment"]])
    expect(due({ transactions: [money("1", 96.58)] })).toEqual([
      [...SALE, "payment"],
    ])
    expect(due(CAPTURED)).toEqual([SALE])
  })

  it("says how much of the sale is not captured", () => {
    const [sale] = requiredEntries(
      orderInAustin({ transactions: [money("1", 50)] }),
      [],
      "payment_captured"
    )
    expect(sale).toMatchObject({
      blocker: { message: expect.stringContaining("46.60 USD") },
    })
  })

  it("reports at placement, or once everything is fulfilled, if configured", () => {
    expect(due({}, [], "order_placed")).toEqual([SALE])
    const tiny = {
      items: [{ ...LAMPS, quantity: 1, unit_price: 0.01, tax_lines: [] }],
      shipping_methods: [],
    }
    expect(due(tiny, [], "order_placed")).toEqual([
      ["sale", "order_1", "order", 0.01, 0, "COMMITTED"],
    ])
    expect(due({}, [], "fulfilled")).toEqual([[...SALE, "fulfillment"]])
    const items = [{ ...LAMPS, detail: { fulfilled_quantity: 2 } }]
    expect(due({ items }, [], "fulfilled")).toEqual([SALE])
  })

  it("reports no sale for a part of another order, and skips one that waits", () => {
    const part = { ...CAPTURED, part_of: "order_0" }
    expect(due(part)).toEqual([])
    const waiting = deliveredSale({ delivered: undefined, wasSent: false })
    expect(due(part, [waiting])).toEqual([[...SALE, "skipped"]])
    const [skipped] = requiredEntries(
      orderInAustin({ ...part, part_of: true }),
      [waiting],
      "order_placed"
    )
    expect(skipped?.skipReason).toContain("a part of another order")
  })

  it("keeps a sale up to date that was sent before the order became a part of another", () => {
    const part = { ...CAPTURED, part_of: "order_0" }
    expect(due(part, [deliveredSale()])).toEqual([SALE])
    const uncertain = deliveredSale({ delivered: undefined, wasSent: true })
    expect(due(part, [uncertain])).toEqual([SALE])
  })

  it("reports no sale for a draft order", () => {
    expect(due({ ...CAPTURED, is_draft_order: true })).toEqual([])
    expect(due({ ...CAPTURED, status: "draft" })).toEqual([])
  })
})
