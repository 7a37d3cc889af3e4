import type { MedusaContainer } from "@medusajs/framework/types"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { Lease } from "../../modules/kintsugi/order-queue"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import type { KintsugiConnection } from "../../modules/kintsugi/settings/effective-settings"
import type { OrderForLedger } from "../../ledger/order"
import type { LedgerEntryRow } from "./entry-rows"
import { holdOrRelease, ofOrganization } from "./organization-binding"
import type { OrderAndEntries } from "./read-entries"
import { hasOnlyGiftCards, isInLedger } from "./reported-orders"
import {
  isDated,
  isToBeSent,
  requiredOf,
  requiredRow,
  staleDrafts,
} from "./required-rows"
import { type LocationZone, shopTimeZone } from "./shop-time-zone"
import { storedValues } from "./trim-request"

/** The lease and the settings with which an order is processed. */
export type ProcessingContext = {
  lease: Lease
  connection: KintsugiConnection
  /** {@link Reporting} */
  since: Date | undefined
  readZone: LocationZone
}

/**
 * Updates the ledger to the current order: records what must be sent to
 * Kintsugi, or why nothing is. Sends nothing.
 *
 * @param read - the order, as it was read during the lease
 * @returns the order's rows, oldest first
 */
export const syncLedgerEntries = async (
  context: ProcessingContext,
  { order: read, rows: all }: OrderAndEntries,
  container: MedusaContainer
): Promise<LedgerEntryRow[]> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const { lease, connection } = context
  const { orderId } = lease
  const { settings, organizationId } = connection
  const rows = ofOrganization(lease.organizationId, all)
  if (!read || !isInLedger(read, rows, context)) {
    return rows
  }
  const isNew = !all.length
  const order =
    isNew && (await isGiftCardOrderOfGuest(read, service))
      ? { ...read, is_guests: true }
      : read
  const { required, drafts } = requiredOf(order, rows, settings)
  const boundTo =
    (await service.orderQueue.bind(
      orderId,
      required.some(isToBeSent) ? organizationId : undefined
    )) ?? organizationId
  if (lease.organizationId && lease.organizationId !== boundTo) {
    // Taken over since the lease was acquired, which has enqueued the order
    // again: these rows are the other organization's, and stay so.
    return []
  }
  const stale = staleDrafts(drafts, required)
  if (stale.length) {
    await service.deleteKintsugiLedgerEntries(stale.map(({ id }) => id))
  }
  const timeZone = required.some((entry) => isDated(entry, rows, settings))
    ? (await shopTimeZone(settings, container, context.readZone)).name
    : undefined
  const staleIds = new Set(stale.map(({ id }) => id))
  const current = new Map(
    rows.flatMap((row) => (staleIds.has(row.id) ? [] : [[row.id, row]]))
  )
  for (const entry of required) {
    const { row, values, state } = requiredRow(entry, {
      order,
      rows,
      required,
      organizationId: boundTo,
      settings,
      timeZone,
    })
    if (state) {
      const columns = { ...storedValues(values, order, row), ...state }
      const written = await (row
        ? service.ledger.changeEntry(row.id, columns)
        : service.ledger.createEntry(columns))
      if (written) {
        current.set(written.id, written)
      }
    }
  }
  return holdOrRelease(
    [...current.values()],
    { boundTo, connectedTo: organizationId },
    service
  )
}

/**
 * Whether a guest bought an order of gift cards only: its cart is not known as
 * the customer's. Checked once, before the cart is deleted.
 */
const isGiftCardOrderOfGuest = async (
  order: OrderForLedger,
  service: KintsugiModuleService
): Promise<boolean> => {
  const { cart, customer_id } = order
  return (
    Boolean(cart && customer_id) &&
    hasOnlyGiftCards(order) &&
    !(await service.customers.isTrusted(cart!.id, customer_id!))
  )
}
