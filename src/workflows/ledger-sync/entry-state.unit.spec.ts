import type { RequiredEntry } from "../../ledger/entry"
import type { LedgerEntryRow } from "./entry-rows"
import { isDraft, requiredState } from "./entry-state"

const VALUES = {
  request: { external_id: "order_1", customer: { name: "Mia" }, addresses: [] },
  request_hash: "now",
}

const sale = (fields: object = {}): RequiredEntry => ({
  type: "sale",
  reason: "order",
  externalId: "order_1",
  referenceId: "order_1",
  at: new Date("2026-11-01T10:00:00Z"),
  lines: [],
  status: "COMMITTED",
  ...fields,
})

const note = {
  ...sale(),
  type: "credit_note",
  reason: "refund",
} as unknown as RequiredEntry

const row = (columns: Partial<LedgerEntryRow> = {}) =>
  ({
    type: "sale",
    state: "waiting",
    blocked_by: null,
    message: null,
    next_attempt_at: null,
    attempts: 0,
    request_hash: "now",
    delivered_hash: null,
    ...columns,
  }) as LedgerEntryRow

const BLOCKER = { waitsFor: "payment" as const, message: "It is not paid." }

const TO_BE_SENT = {
  state: "waiting",
  blocked_by: null,
  message: null,
  error_code: null,
  failures: 0,
  next_attempt_at: null,
}

describe("requiredState of a sale that is to be sent", () => {
  it.each([
    ["is new", undefined],
    ["changed", row({ request_hash: "before" })],
    ["was refused and changed", row({ state: "refused", request_hash: "x" })],
    ["was held", row({ blocked_by: "payment" })],
    ["was skipped", row({ state: "skipped" })],
    [
      "differs from what was delivered",
      row({ state: "delivered", delivered_hash: "before" }),
    ],
  ])("makes it due where it %s", (_, current) => {
    expect(requiredState(sale(), VALUES, current)).toEqual(TO_BE_SENT)
  })

  it.each([
    ["waits to be sent", row()],
    ["was refused", row({ state: "refused" })],
    ["waits for a retry", row({ blocked_by: "retry" })],
    ["waits for a product", row({ blocked_by: "product" })],
  ])("leaves it as it is where it %s, unchanged", (_, current) => {
    expect(requiredState(sale(), VALUES, current)).toBeUndefined()
  })

  it("leaves a sale as it is that Kintsugi has exactly so", () => {
    const delivered = row({ state: "delivered", delivered_hash: "now" })
    expect(requiredState(sale(), VALUES, delivered)).toBeUndefined()
  })

  it.each([
    ["changed back before it was sent", row({ delivered_hash: "now" })],
    [
      "has an older request",
      row({
        state: "delivered",
        delivered_hash: "now",
        request_hash: "before",
      }),
    ],
  ])("is delivered, without personal data, where it %s", (_, current) => {
    expect(requiredState(sale(), VALUES, current)).toEqual({
      state: "delivered",
      blocked_by: null,
      message: null,
      request: { external_id: "order_1" },
      trimmed_at: expect.any(Date),
    })
  })
})

describe("requiredState of a sale that is held", () => {
  it("says what it waits for", () => {
    expect(
      requiredState(sale({ blocker: BLOCKER }), VALUES, undefined)
    ).toEqual({
      state: "waiting",
      blocked_by: "payment",
      message: BLOCKER.message,
      next_attempt_at: null,
    })
  })

  const held = { blocked_by: "payment", message: BLOCKER.message } as const

  it("is not written again where nothing changed", () => {
    expect(
      requiredState(sale({ blocker: BLOCKER }), VALUES, row(held))
    ).toBeUndefined()
  })

  it.each([
    ["request", { request_hash: "before" }],
    ["cause", { blocked_by: "fulfillment" }],
    ["message", { message: "It is hardly paid." }],
    ["time", { next_attempt_at: new Date() }],
    ["state", { state: "refused" }],
  ] as [string, Partial<LedgerEntryRow>][])(
    "is written again where its %s differs",
    (_, columns) => {
      expect(
        requiredState(
          sale({ blocker: BLOCKER }),
          VALUES,
          row({ ...held, ...columns })
        )
      ).toMatchObject({ state: "waiting", ...held })
    }
  )
})

describe("requiredState of an entry with nothing to send", () => {
  it("is skipped with the reason, without personal data", () => {
    expect(
      requiredState(sale({ skipReason: "It is free." }), VALUES, row())
    ).toEqual({
      state: "skipped",
      blocked_by: null,
      message: "It is free.",
      next_attempt_at: null,
      request: { external_id: "order_1" },
      trimmed_at: expect.any(Date),
    })
  })
})

describe("requiredState of a credit note", () => {
  it("leaves one as it is that was sent or tried", () => {
    const tried = row({
      type: "credit_note",
      attempts: 1,
      request_hash: "before",
    })
    expect(requiredState(note, VALUES, tried)).toBeUndefined()
  })

  it("makes a draft due that changed, and leaves one that waits for its sale", () => {
    const draft = { type: "credit_note", blocked_by: "sale" } as const
    expect(
      requiredState(note, VALUES, row({ ...draft, request_hash: "before" }))
    ).toEqual(TO_BE_SENT)
    expect(requiredState(note, VALUES, row(draft))).toBeUndefined()
  })
})

describe("isDraft", () => {
  it.each([
    ["a credit note that was never sent", { type: "credit_note" }, true],
    ["one that was tried", { type: "credit_note", attempts: 1 }, false],
    ["one that is skipped", { type: "credit_note", state: "skipped" }, false],
    ["a sale", {}, false],
  ] as [string, Partial<LedgerEntryRow>, boolean][])(
    "for %s",
    (_, columns, expected) => {
      expect(isDraft(row(columns))).toBe(expected)
    }
  )
})
