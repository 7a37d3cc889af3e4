import type { InferTypeOf, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiReconciliation } from "../../modules/kintsugi/models/reconciliation"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import type { KintsugiConnection } from "../../settings/effective"
import { booksDue } from "../../tax/books/due"
import {
  type Finding,
  type ListedTransaction,
  reconcile,
} from "../../tax/books/reconcile"
import { messageOf } from "../../message-of"
import type { LedgerRow, SaleContent } from "./ledger-rows"
import { readOrder } from "./read-order"

export type ReconciliationRow = InferTypeOf<typeof KintsugiReconciliation>

/** How far charged tax may be from Kintsugi's, in major units. */
export const TOLERANCE = "0.05"

const DEADLINE_MS = 30_000
const PAGE = 100

/**
 * Compares Medusa's orders with the ledger, and the ledger with Kintsugi, for
 * what happened from `from` until `to`. Changes nothing, unless told to mend:
 * then orders that the ledger lacks are looked at, and what Kintsugi lacks is
 * sent again.
 *
 * @throws MedusaError (not_allowed) where Kintsugi is not configured
 */
export const runReconciliation = async (
  { from, to, mend = false }: { from: Date; to: Date; mend?: boolean },
  container: MedusaContainer
): Promise<ReconciliationRow> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const connection = await service.getConnection()
  if (!connection) {
    await service.getClient()
  }
  const { id } = await service.createKintsugiReconciliations({ from, to })
  try {
    const { findings, compared } = await compare(
      { from, to },
      connection!,
      container
    )
    if (mend) {
      await mendFindings(findings, connection!, service)
    }
    return await service.updateKintsugiReconciliations({
      id,
      state: "done",
      compared,
      findings: { items: findings },
      count: findings.length,
      finished_at: new Date(),
    })
  } catch (error) {
    return await service.updateKintsugiReconciliations({
      id,
      state: "failed",
      message: messageOf(error),
      finished_at: new Date(),
    })
  }
}

const compare = async (
  range: { from: Date; to: Date },
  connection: KintsugiConnection,
  container: MedusaContainer
) => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const rows = (await service.listKintsugiTransactions(
    {
      organization_id: connection.organizationId,
      occurred_at: { $gte: range.from, $lte: range.to },
    },
    { take: null }
  )) as LedgerRow[]
  const listed = await listAtKintsugi(range, connection)
  const findings = reconcile(rows.map(toBooked), listed, {
    tolerance: TOLERANCE,
    totalsIncludeTax: connection.settings.sync.totalsIncludeTax,
  })
  const orders = await ordersIn(range, container)
  const missing = await missingInLedger(orders, connection, container)
  return {
    findings: [...missing, ...findings],
    compared: {
      orders: orders.length,
      records: rows.length,
      transactions: listed.length,
    },
  }
}

const toBooked = (row: LedgerRow) => ({
  externalId: row.external_id,
  orderId: row.order_id,
  reason: row.reason,
  type: row.type,
  state: row.state,
  waitsFor: row.waits_for,
  message: row.message,
  isTold: row.told !== null,
  isCancelled: (row.told as SaleContent | null)?.status === "CANCELLED",
  net: row.net,
  tax: row.tax,
  calculatedTax: row.calculated_tax,
})

const listAtKintsugi = async (
  { from, to }: { from: Date; to: Date },
  { client }: KintsugiConnection
): Promise<ListedTransaction[]> => {
  const all: ListedTransaction[] = []
  for (let page = 1; ; page++) {
    const { items, pages } = await client.listTransactions(
      { from: from.toISOString(), to: to.toISOString(), page, size: PAGE },
      { deadline: Date.now() + DEADLINE_MS }
    )
    all.push(
      ...items.map((transaction) => ({
        externalId: transaction.external_id,
        id: transaction.id,
        status: transaction.status,
        total: transaction.total_amount,
        tax: transaction.total_tax_amount_imported,
      }))
    )
    if (page >= pages) {
      return all
    }
  }
}

const ordersIn = async (
  { from, to }: { from: Date; to: Date },
  container: MedusaContainer
): Promise<string[]> => {
  const { data } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({
      entity: "order",
      fields: ["id"],
      filters: {
        created_at: { $gte: from, $lte: to },
        is_draft_order: false,
      },
    })
  return data.map(({ id }) => id)
}

/** Orders that should be in the ledger and are not. */
const missingInLedger = async (
  orderIds: string[],
  { settings }: KintsugiConnection,
  container: MedusaContainer
): Promise<Finding[]> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const inLedger = new Set(
    (
      await service.listKintsugiTransactions(
        { order_id: orderIds },
        { select: ["order_id"], take: null }
      )
    ).map(({ order_id }) => order_id)
  )
  const findings: Finding[] = []
  for (const id of orderIds.filter((orderId) => !inLedger.has(orderId))) {
    const order = await readOrder(id, container)
    const due = order ? booksDue(order, [], settings.sync.on) : []
    const isDue = due.some(
      (record) => !record.skip && !(record.type === "sale" && record.hold)
    )
    if (isDue) {
      findings.push({
        kind: "missing_in_ledger",
        external_id: id,
        order_id: id,
        message:
          "The order should have been reported, and the ledger knows nothing of it. A backfill brings it in.",
      })
    }
  }
  return findings
}

const mendFindings = async (
  findings: Finding[],
  { client }: KintsugiConnection,
  service: KintsugiModuleService
): Promise<void> => {
  const ids = (kind: Finding["kind"]) =>
    findings
      .filter((finding) => finding.kind === kind)
      .map(({ external_id }) => external_id)
  const gone = ids("missing_at_kintsugi")
  const rows = gone.length
    ? await service.listKintsugiTransactions(
        { external_id: gone },
        { take: null }
      )
    : []
  const mended: LedgerRow[] = []
  for (const row of rows as LedgerRow[]) {
    // A list by dates may lack what is there under another date.
    const there = await client.findTransaction(row.external_id, {
      deadline: Date.now() + DEADLINE_MS,
    })
    if (there) {
      continue
    }
    mended.push(row)
    const { id } = row
    await service.updateKintsugiTransactions({
      id,
      state: "waiting",
      kintsugi_id: null,
      kintsugi_status: null,
      told: null,
      told_hash: null,
      waits_for: null,
    })
  }
  await service.turns.note([
    ...ids("missing_in_ledger"),
    ...mended.map(({ order_id }) => order_id),
  ])
}

/** The latest reconciliation, if there was one. */
export const latestReconciliation = async (
  container: MedusaContainer
): Promise<ReconciliationRow | null> => {
  const [row] = await container
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .listKintsugiReconciliations({}, { take: 1, order: { created_at: "DESC" } })
  return row ?? null
}
