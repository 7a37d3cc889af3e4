import {
  type EntryNow,
  FINDINGS,
  type Finding,
  findingKey,
  isResolved,
  repairResult,
} from "./finding"

const entry = (fields: Partial<EntryNow> = {}): EntryNow => ({
  state: "delivered",
  blocked_by: null,
  attempts: 2,
  tax: "4.12",
  calculated_tax: "4.12",
  is_cancelled: false,
  ...fields,
})

const REFUSED = entry({ state: "refused" })
const RETRIED = entry({ state: "waiting", blocked_by: "retry" })
const UNPAID = entry({ state: "waiting", blocked_by: "payment" })
const SKIPPED = entry({ state: "skipped" })

describe("isResolved", () => {
  it.each(["not_delivered", "missing_in_ledger"] as const)(
    "%s: where it was delivered, or nothing has to be",
    (kind) => {
      const finding = { kind, attempts: kind === "not_delivered" ? 2 : null }
      expect(isResolved(finding, entry())).toBe(true)
      expect(isResolved(finding, SKIPPED)).toBe(true)
      expect(isResolved(finding, UNPAID)).toBe(true)
      expect(isResolved(finding, REFUSED)).toBe(false)
      expect(isResolved(finding, RETRIED)).toBe(false)
      expect(isResolved(finding, entry({ state: "sending" }))).toBe(false)
      expect(isResolved(finding, undefined)).toBe(false)
    }
  )

  it.each([
    "changed_in_store",
    "missing_at_kintsugi",
    "amount_differs",
    "status_differs",
  ] as const)("%s: where it was delivered again since", (kind) => {
    expect(isResolved({ kind, attempts: 2 }, entry())).toBe(false)
    expect(isResolved({ kind, attempts: 1 }, entry())).toBe(true)
    expect(isResolved({ kind, attempts: null }, entry())).toBe(true)
    expect(isResolved({ kind, attempts: 1 }, REFUSED)).toBe(false)
    expect(isResolved({ kind, attempts: 1 }, RETRIED)).toBe(false)
    // A skipped entry may be what changed: it is to be reported now.
    expect(isResolved({ kind, attempts: 1 }, SKIPPED)).toBe(false)
  })

  it("not where an older report does not say how often it had been sent", () => {
    const old = { kind: "amount_differs" } as Finding
    expect(isResolved(old, entry())).toBe(false)
  })

  it.each([
    ["as much as calculated", entry(), true],
    ["within rounding", entry({ calculated_tax: "4.17" }), true],
    ["less than calculated", entry({ calculated_tax: "4.18" }), false],
    ["not calculated", entry({ calculated_tax: null }), false],
    ["cancelled", entry({ calculated_tax: "9", is_cancelled: true }), true],
    ["not delivered", entry({ state: "refused" }), false],
  ])("tax_differs_from_calculated: %s", (_, now, expected) => {
    expect(
      isResolved({ kind: "tax_differs_from_calculated", attempts: 2 }, now)
    ).toBe(expected)
  })

  it.each([
    "not_readable",
    "doubled_at_kintsugi",
    "archived_at_kintsugi",
  ] as const)("%s: only another comparison can tell", (kind) => {
    expect(isResolved({ kind, attempts: 0 }, entry())).toBe(false)
  })

  it.each([
    "unknown_to_the_store",
    "reported_to_another_organization",
  ] as const)(
    "%s: where the connected organization's ledger has it",
    (kind) => {
      expect(isResolved({ kind, attempts: null }, entry())).toBe(true)
      expect(isResolved({ kind, attempts: null }, undefined)).toBe(false)
    }
  )

  it("decides about each kind", () => {
    for (const kind of FINDINGS) {
      expect(typeof isResolved({ kind, attempts: 1 }, entry())).toBe("boolean")
    }
  })
})

describe("repairResult", () => {
  const finding = { kind: "not_delivered", attempts: 1 } as const

  it.each([
    ["fixed", entry()],
    ["retrying", RETRIED],
    ["retrying", entry({ state: "sending" })],
    ["retrying", entry({ state: "waiting" })],
    ["retrying", entry({ state: "waiting", blocked_by: "sale" })],
    ["needs_you", entry({ state: "waiting", blocked_by: "product" })],
    ["needs_you", entry({ state: "waiting", blocked_by: "organization" })],
    ["needs_you", REFUSED],
    ["needs_you", undefined],
  ] as const)("is %s where the ledger has %j", (result, now) => {
    expect(repairResult(finding, now, true)).toBe(result)
  })

  it("needs the merchant where a repair does nothing about it", () => {
    expect(repairResult(finding, RETRIED, false)).toBe("needs_you")
    expect(
      repairResult({ kind: "doubled_at_kintsugi", attempts: 1 }, entry(), false)
    ).toBe("needs_you")
  })
})

describe("findingKey", () => {
  const finding = {
    kind: "amount_differs",
    external_id: "order_1",
    message: "It was sent as 90.00 USD.",
  } as const
  const key = findingKey(finding, "orgn_1")

  it("is the same for what says the same", () => {
    expect(findingKey({ ...finding }, "orgn_1")).toBe(key)
    expect(key).toMatch(/^[0-9a-f]{32}$/)
  })

  it.each([
    ["kind", { ...finding, kind: "status_differs" as const }, "orgn_1"],
    ["entry", { ...finding, external_id: "order_2" }, "orgn_1"],
    ["message", { ...finding, message: "It was sent as 91.00 USD." }, "orgn_1"],
    ["organization", finding, "orgn_2"],
    ["unknown organization", finding, null],
  ])("is another one for another %s", (_, other, organizationId) => {
    expect(findingKey(other, organizationId)).not.toBe(key)
  })
})
