import { isDue, nextAttemptAt, progressOf, saleOf } from "./due-entries"
import type { LedgerEntryRow } from "./entry-rows"

const NOW = new Date("2026-11-01T10:00:00Z")
const EARLIER = new Date("2026-11-01T09:00:00Z")
const LATER = new Date("2026-11-01T11:00:00Z")

const row = (columns: Partial<LedgerEntryRow> = {}) =>
  ({
    id: "kintx_1",
    type: "sale",
    external_id: "order_1",
    organization_id: "orgn_1",
    state: "waiting",
    blocked_by: null,
    next_attempt_at: null,
    delivered_hash: null,
    locked: false,
    ...columns,
  }) as LedgerEntryRow

describe("isDue", () => {
  it.each([
    ["waits for nothing", {}, true],
    ["was being sent when its process died", { state: "sending" }, true],
    ["may have its sale by now", { blocked_by: "sale" }, true],
    ["waits for its payment", { blocked_by: "payment" }, false],
    ["waits for its fulfillment", { blocked_by: "fulfillment" }, false],
    ["waits for its organization", { blocked_by: "organization" }, false],
    [
      "is retried by now",
      { blocked_by: "retry", next_attempt_at: EARLIER },
      true,
    ],
    [
      "is retried at this moment",
      { blocked_by: "retry", next_attempt_at: NOW },
      true,
    ],
    [
      "is retried later",
      { blocked_by: "retry", next_attempt_at: LATER },
      false,
    ],
    [
      "waits for a product until later",
      { blocked_by: "product", next_attempt_at: LATER },
      false,
    ],
    ["waits for a product, without a time", { blocked_by: "product" }, true],
    ["is at Kintsugi", { state: "delivered" }, false],
    ["was refused", { state: "refused" }, false],
    ["is skipped", { state: "skipped" }, false],
    ["is another organization's", { organization_id: "orgn_2" }, false],
  ] as [string, Partial<LedgerEntryRow>, boolean][])(
    "for a row that %s",
    (_, columns, expected) => {
      expect(isDue(row(columns), "orgn_1", NOW)).toBe(expected)
    }
  )
})

describe("nextAttemptAt", () => {
  it("is the earliest time of the rows that are retried automatically", () => {
    expect(
      nextAttemptAt([
        row({ blocked_by: "product", next_attempt_at: LATER }),
        row({ blocked_by: "retry", next_attempt_at: NOW }),
        row({ state: "refused", next_attempt_at: EARLIER }),
        row({ blocked_by: "payment", next_attempt_at: EARLIER }),
        row({ blocked_by: "retry" }),
      ])
    ).toEqual(NOW)
  })

  it("is absent where nothing is retried", () => {
    expect(nextAttemptAt([row(), row({ state: "delivered" })])).toBeUndefined()
  })
})

describe("saleOf", () => {
  it("is the sale that a credit note names, and no credit note", () => {
    const sale = row()
    const note = row({
      type: "credit_note",
      external_id: "order_1",
      sale_external_id: "order_1",
    })
    expect(saleOf(note, [note, sale])).toBe(sale)
    expect(saleOf(note, [note])).toBeUndefined()
  })
})

describe("progressOf", () => {
  const before = progressOf([row()])

  it.each([
    { state: "delivered" },
    { delivered_hash: "after" },
    { locked: true },
  ] as Partial<LedgerEntryRow>[])("differs after %j", (columns) => {
    expect(progressOf([row(columns)])).not.toBe(before)
  })

  it("differs where a row was added", () => {
    expect(progressOf([row(), row({ id: "kintx_2" })])).not.toBe(before)
  })

  it("is the same where only a message changed", () => {
    expect(progressOf([row({ message: "It waits." })])).toBe(before)
  })
})
