import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { createHash } from "node:crypto"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type {
  ReadForReport,
  ToRead,
} from "../../modules/kintsugi/queries/write-report"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import type { KintsugiSettings } from "../../options"
import { safeErrorMessage } from "../../safe-error-message"
import { ofOrganization } from "../ledger-sync/organization-binding"
import {
  type OrderAndEntries,
  readOrdersAndEntries,
} from "../ledger-sync/read-entries"
import { nextTurn } from "../next-turn"
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
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
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
    const knownHash = hashes.get(orderId) ?? null
    try {
      const { order, rows } = read(orderId)
      const own = ofOrganization(boundTo.get(orderId) ?? undefined, rows)
      results.push(derive(orderId, knownHash, { order, rows: own }, settings))
    } catch (error) {
      // It stays as it is until it changes: otherwise, it would be read again
      // and again. The ledger meets the same failure, and Health shows it.
      logger.warn(
        `[kintsugi] The tax report could not read the order ${orderId}: ${safeErrorMessage(error)}`
      )
      results.push({ orderId, hash: knownHash ?? "" })
    }
    await nextTurn()
  }
  await service.report.storeRead(readAt, results)
}

const derive = (
  orderId: string,
  knownHash: string | null,
  { order, rows }: OrderAndEntries,
  settings: KintsugiSettings
): ReadForReport => {
  const entries = order ? deriveReportEntries(order, rows, settings) : []
  const hash = createHash("sha256")
    .update(JSON.stringify(entries))
    .digest("base64")
  return { orderId, hash, ...(hash !== knownHash && { entries }) }
}
