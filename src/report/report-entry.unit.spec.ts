import { orderInAustin } from "../ledger/__fixtures__/order-in-austin"
import type { OrderForLedger, TaxLineOfOrder } from "../ledger/order"
import { requiredEntries } from "../ledger/required-entries"
import { currentEntries } from "./current-entries"
import { toReportEntries } from "./report-entry"

const money = (id: string, amount: number) => ({
  id,
  amount,
  reference: amount > 0 ? "capture" : "refund",
  created_at: "2026-11-02T10:00:00Z",
})

const entriesOf = (
  fields: Partial<OrderForLedger>,
  calculated: Parameters<typeof toReportEntries>[2] = new Map()
) => {
  const order = orderInAustin(fields)
  return toReportEntries(
    order,
    currentEntries(requiredEntries(order, [], "payment_captured"), []),
    calculated
  )
}

const line = (
  rate: number,
  name: string,
  data: Record<string, unknown>
): TaxLineOfOrder => ({
  rate,
  description: name,
  provider_id: "tp_kintsugi_kintsugi",
  data,
})

const kintsugi = (
  rate: string,
  name: string,
  more: Record<string, unknown> = {}
) =>
  line(Number(rate) * 100, name, {
    source: "kintsugi",
    has_active_registration: true,
    jurisdiction: { name, rate, amount: "1", exempt: false },
    ...more,
  })

const oneItem = (tax_lines: TaxLineOfOrder[], price = 100) => ({
  items: [
    {
      id: "item_1",
      product_title: "Lamp",
      quantity: 1,
      unit_price: price,
      tax_lines,
    },
  ],
  shipping_methods: [],
})

