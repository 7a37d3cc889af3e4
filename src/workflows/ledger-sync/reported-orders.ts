import type { OrderForLedger } from "../../ledger/order"
import type { Lease } from "../../modules/kintsugi/order-queue"
import type { KintsugiConnection } from "../../modules/kintsugi/settings/effective-settings"
import { PROVIDER_ID } from "../../tax/tax-lines/build-tax-lines"
import type { LedgerEntryRow } from "./entry-rows"

/**
 * Whether an order is reported: a part of it already is, it was requested, or
 * it was placed after automatic reporting started.
 */
export const isInLedger = (
  order: OrderForLedger,
  rows: LedgerEntryRow[],
  {
    lease: { isRequested },
    connection: { settings },
    since,
  }: {
    lease: Pick<Lease, "isRequested">
    connection: Pick<KintsugiConnection, "settings">
    since: Date | undefined
  }
): boolean =>
  rows.length > 0 ||
  (isReported(order, settings.sync) &&
    (isRequested || isPlacedSince(order, since)))

/** Whether it was placed after automatic reporting started. */
export const isPlacedSince = (
  { created_at }: Pick<OrderForLedger, "created_at">,
  since: Date | undefined
): boolean => since !== undefined && new Date(created_at) >= since

/**
 * Whether the plugin reports this order at all. An order that is a part of
 * another one is reported with that.
 */
export const isReported = (
  order: OrderForLedger,
  { otherProviders }: { otherProviders: boolean }
): boolean =>
  order.part_of === undefined &&
  (otherProviders ||
    [...(order.items ?? []), ...(order.shipping_methods ?? [])].some(
      ({ tax_lines }) =>
        (tax_lines ?? []).some(({ provider_id }) => provider_id === PROVIDER_ID)
    ))

/**
 * Whether an order has only gift cards, for which Medusa (2.21) makes no tax
 * lines that would say who bought them.
 */
export const hasOnlyGiftCards = ({
  items,
  shipping_methods,
}: Pick<OrderForLedger, "items" | "shipping_methods">): boolean =>
  Boolean(items?.length) &&
  items!.every(({ is_giftcard }) => is_giftcard) &&
  [...items!, ...(shipping_methods ?? [])].every(
    ({ tax_lines }) => !tax_lines?.length
  )
