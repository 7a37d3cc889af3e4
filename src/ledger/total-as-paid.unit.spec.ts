import { LAMPS, money, orderInAustin } from "./__fixtures__/order-in-austin"
import {
  creditsOf,
  deliveredSale,
  due,
  goodwillCredit,
} from "./__fixtures__/required-entries"
import { requiredEntries } from "./required-entries"

describe("requiredEntries for a sale", () => {
  it("reports the captured amount, up to a cent away from the total", () => {
    const half = {
      items: [{ ...LAMPS, quantity: 1, unit_price: 10 }],
      shipping_methods: [],
    }
    const sold = (net: number, tax: number) => [
      ["sale", "order_1", "order", net, tax, "COMMITTED"],
    ]
    const captured = (amount: number) =>
      due({ ...half, transactions: [money("1", amount)] })
    expect(captured(10.825)).toEqual(sold(10, 0.83))
    expect(captured(10.83)).toEqual(sold(10, 0.83))
    expect(captured(10.82)).toEqual(sold(10, 0.82))
    expect(captured(10.81)).toEqual([
      ["sale", "order_1", "order", 10, 0.83, "COMMITTED", "payment"],
    ])
    // Medusa considers an order paid from one unit below its total on.
    expect(due({ transactions: [money("1", 96.59)] })).toEqual([
      ["sale", "order_1", "order", 89.99, 6.6, "COMMITTED"],
    ])
  })

  it.each([
    ["usd", 20.47, 10.23],
    ["usd", 20.47, 10.24],
    ["jpy", 1041, 520],
    ["jpy", 1041, 521],
  ])(
    "reports the money, and credits it: half of %s %d, captured and refunded as %d",
    (currency_code, unit_price, captured) => {
      const halved = {
        currency_code,
        items: [
          {
            ...LAMPS,
            tax_lines: [],
            quantity: 1,
            unit_price,
            adjustments: [{ amount: unit_price / 2 }],
          },
        ],
        shipping_methods: [],
      }
      const paid = { ...halved, transactions: [money("1", captured)] }
      expect(due(paid)).toEqual([
        ["sale", "order_1", "order", captured, 0, "COMMITTED"],
      ])
      const refunded = {
        ...paid,
        transactions: [...paid.transactions, money("2", -captured)],
        ...goodwillCredit(captured),
      }
      const note = ["credit_note", "ref_2", "refund", captured, 0, "order_1"]
      // With a sale that Kintsugi has, and all at once, as in a backfill.
      const sale = deliveredSale({
        delivered: {
          lines: requiredEntries(
            orderInAustin(paid),
            [],
            "payment_captured"
          ).flatMap((record) => (record.type === "sale" ? record.lines : [])),
          status: "COMMITTED",
        },
      })
      expect(due(refunded, [sale])).toContainEqual(note)
      expect(due(refunded)).toEqual([
        ["sale", "order_1", "order", captured, 0, "COMMITTED"],
        note,
      ])
      expect(due(refunded, [sale, ...creditsOf(refunded, [sale])])).toEqual([
        ["sale", "order_1", "order", captured, 0, "COMMITTED"],
      ])
    }
  )
})
