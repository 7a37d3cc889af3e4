import type { MedusaContainer } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import type { KintsugiConnection } from "../../settings/effective"
import { PROVIDER_ID } from "../../tax/tax-lines"
import type { ChargedLine } from "../../tax/books/charged-lines"
import { booksDue } from "../../tax/books/due"
import type { DueRecord } from "../../tax/books/ledger"
import type { OrderForBooks } from "../../tax/books/order"
import type { Decimal } from "../../tax/money"
import {
  type LedgerRow,
  type RowValues,
  type SaleContent,
  grossOfRow,
  toRecord,
  toRow,
} from "./ledger-rows"
import { readOrders } from "./read-order"

/** An order and its rows of the ledger, oldest first. */
export type OrderAndRows = {
  order: OrderForBooks | undefined
  rows: LedgerRow[]
}

/** Reads orders as they are now, with their rows; many as fast as one. */
export const readToEnter = async (
  orderIds: string[],
  container: MedusaContainer
): Promise<(orderId: string) => OrderAndRows> => {
  const orders = await readOrders(orderIds, container)
  const rows = new Map<string, LedgerRow[]>()
  for (const row of await readRows(orderIds, container)) {
    rows.set(row.order_id, [...(rows.get(row.order_id) ?? []), row])
  }
  return (id) => ({ order: orders.get(id), rows: rows.get(id) ?? [] })
}

/**
 * Brings the ledger up to what an order is now: writes down what Kintsugi must
 * be told, or why not. Sends nothing.
 *
 * @param read - as it was read while it was our turn at the order
 * @returns the order's rows, oldest first
 */
export const enterOrder = async (
  orderId: string,
  { order, rows }: OrderAndRows,
  connection: KintsugiConnection,
  container: MedusaContainer
): Promise<LedgerRow[]> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const { settings, organizationId } = connection
  if (!order || !(rows.length || isReported(order, settings.sync))) {
    return rows
  }
  const drafts = rows.filter((row) => isDraft(row) && !isBegun(row, rows))
  const due = booksDue(
    order,
    rows.filter((row) => !drafts.includes(row)).map(toRecord),
    settings.sync.on
  )
  const tiedTo =
    (await service.turns.tie(
      orderId,
      due.some(isToBeSent) ? organizationId : undefined
    )) ?? organizationId
  const isDropped = await dropDrafts(drafts, due, service)
  let isWritten = isDropped
  for (const record of due) {
    const row = rows.find(
      ({ external_id, type }) =>
        external_id === record.externalId && type === record.type
    )
    const values = toRow(record, {
      order,
      organizationId: tiedTo,
      settings,
      sold: soldLines(record, due, rows),
      credited: creditedOf(record.externalId, rows),
      told: row,
    })
    isWritten = (await write(record, values, row, service)) || isWritten
  }
  const entered = isWritten ? await readRows(orderId, container) : rows
  const isMoved = await (tiedTo === organizationId
    ? releaseForOrganization(entered, service)
    : holdForOrganization(entered, tiedTo, service))
  return isMoved ? readRows(orderId, container) : entered
}

/**
 * An order belongs to the organization under which it first had to be told:
 * one that only waited for its payment under another is not that one's.
 */
const isToBeSent = (record: DueRecord): boolean =>
  record.skip === undefined && !(record.type === "sale" && record.hold)

/** An order's rows of the ledger, oldest first. */
export const readRows = (
  orderId: string | string[],
  container: MedusaContainer
): Promise<LedgerRow[]> =>
  container
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .listKintsugiTransactions(
      { order_id: orderId },
      { order: { created_at: "ASC", id: "ASC" }, take: null }
    ) as Promise<LedgerRow[]>

/** What credit notes that Kintsugi has take from a sale, with tax. */
export const creditedOf = (
  saleExternalId: string,
  rows: Pick<LedgerRow, "sale_external_id" | "told" | "net" | "tax">[]
): Decimal =>
  MathBN.sum(
    0,
    ...rows
      .filter(
        ({ sale_external_id, told }) =>
          told !== null && sale_external_id === saleExternalId
      )
      .map(grossOfRow)
  )

/** Whether it is the plugin's business at all. */
export const isReported = (
  order: OrderForBooks,
  { otherProviders }: { otherProviders: boolean }
): boolean =>
  otherProviders ||
  [...(order.items ?? []), ...(order.shipping_methods ?? [])].some(
    ({ tax_lines }) =>
      (tax_lines ?? []).some(({ provider_id }) => provider_id === PROVIDER_ID)
  )

const soldLines = (
  record: DueRecord,
  due: DueRecord[],
  rows: LedgerRow[]
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
    // What a change has taken from the sale was sold all the same.
    ...((row?.told as SaleContent | null)?.lines ?? []),
  ]
}

