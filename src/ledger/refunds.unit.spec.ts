import { money, orderInAustin } from "./__fixtures__/order-in-austin"
import type { OrderForLedger } from "./order"
import { paidByCreditLines, refundsOf } from "./refunds"

const refunds = (fields: Partial<OrderForLedger>) =>
  refundsOf(orderInAustin(fields)).map(({ id, amount, at }) => [
    id,
    amount.toFixed(),
    at.toISOString(),
  ])

describe("refundsOf", () => {
  it("gives each refund under its own id, oldest first, and no capture", () => {
    expect(
      refunds({
        transactions: [
          money("3", -10, "2026-11-05T10:00:00Z"),
          money("1", 96.6),
          money("2", -5.5, "2026-11-04T10:00:00Z"),
        ],
      })
    ).toEqual([
      ["ref_2", "5.5", "2026-11-04T10:00:00.000Z"],
      ["ref_3", "10", "2026-11-05T10:00:00.000Z"],
    ])
  })

  it("goes by the transaction's id where that names no refund, or one that is taken", () => {
    const of = (id: string, reference: string, reference_id?: string) => ({
      ...money(id, -1),
      reference,
      reference_id,
    })
    expect(
      refunds({
        transactions: [
          of("ordtrx_1", "refund", "ref_1"),
          of("ordtrx_2", "refund", "ref_1"),
          of("ordtrx_3", "refund", "pay_1"),
          of("ordtrx_4", "payment", "ref_4"),
          of("ordtrx_5", "refund"),
        ],
      }).map(([id]) => id)
    ).toEqual(["ref_1", "ordtrx_2", "ordtrx_3", "ordtrx_4", "ordtrx_5"])
  })

  it("rounds to the currency's digits, and leaves out what is less than half a cent", () => {
    expect(
      refunds({ transactions: [money("1", -0.004), money("2", -1.005)] })
    ).toEqual([["ref_2", "1.01", "2026-11-03T10:00:00.000Z"]])
  })

  it("dates a refund without a date like its order", () => {
    expect(
      refunds({ transactions: [{ ...money("1", -2), created_at: undefined }] })
    ).toEqual([["ref_1", "2", "2026-11-01T10:00:00.000Z"]])
    expect(refunds({ transactions: undefined })).toEqual([])
  })
})

describe("paidByCreditLines", () => {
  const AT = "2026-11-03T10:00:00Z"
  const later = (ms: number) => new Date(Date.parse(AT) + ms).toISOString()
  const credit = (
    amount: number,
    reference: string,
    reference_id: string,
    created_at: string | undefined = later(1_000)
  ) => ({ id: `ordcl_${amount}`, amount, reference, reference_id, created_at })
  const paid = (
    credit_lines: OrderForLedger["credit_lines"],
    fields: Partial<OrderForLedger> = {}
  ) =>
    paidByCreditLines(
      orderInAustin({
        payment_collections: [
          {
            id: "paycol_1",
            payments: [
              {
                refunds: [
                  {
                    id: "ref_1",
                    refund_reason: { label: "Damaged", code: "damaged" },
                  },
                ],
              },
            ],
          },
        ],
        credit_lines,
        ...fields,
      })
    ).toFixed()

  it("adds up gift cards and store credit", () => {
    expect(paid(undefined)).toBe("0")
    expect(
      paid([
        credit(20, "gift-card", "gc_1"),
        credit(5, "store-credit", "sca_1"),
      ])
    ).toBe("25")
    expect(
      paid([
        credit(20, "gift-card", "gc_1"),
        credit(-5, "store-credit", "sca_1"),
      ])
    ).toBe("15")
  })

  const REFUND = { transactions: [money("1", -10, AT)] }

  it.each([
    ["the payment collection", credit(10, "payment_collection", "paycol_1")],
    ["the refund's reason", credit(10, "Damaged", "damaged")],
    ["nothing else, right after the refund", credit(10, "Renamed", "renamed")],
    ["nothing else, at the same moment", credit(10, "Renamed", "renamed", AT)],
    ["nothing else, for a part of the refund", credit(4, "Renamed", "renamed")],
  ])("leaves out a refund's credit line, known by %s", (_, line) => {
    expect(
      paid([line, credit(20, "gift-card", "gc_1", later(-9e6))], REFUND)
    ).toBe("20")
  })

  it.each([
    [
      "another collection's, without a refund",
      credit(10, "payment_collection", "paycol_2"),
      {},
    ],
    [
      "a minute after the refund",
      credit(10, "Renamed", "renamed", later(60_000)),
      REFUND,
    ],
    ["before the refund", credit(10, "Renamed", "renamed", later(-1)), REFUND],
    ["more than the refund", credit(10.01, "Renamed", "renamed"), REFUND],
    [
      "without a date",
      { ...credit(10, "Renamed", "renamed"), created_at: undefined },
      REFUND,
    ],
  ])("counts a credit line as a payment: %s", (_, line, fields) => {
    expect(paid([line], fields)).toBe(String(line.amount))
  })

  it("leaves out the payment collection's credit line, even where its refund is gone", () => {
    expect(paid([credit(10, "payment_collection", "paycol_1")])).toBe("0")
  })

  it("explains one credit line by each refund, the one with its reference first", () => {
    expect(
      paid(
        [
          credit(10, "gift-card", "gc_1"),
          credit(10, "payment_collection", "paycol_1"),
        ],
        REFUND
      )
    ).toBe("10")
  })
})
