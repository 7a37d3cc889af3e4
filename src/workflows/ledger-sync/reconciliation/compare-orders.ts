import type { MedusaContainer } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import { safeErrorMessage } from "../../../safe-error-message"
import { KINTSUGI_MODULE } from "../../../modules/kintsugi"
import type { KintsugiModuleService } from "../../../modules/kintsugi/service"
import type { KintsugiConnection } from "../../../modules/kintsugi/settings/effective-settings"
import type { ChargedLine } from "../../../ledger/charged-lines"
import type { RequiredEntry } from "../../../ledger/entry"
import type { OrderForLedger } from "../../../ledger/order"
import type { Finding } from "../../../ledger/compare-ledgers"
import {
  type Entry,
  type OrderAndEntries,
  requiredOf,
  entryOf,
  isInLedger,
  isReported,
  ofOrganization,
  readOrdersAndEntries,
} from "../sync-entries"
import type { LedgerEntryRow, RowValues, SaleContent } from "../entry-rows"
import { type Placed, nextOrders } from "../orders-in-range"

/** How many orders are read at a time. */
const PAGE = 50

/** The result for one page of orders. */
export type ComparedOrders = {
  findings: Finding[]
  orders: number
  /** Orders placed before automatic reporting starts, and not reported. */
  older: number
}

/**
 * Compares the orders that were placed from `from` until `to`, both included,
 * with the ledger. The entries of each order are calculated as after an event,
 * since an event may have been lost. Changes nothing.
 */
export async function* compareOrders(
  { from, to }: { from: Date; to: Date },
  { connection, since }: { connection: KintsugiConnection; since?: Date },
  container: MedusaContainer
): AsyncGenerator<ComparedOrders> {
  const range = { from, to: new Date(to.getTime() + 1) }
  let after: Placed | undefined
  for (;;) {
    const page = await nextOrders({ ...range, after }, PAGE, container)
    after = page.at(-1)
    if (!after) {
      return
    }
    yield await comparePage(
      page.map(({ id }) => id),
      { connection, since },
      container
    )
  }
}

/** What the order queue knows about an order. */
export type QueueState = {
  askedFor: boolean
  tiedTo?: string
  /** Whether it is processed automatically, soon. */
  isDue: boolean
}

const comparePage = async (
  ids: string[],
  reporting: { connection: KintsugiConnection; since?: Date },
  container: MedusaContainer
): Promise<ComparedOrders> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const [read, syncs] = await Promise.all([
    readOrdersAndEntries(ids, container),
    service.listKintsugiOrderSyncs({ order_id: ids }, { take: null }),
  ])
  const known = new Map(
    syncs.map(
      ({ order_id, requested, organization_id, due_at, lease_token }) => [
        order_id,
        {
          askedFor: requested,
          tiedTo: organization_id ?? undefined,
          isDue: due_at !== null || lease_token !== null,
        },
      ]
    )
  )
  let older = 0
  const findings = ids.flatMap((id): Finding[] => {
    try {
      const compared = compareOrder(id, read(id), known.get(id), reporting)
      older += compared === "older" ? 1 : 0
      return compared === "older" ? [] : compared
    } catch (error) {
      return [
        {
          kind: "not_readable",
          external_id: id,
          order_id: id,
          message: `The order can't be read for the reports (${safeErrorMessage(error)}).`,
        },
      ]
    }
  })
  return { findings, orders: ids.length, older }
}

/**
 * Compares an order as it is now with its rows of the ledger. Amounts in major
 * units.
 *
 * @returns changes that no event announced; "older" if it is not in the ledger
 * because it was placed before automatic reporting starts
 * @throws RangeError where a credit note names a line that was not sold
 */
