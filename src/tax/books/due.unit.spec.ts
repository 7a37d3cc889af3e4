import { type ChargedLine, chargedLines } from "./charged-lines"
import { type ReportOn, booksDue } from "./due"
import type {
  CreditRecord,
  DueRecord,
  LedgerRecord,
  SaleRecord,
} from "./ledger"
import type { OrderForBooks } from "./order"
import { LAMPS, TEXAN, money, orderInAustin } from "./order-in-austin"

const due = (
  fields: Partial<OrderForBooks>,
  ledger: LedgerRecord[] = [],
  reportOn: ReportOn = "payment_captured"
) => booksDue(orderInAustin(fields), ledger, reportOn).map(brief)

/** Type, external id, net, tax, and what stands in its way. */
const brief = (record: DueRecord) => {
  const lines = record.type === "sale" ? record.lines : record.credit.lines
  const sum = (of: "net" | "tax") =>
    Number(lines.reduce((all, line) => all + Number(line[of]), 0).toFixed(2))
  return [
    record.type,
    record.externalId,
    record.reason,
    sum("net"),
    sum("tax"),
    ...(record.type === "sale" ? [record.status] : [record.saleId]),
    ...(record.skip ? ["skipped"] : []),
    ...(record.type === "sale" && record.hold ? [record.hold.for] : []),
  ]
}

const toldSale = (
  fields: Partial<SaleRecord> = {},
  order = orderInAustin()
): SaleRecord => ({
  type: "sale",
  externalId: "order_1",
  referenceId: "order_1",
  reason: "order",
  state: "delivered",
  told: { lines: chargedLines(order), status: "COMMITTED" },
  wasSent: true,
  locked: false,
  ...fields,
})

/** The ledger's record of what was due. */
const noted = (
  fields: Partial<OrderForBooks>,
  ledger: LedgerRecord[]
): CreditRecord[] =>
  booksDue(orderInAustin(fields), ledger, "payment_captured").flatMap(
    (record) =>
      record.type === "credit_note"
        ? [{ ...record, state: record.skip ? "skipped" : "delivered" }]
        : []
  )

/** Medusa's own word for money that was given back though nothing was owed. */
const givenAway = (amount: number) => ({
  payment_collections: [{ id: "paycol_1" }],
  credit_lines: [
    {
      id: "ordcl_1",
      amount,
      reference: "payment_collection",
      reference_id: "paycol_1",
    },
  ],
})

const CAPTURED = { transactions: [money("1", 96.6)] }
const SALE = ["sale", "order_1", "order", 90, 6.6, "COMMITTED"]

describe("a sale", () => {
  it("waits until captures cover the order", () => {
    expect(due({})).toEqual([[...SALE, "payment"]])
    expect(due({ transactions: [money("1", 96.59)] })).toEqual([
      [...SALE, "payment"],
    ])
    expect(due(CAPTURED)).toEqual([SALE])
  })

  it("does not wait for half a cent", () => {
    const half = {
      items: [{ ...LAMPS, quantity: 1, unit_price: 10 }],
      shipping_methods: [],
    }
    const sold = ["sale", "order_1", "order", 10, 0.83, "COMMITTED"]
    for (const captured of [10.825, 10.82, 10.83]) {
      expect(due({ ...half, transactions: [money("1", captured)] })).toEqual([
        sold,
      ])
    }
    expect(due({ ...half, transactions: [money("1", 10.81)] })).toEqual([
      [...sold, "payment"],
    ])
  })

  it("says how much of it is not captured", () => {
    const [sale] = booksDue(
      orderInAustin({ transactions: [money("1", 50)] }),
      [],
      "payment_captured"
    )
    expect(sale).toMatchObject({
      hold: { message: expect.stringContaining("46.60 USD") },
    })
  })

  it("is one at placement, or once everything is fulfilled, where so wanted", () => {
    expect(due({}, [], "order_placed")).toEqual([SALE])
    expect(due({}, [], "fulfilled")).toEqual([[...SALE, "fulfillment"]])
    const items = [{ ...LAMPS, detail: { fulfilled_quantity: 2 } }]
    expect(due({ items }, [], "fulfilled")).toEqual([SALE])
  })

  it("is none in a draft", () => {
    expect(due({ ...CAPTURED, is_draft_order: true })).toEqual([])
    expect(due({ ...CAPTURED, status: "draft" })).toEqual([])
  })

  it("changes with the order while nothing forbids it", () => {
    const items = [{ ...LAMPS, quantity: 3 }]
    const transactions = [money("1", 96.6), money("2", 43.3)]
    expect(due({ items, transactions }, [toldSale()])).toEqual([
      ["sale", "order_1", "order", 130, 9.9, "COMMITTED"],
    ])
  })

  it("stays as it was filed, and what was added is a further one", () => {
    const items = [{ ...LAMPS, quantity: 3 }]
    const transactions = [money("1", 96.6), money("2", 43.3)]
    expect(due({ items, transactions }, [toldSale({ locked: true })])).toEqual([
      ["sale", "order_1-change-1", "change", 40, 3.3, "COMMITTED"],
    ])
  })

  it("that was filed says nothing more while nothing changes", () => {
    expect(due(CAPTURED, [toldSale({ locked: true })])).toEqual([])
  })
})

