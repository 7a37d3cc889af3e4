import type { InferTypeOf, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { KintsugiTransaction } from "../../kintsugi"
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
import { atMost } from "../classify-products/at-most"
import { isReported } from "./enter"
import type { LedgerRow, SaleContent } from "./ledger-rows"
import { readOrder } from "./read-order"

type Range = { from: Date; to: Date }

export type ReconciliationRow = InferTypeOf<typeof KintsugiReconciliation>

/** How far charged tax may be from Kintsugi's, in major units. */
export const TOLERANCE = "0.05"

const DEADLINE_MS = 30_000
const PAGE = 100

/** How many transactions are looked up at the same time. */
const LOOK_UPS = 4

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
      await mendFindings(findings, service)
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
  range: Range,
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
  const listed = await listAtKintsugi(range, rows, connection, service)
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

/** What Kintsugi has of these rows, and what it has of this time beside them. */
const listAtKintsugi = async (
  range: Range,
  rows: LedgerRow[],
  { client, organizationId }: KintsugiConnection,
  service: KintsugiModuleService
): Promise<ListedTransaction[]> => {
  const asked = new Set(rows.map(({ external_id }) => external_id))
  const all: KintsugiTransaction[] = []
  for (let page = 1; ; page++) {
    const { items, pages } = await client.listTransactions(
      { ...range, page, size: PAGE },
      { deadline: Date.now() + DEADLINE_MS }
    )
    const others = items
      .map(({ external_id }) => external_id)
      .filter((externalId) => !asked.has(externalId))
    const ours = await inLedger(others, organizationId, service)
    all.push(
      ...items.filter(
        ({ external_id, date }) =>
          asked.has(external_id) ||
          (!ours.has(external_id) && isIn(range, date))
      )
    )
    if (page >= pages) {
      break
    }
  }
  return [...all, ...(await unlisted(rows, all, client))].map(toListed)
}

/** Which of these the ledger has, of whatever time. */
const inLedger = async (
  externalIds: string[],
  organizationId: string,
  service: KintsugiModuleService
): Promise<ReadonlySet<string>> => {
  const rows = externalIds.length
    ? await service.listKintsugiTransactions(
        { organization_id: organizationId, external_id: externalIds },
        { select: ["external_id"], take: null }
      )
    : []
  return new Set(rows.map(({ external_id }) => external_id))
}

/** Kintsugi's dates name no time zone: they are UTC. */
const isIn = ({ from, to }: Range, date: string | undefined): boolean => {
  if (!date) {
    return true
  }
  const at = new Date(/(Z|[+-]\d\d:?\d\d)$/i.test(date) ? date : `${date}Z`)
  return !(at < from || at > to)
}

/**
 * What was told and is there, though the list lacks it: it is under another
 * date, or went from one page to another while they were read.
 */
const unlisted = async (
  rows: LedgerRow[],
  listed: KintsugiTransaction[],
  client: KintsugiConnection["client"]
): Promise<KintsugiTransaction[]> => {
  const names = new Set(listed.map(({ external_id }) => external_id))
  const inTurn = atMost(LOOK_UPS)
  const found = await Promise.all(
    rows
      .filter(({ told, external_id }) => told && !names.has(external_id))
      .map(({ external_id }) =>
        inTurn(() =>
          client.findTransaction(external_id, {
            deadline: Date.now() + DEADLINE_MS,
          })
        )
      )
  )
  return found.filter((transaction) => transaction !== undefined)
}

const toListed = (transaction: KintsugiTransaction): ListedTransaction => ({
  externalId: transaction.external_id,
  id: transaction.id,
  status: transaction.status,
  source: transaction.source,
  total: transaction.total_amount,
  tax: transaction.total_tax_amount_imported,
})

const ordersIn = async (
  { from, to }: Range,
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
    const due =
      order && isReported(order, settings.sync)
        ? booksDue(order, [], settings.sync.on)
        : []
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
  for (const { id } of rows) {
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
    ...rows.map(({ order_id }) => order_id),
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
