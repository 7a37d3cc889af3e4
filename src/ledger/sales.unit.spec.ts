import { LAMPS, money, orderInAustin } from "./__fixtures__/order-in-austin"
import {
  CAPTURED,
  brief,
  deliveredSale,
  due,
} from "./__fixtures__/required-entries"
import type { SaleEntry } from "./entry"
import type { OrderForLedger } from "./order"
import { requiredEntries } from "./required-entries"

describe("requiredEntries for a sale", () => {
  it("changes the sale with the order while that is possible", () => {
    const items = [{ ...LAMPS, quantity: 3 }]
    const transactions = [money("1", 96.6), money("2", 43.3)]
    expect(due({ items, transactions }, [deliveredSale()])).toEqual([
      ["sale", "order_1", "order", 130, 9.9, "COMMITTED"],
    ])
  })

  it("keeps a filed sale, and reports additions as a further sale", () => {
    const items = [{ ...LAMPS, quantity: 3 }]
    const transactions = [money("1", 96.6), money("2", 43.3)]
    expect(
      due({ items, transactions }, [deliveredSale({ isLocked: true })])
    ).toEqual([["sale", "order_1-change-1", "change", 40, 3.3, "COMMITTED"]])
  })

  it("reports nothing more for a filed sale while nothing changes", () => {
    expect(due(CAPTURED, [deliveredSale({ isLocked: true })])).toEqual([])
  })

  describe("with an addition to a filed sale", () => {
    const paid = (units: number, updated_at: string) => ({
      items: [{ ...LAMPS, quantity: units }],
      transactions: [
        money("1", 96.6),
        ...Array.from({ length: units - 2 }, (_, index) =>
          money(`${index + 2}`, 43.3)
        ),
      ],
      updated_at,
    })
    /** One lamp more, on December 28. */
    const december = (fields: Partial<SaleEntry> = {}): SaleEntry => {
      const [record] = requiredEntries(
        orderInAustin(paid(3, "2026-12-28T20:00:00Z")),
        [deliveredSale({ isLocked: true })],
        "payment_captured"
      )
      if (record?.type !== "sale") {
        throw new Error("No sale is due.")
      }
      const { lines, status } = record
      return deliveredSale({
        externalId: record.externalId,
        referenceId: record.referenceId,
        reason: "change",
        at: record.at,
        delivered: { lines, status },
        ...fields,
      })
    }
    const undelivered = () =>
      december({
        delivered: undefined,
        unsentLines: december().delivered!.lines,
        state: "waiting",
        wasSent: false,
      })
    const dated = (order: Partial<OrderForLedger>, further: SaleEntry) =>
      requiredEntries(
        orderInAustin(order),
        [deliveredSale({ isLocked: true }), further],
        "payment_captured"
      ).map((record) => [
        record.at.toISOString().slice(0, 10),
        ...brief(record).slice(1, 5),
      ])

    it("adds to the further sale in its month, under its date", () => {
      expect(dated(paid(4, "2026-12-30T20:00:00Z"), december())).toEqual([
        ["2026-12-28", "order_1-change-1", "change", 80, 6.6],
      ])
      expect(dated(paid(4, "2026-12-30T20:00:00Z"), undelivered())).toEqual([
        ["2026-12-28", "order_1-change-1", "change", 80, 6.6],
      ])
    })

    it("reports nothing more in the next month while nothing changes", () => {
      expect(dated(paid(3, "2027-01-15T20:00:00Z"), december())).toEqual([])
    })

    it("reports additions of the next month as another sale", () => {
      expect(dated(paid(4, "2027-01-15T20:00:00Z"), december())).toEqual([
        ["2027-01-15", "order_1-change-2", "change", 40, 3.3],
      ])
    })

    it("keeps the further sale's part while it waits to be sent", () => {
      expect(dated(paid(4, "2027-01-15T20:00:00Z"), undelivered())).toEqual([
        ["2026-12-28", "order_1-change-1", "change", 40, 3.3],
        ["2027-01-15", "order_1-change-2", "change", 40, 3.3],
      ])
      expect(dated(paid(3, "2027-01-15T20:00:00Z"), undelivered())).toEqual([
        ["2026-12-28", "order_1-change-1", "change", 40, 3.3],
      ])
    })

    it.each([
      ["2026-12-30T20:00:00Z", false, true],
      ["2027-01-15T20:00:00Z", false, true],
      // Kintsugi may have it.
      ["2027-01-15T20:00:00Z", true, false],
    ])(
      "skips an empty further sale where it was removed by %s (sent: %s)",
      (updated_at, wasSent, isSkipped) => {
        const records = requiredEntries(
          orderInAustin(paid(2, updated_at)),
          [deliveredSale({ isLocked: true }), { ...undelivered(), wasSent }],
          "payment_captured"
        )
        expect(
          records.map(({ externalId, skipReason }) => [
            externalId,
            Boolean(skipReason),
          ])
        ).toEqual([["order_1-change-1", isSkipped]])
      }
    )
  })
})
