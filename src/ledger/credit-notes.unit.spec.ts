import { LAMPS, money, orderInAustin } from "./__fixtures__/order-in-austin"
import {
  CAPTURED,
  SALE,
  brief,
  creditsOf,
  deliveredSale,
  due,
  goodwillCredit,
} from "./__fixtures__/required-entries"
import type { OrderForLedger } from "./order"
import { requiredEntries } from "./required-entries"

describe("requiredEntries for a refund", () => {
  const refunded = (...amounts: number[]) => ({
    transactions: [
      money("1", 96.6),
      ...amounts.map((amount, index) =>
        money(`${index + 2}`, -amount, `2026-11-1${index}T00:00:00Z`)
      ),
    ],
  })

  it("credits it with one credit note whose net plus tax is the amount", () => {
    const order = { ...refunded(10), ...goodwillCredit(10) }
    expect(due(order, [deliveredSale()])).toEqual([
      SALE,
      ["credit_note", "ref_2", "refund", 9.31, 0.69, "order_1"],
    ])
  })

  it("does not decide while Medusa has not recorded that it is not owed again", () => {
    expect(due(refunded(10), [deliveredSale()])).toEqual([[...SALE, "payment"]])
  })

  it("does not credit a refund twice", () => {
    const order = { ...refunded(10), ...goodwillCredit(10) }
    const ledger = [deliveredSale(), ...creditsOf(order, [deliveredSale()])]
    expect(due(order, ledger)).toEqual([SALE])
  })

  it("makes the credit notes add up to the sale when all is refunded", () => {
    const once = { ...refunded(10), ...goodwillCredit(10) }
    const first = [deliveredSale(), ...creditsOf(once, [deliveredSale()])]
    const twice = { ...refunded(10, 86.6), ...goodwillCredit(96.6) }
    const all = [...first, ...creditsOf(twice, first)]
    const credits = all.filter((record) => record.type === "credit_note")
    expect(
      credits
        .flatMap(({ credit }) => credit.lines)
        .reduce((sum, { net, tax }) => sum + Number(net) + Number(tax), 0)
    ).toBeCloseTo(96.6, 10)
    expect(due(twice, all)).toEqual([SALE])
  })

  it("reduces the sale without a credit note for what an edit removed", () => {
    const items = [{ ...LAMPS, quantity: 1 }]
    expect(due({ ...refunded(43.3), items }, [deliveredSale()])).toEqual([
      ["sale", "order_1", "order", 50, 3.3, "COMMITTED"],
      ["credit_note", "ref_2", "refund", 0, 0, "order_1", "skipped"],
    ])
  })

  it("credits what an edit removed from a filed order", () => {
    const items = [{ ...LAMPS, quantity: 1 }]
    expect(
      due({ ...refunded(43.3), items }, [deliveredSale({ isLocked: true })])
    ).toEqual([["credit_note", "ref_2", "refund", 40.34, 2.96, "order_1"]])
  })

  it("does not credit a refund while its sale is not reported", () => {
    // A part captured, then refunded: nothing was ever sold.
    expect(due({ transactions: [money("1", 50), money("2", -10)] })).toEqual([
      [...SALE, "payment"],
    ])
  })
})

describe("requiredEntries for a refund that the merchant marked as tax only", () => {
  const marked = (amount: number, code: string | null, label = "Tax back") => ({
    transactions: [money("1", 96.6), money("2", -amount)],
    ...goodwillCredit(amount),
    payment_collections: [
      {
        id: "paycol_1",
        payments: [
          { refunds: [{ id: "ref_2", refund_reason: { code, label } }] },
        ],
      },
    ],
  })
  const notes = (fields: Partial<OrderForLedger>, reason?: string) =>
    requiredEntries(
      orderInAustin(fields),
      [deliveredSale()],
      "payment_captured",
      reason
    ).flatMap((record) =>
      record.type === "credit_note"
        ? [{ summary: brief(record), taxOnly: record.taxOnly ?? false }]
        : []
    )
  const note = (net: number, tax: number) => [
    "credit_note",
    "ref_2",
    "refund",
    net,
    tax,
    "order_1",
  ]

  it("credits tax and no goods, where the option names the refund's reason", () => {
    const expected = [{ summary: note(0, 6.6), taxOnly: true }]
    expect(notes(marked(6.6, "tax_only"), "tax_only")).toEqual(expected)
    expect(notes(marked(6.6, null, "Tax only"), "Tax only")).toEqual(expected)
  })

  it("credits it like any refund where the option names another reason or none", () => {
    const expected = [{ summary: note(6.15, 0.45), taxOnly: false }]
    expect(notes(marked(6.6, "tax_only"))).toEqual(expected)
    expect(notes(marked(6.6, "damaged"), "tax_only")).toEqual(expected)
  })

  it("credits it like any refund where it is more than all tax", () => {
    expect(notes(marked(10, "tax_only"), "tax_only")).toEqual([
      { summary: note(9.31, 0.69), taxOnly: false },
    ])
  })
})

