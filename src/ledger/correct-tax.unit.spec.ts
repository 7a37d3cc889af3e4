import {
  LAMPS,
  TEXAN,
  money,
  orderInAustin,
} from "./__fixtures__/order-in-austin"
import { correctTax, correctionBlocker } from "./correct-tax"
import type { OrderForLedger, TaxLineOfOrder } from "./order"

const KINTSUGI = "tp_kintsugi_kintsugi"

const taxedByKintsugi = (fields: Partial<OrderForLedger> = {}) =>
  orderInAustin({
    items: [
      {
        ...LAMPS,
        tax_lines: TEXAN.map((line) => ({ ...line, provider_id: KINTSUGI })),
      },
    ],
    transactions: [money("paid", 96.6)],
    ...fields,
  })

const at = (rate: number, data?: TaxLineOfOrder["data"]) =>
  new Map<string, TaxLineOfOrder[]>([
    [LAMPS.id, [{ rate, provider_id: KINTSUGI, data }]],
  ])

describe("correctTax", () => {
  it.each([
    [10, "8", "1.4"],
    [0, "0", "-6.6"],
    [8.25, "6.6", "0"],
  ])(
    "at %d %% elsewhere, the tax of 80.00 is %s",
    (rate, calculated, difference) => {
      expect(correctTax(taxedByKintsugi(), at(rate))).toEqual({
        charged: "6.6",
        calculated,
        difference,
      })
    }
  )

  it("takes shipping into account, and keeps the tax of lines without an answer", () => {
    expect(
      correctTax(
        taxedByKintsugi(),
        new Map([["ordsm_1", [{ rate: 10, provider_id: KINTSUGI }]]])
      )
    ).toMatchObject({ calculated: "7.6", difference: "1" })
  })

  it.each(["remembered", "fallback", "zero", "pending"])(
    "says nothing where a line is only %s",
    (source) => {
      expect(correctTax(taxedByKintsugi(), at(10, { source }))).toBe(undefined)
    }
  )
})

describe("correctionBlocker", () => {
  it.each<[string | undefined, Partial<OrderForLedger>]>([
    [undefined, {}],
    ["canceled", { canceled_at: "2026-11-03T10:00:00Z" }],
    ["canceled", { status: "canceled" }],
    ["not_taxed_by_kintsugi", { items: [LAMPS] }],
    ["not_paid", { transactions: [] }],
    ["not_paid", { transactions: [money("part", 50)] }],
    ["refunded", { transactions: [money("paid", 96.6), money("back", -10)] }],
    ["refunded", { returns: [{ id: "return_1" }] }],
    [
      undefined,
      {
        returns: [{ id: "return_1", canceled_at: "2026-11-03T10:00:00Z" }],
      },
    ],
  ])("is %s for an order with %j", (blocker, fields) => {
    expect(correctionBlocker(taxedByKintsugi(fields))).toBe(blocker)
  })
})
