import type { MedusaContainer } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import type { Lease } from "../../modules/kintsugi/order-queue"
import type { KintsugiSettings } from "../../options"
import type { KintsugiConnection } from "../../modules/kintsugi/settings/effective-settings"
import { PROVIDER_ID } from "../../tax/tax-lines/build-tax-lines"
import type { ChargedLine } from "../../ledger/charged-lines"
import { requiredEntries } from "../../ledger/required-entries"
import type { RequiredEntry, Blocker } from "../../ledger/entry"
import type { OrderForLedger } from "../../ledger/order"
import type { Decimal } from "../../tax/money"
import {
  type LedgerEntryRow,
  type RowValues,
  type SaleContent,
  withGuestMark,
  grossOfRow,
  storedValues,
  needsTimeZone,
  toLedgerEntry,
  toRow,
  trimRequest,
} from "./entry-rows"
import { readOrders } from "./read-order"
import { type LocationZone, shopTimeZone } from "./shop-time-zone"

/** An order and its rows of the ledger, oldest first. */
export type OrderAndEntries = {
  order: OrderForLedger | undefined
  rows: LedgerEntryRow[]
}

/** Reads the current orders with their rows; many as fast as one. */
export const readOrdersAndEntries = async (
  orderIds: string[],
  container: MedusaContainer
): Promise<(orderId: string) => OrderAndEntries> => {
  const orders = await readOrders(orderIds, container)
  const rows = new Map<string, LedgerEntryRow[]>()
  for (const row of await readRows(orderIds, container)) {
    rows.set(row.order_id, [...(rows.get(row.order_id) ?? []), row])
  }
  return (id) => {
    const order = orders.get(id)
    const ofOrder = rows.get(id) ?? []
    return { order: order && withGuestMark(order, ofOrder), rows: ofOrder }
  }
}

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
  const order =
    !all.length && (await isOfGiftCardsOfGuest(read, service))
      ? { ...read, is_guests: true }
      : read
  const { due, drafts } = requiredOf(order, rows, settings)
  const boundTo =
    (await service.orderQueue.bind(
      orderId,
      due.some(isToBeSent) ? organizationId : undefined
    )) ?? organizationId
  if (lease.organizationId && lease.organizationId !== boundTo) {
    // Taken over since the lease was acquired, which has enqueued the order
    // again: these rows are the other organization's, and stay so.
    return []
  }
  const hasDroppedDrafts = await deleteStaleDrafts(drafts, due, service)
  let isWritten = hasDroppedDrafts
  const timeZone = due.some((record) => isDated(record, rows, settings))
    ? (await shopTimeZone(settings, container, context.readZone)).name
    : undefined
  for (const record of due) {
    const {
      row,
      values,
      changes: standing,
    } = entryOf(record, {
      order,
      rows,
      due,
      organizationId: boundTo,
      settings,
      timeZone,
    })
    if (standing) {
      isWritten = true
      await save(row, service, {
        ...storedValues(values, order, row),
        ...standing,
      })
    }
  }
  const rereadRows = async () =>
    ofOrganization(lease.organizationId, await readRows(orderId, container))
  const writtenRows = isWritten ? await rereadRows() : rows
  const isMoved = await (boundTo === organizationId
    ? releaseForOrganization(writtenRows, service)
    : holdForOrganization(writtenRows, boundTo, service))
  return isMoved ? rereadRows() : writtenRows
}

/**
 * Whether an order has only gift cards, for which Medusa (2.21) makes no tax
 * lines that would say who bought them, and its cart is not known as the
 * customer's. Checked once, before the cart is deleted.
 */
const isOfGiftCardsOfGuest = async (
  { cart, customer_id, items, shipping_methods }: OrderForLedger,
  service: KintsugiModuleService
): Promise<boolean> =>
  Boolean(cart && customer_id && items?.length) &&
  items!.every(({ is_giftcard }) => is_giftcard) &&
  [...items!, ...(shipping_methods ?? [])].every(
    ({ tax_lines }) => !tax_lines?.length
  ) &&
  !(await service.customers.isTrusted(cart!.id, customer_id))

/**
 * The rows of the organization that the order is bound to. Rows of another one,
 * which it was bound to before, are left out.
 */
export const ofOrganization = (
  boundTo: string | undefined,
  rows: LedgerEntryRow[]
): LedgerEntryRow[] =>
  boundTo
    ? rows.filter(({ organization_id }) => organization_id === boundTo)
    : rows

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
 * The entries that are due for an order, and the credit notes that may still
 * change.
 *
 * @param rows - the order's, of its organization
 */
