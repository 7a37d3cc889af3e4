import { money, orderInAustin } from "./__fixtures__/order-in-austin"
import {
  creditsOf,
  deliveredSale,
  due,
  goodwillCredit,
} from "./__fixtures__/required-entries"
import { chargedLines } from "./charged-lines"

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
    const ledger = [deliveredSale({ isLocked: true })]
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
    const ledger = [deliveredSale({ delivered, isLocked: true })]
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
