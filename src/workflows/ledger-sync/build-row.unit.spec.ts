import { MathBN } from "@medusajs/framework/utils"
import { LAMPS, orderInAustin } from "../../ledger/__fixtures__/order-in-austin"
import { chargedLines } from "../../ledger/charged-lines"
import type { Credit } from "../../ledger/credit-note-lines"
import type { RequiredEntry } from "../../ledger/entry"
import { resolveOptions } from "../../options"
import { type RowSources, toRow } from "./build-row"

const ORDER = orderInAustin()
const LINES = chargedLines(ORDER)

const sources = (refundsAs: "credit_note" | "negative_sale"): RowSources => ({
  order: ORDER,
  organizationId: "orgn_1",
  settings: resolveOptions({ sync: { refundsAs } }),
  sold: LINES,
  credited: MathBN.convert(0),
  existing: undefined,
  timeZone: "America/Chicago",
})

const SALE: RequiredEntry = {
  type: "sale",
  reason: "order",
  externalId: ORDER.id,
  referenceId: ORDER.id,
  at: new Date(ORDER.created_at),
  lines: LINES,
  status: "COMMITTED",
}

const REFUND: RequiredEntry = {
  type: "credit_note",
  reason: "refund",
  externalId: "ref_1",
  referenceId: "ref_1",
  saleId: ORDER.id,
  at: new Date(ORDER.created_at),
  credit: {
    lines: LINES.filter(({ id }) => id === LAMPS.id),
    returns: [],
  } as unknown as Credit,
}

describe("toRow", () => {
  it.each(["credit_note", "negative_sale"] as const)(
    "sends a sale as a sale where refunds are sent as %s",
    (refundsAs) => {
      expect(toRow(SALE, sources(refundsAs))).toMatchObject({
        type: "sale",
        sent_as: "sale",
        request: { type: "SALE", status: "COMMITTED" },
      })
    }
  )

  it("sends a refund as a credit note, with positive amounts", () => {
    const { request, ...row } = toRow(REFUND, sources("credit_note"))
    expect(row).toMatchObject({ type: "credit_note", sent_as: "credit_note" })
    expect(request).toMatchObject({ total_amount: 80 })
    expect(request).not.toHaveProperty("type")
    expect(request).not.toHaveProperty("customer")
  })

  it("sends a refund as a negative sale by the option, and keeps its type", () => {
    expect(toRow(REFUND, sources("negative_sale"))).toMatchObject({
      type: "credit_note",
      sent_as: "negative_sale",
      request: {
        type: "SALE",
        total_amount: -80,
        shop_date_tz: "America/Chicago",
      },
    })
  })

  it("gives a later status of the sale no other hash, except a cancellation", () => {
    const hash = (entry: RequiredEntry, credited = 0) =>
      toRow(entry, {
        ...sources("credit_note"),
        credited: MathBN.convert(credited),
      }).request_hash
    expect(hash(SALE, 50)).toBe(hash(SALE))
    expect(hash({ ...SALE, status: "CANCELLED" } as RequiredEntry)).not.toBe(
      hash(SALE)
    )
  })
})
