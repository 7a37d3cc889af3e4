import { MathBN } from "@medusajs/framework/utils"
import { LAMPS, money, orderInAustin } from "./__fixtures__/order-in-austin"
import {
  creditsOf,
  deliveredSale,
  due,
  goodwillCredit,
} from "./__fixtures__/required-entries"
import type { CreditNoteEntry, SaleEntry } from "./entry"
import type { OrderForLedger } from "./order"
import type { Balance } from "./order-balance"
import { requiredEntries } from "./required-entries"
import type { ReturnFee } from "./return-fees"
import { totalAsPaid } from "./total-as-paid"

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

describe("totalAsPaid", () => {
  const line = (id: string, net: string) => ({
    id,
    kind: "item" as const,
    quantity: "1",
    net,
    tax: "0",
    taxes: [],
  })
  const saleOf = (
    lines: ReturnType<typeof line>[],
    fields: Partial<SaleEntry> = {}
  ) =>
    deliveredSale({
      delivered: { lines, status: "COMMITTED" },
      ...fields,
    } as Partial<SaleEntry>)
  const CREDIT = {} as CreditNoteEntry
  const FEE: ReturnFee = { returnId: "return_1", line: line("fee", "5") }

  type Given = {
    gross?: string
    paid?: string
    outstanding?: string
    sales?: SaleEntry[]
    credits?: CreditNoteEntry[]
    fees?: ReturnFee[]
    currency_code?: string
  }
  /** Of lines that cost 10.005, nothing being paid or sent. */
  const totalOf = ({
    gross = "10.005",
    paid = "0",
    outstanding = "100",
    sales = [],
    credits = [],
    fees = [],
    currency_code = "usd",
  }: Given) =>
    totalAsPaid({ currency_code } as OrderForLedger, MathBN.convert(gross), {
      balance: {
        paid: MathBN.convert(paid).decimalPlaces(2),
        exactPaid: MathBN.convert(paid),
        exactOutstanding: MathBN.convert(outstanding),
      } as Balance,
      sales,
      credits,
      fees,
    })?.toFixed(2)

  it("is left to the sum where nothing was paid or sent", () => {
    expect(totalOf({})).toBeUndefined()
    // Nothing was paid, though the sum is one cent.
    expect(totalOf({ gross: "0.01" })).toBeUndefined()
    expect(totalOf({ outstanding: "0" })).toBeUndefined()
  })

  it("is what was paid, up to a cent away from the sum", () => {
    expect(totalOf({ paid: "10" })).toBe("10.00")
    expect(totalOf({ paid: "10.015" })).toBe("10.02")
    expect(totalOf({ paid: "9.995" })).toBe("10.00")
    expect(totalOf({ paid: "9.994" })).toBeUndefined()
    expect(totalOf({ paid: "10.016" })).toBeUndefined()
    expect(
      totalOf({ gross: "1000.5", paid: "1000", currency_code: "jpy" })
    ).toBe("1000.00")
  })

  it("is the sum less what is outstanding, if that is a cent at most", () => {
    expect(totalOf({ paid: "4", outstanding: "0.01" })).toBe("10.00")
    expect(totalOf({ paid: "4", outstanding: "-0.01" })).toBe("10.02")
    expect(totalOf({ paid: "4", outstanding: "0.011" })).toBeUndefined()
  })

  it("leaves what rounding leaves to the fee of a return", () => {
    expect(
      totalOf({ paid: "4", outstanding: "0.01", fees: [FEE] })
    ).toBeUndefined()
  })

  it("is what was sent, if that is within one and a half cents of the sum", () => {
    const sent = (net: string) => totalOf({ sales: [saleOf([line("a", net)])] })
    expect(sent("10.02")).toBe("10.02")
    expect(sent("9.99")).toBe("9.99")
    expect(sent("10.021")).toBeUndefined()
    expect(sent("9.989")).toBeUndefined()
  })

  it("counts what was sent in all sales, without the fees of returns", () => {
    expect(
      totalOf({
        sales: [
          saleOf([line("a", "4"), line("fee", "5")]),
          saleOf([line("b", "6.01")]),
          deliveredSale({ delivered: undefined }),
        ],
        fees: [FEE],
      })
    ).toBe("10.01")
    expect(
      totalOf({ gross: "0", sales: [deliveredSale({ delivered: undefined })] })
    ).toBeUndefined()
  })

  it("prefers what was paid, unless the sale can only be added to", () => {
    const sales = [saleOf([line("a", "10.02")])]
    const paid = "10"
    expect(totalOf({ sales, paid })).toBe("10.00")
    expect(totalOf({ sales, paid, credits: [CREDIT] })).toBe("10.02")
    expect(
      totalOf({
        sales: [saleOf([line("a", "10.02")]), saleOf([], { isLocked: true })],
        paid,
      })
    ).toBe("10.02")
    // It was sent with another total: that is of no use.
    expect(
      totalOf({ sales: [saleOf([line("a", "7")])], paid, credits: [CREDIT] })
    ).toBe("10.00")
  })
})
