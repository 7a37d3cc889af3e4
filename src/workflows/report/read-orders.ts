import type { MedusaContainer } from "@medusajs/framework/types"
import { createHash } from "node:crypto"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type {
  ReadForReport,
  ToRead,
} from "../../modules/kintsugi/queries/write-report"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import type { KintsugiSettings } from "../../options"
import { ofOrganization } from "../ledger-sync/organization-binding"
import {
  type OrderAndEntries,
  readOrdersAndEntries,
} from "../ledger-sync/read-entries"
import { deriveReportEntries } from "./derive-entries"

/**
 * Reads orders with their ledgers, and stores what the report has of them, if
 * that has changed. Orders that no longer exist leave the report.
 *
 * @throws the database's errors
 */
export const readOrdersForReport = async (
  { readAt, hashes }: ToRead,
  container: MedusaContainer
): Promise<void> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const orderIds = [...hashes.keys()]
  if (!orderIds.length) {
    return
  }
  const [settings, syncs, read] = await Promise.all([
    service.settings.get(),
    service.listKintsugiOrderSyncs(
      { order_id: orderIds },
      { select: ["order_id", "organization_id"], take: null }
    ),
    readOrdersAndEntries(orderIds, container),
  ])
  const boundTo = new Map(
    syncs.map(({ order_id, organization_id }) => [order_id, organization_id])
  )
  const results: ReadForReport[] = []
  for (const orderId of orderIds) {
    results.push(
      derive(orderId, hashes.get(orderId) ?? null, () => {
        const { order, rows } = read(orderId)
        return {
          order,
          rows: ofOrganization(boundTo.get(orderId) ?? undefined, rows),
          settings,
        }
      })
    )
    await nextTurn()
  }
  await service.report.storeRead(readAt, results)
}

const derive = (
  orderId: string,
  knownHash: string | null,
  readOne: () => OrderAndEntries & { settings: KintsugiSettings }
): ReadForReport => {
  try {
    const { order, rows, settings } = readOne()
    const entries = order ? deriveReportEntries(order, rows, settings) : []
    const hash = createHash("sha256")
      .update(JSON.stringify(entries))
      .digest("base64")
    return { orderId, hash, ...(hash !== knownHash && { entries }) }
  } catch {
    // The option `sync.parentOrder` fails for it, which the order's page says:
    // it stays as it is until it is read again.
    return { orderId, hash: knownHash ?? "" }
  }
}

/** When requests that have arrived meanwhile were looked at. */
const nextTurn = () =>
  new Promise<void>((resolve) => {
    setImmediate(resolve)
  })
