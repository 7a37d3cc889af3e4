import type { MedusaContainer } from "@medusajs/framework/types"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import type { ChargedLine } from "../../ledger/charged-lines"
import type { RequiredEntry } from "../../ledger/entry"
import type { OrderForLedger } from "../../ledger/order"
import { toRow } from "./build-row"
import { saleOf } from "./due-entries"
import { ofOrganization } from "./organization-binding"
import { readRows } from "./read-entries"
import { creditedOf } from "./required-rows"
import { storedValues } from "./trim-request"
import {
  type CreditContent,
  type LedgerEntryRow,
  type RowValues,
  type SaleContent,
  withGuestMark,
  needsTimeZone,
} from "./entry-rows"
import { readOrder } from "./read-order"
import { shopTimeZone } from "./shop-time-zone"

/** The parts of a request that were not stored can't be rebuilt. */
export class OrderGone extends Error {
  constructor(orderId: string) {
    super(
      `The order ${orderId} is gone, and the customer and the addresses that were sent are not stored`
    )
  }
}

/** The columns of an entry that are rebuilt. */
type Rebuilt = Pick<
  RowValues,
  "sent_as" | "request" | "request_hash" | "trimmed_at" | "net" | "tax"
>

/**
 * Rebuilds an entry's complete request, as it is sent, from the entry's content
 * and the current order: how refunds are sent may have changed since, and no
 * personal data are stored of a delivered request. Includes its net and tax.
 *
 * @returns nothing to change if the store no longer has the order
 */
export const rebuildRequest = async (
  row: LedgerEntryRow,
  container: MedusaContainer
): Promise<Partial<Rebuilt>> => (await rebuild(row, container))?.rebuilt ?? {}

/** {@link rebuildRequest}, as the ledger stores it until it is sent. */
export const rebuildStoredRequest = async (
  row: LedgerEntryRow,
  container: MedusaContainer
): Promise<Partial<Rebuilt>> => {
  const result = await rebuild(row, container)
  return result ? storedValues(result.rebuilt, result.order, row) : {}
}

/** @returns undefined if the store no longer has the order */
const rebuild = async (
  row: LedgerEntryRow,
  container: MedusaContainer
): Promise<{ order: OrderForLedger; rebuilt: Rebuilt } | undefined> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const read = await readOrder(row.order_id, container)
  if (!read) {
    return undefined
  }
  const all = await readRows(row.order_id, container)
  const order = withGuestMark(read, all)
  const rows = ofOrganization(row.organization_id, all)
  const settings = await service.settings.get()
  const values = toRow(entryOf(row), {
    order,
    organizationId: row.organization_id,
    settings,
    sold: soldLines(row, rows),
    credited: creditedOf(row.external_id, rows),
    existing: row,
    timeZone: needsTimeZone(row)
      ? (await shopTimeZone(settings, container)).name
      : undefined,
  })
  const { sent_as, request, request_hash, trimmed_at, net, tax } = values
  return {
    order,
    rebuilt: { sent_as, request, request_hash, trimmed_at, net, tax },
  }
}

const entryOf = (row: LedgerEntryRow): RequiredEntry => {
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

const soldLines = (
  row: LedgerEntryRow,
  rows: LedgerEntryRow[]
): ChargedLine[] => {
  const sale = saleOf(row, rows)
  return [sale?.content, sale?.delivered_content].flatMap(
    (content) => (content as SaleContent | null)?.lines ?? []
  )
}
