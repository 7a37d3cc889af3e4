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
