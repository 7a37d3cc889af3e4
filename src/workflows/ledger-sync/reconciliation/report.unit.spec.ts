import {
  type FindingState,
  type StoredFinding,
  addToReport,
  countOpen,
  emptyReport,
} from "./report"

const findings = (
  count: number,
  marks: Pick<StoredFinding, "fixed" | "dismissed"> = {}
): StoredFinding[] =>
  Array.from({ length: count }, (_, index) => ({
    kind: "missing_at_kintsugi",
    external_id: `order_${index}`,
    order_id: `order_${index}`,
    display_id: String(index),
    currency_code: "usd",
    attempts: 1,
    message: "It is missing.",
    ...marks,
  }))

const EMPTY = emptyReport("orgn_1")

describe("addToReport", () => {
  it("sums what was compared in pages of orders and in parts of the ledger", () => {
    const page = { compared: { orders: 50, older: 2 }, findings: [] }
    const part = { compared: { records: 9, transactions: 8 }, findings: [] }
    expect([page, page, part].reduce(addToReport, EMPTY).compared).toEqual({
      orders: 100,
      older: 4,
      records: 9,
      transactions: 8,
      dismissed: 0,
    })
  })

  it("counts all findings and lists the first thousand", () => {
    const part = { compared: {}, findings: findings(600) }
    const report = [part, part].reduce(addToReport, EMPTY)
    expect(report.count).toBe(1_200)
    expect(report.findings.organization_id).toBe("orgn_1")
    expect(report.findings.items).toHaveLength(1_000)
    expect(report.findings.items[600]?.external_id).toBe("order_0")
  })

  it("counts dismissed findings apart, and keeps them", () => {
    const report = addToReport(EMPTY, {
      compared: {},
      findings: [...findings(2), ...findings(3, { dismissed: true })],
    })
    expect(report.count).toBe(2)
    expect(report.compared.dismissed).toBe(3)
    expect(report.findings.items).toHaveLength(5)
  })

  it("sums what became of the findings of a repair", () => {
    const report = addToReport(
      addToReport(EMPTY, {
        compared: {},
        findings: findings(2),
        results: ["fixed", "needs_you"],
      }),
      {
        compared: {},
        findings: findings(3),
        results: ["needs_you", "retrying", "fixed"],
      }
    )
    expect(report.repaired).toEqual({ fixed: 2, retrying: 1, needs_you: 2 })
    expect(addToReport(EMPTY, { compared: {}, findings: [] }).repaired).toBe(
      null
    )
  })

  it("changes no earlier report", () => {
    addToReport(EMPTY, { compared: { orders: 1 }, findings: findings(1) })
    expect(EMPTY).toEqual({
      compared: {
        orders: 0,
        older: 0,
        records: 0,
        transactions: 0,
        dismissed: 0,
      },
      findings: { organization_id: "orgn_1", items: [] },
      count: 0,
      repaired: null,
    })
  })
})

describe("countOpen", () => {
  const listed = (
    state: FindingState,
    marks: Pick<StoredFinding, "fixed" | "dismissed"> = {}
  ) => ({ state, ...marks })

  it.each([
    ["all of them are as they were", 2, [listed("open"), listed("open")], 2],
    ["one was resolved since", 2, [listed("open"), listed("resolved")], 1],
    ["one was dismissed since", 2, [listed("dismissed"), listed("open")], 1],
    [
      "one was dismissed before",
      1,
      [listed("dismissed", { dismissed: true }), listed("open")],
      1,
    ],
    [
      "a dismissal was taken back",
      1,
      [listed("open", { dismissed: true }), listed("open")],
      2,
    ],
    ["most are not listed", 1_200, [listed("resolved"), listed("open")], 1_199],
  ])("where %s", (_, count, items, open) => {
    expect(countOpen({ count, repaired: null }, items)).toBe(open)
  })

  it("leaves out what the run fixed, listed or not", () => {
    const repaired = { fixed: 700, retrying: 0, needs_you: 500 }
    expect(
      countOpen({ count: 1_200, repaired }, [
        listed("resolved", { fixed: true }),
        listed("resolved"),
        listed("open"),
      ])
    ).toBe(499)
  })
})
