import type { MedusaContainer } from "@medusajs/framework/types"
import { MedusaError } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import type { ChargedLine } from "../../tax/books/charged-lines"
import type { DueRecord } from "../../tax/books/ledger"
import { creditedOf, readRows } from "./enter"
import {
  type CreditContent,
  type LedgerRow,
  type SaleContent,
  toRow,
} from "./ledger-rows"
import { noticeOrders } from "./notice"
import { readOrder } from "./read-order"

/**
 * Sends a record of the ledger again, at once, in the terms of the options
 * that are in force now.
 *
 * @throws MedusaError not_found; not_allowed where there is nothing to send,
 * where it belongs to another organization, or Kintsugi is not configured
 */
export const retryTransaction = async (
  id: string,
  container: MedusaContainer
): Promise<LedgerRow> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const row = (await service.retrieveKintsugiTransaction(id)) as LedgerRow
  if (row.state === "delivered" || row.state === "skipped") {
    throw new MedusaError(
      MedusaError.Types.NOT_ALLOWED,
      row.state === "delivered"
        ? "Kintsugi has this already; there is nothing to send."
        : `There is nothing to send: ${row.message ?? ""}`
    )
  }
  const connection = await service.getConnection()
  if (!connection) {
    // Says what is missing.
    await service.getClient()
  } else if (connection.organizationId !== row.organization_id) {
    throw new MedusaError(
      MedusaError.Types.NOT_ALLOWED,
      `This belongs to the organization ${row.organization_id}, which is not the one in force now.`
    )
  } else if (row.waits_for !== "payment" && row.waits_for !== "fulfillment") {
    await service.updateKintsugiTransactions({
      id,
      state: "waiting",
      waits_for: null,
      failures: 0,
      next_attempt_at: null,
      ...(await rebuilt(row, container)),
    })
  }
  await noticeOrders([row.order_id], container)
  return (await service.retrieveKintsugiTransaction(id)) as LedgerRow
}

/**
 * Sends everything again that Kintsugi refused or that waits to be tried again.
 *
 * @returns how many records
 */
export const retryRefused = async (
  container: MedusaContainer
): Promise<number> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const { organizationId } = (await service.getConnection()) ?? {}
  if (!organizationId) {
    await service.getClient()
  }
  const rows = (await service.listKintsugiTransactions(
    {
      organization_id: organizationId,
      $or: [{ state: "refused" }, { state: "waiting", waits_for: "retry" }],
    },
    { take: null }
  )) as LedgerRow[]
  for (const row of rows) {
    await service.updateKintsugiTransactions({
      id: row.id,
      state: "waiting",
      waits_for: null,
      failures: 0,
      next_attempt_at: null,
      ...(await rebuilt(row, container)),
    })
  }
  await service.turns.note([...new Set(rows.map(({ order_id }) => order_id))])
  return rows.length
}

/** The request anew: how refunds are told may have changed since. */
const rebuilt = async (row: LedgerRow, container: MedusaContainer) => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const order = await readOrder(row.order_id, container)
  if (!order) {
    return {}
  }
  const rows = await readRows(row.order_id, container)
  const { request, request_hash } = toRow(recordOf(row), {
    order,
    organizationId: row.organization_id,
    settings: await service.getSettings(),
    sold: soldLines(row, rows),
    credited: creditedOf(row.external_id, rows),
    told: row,
  })
  return { request, request_hash }
}

const recordOf = (row: LedgerRow): DueRecord => {
  const names = {
    externalId: row.external_id,
    reason: row.reason,
    referenceId: row.reference_id,
    at: new Date(row.occurred_at),
  }
  return row.type === "sale"
    ? { ...names, type: "sale", ...(row.content as SaleContent) }
    : {
        ...names,
        type: "credit_note",
        saleId: row.sale_external_id ?? "",
        ...(row.content as CreditContent),
      }
}

const soldLines = (row: LedgerRow, rows: LedgerRow[]): ChargedLine[] => {
  const sale = rows.find(
    ({ type, external_id }) =>
      type === "sale" && external_id === row.sale_external_id
  )
  return [sale?.content, sale?.told].flatMap(
    (content) => (content as SaleContent | null)?.lines ?? []
  )
}
