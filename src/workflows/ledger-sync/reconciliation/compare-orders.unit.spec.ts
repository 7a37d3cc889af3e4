import { saleValues } from "../../../../integration-tests/ledger/sale-values"
import { resolveOptions } from "../../../options"
import type { KintsugiConnection } from "../../../modules/kintsugi/settings/effective-settings"
import type { OrderForLedger } from "../../../ledger/order"
import {
  LAMPS,
  money,
  orderInAustin,
} from "../../../ledger/__fixtures__/order-in-austin"
import { compareOrder } from "./compare-orders"
import type { LedgerEntryRow } from "../entry-rows"
import { trimRequest } from "../trim-request"

const settings = resolveOptions({
  sync: { otherProviders: true },
}) as unknown as KintsugiConnection["settings"]

const reporting = {
  connection: { organizationId: "orgn_1", settings } as KintsugiConnection,
  since: new Date(0),
}

const valuesOf = (order: OrderForLedger) =>
  saleValues(order, { settings, timeZone: "UTC" })

const rowOf = (
  order: OrderForLedger,
  columns: Partial<LedgerEntryRow>
): LedgerEntryRow => ({
  ...({
    id: "kintx_1",
    attempts: 0,
    locked: false,
    delivered_content: null,
    delivered_hash: null,
    blocked_by: null,
    ...valuesOf(order),
  } as unknown as LedgerEntryRow),
  ...columns,
})

/** As Kintsugi has it, without personal data. */
const deliveredRow = (order: OrderForLedger): LedgerEntryRow => {
  const { content, request, request_hash } = valuesOf(order)
  return rowOf(order, {
    state: "delivered",
    attempts: 1,
    delivered_content: content,
    delivered_hash: request_hash,
    ...trimRequest(request),
  })
}

const findings = (
  order: OrderForLedger,
  row: LedgerEntryRow,
  isDue = false,
  over = reporting
) =>
  compareOrder(
    order.id,
    { order, rows: [row] },
    { isRequested: false, isDue },
    over
  )

const UNPAID = orderInAustin()
const PAID = orderInAustin({ transactions: [money("1", 96.6)] })

const waitsFor = (blocked_by: LedgerEntryRow["blocked_by"], order = UNPAID) =>
  rowOf(order, { state: "waiting", blocked_by })

describe("compareOrder for an unannounced end of a wait", () => {
  it("finds a sale that was paid", () => {
    expect(findings(PAID, waitsFor("payment"))).toEqual([
      {
        kind: "changed_in_store",
        external_id: "order_1",
        order_id: "order_1",
        display_id: "7",
        currency_code: "usd",
        attempts: 0,
        message: expect.stringContaining("96.60 USD is to be reported"),
      },
    ])
  })

  it("finds a sale that was fulfilled", () => {
    const over = {
      ...reporting,
      connection: {
        ...reporting.connection,
        settings: { ...settings, sync: { ...settings.sync, on: "fulfilled" } },
      } as KintsugiConnection,
    }
    const fulfilled = orderInAustin({
      items: [{ ...LAMPS, detail: { fulfilled_quantity: 2 } }],
    })
    const row = waitsFor("fulfillment")
    expect(findings(fulfilled, row, false, over)).toMatchObject([
      {
        kind: "changed_in_store",
        message: expect.stringContaining("waits for its fulfillment"),
      },
    ])
    expect(findings(UNPAID, row, false, over)).toEqual([])
  })

  it("finds a paid addition to a sale that was sent", () => {
    const three = {
      items: [{ ...LAMPS, quantity: 3 }],
      transactions: [money("1", 96.6), money("2", 43.3)],
    }
    const row = {
      ...deliveredRow(PAID),
      ...valuesOf(orderInAustin(three)),
      state: "waiting" as const,
      blocked_by: "payment" as const,
    }
    expect(findings(orderInAustin(three), row)).toMatchObject([
      {
        kind: "changed_in_store",
        message: expect.stringContaining("139.90 USD is to be reported"),
      },
    ])
  })

  it("finds nothing while the sale still waits, or is processed automatically", () => {
    expect(findings(UNPAID, waitsFor("payment"))).toEqual([])
    expect(findings(PAID, waitsFor("payment"), true)).toEqual([])
    expect(findings(PAID, waitsFor("retry"))).toEqual([])
  })

  it("finds a sale that was skipped and must be reported now", () => {
    const row = rowOf(UNPAID, { state: "skipped" })
    expect(findings(PAID, row)).toMatchObject([{ kind: "changed_in_store" }])
  })
})

describe("compareOrder for an unannounced change of the order", () => {
  const swapped = (id: string, quantity = 2) =>
    orderInAustin({
      items: [{ ...LAMPS, id, quantity, unit_price: 80 / quantity }],
      transactions: [money("1", 96.6)],
    })

  it("finds a line that was swapped for another with equal price and tax", () => {
    expect(findings(swapped("ordli_desk"), deliveredRow(PAID))).toMatchObject([
      {
        kind: "changed_in_store",
        message: expect.stringMatching(/ordli_(lamps|desk)/),
      },
    ])
  })

  it("finds a change of the quantity only", () => {
    expect(
      findings(swapped("ordli_lamps", 4), deliveredRow(PAID))
    ).toMatchObject([
      {
        message: expect.stringContaining(
          "ordli_lamps has a different quantity"
        ),
      },
    ])
  })

  it("finds a change of a sale that was refused, too", () => {
    const row = { ...rowOf(PAID, { state: "refused" }), attempts: 1 }
    expect(findings(PAID, row)).toEqual([])
    expect(findings(swapped("ordli_desk"), row)).toMatchObject([
      { kind: "changed_in_store" },
    ])
  })

  it("finds nothing where only the request or the format of a figure differs", () => {
    const row = deliveredRow(PAID)
    const { lines, status } = row.content as {
      lines: Record<string, string>[]
      status: string
    }
    expect(
      findings(PAID, {
        ...row,
        // As from an earlier version of the plugin, or with another name.
        request_hash: "another",
        delivered_hash: "another",
        net: "90.00",
        content: {
          status,
          lines: lines
            .map((line) => ({
              ...line,
              net: `${line.net}.00`,
              quantity: `${line.quantity}.0`,
            }))
            .toReversed(),
        },
      })
    ).toEqual([])
  })
})
