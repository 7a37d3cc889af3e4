import { MathBN } from "@medusajs/framework/utils"
import fc from "fast-check"
import { runsOf } from "../../integration-tests/exactness/runs"
import { StoreOrder } from "../ledger/__fixtures__/store-order"
import {
  type Action,
  act,
  scenario,
} from "../ledger/__fixtures__/store-order-actions"
import { chargesOf, grossOf } from "../ledger/charged-lines"
import { balanceOf } from "../ledger/order-balance"
import { requiredEntries } from "../ledger/required-entries"
import { sumOf } from "../tax/money"
import { currentEntries } from "./current-entries"
import { type ReportEntry, toReportEntries } from "./report-entry"

jest.setTimeout(120_000)

/** The report's entries of an order that may be in the ledger, or not. */
const entriesOf = (
  store: StoreOrder,
  ledger: StoreOrder["ledger"],
  reportOn: Parameters<typeof requiredEntries>[2]
): ReportEntry[] =>
  toReportEntries(
    store.order,
    currentEntries(
      requiredEntries(store.order, ledger, reportOn),
      ledger.map((entry) => ({
        ...entry,
        occurredAt: new Date("2026-01-01T00:00:00Z"),
      }))
    ),
    new Map()
  )

const totalOf = (entries: ReportEntry[]) =>
  sumOf(entries.flatMap(({ gross, tax }) => [gross, tax])).toFixed()

/** Calls back after each action of random histories. */
const forEveryStep = (
  runs: number,
  check: (
    store: StoreOrder,
    reportOn: Parameters<typeof requiredEntries>[2]
  ) => void
) =>
  fc.assert(
    fc.property(
      scenario,
      ({ currency, reportOn, items, shipping, actions }) => {
        const store = new StoreOrder(currency, items, shipping, reportOn)
        store.recordOrder()
        for (const action of actions as Action[]) {
          if (store.order.status === "canceled") {
            break
          }
          act(store, action)
          store.recordOrder()
          check(store, reportOn)
        }
      }
    ),
    { numRuns: runsOf(runs), seed: 20261130 }
  )

describe("the tax report of an order", () => {
  it("adds up to the ledger and to the money, to the last unit, after every step", () => {
    let compared = 0
    let waited = 0
    forEveryStep(1_500, (store, reportOn) => {
      const { outstanding, retained, expected } = store.balance
      if (store.order.status === "canceled" || store.isDown) {
        return
      }
      const entries = entriesOf(store, store.ledger, reportOn)
      const counted = entries.filter(({ is_waiting }) => !is_waiting)
      expect(totalOf(counted)).toBe(store.atKintsugi.toFixed())
      waited += Number(counted.length < entries.length)
      if (expected.isZero() && !outstanding.isNegative()) {
        compared++
        expect(totalOf(entries)).toBe(retained.toFixed())
      }
    })
    expect(compared).toBeGreaterThan(runsOf(1_500) / 8)
    expect(waited).toBeGreaterThan(runsOf(1_500) / 8)
  })

  it("adds up to the money for an order that the ledger does not have", () => {
    let compared = 0
    forEveryStep(1_000, (store, reportOn) => {
      // What was sold is not known of an order without a ledger.
      const { outstanding, retained, expected } = balanceOf(
        store.order,
        chargesOf(store.order).gross
      )
      const isEven = expected.isZero() && !outstanding.isNegative()
      if (store.order.status === "canceled" || !isEven) {
        return
      }
      compared++
      expect(totalOf(entriesOf(store, [], reportOn))).toBe(retained.toFixed())
    })
    expect(compared).toBeGreaterThan(runsOf(1_000) / 8)
  })

  it("is zero for a cancelled order", () => {
    let compared = 0
    forEveryStep(1_000, (store, reportOn) => {
      if (store.order.status === "canceled" && !store.isDown) {
        compared++
        expect(totalOf(entriesOf(store, store.ledger, reportOn))).toBe("0")
      }
    })
    expect(compared).toBeGreaterThan(runsOf(1_000) / 40)
  })

  it("has in each row, line and entry a gross that is the exempt and the taxable amount", () => {
    forEveryStep(500, (store, reportOn) => {
      for (const entry of entriesOf(store, store.ledger, reportOn)) {
        const { rows } = entry
        for (const { gross, exempt, taxable } of [entry, ...rows]) {
          expect(MathBN.add(exempt, taxable).toFixed()).toBe(gross)
        }
        expect(sumOf(rows.map(({ line_gross }) => line_gross)).toFixed()).toBe(
          entry.gross
        )
        expect(sumOf(rows.map(({ tax }) => tax)).toFixed()).toBe(entry.tax)
        expect(sumOf(Object.values(entry.exempt_reasons)).toFixed()).toBe(
          entry.exempt
        )
        const untaxed = sumOf(
          rows.filter(({ jurisdiction }) => !jurisdiction).map(({ tax }) => tax)
        )
        expect(
          sumOf([
            untaxed,
            ...entry.jurisdictions.map(({ tax }) => tax),
          ]).toFixed()
        ).toBe(entry.tax)
      }
    })
  })

  it("counts each line of a sale once, however many jurisdictions tax it", () => {
    forEveryStep(200, (store, reportOn) => {
      if (store.isDown) {
        return
      }
      for (const entry of entriesOf(store, store.ledger, reportOn)) {
        const sold = store.ledger.find(
          ({ externalId }) => externalId === entry.external_id
        )
        if (
          entry.type === "sale" &&
          !entry.is_waiting &&
          sold?.type === "sale" &&
          sold.delivered
        ) {
          expect(MathBN.add(entry.gross, entry.tax).toFixed()).toBe(
            grossOf(sold.delivered.lines).toFixed()
          )
        }
      }
    })
  })
})