describe("requiredEntries for a return", () => {
  const returned = {
    items: [{ ...LAMPS, detail: { return_received_quantity: 1 } }],
    returns: [
      {
        id: "return_1",
        received_at: "2026-11-06T00:00:00Z",
        items: [{ item_id: "ordli_lamps", received_quantity: 1 }],
      },
    ],
  }

  it("credits nothing before the return is refunded", () => {
    expect(due({ ...CAPTURED, ...returned }, [deliveredSale()])).toEqual([SALE])
  })

  it("credits a return and its refund with one credit note", () => {
    const transactions = [money("1", 96.6), money("2", -43.3)]
    expect(due({ ...returned, transactions }, [deliveredSale()])).toEqual([
      SALE,
      ["credit_note", "ref_2", "refund", 40, 3.3, "order_1"],
    ])
  })

  it("credits a return that pays for new goods (an exchange), and sells those", () => {
    const bowl = { ...LAMPS, id: "ordli_bowl", quantity: 1 }
    const items = [...returned.items, bowl]
    expect(due({ ...CAPTURED, ...returned, items }, [deliveredSale()])).toEqual(
      [
        ["sale", "order_1", "order", 130, 9.9, "COMMITTED"],
        ["credit_note", "return_1", "return", 40, 3.3, "order_1"],
      ]
    )
  })
})

describe("requiredEntries for a requested return", () => {
  const requested = {
    items: [{ ...LAMPS, detail: { return_requested_quantity: 1 } }],
    returns: [
      { id: "return_1", items: [{ item_id: "ordli_lamps", quantity: 1 }] },
    ],
  }
  const back = {
    items: [{ ...LAMPS, detail: { return_received_quantity: 1 } }],
    returns: [
      {
        id: "return_1",
        received_at: "2026-11-06T00:00:00Z",
        items: [{ item_id: "ordli_lamps", quantity: 1, received_quantity: 1 }],
      },
    ],
  }
  const refunded = (amount: number) => ({
    transactions: [money("1", 96.6), money("2", -amount)],
  })

  // Medusa refunds what they are worth without a credit line.
  it("credits the goods once what they are worth is refunded", () => {
    expect(due({ ...requested, ...refunded(43.3) }, [deliveredSale()])).toEqual(
      [SALE, ["credit_note", "ref_2", "refund", 40, 3.3, "order_1"]]
    )
  })

  it("does not credit the goods again when they are received", () => {
    const order = { ...requested, ...refunded(43.3) }
    const ledger = [deliveredSale(), ...creditsOf(order, [deliveredSale()])]
    expect(due({ ...back, ...refunded(43.3) }, ledger)).toEqual([SALE])
  })

  it("does not credit the goods for a goodwill refund", () => {
    const [, note] = requiredEntries(
      orderInAustin({ ...requested, ...refunded(50), ...goodwillCredit(6.7) }),
      [deliveredSale()],
      "payment_captured"
    )
    expect(note).toMatchObject({ credit: { returns: {} } })
  })

  it("credits the goods when they pay for what is exchanged for them", () => {
    const bowl = { ...LAMPS, id: "ordli_bowl", quantity: 1 }
    const items = [...requested.items, bowl]
    expect(
      due({ ...CAPTURED, ...requested, items }, [deliveredSale()])
    ).toEqual([
      ["sale", "order_1", "order", 130, 9.9, "COMMITTED"],
      ["credit_note", "return_1", "return", 40, 3.3, "order_1"],
    ])
  })
})