describe("toReportEntries", () => {
  it("has a row for each line and jurisdiction, and counts each line once", () => {
    const [sale] = entriesOf({
      ...oneItem([
        kintsugi("0.0625", "Texas State Sales Tax"),
        kintsugi("0.01", "Austin City Sales Tax"),
      ]),
      transactions: [money("1", 107.25)],
    })
    expect(sale).toMatchObject({
      type: "sale",
      country: "US",
      state: "TX",
      county: "",
      city: "Austin City",
      gross: "100",
      exempt: "0",
      taxable: "100",
      tax: "7.25",
      is_waiting: false,
    })
    expect(
      sale!.rows.map(({ jurisdiction, level, gross, line_gross, tax }) => [
        jurisdiction,
        level,
        gross,
        line_gross,
        tax,
      ])
    ).toEqual([
      ["Texas State Sales Tax", "state", "100", "100", "6.25"],
      ["Austin City Sales Tax", "city", "100", "0", "1"],
    ])
  })

  it("makes a refund negative, with its part of each tax", () => {
    const [, note] = entriesOf({
      ...oneItem([kintsugi("0.0625", "Texas State Sales Tax")]),
      transactions: [money("1", 106.25), money("2", -10.63)],
      credit_lines: [
        {
          id: "cl_1",
          amount: 10.63,
          reference: "payment_collection",
          reference_id: "paycol_1",
        },
      ],
      payment_collections: [{ id: "paycol_1" }],
    })
    expect(note).toMatchObject({ type: "credit_note", reason: "refund" })
    expect(Number(note!.gross) + Number(note!.tax)).toBeCloseTo(-10.63, 10)
    expect(note!.jurisdictions).toEqual([
      expect.objectContaining({
        name: "Texas State Sales Tax",
        tax: note!.tax,
        gross: note!.gross,
      }),
    ])
  })

  it("marks a sale that is not paid as waiting", () => {
    expect(
      entriesOf(oneItem([kintsugi("0.0625", "Texas State Sales Tax")]))
    ).toEqual([
      expect.objectContaining({ id: "order_1:waiting", is_waiting: true }),
    ])
  })

  it("takes back on the same day what is cancelled after it was paid", () => {
    const entries = entriesOf({
      ...oneItem([kintsugi("0.0625", "Texas State Sales Tax")]),
      transactions: [money("1", 106.25), money("2", -106.25)],
      status: "canceled",
      canceled_at: "2026-12-24T10:00:00Z",
    })
    expect(
      entries.map(({ type, gross, tax, occurred_at }) => [
        type,
        gross,
        tax,
        occurred_at.toISOString().slice(0, 10),
      ])
    ).toEqual([
      ["sale", "100", "6.25", "2026-11-01"],
      ["cancellation", "-100", "-6.25", "2026-11-01"],
    ])
  })

  it("exempts in one jurisdiction what another taxes", () => {
    const [sale] = entriesOf({
      ...oneItem(
        [
          kintsugi("0.04", "New York State Sales Tax", {
            jurisdiction: {
              name: "New York State Sales Tax",
              rate: "0.04",
              amount: "0",
              exempt: true,
              exempt_reason: "PRODUCT_EXEMPT",
            },
            line: { tax_amount: "4.00", taxable_amount: "100.00" },
          }),
          kintsugi("0.04", "Erie County Sales Tax"),
        ].map((taxLine, index) => (index ? taxLine : { ...taxLine, rate: 0 }))
      ),
      transactions: [money("1", 104)],
    })
    expect(sale).toMatchObject({ gross: "100", exempt: "0", taxable: "100" })
    expect(
      sale!.jurisdictions.map(({ name, exempt, taxable, tax }) => [
        name,
        exempt,
        taxable,
        tax,
      ])
    ).toEqual([
      ["Erie County Sales Tax", "0", "100", "4"],
      ["New York State Sales Tax", "100", "0", "0"],
    ])
    expect(sale!.rows[1]!.exempt_reason).toBe("product_exempt")
  })

  it.each([
    [
      "customer_group",
      line(0, "No tax", { source: "kintsugi", exempt_by: "customer_group" }),
    ],
    [
      "exemption",
      line(0, "No tax", { source: "zero", exempt_by: "exemption" }),
    ],
    [
      "not_registered",
      line(0, "No tax", { source: "kintsugi", has_active_registration: false }),
    ],
    [
      "reverse_charge",
      line(0, "No tax", {
        source: "kintsugi",
        has_active_registration: true,
        line: { exempt: true, exempt_reason: "REVERSE_CHARGE" },
      }),
    ],
    ["no_address", line(0, "No tax", { source: "pending" })],
    ["not_answered", line(0, "No tax", { source: "zero" })],
    ["no_tax", { rate: 0, description: "Zero", provider_id: "tp_system" }],
  ])("says %s of an untaxed line", (reason, taxLine) => {
    const [sale] = entriesOf({
      ...oneItem([taxLine]),
      transactions: [money("1", 100)],
    })
    expect(sale).toMatchObject({
      exempt: "100",
      taxable: "0",
      exempt_reasons: { [reason]: "100" },
    })
  })

  it("says what is partly taxable", () => {
    const [sale] = entriesOf({
      ...oneItem(
        [
          kintsugi("0.0625", "Texas State Sales Tax", {
            line: { tax_amount: "5.00", taxable_amount: "80.00" },
          }),
        ].map((taxLine) => ({ ...taxLine, rate: 5 }))
      ),
      transactions: [money("1", 105)],
    })
    expect(sale).toMatchObject({
      taxable: "80",
      exempt: "20",
      exempt_reasons: { partly_taxable: "20" },
    })
  })

  it.each([
    ["remembered", "tax_remembered", "tp_kintsugi_kintsugi"],
    ["fallback", "tax_fallback", "tp_kintsugi_kintsugi"],
    ["anything", "tax_other", "tp_system"],
  ])("has the tax from %s in %s", (source, column, provider_id) => {
    const [sale] = entriesOf({
      ...oneItem([
        { rate: 5, description: "Tax", provider_id, data: { source } },
      ]),
      transactions: [money("1", 105)],
    })
    expect(sale).toMatchObject({
      tax_remembered: "0",
      tax_fallback: "0",
      tax_other: "0",
      tax: "5",
      [column]: "5",
    })
  })

  it("compares a sale with what Kintsugi calculates", () => {
    const fields = {
      ...oneItem([kintsugi("0.0625", "Texas State Sales Tax")]),
      transactions: [money("1", 106.25)],
    }
    const calculated = new Map([["order_1", { tax: "6.20", charged: "6.25" }]])
    expect(entriesOf(fields, calculated)[0]).toMatchObject({
      calculated_tax: "6.20",
      compared_tax: "6.25",
    })
    const cancelled = entriesOf(
      {
        ...fields,
        transactions: [money("1", 106.25), money("2", -106.25)],
        status: "canceled",
      },
      calculated
    )
    expect(cancelled.map((entry) => entry.calculated_tax)).toEqual([null, null])
  })
})