export const requiredOf = (
  order: OrderForLedger,
  rows: LedgerEntryRow[],
  { sync }: Pick<KintsugiSettings, "sync">
): { due: RequiredEntry[]; drafts: LedgerEntryRow[] } => {
  const drafts = rows.filter((row) => isDraft(row) && !isPartlySent(row, rows))
  const due = requiredEntries(
    order,
    rows.filter((row) => !drafts.includes(row)).map(toLedgerEntry),
    sync.on,
    sync.taxOnlyRefundReason
  ).map((record) => {
    const draft =
      record.reason === "change"
        ? drafts.find(({ external_id }) => external_id === record.externalId)
        : undefined
    // An entry keeps its first date, regardless of later changes.
    return draft ? { ...record, at: new Date(draft.occurred_at) } : record
  })
  return { due, drafts }
}

const rowOf = (
  { externalId, type }: RequiredEntry,
  rows: LedgerEntryRow[]
): LedgerEntryRow | undefined =>
  rows.find((row) => row.external_id === externalId && row.type === type)

/** Whether an entry needs the shop's time zone and has none yet. */
const isDated = (
  record: RequiredEntry,
  rows: LedgerEntryRow[],
  { sync }: KintsugiSettings
): boolean =>
  (record.type === "sale" || sync.refundsAs === "negative_sale") &&
  needsTimeZone(rowOf(record, rows))

/** What the ledger has, and must have, for an entry that is due. */
export type Entry = {
  row: LedgerEntryRow | undefined
  values: RowValues
  /** Absent: there is nothing to write. */
  changes: Standing | undefined
}

/** Calculates the row of an entry that is due; writes nothing. */
export const entryOf = (
  record: RequiredEntry,
  {
    order,
    rows,
    due,
    organizationId,
    settings,
    timeZone,
  }: {
    order: OrderForLedger
    rows: LedgerEntryRow[]
    due: RequiredEntry[]
    organizationId: string
    settings: KintsugiSettings
    /** The shop's, for entries that are new. */
    timeZone?: string
  }
): Entry => {
  const row = rowOf(record, rows)
  const values = toRow(record, {
    order,
    organizationId,
    settings,
    sold: soldLines(record, due, rows),
    credited: creditedOf(record.externalId, rows),
    existing: row,
    timeZone: needsTimeZone(row) ? timeZone : undefined,
  })
  return { row, values, changes: standingOf(record, values, row) }
}

/**
 * An order belongs to the organization under which it first had to be reported:
 * an order that only waited for its payment under another is not bound to it.
 */
const isToBeSent = (record: RequiredEntry): boolean =>
  record.skipReason === undefined && !(record.type === "sale" && record.blocker)

/** An order's rows of the ledger, oldest first. */
export const readRows = (
  orderId: string | string[],
  container: MedusaContainer
): Promise<LedgerEntryRow[]> =>
  container
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .listKintsugiLedgerEntries(
      { order_id: orderId },
      { order: { created_at: "ASC", id: "ASC" }, take: null }
    ) as Promise<LedgerEntryRow[]>

/** What credit notes at Kintsugi credit of a sale, with tax. */
export const creditedOf = (
  saleExternalId: string,
  rows: Pick<
    LedgerEntryRow,
    "sale_external_id" | "delivered_content" | "net" | "tax"
  >[]
): Decimal =>
  MathBN.sum(
    0,
    ...rows
      .filter(
        ({ sale_external_id, delivered_content }) =>
          delivered_content !== null && sale_external_id === saleExternalId
      )
      .map(grossOfRow)
  )

/** Whether the plugin reports this order at all. */
export const isReported = (
  order: OrderForLedger,
  { otherProviders }: { otherProviders: boolean }
): boolean =>
  otherProviders ||
  [...(order.items ?? []), ...(order.shipping_methods ?? [])].some(
    ({ tax_lines }) =>
      (tax_lines ?? []).some(({ provider_id }) => provider_id === PROVIDER_ID)
  )

const soldLines = (
  record: RequiredEntry,
  due: RequiredEntry[],
  rows: LedgerEntryRow[]
): ChargedLine[] => {
  if (record.type === "sale") {
    return []
  }
  const next = due.find(
    (other) => other.type === "sale" && other.externalId === record.saleId
  )
  const row = rows.find(({ external_id }) => external_id === record.saleId)
  return [
    ...(next?.type === "sale" ? next.lines : []),
    // What a change has removed from the sale was sold nevertheless.
    ...((row?.delivered_content as SaleContent | null)?.lines ?? []),
  ]
}

/**
 * A credit note that was never sent: its sale is not reported yet, or Kintsugi
 * is down. It is recalculated from the current order; only what Kintsugi may
 * have is fixed.
 */
const isDraft = ({ type, state, attempts }: LedgerEntryRow): boolean =>
  type === "credit_note" && state === "waiting" && attempts === 0

/**
 * Whether another part of the same refund was sent already: a refund that
 * several sales pay for is sent as it was decided.
 */
