import type { Finding } from "../../../ledger/compare-ledgers"
import { EMPTY_REPORT, addToReport } from "./report"

const findings = (count: number): Finding[] =>
  Array.from({ length: count }, (_, index) => ({
    kind: "missing_at_kintsugi",
    external_id: `order_${index}`,
    order_id: `order_${index}`,
    message: "It is missing.",
  }))

describe("addToReport", () => {
  it("sums what was compared in pages of orders and in parts of the ledger", () => {
    const page = { compared: { orders: 50, older: 2 }, findings: [] }
    const part = { compared: { records: 9, transactions: 8 }, findings: [] }
    expect(
      [page, page, part].reduce(addToReport, EMPTY_REPORT).compared
    ).toEqual({ orders: 100, older: 4, records: 9, transactions: 8 })
  })

  it("counts all findings and lists the first thousand", () => {
    const part = { compared: {}, findings: findings(600) }
    const report = [part, part].reduce(addToReport, EMPTY_REPORT)
    expect(report.count).toBe(1_200)
    expect(report.findings.items).toHaveLength(1_000)
    expect(report.findings.items[600]?.external_id).toBe("order_0")
  })

  it("changes no earlier report", () => {
    addToReport(EMPTY_REPORT, {
      compared: { orders: 1 },
      findings: findings(1),
    })
    expect(EMPTY_REPORT).toEqual({
      compared: { orders: 0, older: 0, records: 0, transactions: 0 },
      findings: { items: [] },
      count: 0,
    })
  })
})