/**
 * A credit note that was never on its way: its sale is not told yet, or
 * Kintsugi is down. It is reckoned anew with the order as it stands; only what
 * Kintsugi may have is fixed.
 */
const isDraft = ({ type, state, attempts }: LedgerRow): boolean =>
  type === "credit_note" && state === "waiting" && attempts === 0

/**
 * Whether another part of what it takes back was on its way already: a refund
 * that several sales pay for is told as it was decided.
 */
const isBegun = (row: LedgerRow, rows: LedgerRow[]): boolean =>
  rows.some(
    (other) =>
      other !== row &&
      other.type === "credit_note" &&
      other.reference_id === row.reference_id &&
      !isDraft(other)
  )

/**
 * Takes away those that are not due any more.
 *
 * @returns whether there were any
 */
const dropDrafts = async (
  drafts: LedgerRow[],
  due: DueRecord[],
  service: KintsugiModuleService
): Promise<boolean> => {
  const names = new Set(
    due.flatMap(({ type, externalId }) =>
      type === "credit_note" ? externalId : []
    )
  )
  const dropped = drafts.filter(({ external_id }) => !names.has(external_id))
  if (dropped.length) {
    await service.deleteKintsugiTransactions(dropped.map(({ id }) => id))
  }
  return dropped.length > 0
}

/** @returns whether anything had to be written */
const write = async (
  record: DueRecord,
  values: RowValues,
  row: LedgerRow | undefined,
  service: KintsugiModuleService
): Promise<boolean> => {
  if (row && row.type === "credit_note" && !isDraft(row)) {
    // Later ones are reckoned from it.
    return false
  }
  if (record.skip !== undefined) {
    await save(row, service, {
      ...values,
      state: "skipped",
      waits_for: null,
      message: record.skip,
      next_attempt_at: null,
    })
    return true
  }
  const hold = record.type === "sale" ? record.hold : undefined
  if (row?.told_hash === values.request_hash) {
    // Kintsugi has it so already, whatever was due in between.
    if (row.state !== "delivered" || row.request_hash !== values.request_hash) {
      await save(row, service, {
        ...values,
        state: "delivered",
        waits_for: null,
        message: null,
      })
      return true
    }
    return false
  }
  const isSame = row?.request_hash === values.request_hash
  if (hold) {
    await save(row, service, {
      ...values,
      state: "waiting",
      waits_for: hold.for,
      message: hold.message,
      next_attempt_at: null,
    })
    return true
  }
  if (isSame && isInLine(row)) {
    return false
  }
  await save(row, service, {
    ...values,
    state: "waiting",
    waits_for: null,
    message: null,
    error_code: null,
    failures: 0,
    next_attempt_at: null,
  })
  return true
}

/** Whether it waits for its turn, or for somebody. */
const isInLine = ({ state, waits_for }: LedgerRow): boolean =>
  state === "refused" ||
  (state === "waiting" && !waits_for) ||
  waits_for === "retry" ||
  waits_for === "sale"

type Standing = RowValues & {
  state: LedgerRow["state"]
  waits_for: LedgerRow["waits_for"]
  message: string | null
  error_code?: string | null
  failures?: number
  next_attempt_at?: Date | null
}

const save = async (
  row: LedgerRow | undefined,
  service: KintsugiModuleService,
  values: Standing
): Promise<void> => {
  if (row) {
    await service.updateKintsugiTransactions({ id: row.id, ...values })
  } else {
    await service.createKintsugiTransactions(values)
  }
}

/**
 * Nothing of one organization's is ever sent to another.
 *
 * @returns whether anything was held that was not before
 */
const holdForOrganization = async (
  rows: LedgerRow[],
  tiedTo: string,
  service: KintsugiModuleService
): Promise<boolean> => {
  let isMoved = false
  for (const { id, state, waits_for } of rows) {
    const isOpen = state === "waiting" || state === "sending"
    if (isOpen && waits_for !== "organization") {
      isMoved = true
      await service.updateKintsugiTransactions({
        id,
        state: "waiting",
        waits_for: "organization",
        message: `This order was reported to the organization ${tiedTo}, which is not the one in force now. Nothing of it is sent to another.`,
        next_attempt_at: null,
      })
    }
  }
  return isMoved
}

/**
 * Its organization is in force again.
 *
 * @returns whether anything was held
 */
const releaseForOrganization = async (
  rows: LedgerRow[],
  service: KintsugiModuleService
): Promise<boolean> => {
  const held = rows.filter(({ waits_for }) => waits_for === "organization")
  for (const { id } of held) {
    await service.updateKintsugiTransactions({
      id,
      waits_for: null,
      message: null,
    })
  }
  return held.length > 0
}
