import { type ChargedLine, chargedLines } from "./charged-lines"
import { type ReportOn, requiredEntries } from "./required-entries"
import type {
  CreditRecord,
  RequiredEntry,
  LedgerEntry,
  SaleRecord,
} from "./entry"
import type { OrderForLedger } from "./order"
import {
  LAMPS,
  TEXAN,
  money,
  orderInAustin,
} from "./__fixtures__/order-in-austin"

const due = (
  fields: Partial<OrderForLedger>,
  ledger: LedgerEntry[] = [],
  reportOn: ReportOn = "payment_captured"
) => requiredEntries(orderInAustin(fields), ledger, reportOn).map(brief)

/** Type, external id, net, tax, and what holds it back. */
const brief = (record: RequiredEntry) => {
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

const deliveredSale = (
  fields: Partial<SaleRecord> = {},
  order = orderInAustin()
): SaleRecord => ({
  type: "sale",
  externalId: "order_1",
  referenceId: "order_1",
  reason: "order",
  state: "delivered",
  delivered: { lines: chargedLines(order), status: "COMMITTED" },
  wasSent: true,
  locked: false,
  ...fields,
})

/** The ledger's entries for the credit notes that were due. */
const creditsOf = (
  fields: Partial<OrderForLedger>,
  ledger: LedgerEntry[]
): CreditRecord[] =>
  requiredEntries(orderInAustin(fields), ledger, "payment_captured").flatMap(
    (record) =>
      record.type === "credit_note"
        ? [{ ...record, state: record.skip ? "skipped" : "delivered" }]
        : []
  )

/** Medusa's credit line for a refund although nothing was owed. */
const goodwillCredit = (amount: number) => ({
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

describe("requiredEntries for a sale", () => {
  it("holds the sale until captures cover the order", () => {
    expect(due({})).toEqual([[...SALE, "payment"]])
    expect(due({ transactions: [money("1", 96.58)] })).toEqual([
      [...SALE, "payment"],
    ])
    expect(due(CAPTURED)).toEqual([SALE])
  })

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

  it("says how much of the sale is not captured", () => {
    const [sale] = requiredEntries(
      orderInAustin({ transactions: [money("1", 50)] }),
      [],
      "payment_captured"
    )
    expect(sale).toMatchObject({
      hold: { message: expect.stringContaining("46.60 USD") },
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

  it("reports no sale for a draft order", () => {
    expect(due({ ...CAPTURED, is_draft_order: true })).toEqual([])
    expect(due({ ...CAPTURED, status: "draft" })).toEqual([])
  })

  it("changes the sale with the order while that is possible", () => {
    const items = [{ ...LAMPS, quantity: 3 }]
    const transactions = [money("1", 96.6), money("2", 43.3)]
    expect(due({ items, transactions }, [deliveredSale()])).toEqual([
      ["sale", "order_1", "order", 130, 9.9, "COMMITTED"],
    ])
  })

  it("keeps a filed sale, and reports additions as a further sale", () => {
    const items = [{ ...LAMPS, quantity: 3 }]
    const transactions = [money("1", 96.6), money("2", 43.3)]
    expect(
      due({ items, transactions }, [deliveredSale({ locked: true })])
    ).toEqual([["sale", "order_1-change-1", "change", 40, 3.3, "COMMITTED"]])
  })

  it("reports nothing more for a filed sale while nothing changes", () => {
    expect(due(CAPTURED, [deliveredSale({ locked: true })])).toEqual([])
  })

  describe("with an addition to a filed sale", () => {
    const paid = (units: number, updated_at: string) => ({
      items: [{ ...LAMPS, quantity: units }],
      transactions: [
        money("1", 96.6),
        ...Array.from({ length: units - 2 }, (_, index) =>
          money(`${index + 2}`, 43.3)
        ),
      ],
      updated_at,
    })
    /** One lamp more, on December 28. */
    const december = (fields: Partial<SaleRecord> = {}): SaleRecord => {
      const [record] = requiredEntries(
        orderInAustin(paid(3, "2026-12-28T20:00:00Z")),
        [deliveredSale({ locked: true })],
        "payment_captured"
      )
      if (record?.type !== "sale") {
        throw new Error("No sale is due.")
      }
      const { lines, status } = record
      return deliveredSale({
        externalId: record.externalId,
        referenceId: record.referenceId,
        reason: "change",
        at: record.at,
        delivered: { lines, status },
        ...fields,
      })
    }
    const undelivered = () =>
      december({
        delivered: undefined,
        pending: december().delivered!.lines,
        state: "waiting",
        wasSent: false,
      })
    const dated = (order: Partial<OrderForLedger>, further: SaleRecord) =>
      requiredEntries(
        orderInAustin(order),
        [deliveredSale({ locked: true }), further],
        "payment_captured"
      ).map((record) => [
        record.at.toISOString().slice(0, 10),
        ...brief(record).slice(1, 5),
      ])

    it("adds to the further sale in its month, under its date", () => {
      expect(dated(paid(4, "2026-12-30T20:00:00Z"), december())).toEqual([
        ["2026-12-28", "order_1-change-1", "change", 80, 6.6],
      ])
      expect(dated(paid(4, "2026-12-30T20:00:00Z"), undelivered())).toEqual([
        ["2026-12-28", "order_1-change-1", "change", 80, 6.6],
      ])
    })

    it("reports nothing more in the next month while nothing changes", () => {
      expect(dated(paid(3, "2027-01-15T20:00:00Z"), december())).toEqual([])
    })

    it("reports additions of the next month as another sale", () => {
      expect(dated(paid(4, "2027-01-15T20:00:00Z"), december())).toEqual([
        ["2027-01-15", "order_1-change-2", "change", 40, 3.3],
      ])
    })

    it("keeps the further sale's part while it waits to be sent", () => {
      expect(dated(paid(4, "2027-01-15T20:00:00Z"), undelivered())).toEqual([
        ["2026-12-28", "order_1-change-1", "change", 40, 3.3],
        ["2027-01-15", "order_1-change-2", "change", 40, 3.3],
      ])
      expect(dated(paid(3, "2027-01-15T20:00:00Z"), undelivered())).toEqual([
        ["2026-12-28", "order_1-change-1", "change", 40, 3.3],
      ])
    })

    it.each([
      ["2026-12-30T20:00:00Z", false, true],
      ["2027-01-15T20:00:00Z", false, true],
      // Kintsugi may have it.
      ["2027-01-15T20:00:00Z", true, false],
    ])(
      "skips an empty further sale where it was removed by %s (sent: %s)",
      (updated_at, wasSent, isSkipped) => {
        const records = requiredEntries(
          orderInAustin(paid(2, updated_at)),
          [deliveredSale({ locked: true }), { ...undelivered(), wasSent }],
          "payment_captured"
        )
        expect(
          records.map(({ externalId, skip }) => [externalId, Boolean(skip)])
        ).toEqual([["order_1-change-1", isSkipped]])
      }
    )
  })
})

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
      due({ ...refunded(43.3), items }, [deliveredSale({ locked: true })])
    ).toEqual([["credit_note", "ref_2", "refund", 40.34, 2.96, "order_1"]])
  })

  it("does not credit a refund while its sale is not reported", () => {
    // A part captured, then refunded: nothing was ever sold.
    expect(due({ transactions: [money("1", 50), money("2", -10)] })).toEqual([
      [...SALE, "payment"],
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
    expect(due({ ...CAPTURED, ...returned }, [deliveredSale()])).toEqual(
      [SALE, ["credit_note", "return_1", "return", 40, 3.3, "order_1"]].slice(
        0,
        1
      )
    )
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
  const refunded = (amount: number) => ({
    transactions: [money("1", 96.6), money("2", -amount)],
  })

  // Medusa refunds what they are worth without a credit line.
  it("credits the goods once what they are worth is refunded", () => {
    expect(due({ ...underWay, ...refunded(43.3) }, [deliveredSale()])).toEqual([
      SALE,
      ["credit_note", "ref_2", "refund", 40, 3.3, "order_1"],
    ])
  })

  it("does not credit the goods again when they are received", () => {
    const order = { ...underWay, ...refunded(43.3) }
    const ledger = [deliveredSale(), ...creditsOf(order, [deliveredSale()])]
    expect(due({ ...back, ...refunded(43.3) }, ledger)).toEqual([SALE])
  })

  it("does not credit the goods for a goodwill refund", () => {
    const [, note] = requiredEntries(
      orderInAustin({ ...underWay, ...refunded(50), ...goodwillCredit(6.7) }),
      [deliveredSale()],
      "payment_captured"
    )
    expect(note).toMatchObject({ credit: { returns: {} } })
  })

  it("credits the goods when they pay for what is exchanged for them", () => {
    const bowl = { ...LAMPS, id: "ordli_bowl", quantity: 1 }
    const items = [...underWay.items, bowl]
    expect(due({ ...CAPTURED, ...underWay, items }, [deliveredSale()])).toEqual(
      [
        ["sale", "order_1", "order", 130, 9.9, "COMMITTED"],
        ["credit_note", "return_1", "return", 40, 3.3, "order_1"],
      ]
    )
  })
})

describe("requiredEntries for a return's shipping fee", () => {
  const fee = (amount: number) => ({
    id: "ordsm_back",
    name: "By parcel",
    amount,
    detail: { return_id: "return_1" },
    tax_lines: TEXAN,
  })
  /** One lamp, worth 40.00 and 3.30, requested to be returned for a fee. */
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
    fields: Partial<OrderForLedger>,
    ledger: LedgerEntry[] = [deliveredSale()]
  ) =>
    requiredEntries(orderInAustin(fields), ledger, "payment_captured").flatMap(
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

  it("deducts a fee that the goods are worth from their credit", () => {
    // 43.30 less 10.825; the store keeps 64.125, which is 64.13.
    expect(due(returned(10, -32.475), [deliveredSale()])).toEqual([
      SALE,
      ["credit_note", "ref_2", "refund", 30, 2.47, "order_1"],
    ])
    // 40.00 and 3.30: nothing is owed.
    expect(due(returned(40), [deliveredSale()])).toEqual([SALE])
  })

  it("awaits and then sells the part of the fee beyond the goods' worth", () => {
    expect(due(returned(60), [deliveredSale()])).toEqual([[...SOLD, "payment"]])
    expect(due(returned(60, 21.65), [deliveredSale()])).toEqual([SOLD])
    // 64.95 less 43.30, a third of the fee.
    expect(feeLine(returned(60, 21.65))).toEqual([
      ["Return shipping", "1", "20", "1.65", "Texas 1.25", "Austin 0.4"],
    ])
  })

  it("sells the fee as a further sale once the sale is in a filing", () => {
    expect(due(returned(60, 21.65), [deliveredSale({ locked: true })])).toEqual(
      [["sale", "order_1-change-1", "change", 20, 1.65, "COMMITTED"]]
    )
  })

  it("does not await the fee while the return is only requested", () => {
    expect(due(requested(60), [deliveredSale()])).toEqual([SALE])
    expect(due(requested(60), [])).toEqual([SALE])
  })

  it("sells the fee of a requested return only as far as it is paid", () => {
    // 10.00 of 64.95, of which 8.25 % is tax.
    expect(feeLine(requested(60, 10))).toEqual([
      ["Return shipping", "1", "9.24", "0.76", "Texas 0.58", "Austin 0.18"],
    ])
    // And nothing while the order itself is not paid, at placement as well.
    expect(
      due(
        { ...requested(60), transactions: [] },
        [deliveredSale()],
        "order_placed"
      )
    ).toEqual([SALE])
  })

  it("sells the whole fee where it is paid before the goods are received", () => {
    const paid = requested(10, 10.83)
    expect(feeLine(paid)).toEqual([
      ["Return shipping", "1", "10", "0.83", "Texas 0.63", "Austin 0.2"],
    ])
    const delivered = deliveredSale({}, orderInAustin())
    const [sale] = requiredEntries(
      orderInAustin(paid),
      [delivered],
      "payment_captured"
    )
    delivered.delivered = {
      lines: (sale as { lines: ChargedLine[] }).lines,
      status: "COMMITTED",
    }
    // And then the goods are credited at what they were sold for.
    expect(due(returned(10, 10.83, -43.3), [delivered])).toEqual([
      ["sale", "order_1", "order", 100, 7.43, "COMMITTED"],
      ["credit_note", "ref_3", "refund", 40, 3.3, "order_1"],
    ])
  })

  it("does not sell a fee again that was deducted from a credit note", () => {
    const back = returned(10, -32.475)
    const ledger = [deliveredSale(), ...creditsOf(back, [deliveredSale()])]
    // A part of the refund is paid again.
    const again = {
      ...back,
      transactions: [...back.transactions, money("3", 5)],
    }
    expect(feeLine(again, ledger)).toEqual([])
  })
})

describe("requiredEntries for a cancelled order", () => {
  const canceled = { status: "canceled", canceled_at: "2026-11-09T00:00:00Z" }
  const fullRefund = { transactions: [money("1", 96.6), money("2", -96.6)] }

  it("reports nothing where nothing was ever reported or paid", () => {
    expect(due(canceled)).toEqual([])
  })

  it("skips a sale that waited for payment", () => {
    const waiting = deliveredSale({
      state: "waiting",
      delivered: undefined,
      wasSent: false,
    })
    expect(due(canceled, [waiting])).toEqual([
      ["sale", "order_1", "order", 90, 6.6, "CANCELLED", "skipped"],
    ])
  })

  it("cancels the sale, and does not also credit the refund", () => {
    expect(due({ ...canceled, ...fullRefund }, [deliveredSale()])).toEqual([
      ["sale", "order_1", "order", 90, 6.6, "CANCELLED"],
      ["credit_note", "ref_2", "refund", 0, 0, "order_1", "skipped"],
    ])
  })

  it("credits the whole sale instead if it is filed", () => {
    const ledger = [deliveredSale({ locked: true })]
    expect(due({ ...canceled, ...fullRefund }, ledger)).toEqual([
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

  it("credits nothing of a sale that was cancelled before it was filed", () => {
    const delivered = {
      lines: chargedLines(orderInAustin()),
      status: "CANCELLED" as const,
    }
    const ledger = [deliveredSale({ delivered, locked: true })]
    expect(due({ ...canceled, ...fullRefund }, ledger)).toEqual([
      ["credit_note", "ref_2", "refund", 0, 0, "order_1", "skipped"],
    ])
  })

  it("credits the rest where a part was credited before", () => {
    const refunded = {
      transactions: [money("1", 96.6), money("2", -10)],
      ...goodwillCredit(10),
    }
    const ledger = [deliveredSale(), ...creditsOf(refunded, [deliveredSale()])]
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
