import { type Balance, balanceOf } from "./order-balance"
import { chargesOf } from "./charged-lines"
import type { OrderForLedger } from "./order"
import { LAMPS, money, orderInAustin } from "./__fixtures__/order-in-austin"

const balance = (fields: Partial<OrderForLedger>): Balance => {
  const order = orderInAustin(fields)
  return balanceOf(order, chargesOf(order).gross)
}

const figures = ({ outstanding, retained, paid }: Balance) => ({
  outstanding: outstanding.toFixed(),
  retained: retained.toFixed(),
  paid: paid.toFixed(),
})

describe("balanceOf", () => {
  it("counts the whole order as outstanding before anything is captured", () => {
    expect(figures(balance({}))).toEqual({
      outstanding: "96.6",
      retained: "0",
      paid: "0",
    })
  })

  it("counts as outstanding what captures and gift cards leave open", () => {
    expect(
      figures(
        balance({
          transactions: [money("1", 50)],
          credit_lines: [
            {
              id: "cl_1",
              amount: 40,
              reference: "gift_card",
              reference_id: "g",
            },
          ],
        })
      )
    ).toEqual({ outstanding: "6.6", retained: "90", paid: "90" })
  })

  it("counts captures less refunds as retained", () => {
    const { refunds, ...rest } = balance({
      transactions: [
        money("2", -10, "2026-11-05T00:00:00Z"),
        money("1", 96.6),
        money("3", -1.5, "2026-11-04T00:00:00Z"),
      ],
    })
    expect(figures({ refunds, ...rest })).toEqual({
      outstanding: "11.5",
      retained: "85.1",
      paid: "96.6",
    })
    expect(refunds.map(({ id, amount }) => [id, amount.toFixed()])).toEqual([
      ["ref_3", "1.5"],
      ["ref_2", "10"],
    ])
  })

  it("uses the transaction ids for a cancellation's refunds, which name the payment", () => {
    const ofPayment = { reference: "payment", reference_id: "pay_1" }
    const { refunds } = balance({
      transactions: [
        money("1", 96.6),
        { ...money("2", -90), ...ofPayment },
        { ...money("3", -6.6), ...ofPayment },
      ],
    })
    expect(refunds.map(({ id }) => id)).toEqual(["2", "3"])
  })

  it("does not count Medusa's credit line for an excess refund as a payment", () => {
    expect(
      figures(
        balance({
          transactions: [money("1", 96.6), money("2", -20)],
          payment_collections: [{ id: "paycol_1" }],
          credit_lines: [
            {
              id: "cl_1",
              amount: 20,
              reference: "payment_collection",
              reference_id: "paycol_1",
            },
          ],
        })
      )
    ).toEqual({ outstanding: "0", retained: "76.6", paid: "96.6" })
  })

  describe("for a credit line after a refund with a reason", () => {
    const refunded = (
      reason: { label: string; code: string } | null,
      at: string
    ) =>
      figures(
        balance({
          transactions: [
            money("1", 96.6),
            money("2", -20, "2026-11-05T00:00:00Z"),
          ],
          payment_collections: [
            {
              id: "paycol_1",
              payments: [{ refunds: [{ id: "ref_2", refund_reason: reason }] }],
            },
          ],
          credit_lines: [
            {
              id: "cl_1",
              amount: 20,
              reference: "Goodwill",
              reference_id: "goodwill",
              created_at: at,
            },
          ],
        })
      )
    const REFUNDED = { outstanding: "0", retained: "76.6", paid: "96.6" }

    it("recognizes the refund's credit line by the reason", () => {
      expect(
        refunded(
          { label: "Goodwill", code: "goodwill" },
          "2026-12-01T00:00:00Z"
        )
      ).toEqual(REFUNDED)
    })

    it("recognizes the credit line although the reason was renamed or deleted", () => {
      const rightAfter = "2026-11-05T00:00:01Z"
      expect(
        refunded({ label: "Kindness", code: "kindness" }, rightAfter)
      ).toEqual(REFUNDED)
      expect(refunded(null, rightAfter)).toEqual(REFUNDED)
    })

    it("counts a credit line from another time as a payment", () => {
      expect(refunded(null, "2026-11-04T23:59:59Z")).toEqual({
        outstanding: "0",
        retained: "96.6",
        paid: "116.6",
      })
    })
  })

  it("does not count the sub-cents of Medusa's total as outstanding", () => {
    const order = {
      items: [{ ...LAMPS, quantity: 1, unit_price: 10 }],
      shipping_methods: [],
    }
    expect(
      figures(balance({ ...order, transactions: [money("1", 10.825)] }))
    ).toEqual({ outstanding: "0", retained: "10.83", paid: "10.83" })
    const short = balance({ ...order, transactions: [money("1", 10.82)] })
    expect(short.exactOutstanding.toFixed()).toBe("0.005")
  })

  it("reduces what is outstanding by a received return less its fee", () => {
    const back = balance({
      transactions: [money("1", 96.6)],
      items: [{ ...LAMPS, detail: { return_received_quantity: 1 } }],
      shipping_methods: [
        { id: "ordsm_1", amount: 10 },
        { id: "ordsm_2", amount: 5, detail: { return_id: "return_1" } },
      ],
      returns: [
        {
          id: "return_1",
          received_at: "2026-11-06T00:00:00Z",
          items: [{ item_id: "ordli_lamps", received_quantity: 1 }],
        },
      ],
    })
    // A lamp is worth 40.00 and 3.30.
    expect(figures(back)).toEqual({
      outstanding: "-38.3",
      retained: "96.6",
      paid: "96.6",
    })
    expect(back.receivedReturns).toEqual([
      expect.objectContaining({ id: "return_1", units: expect.any(Map) }),
    ])
    expect(back.receivedReturns[0]!.fee.toFixed()).toBe("5")
    expect(back.receivedReturns[0]!.units.get("ordli_lamps")?.toFixed()).toBe(
      "1"
    )
  })

  it("ignores a return that was cancelled or has no received units", () => {
    expect(
      balance({
        returns: [
          {
            id: "return_1",
            canceled_at: "2026-11-06T00:00:00Z",
            items: [{ item_id: "ordli_lamps", received_quantity: 1 }],
          },
          { id: "return_2", items: [{ item_id: "ordli_lamps" }] },
        ],
      }).receivedReturns
    ).toEqual([])
  })
})