describe("a refund", () => {
  const refunded = (...amounts: number[]) => ({
    transactions: [
      money("1", 96.6),
      ...amounts.map((amount, index) =>
        money(`${index + 2}`, -amount, `2026-11-1${index}T00:00:00Z`)
      ),
    ],
  })

  it("is one credit note whose net plus tax is the money", () => {
    const order = { ...refunded(10), ...givenAway(10) }
    expect(due(order, [toldSale()])).toEqual([
      SALE,
      ["credit_note", "ref_2", "refund", 9.31, 0.69, "order_1"],
    ])
  })

  it("is not decided while Medusa has not said that nobody owes it again", () => {
    expect(due(refunded(10), [toldSale()])).toEqual([[...SALE, "payment"]])
  })

  it("is not credited twice", () => {
    const order = { ...refunded(10), ...givenAway(10) }
    const ledger = [toldSale(), ...noted(order, [toldSale()])]
    expect(due(order, ledger)).toEqual([SALE])
  })

  it("after refund comes to the sale when all is given back", () => {
    const once = { ...refunded(10), ...givenAway(10) }
    const first = [toldSale(), ...noted(once, [toldSale()])]
    const twice = { ...refunded(10, 86.6), ...givenAway(96.6) }
    const all = [...first, ...noted(twice, first)]
    const credits = all.filter((record) => record.type === "credit_note")
    expect(
      credits
        .flatMap(({ credit }) => credit.lines)
        .reduce((sum, { net, tax }) => sum + Number(net) + Number(tax), 0)
    ).toBeCloseTo(96.6, 10)
    expect(due(twice, all)).toEqual([SALE])
  })

  it("of what an edit took from the order lowers the sale, and is no credit note", () => {
    const items = [{ ...LAMPS, quantity: 1 }]
    expect(due({ ...refunded(43.3), items }, [toldSale()])).toEqual([
      ["sale", "order_1", "order", 50, 3.3, "COMMITTED"],
      ["credit_note", "ref_2", "refund", 0, 0, "order_1", "skipped"],
    ])
  })

  it("of what an edit took from a filed order is a credit note", () => {
    const items = [{ ...LAMPS, quantity: 1 }]
    expect(
      due({ ...refunded(43.3), items }, [toldSale({ locked: true })])
    ).toEqual([["credit_note", "ref_2", "refund", 40.34, 2.96, "order_1"]])
  })

  it("waits for its sale to be known", () => {
    // Half of it captured, then given back: nothing was ever sold.
    expect(due({ transactions: [money("1", 50), money("2", -10)] })).toEqual([
      [...SALE, "payment"],
    ])
  })
})

describe("a return", () => {
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

  it("says nothing before its money goes back", () => {
    expect(due({ ...CAPTURED, ...returned }, [toldSale()])).toEqual(
      [SALE, ["credit_note", "return_1", "return", 40, 3.3, "order_1"]].slice(
        0,
        1
      )
    )
  })

  it("and its refund are one credit note", () => {
    const transactions = [money("1", 96.6), money("2", -43.3)]
    expect(due({ ...returned, transactions }, [toldSale()])).toEqual([
      SALE,
      ["credit_note", "ref_2", "refund", 40, 3.3, "order_1"],
    ])
  })

  it("that pays for new goods (an exchange) is credited, and the new are sold", () => {
    const bowl = { ...LAMPS, id: "ordli_bowl", quantity: 1 }
    const items = [...returned.items, bowl]
    expect(due({ ...CAPTURED, ...returned, items }, [toldSale()])).toEqual([
      ["sale", "order_1", "order", 130, 9.9, "COMMITTED"],
      ["credit_note", "return_1", "return", 40, 3.3, "order_1"],
    ])
  })
})