const isPartlySent = (row: LedgerEntryRow, rows: LedgerEntryRow[]): boolean =>
  rows.some(
    (other) =>
      other !== row &&
      other.type === "credit_note" &&
      other.reference_id === row.reference_id &&
      !isDraft(other)
  )

/**
 * Deletes drafts that are not due any more.
 *
 * @returns whether there were any
 */
const deleteStaleDrafts = async (
  drafts: LedgerEntryRow[],
  due: RequiredEntry[],
  service: KintsugiModuleService
): Promise<boolean> => {
  const names = new Set(
    due.flatMap(({ type, externalId }) =>
      type === "credit_note" ? externalId : []
    )
  )
  const staleRows = drafts.filter(({ external_id }) => !names.has(external_id))
  if (staleRows.length) {
    await service.deleteKintsugiLedgerEntries(staleRows.map(({ id }) => id))
  }
  return staleRows.length > 0
}

/** @returns undefined where nothing has to be written */
const standingOf = (
  record: RequiredEntry,
  values: RowValues,
  row: LedgerEntryRow | undefined
): Standing | undefined => {
  if (row && row.type === "credit_note" && !isDraft(row)) {
    // Later ones are calculated from it.
    return undefined
  }
  if (record.skipReason !== undefined) {
    return {
      state: "skipped",
      blocked_by: null,
      message: record.skipReason,
      next_attempt_at: null,
      ...trimRequest(values.request),
    }
  }
  const hold = record.type === "sale" ? record.blocker : undefined
  if (row?.delivered_hash === values.request_hash) {
    // Kintsugi already has exactly this, regardless of changes in between.
    return row.state !== "delivered" || row.request_hash !== values.request_hash
      ? {
          state: "delivered",
          blocked_by: null,
          message: null,
          ...trimRequest(values.request),
        }
      : undefined
  }
  const isSame = row?.request_hash === values.request_hash
  if (hold) {
    return isSame && isHeld(row, hold)
      ? undefined
      : {
          state: "waiting",
          blocked_by: hold.waitsFor,
          message: hold.message,
          next_attempt_at: null,
        }
  }
  if (isSame && isPending(row)) {
    return undefined
  }
  return {
    state: "waiting",
    blocked_by: null,
    message: null,
    error_code: null,
    failures: 0,
    next_attempt_at: null,
  }
}

/** Whether it waits for this already. */
const isHeld = (
  { state, blocked_by, message, next_attempt_at }: LedgerEntryRow,
  hold: Blocker
): boolean =>
  state === "waiting" &&
  blocked_by === hold.waitsFor &&
  message === hold.message &&
  next_attempt_at === null

/** Whether it waits to be sent, or for the merchant. */
const isPending = ({ state, blocked_by }: LedgerEntryRow): boolean =>
  state === "refused" ||
  (state === "waiting" && !blocked_by) ||
  blocked_by === "retry" ||
  blocked_by === "product" ||
  blocked_by === "sale"

type Standing = {
  request?: Record<string, unknown>
  trimmed_at?: Date | null
  state: LedgerEntryRow["state"]
  blocked_by: LedgerEntryRow["blocked_by"]
  message: string | null
  error_code?: string | null
  failures?: number
  next_attempt_at?: Date | null
}

const save = async (
  row: LedgerEntryRow | undefined,
  service: KintsugiModuleService,
  values: RowValues & Standing
): Promise<void> => {
  if (row) {
    await service.ledger.changeEntry(row.id, values)
  } else {
    await service.createKintsugiLedgerEntries(values)
  }
}

/**
 * Holds an order's rows: nothing of one organization is ever sent to another.
 *
 * @returns whether anything was held that was not before
 */
const holdForOrganization = async (
  rows: LedgerEntryRow[],
  boundTo: string,
  service: KintsugiModuleService
): Promise<boolean> => {
  let isMoved = false
  for (const { id, state, blocked_by } of rows) {
    const isOpen = state === "waiting" || state === "sending"
    if (isOpen && blocked_by !== "organization") {
      isMoved = true
      await service.ledger.changeEntry(id, {
        state: "waiting",
        blocked_by: "organization",
        message: `This order was reported to the organization ${boundTo}, which is not the one connected now. Nothing of it is sent to another organization.`,
        next_attempt_at: null,
      })
    }
  }
  return isMoved
}

/**
 * Releases an order's rows: its organization is connected again.
 *
 * @returns whether anything was held
 */
const releaseForOrganization = async (
  rows: LedgerEntryRow[],
  service: KintsugiModuleService
): Promise<boolean> => {
  const held = rows.filter(({ blocked_by }) => blocked_by === "organization")
  for (const { id } of held) {
    await service.ledger.changeEntry(id, { blocked_by: null, message: null })
  }
  return held.length > 0
}