export const compareOrder = (
  id: string,
  { order, rows: all }: OrderAndEntries,
  known: QueueState = { askedFor: false, isDue: false },
  { connection, since }: { connection: KintsugiConnection; since?: Date }
): Finding[] | "older" => {
  const { settings, organizationId } = connection
  const finding = (
    kind: Finding["kind"],
    externalId: string,
    message: string
  ): Finding => ({ kind, external_id: externalId, order_id: id, message })
  const boundTo =
    known.tiedTo ??
    all.find(({ delivered_content }) => delivered_content)?.organization_id ??
    undefined
  if (boundTo && boundTo !== organizationId) {
    return [
      finding(
        "reported_to_another_organization",
        id,
        `The order was reported to the organization ${boundTo}, so ${organizationId} does not have it. If that was a trial, have the order taken over, which reports it to ${organizationId}.`
      ),
    ]
  }
  const rows = ofOrganization(boundTo, all)
  const lease = { isRequested: known.askedFor }
  if (!order || !isInLedger(order, rows, { lease, connection, since })) {
    return order && isReported(order, settings.sync) && hasDue(order, settings)
      ? "older"
      : []
  }
  const { due } = requiredOf(order, rows, settings)
  const entries = due.map((record) => ({
    record,
    entry: entryOf(record, { order, rows, due, organizationId, settings }),
  }))
  const missing = entries.filter(
    ({ record, entry }) => !entry.row && isToBeSent(record)
  )
  if (!rows.length) {
    return missing.length
      ? [
          finding(
            "missing_in_ledger",
            id,
            "The order should have been reported, but it is not in the ledger. A backfill adds it."
          ),
        ]
      : []
  }
  if (known.isDue) {
    // What is not recorded yet soon will be.
    return []
  }
  return [
    ...missing.map(({ record, entry: { values } }) =>
      finding(
        "missing_in_ledger",
        record.externalId,
        `${record.type === "sale" ? "A further sale" : "A credit note"} of ${total(values)} ${order.currency_code.toUpperCase()} is due for the order, but is not in the ledger: no event announced its cause.`
      )
    ),
    ...entries.flatMap(({ record, entry }) => {
      const message = whatChanged(entry, order.currency_code.toUpperCase())
      return message
        ? [finding("changed_in_store", record.externalId, message)]
        : []
    }),
  ]
}

/** Whether any of it would be reported if it were not that old. */
const hasDue = (
  order: OrderForLedger,
  settings: KintsugiConnection["settings"]
): boolean => requiredOf(order, [], settings).due.some(isToBeSent)

const isToBeSent = (record: RequiredEntry): boolean =>
  !record.skip && !(record.type === "sale" && record.hold)

/**
 * What changed in an entry that would be sent now, for the merchant.
 *
 * @returns undefined where nothing changed, or where it is being sent
 */
const whatChanged = (
  { row, values, changes: standing }: Entry,
  currency: string
): string | undefined => {
  if (!row || standing?.state !== "waiting" || standing.blocked_by) {
    return undefined
  }
  const { state, blocked_by } = row
  const now = `${total(values)} ${currency}`
  if (state === "waiting" && blocked_by === "payment") {
    return `The ledger still waits for its payment, but the order does not (it was most likely paid): ${now} is to be reported, and no event announced it.`
  }
  if (state === "waiting" && blocked_by === "fulfillment") {
    return `The ledger still waits for its fulfillment, but the order does not (it was most likely fulfilled): ${now} is to be reported, and no event announced it.`
  }
  if (state === "skipped") {
    return `The ledger has nothing to report for it, but ${now} is to be reported now: no event announced the change.`
  }
  return state === "delivered" || state === "refused"
    ? differenceOf(row, values, currency)
    : undefined
}

const differenceOf = (
  row: LedgerEntryRow,
  values: RowValues,
  currency: string
): string | undefined => {
  const isSame =
    MathBN.eq(row.net, values.net) && MathBN.eq(row.tax, values.tax)
  if (!isSame) {
    return `The order is ${total(values)} ${currency} now, but ${total(row)} in the ledger: no event announced the change.`
  }
  if (statusOf(row) !== statusOf(values)) {
    return `The order is ${statusOf(values) === "CANCELLED" ? "cancelled" : "not cancelled"}, but the ledger says otherwise: no event announced the change.`
  }
  const line = changedLine(linesOf(row), linesOf(values))
  return line
    ? `The line ${line} has a different quantity, amount or tax in the order than in the ledger, with the same total: no event announced the change.`
    : undefined
}

const statusOf = ({ content }: Pick<LedgerEntryRow, "content">) =>
  (content as Partial<SaleContent>).status

/** From a row's content, which stays complete when its request is trimmed. */
const linesOf = ({ content }: Pick<LedgerEntryRow, "content">): ChargedLine[] =>
  (content as Partial<SaleContent>).lines ?? []

/** @returns the id of the first one */
const changedLine = (
  some: ChargedLine[],
  others: ChargedLine[]
): string | undefined => {
  const [one, other] = [some, others].map(
    (lines) => new Map(lines.map((line) => [line.id, line]))
  )
  return [...new Set([...one!.keys(), ...other!.keys()])].find(
    (id) => !isSameLine(one!.get(id), other!.get(id))
  )
}

const isSameLine = (
  one: ChargedLine | undefined,
  other: ChargedLine | undefined
): boolean =>
  one !== undefined &&
  other !== undefined &&
  MathBN.eq(one.quantity, other.quantity) &&
  MathBN.eq(one.net, other.net) &&
  MathBN.eq(one.tax, other.tax)

const total = ({ net, tax }: Pick<LedgerEntryRow, "net" | "tax">): string =>
  MathBN.add(net, tax).toFixed(2)
