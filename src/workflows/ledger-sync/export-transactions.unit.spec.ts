import type { ExportedRow } from "../../modules/kintsugi/queries/ledger-export"
import { csvLine } from "../csv/csv-line"
import { exportedCells } from "./export-transactions"

const ROW: ExportedRow = {
  id: "kintx_1",
  order_id: "order_1",
  display_id: "12",
  type: "sale",
  reason: "order",
  state: "delivered",
  blocked_by: null,
  message: null,
  external_id: "order_1",
  kintsugi_id: "txn_1",
  kintsugi_status: "COMMITTED",
  occurred_at: new Date("2026-02-01T03:30:00Z"),
  currency_code: "usd",
  net: "49.93",
  tax: "4.1",
  calculated_tax: "21.69",
  tax_source: "fallback",
  locked: false,
  delivered_at: new Date("2026-02-01T03:31:00Z"),
  position: "2026-02-01 03:30:00+00",
}

const line = (columns: Partial<ExportedRow> = {}) =>
  csvLine(exportedCells({ ...ROW, ...columns }, "America/Chicago")).trimEnd()

describe("exportedCells", () => {
  it("writes a sale, dated in the shop's time zone", () => {
    expect(line()).toBe(
      "2026-01-31,2026-02-01T03:30:00.000Z,12,order_1,sale,order,delivered,,USD,49.93,4.10,54.03,21.69,-17.59,fallback,order_1,txn_1,COMMITTED,false,2026-02-01T03:31:00.000Z,"
    )
  })

  it("writes the amounts of a credit note negative", () => {
    expect(
      line({
        type: "credit_note",
        reason: "refund",
        net: "9.24",
        tax: "0.76",
        calculated_tax: null,
        tax_source: null,
        locked: true,
      })
    ).toContain(
      ",credit_note,refund,delivered,,USD,-9.24,-0.76,-10.00,,,,order_1,txn_1,COMMITTED,true,"
    )
  })

  it("writes no negative zero, and the currency's digits", () => {
    expect(
      line({
        type: "credit_note",
        currency_code: "jpy",
        net: "1000",
        tax: "0",
        calculated_tax: null,
      })
    ).toContain(",JPY,-1000,0,-1000,,,")
  })

  it("writes what waits, why, and no formula", () => {
    const text = line({
      state: "waiting",
      blocked_by: "retry",
      message: '=HYPERLINK("https://example.com")',
      delivered_at: null,
      kintsugi_id: null,
      kintsugi_status: null,
    })
    expect(text).toContain(",waiting,retry,USD,")
    expect(text).toContain(
      `,order_1,,,false,,"'=HYPERLINK(""https://example.com"")"`
    )
  })
})
