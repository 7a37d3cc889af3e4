import { transactionSchema } from "../../../kintsugi-api/transaction-schemas"
import { sortTransaction } from "./list-at-kintsugi"

const PART = { from: new Date("2026-11-01"), to: new Date("2026-11-30") }

const transaction = (fields: Record<string, unknown> = {}) =>
  transactionSchema.parse({
    id: "tran_1",
    external_id: "order_1",
    source: "API",
    date: "2026-11-10T00:00:00",
    total_amount: "20.00",
    transaction_items: [{ external_id: "1", amount: "20.00" }],
    ...fields,
  })

const sort = (
  fields: Record<string, unknown> = {},
  {
    rowIds = [],
    knownIds = [],
  }: {
    rowIds?: string[]
    knownIds?: [string, string | null][]
  } = {}
) =>
  sortTransaction(transaction(fields), {
    part: PART,
    rowIds: new Set(rowIds),
    known: new Map(
      knownIds.map(([externalId, kintsugi_id]) => [
        externalId,
        {
          kintsugi_id,
          order_id: externalId,
          display_id: "12",
          currency_code: "usd",
          attempts: 1,
        },
      ])
    ),
  })

describe("sortTransaction for a transaction that is not in the ledger", () => {
  it("counts a transaction that was sold elsewhere, and keeps nothing of it", () => {
    expect(sort({ source: "SHOPIFY" })).toEqual({
      listed: [],
      duplicates: [],
      count: 1,
    })
  })

  it.each(["API", "OTHER", null])(
    "keeps a transaction with the source %s, without its lines",
    (source) => {
      const {
        listed: [unknown],
      } = sort({ source })
      expect(unknown).toMatchObject({ id: "tran_1", total: "20.00" })
      expect(unknown).not.toHaveProperty("lines")
    }
  )

  it.each([
    ["before the range", "2026-10-31T23:59:59", 0],
    ["at its start", "2026-11-01T00:00:00", 1],
    ["after it by its zone", "2026-11-29T23:30:00-01:00", 0],
    ["in it by its zone", "2026-11-30T00:30:00+01:00", 1],
    ["at an unknown time", undefined, 1],
  ])("counts it by its date: %s", (_, date, count) => {
    expect(sort({ date }).count).toBe(count)
  })
})

describe("sortTransaction for a transaction that is in the ledger", () => {
  it("keeps it with its lines, whatever its date is", () => {
    expect(
      sort({ date: "2020-01-01T00:00:00" }, { rowIds: ["order_1"] })
    ).toMatchObject({
      listed: [{ externalId: "order_1", lines: { 1: ["20.00", null] } }],
      duplicates: [],
      count: 1,
    })
  })

  it("finds a second one under another of Kintsugi's ids", () => {
    expect(sort({}, { knownIds: [["order_1", "tran_0"]] })).toEqual({
      listed: [],
      duplicates: [
        {
          kind: "doubled_at_kintsugi",
          external_id: "order_1",
          order_id: "order_1",
          display_id: "12",
          currency_code: "usd",
          attempts: 1,
          message: "Kintsugi has it twice, under two dates (tran_0, tran_1).",
        },
      ],
      count: 0,
    })
  })

  it.each(["tran_1", null])(
    "leaves one of another part to that part where the ledger knows it as %s",
    (known) => {
      expect(sort({}, { knownIds: [["order_1", known]] })).toEqual({
        listed: [],
        duplicates: [],
        count: 0,
      })
    }
  )
})
