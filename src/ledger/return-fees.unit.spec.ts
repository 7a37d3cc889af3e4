import { MathBN } from "@medusajs/framework/utils"
import {
  LAMPS,
  TEXAN,
  money,
  orderInAustin,
} from "./__fixtures__/order-in-austin"
import {
  SALE,
  creditsOf,
  deliveredSale,
  due,
} from "./__fixtures__/required-entries"
import type { ChargedLine } from "./charged-lines"
import type { LedgerEntry } from "./entry"
import type { OrderForLedger } from "./order"
import { requiredEntries } from "./required-entries"
import {
  type ReturnFee,
  feesCoveredBy,
  returnFees,
  soldFeeOf,
} from "./return-fees"

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
    expect(
      due(returned(60, 21.65), [deliveredSale({ isLocked: true })])
    ).toEqual([["sale", "order_1-change-1", "change", 20, 1.65, "COMMITTED"]])
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

describe("returnFees", () => {
  const method = (id: string, returnId?: string) => ({
    id,
    name: "By parcel",
    amount: 10,
    ...(returnId && { detail: { return_id: returnId } }),
  })
  const feesOf = (...shipping_methods: ReturnType<typeof method>[]) =>
    returnFees(orderInAustin({ shipping_methods })).map(
      ({ returnId, line }) => `${returnId} ${line.id} ${line.title}`
    )

  it("are sorted by return, then by shipping method, and named", () => {
    const sorted = [
      "return_1 ordsm_c Return shipping",
      "return_2 ordsm_a Return shipping",
      "return_2 ordsm_b Return shipping",
    ]
    const methods = [
      method("ordsm_b", "return_2"),
      method("ordsm_a", "return_2"),
      method("ordsm_c", "return_1"),
      method("ordsm_0"),
    ]
    expect(feesOf(...methods)).toEqual(sorted)
    expect(feesOf(...methods.reverse())).toEqual(sorted)
  })

  it("are none without shipping methods", () => {
    expect(returnFees(orderInAustin({ shipping_methods: null }))).toEqual([])
  })
})

const lineOf = (
  id: string,
  net: string,
  ...taxes: [name: string, amount: string][]
): ChargedLine => ({
  id,
  kind: "shipping",
  quantity: "1",
  net,
  tax: MathBN.sum(0, ...taxes.map(([, amount]) => amount)).toFixed(),
  taxes: taxes.map(([name, amount]) => ({ name, rate: "0.05", amount })),
})

const FEES: ReturnFee[] = [
  {
    returnId: "return_1",
    line: lineOf("fee_1", "10", ["State", "0.6"], ["City", "0.2"]),
  },
  { returnId: "return_2", line: lineOf("fee_2", "20", ["State", "1.2"]) },
]

describe("soldFeeOf", () => {
  it("is what the fees of one return were sold for", () => {
    const sold = [
      lineOf("fee_1", "4", ["State", "0.24"]),
      lineOf("fee_2", "20", ["State", "1.2"]),
      lineOf("ordli_lamps", "80"),
    ]
    expect(soldFeeOf("return_1", sold, FEES).toFixed()).toBe("4.24")
    expect(soldFeeOf("return_2", sold, FEES).toFixed()).toBe("21.2")
    expect(soldFeeOf("return_3", sold, FEES).toFixed()).toBe("0")
  })
})

describe("feesCoveredBy", () => {
  /** Line, quantity, net, tax and taxes of what is to be sold. */
  const covered = (
    amount: string,
    sold: ChargedLine[] = [],
    ...deducted: string[]
  ) =>
    feesCoveredBy(
      MathBN.convert(amount),
      FEES,
      sold,
      deducted.map((returnId) => ({ returns: { [returnId]: {} } })),
      "usd"
    ).map(({ id, quantity, net, tax, taxes }) => [
      id,
      quantity,
      net,
      tax,
      taxes.map((part) => part.amount).join(" + "),
    ])

  it("is each fee in order, as far as the amount goes", () => {
    expect(covered("0")).toEqual([])
    expect(covered("10.8")).toEqual([["fee_1", "1", "10", "0.8", "0.6 + 0.2"]])
    expect(covered("5.4")).toEqual([["fee_1", "1", "5", "0.4", "0.3 + 0.1"]])
    // A whole fee may come to a cent more.
    expect(covered("21.41")).toEqual([
      ["fee_1", "1", "10.01", "0.8", "0.6 + 0.2"],
      ["fee_2", "1", "10", "0.6", "0.6"],
    ])
  })

  it("is the rest of what was sold in part, with a quantity of zero", () => {
    const sold = [lineOf("fee_1", "4", ["City", "0.2"], ["State", "0.24"])]
    expect(covered("6.36", sold)).toEqual([
      ["fee_1", "0", "6", "0.36", "0.36 + 0"],
    ])
    expect(covered("30", [FEES[0]!.line])).toEqual([
      ["fee_2", "1", "20.01", "1.2", "1.2"],
    ])
  })

  it("is nothing of a fee that was deducted from a return", () => {
    expect(covered("10.8", [], "return_1")).toEqual([
      ["fee_2", "1", "10.19", "0.61", "0.61"],
    ])
    expect(covered("10.8", [], "return_1", "return_2")).toEqual([])
  })
})