describe("goods on their way back", () => {
  const underWay = {
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
  const given = (amount: number) => ({
    transactions: [money("1", 96.6), money("2", -amount)],
  })

  // Medusa gives back what they are worth without a word of its own.
  it("are credited once what they are worth is given back", () => {
    expect(due({ ...underWay, ...given(43.3) }, [toldSale()])).toEqual([
      SALE,
      ["credit_note", "ref_2", "refund", 40, 3.3, "order_1"],
    ])
  })

  it("are not credited again when they are back", () => {
    const order = { ...underWay, ...given(43.3) }
    const ledger = [toldSale(), ...noted(order, [toldSale()])]
    expect(due({ ...back, ...given(43.3) }, ledger)).toEqual([SALE])
  })

  it("are not taken for what a gesture pays for", () => {
    const [, note] = booksDue(
      orderInAustin({ ...underWay, ...given(50), ...givenAway(6.7) }),
      [toldSale()],
      "payment_captured"
    )
    expect(note).toMatchObject({ credit: { returns: {} } })
  })

  it("pay for what is exchanged for them, and are credited then", () => {
    const bowl = { ...LAMPS, id: "ordli_bowl", quantity: 1 }
    const items = [...underWay.items, bowl]
    expect(due({ ...CAPTURED, ...underWay, items }, [toldSale()])).toEqual([
      ["sale", "order_1", "order", 130, 9.9, "COMMITTED"],
      ["credit_note", "return_1", "return", 40, 3.3, "order_1"],
    ])
  })
})

describe("a return's shipping fee", () => {
  const fee = (amount: number) => ({
    id: "ordsm_back",
    name: "By parcel",
    amount,
    detail: { return_id: "return_1" },
    tax_lines: TEXAN,
  })
  /** One lamp, worth 40.00 and 3.30, on its way back for a fee. */
  const requested = (amount: number, ...paid: number[]) => ({
    returns: [{ id: "return_1" }],
    shipping_methods: [
      { id: "ordsm_1", name: "Standard", amount: 10 },
      fee(amount),
    ],
    transactions: [
      money("1", 96.6),
      ...paid.map((sum, index) => money(`${index + 2}`, sum)),
    ],
  })
  const returned = (amount: number, ...paid: number[]) => ({
    ...requested(amount, ...paid),
    items: [{ ...LAMPS, detail: { return_received_quantity: 1 } }],
    returns: [
      {
        id: "return_1",
        received_at: "2026-11-06T00:00:00Z",
        items: [{ item_id: "ordli_lamps", received_quantity: 1 }],
      },
    ],
  })
  /** The line that is sold for it, if any: net, tax, by jurisdiction. */
  const feeLine = (
    fields: Partial<OrderForBooks>,
    ledger: LedgerRecord[] = [toldSale()]
  ) =>
    booksDue(orderInAustin(fields), ledger, "payment_captured").flatMap(
      (record) =>
        record.type === "sale"
          ? record.lines
              .filter(({ id }) => id === "ordsm_back")
              .map(({ title, quantity, net, tax, taxes }) => [
                title,
                quantity,
                net,
                tax,
                ...taxes.map(({ name, amount }) => `${name} ${amount}`),
              ])
          : []
    )
  const SOLD = ["sale", "order_1", "order", 110, 8.25, "COMMITTED"]

  it("that the goods are worth is taken off their credit, and not sold", () => {
    // 43.30 less 10.825; the store keeps 64.125, which is 64.13.
    expect(due(returned(10, -32.475), [toldSale()])).toEqual([
      SALE,
      ["credit_note", "ref_2", "refund", 30, 2.47, "order_1"],
    ])
    // 40.00 and 3.30: nobody owes anything.
    expect(due(returned(40), [toldSale()])).toEqual([SALE])
  })

  it("is waited for and then sold as far as it is more than that", () => {
    expect(due(returned(60), [toldSale()])).toEqual([[...SOLD, "payment"]])
    expect(due(returned(60, 21.65), [toldSale()])).toEqual([SOLD])
    // 64.95 less 43.30, a third of the fee.
    expect(feeLine(returned(60, 21.65))).toEqual([
      ["Return shipping", "1", "20", "1.65", "Texas 1.25", "Austin 0.4"],
    ])
  })

  it("is a further sale of its own once the sale is in a filing", () => {
    expect(due(returned(60, 21.65), [toldSale({ locked: true })])).toEqual([
      ["sale", "order_1-change-1", "change", 20, 1.65, "COMMITTED"],
    ])
  })

  it("is not waited for while the goods are on their way", () => {
    expect(due(requested(60), [toldSale()])).toEqual([SALE])
    expect(due(requested(60), [])).toEqual([SALE])
  })

  it("of goods on their way is sold no further than it is paid", () => {
    // 10.00 of 64.95, of which 8.25 % is tax.
    expect(feeLine(requested(60, 10))).toEqual([
      ["Return shipping", "1", "9.24", "0.76", "Texas 0.58", "Austin 0.18"],
    ])
    // And nothing while the order itself is not paid, at placement as well.
    expect(
      due({ ...requested(60), transactions: [] }, [toldSale()], "order_placed")
    ).toEqual([SALE])
  })

  it("is sold whole where it is paid before the goods are back", () => {
    const paid = requested(10, 10.83)
    expect(feeLine(paid)).toEqual([
      ["Return shipping", "1", "10", "0.83", "Texas 0.63", "Austin 0.2"],
    ])
    const told = toldSale({}, orderInAustin())
    const [sale] = booksDue(orderInAustin(paid), [told], "payment_captured")
    told.told = {
      lines: (sale as { lines: ChargedLine[] }).lines,
      status: "COMMITTED",
    }
    // And then the goods are credited at what they were sold for.
    expect(due(returned(10, 10.83, -43.3), [told])).toEqual([
      ["sale", "order_1", "order", 100, 7.43, "COMMITTED"],
      ["credit_note", "ref_3", "refund", 40, 3.3, "order_1"],
    ])
  })

  it("is not sold again for what was taken off a credit note", () => {
    const back = returned(10, -32.475)
    const ledger = [toldSale(), ...noted(back, [toldSale()])]
    // What was given back is paid again.
    const again = {
      ...back,
      transactions: [...back.transactions, money("3", 5)],
    }
    expect(feeLine(again, ledger)).toEqual([])
  })
})

describe("a cancelled order", () => {
  const canceled = { status: "canceled", canceled_at: "2026-11-09T00:00:00Z" }
  const givenBack = { transactions: [money("1", 96.6), money("2", -96.6)] }

  it("says nothing where nothing was ever told or paid", () => {
    expect(due(canceled)).toEqual([])
  })

  it("skips a sale that waited for payment", () => {
    const waiting = toldSale({
      state: "waiting",
      told: undefined,
      wasSent: false,
    })
    expect(due(canceled, [waiting])).toEqual([
      ["sale", "order_1", "order", 90, 6.6, "CANCELLED", "skipped"],
    ])
  })

  it("cancels the sale, and its refund is not credited as well", () => {
    expect(due({ ...canceled, ...givenBack }, [toldSale()])).toEqual([
      ["sale", "order_1", "order", 90, 6.6, "CANCELLED"],
      ["credit_note", "ref_2", "refund", 0, 0, "order_1", "skipped"],
    ])
  })

  it("credits a filed sale whole instead", () => {
    const ledger = [toldSale({ locked: true })]
    expect(due({ ...canceled, ...givenBack }, ledger)).toEqual([
      [
        "credit_note",
        "order_1-cancellation",
        "cancellation",
        90,
        6.6,
        "order_1",
      ],
      ["credit_note", "ref_2", "refund", 0, 0, "order_1", "skipped"],
    ])
  })

  it("credits what is left where a part was credited before", () => {
    const refunded = {
      transactions: [money("1", 96.6), money("2", -10)],
      ...givenAway(10),
    }
    const ledger = [toldSale(), ...noted(refunded, [toldSale()])]
    const transactions = [...refunded.transactions, money("3", -86.6)]
    const now = due({ ...canceled, ...refunded, transactions }, ledger)
    expect(now).toEqual([
      [
        "credit_note",
        "order_1-cancellation",
        "cancellation",
        80.69,
        5.91,
        "order_1",
      ],
      ["credit_note", "ref_3", "refund", 0, 0, "order_1", "skipped"],
    ])
  })
})
