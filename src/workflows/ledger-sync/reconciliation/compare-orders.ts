import type { MedusaContainer } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import { safeErrorMessage } from "../../../safe-error-message"
import { KINTSUGI_MODULE } from "../../../modules/kintsugi"
import type { KintsugiModuleService } from "../../../modules/kintsugi/service"
import type { KintsugiConnection } from "../../../modules/kintsugi/settings/effective-settings"
import type { ChargedLine } from "../../../ledger/charged-lines"
import type { OrderForLedger } from "../../../ledger/order"
import type { Finding } from "../../../ledger/finding"
import type { LedgerEntryRow, RowValues, SaleContent } from "../entry-rows"
import { ofOrganization } from "../organization-binding"
import { ordersInRange } from "../orders-in-range"
import { type OrderAndEntries, readOrdersAndEntries } from "../read-entries"
import { isInLedger, isReported } from "../reported-orders"
import {
  type RequiredRow,
  isToBeSent,
  requiredOf,
  requiredRow,
} from "../required-rows"

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
  for await (const page of ordersInRange(range, PAGE, container)) {
    yield await comparePage(
      page.map(({ id }) => id),
      { connection, since },
      container
    )
  }
}

/** What the order queue knows about an order. */
export type QueueState = {
  /** Whether it was requested explicitly: then its age does not matter. */
  isRequested: boolean
  /** The organization that it is bound to. */
  boundTo?: string
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
          isRequested: requested,
          boundTo: organization_id ?? undefined,
          isDue: due_at !== null || lease_token !== null,
        },
      ]
    )
  )
  const compared = ids.map((id) => {
    try {
      return compareOrder(id, read(id), known.get(id), reporting)
    } catch (error) {
      return [unreadable(id, error)]
    }
  })
  return {
    findings: compared.flatMap((found) => (found === "older" ? [] : found)),
    orders: ids.length,
    older: compared.filter((found) => found === "older").length,
  }
}

const unreadable = (id: string, error: unknown): Finding => ({
  kind: "not_readable",
  external_id: id,
  order_id: id,
  display_id: null,
  currency_code: null,
  attempts: null,
  message: `The order can't be read for the reports (${safeErrorMessage(error)}).`,
})

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
  known: QueueState = { isRequested: false, isDue: false },
  { connection, since }: { connection: KintsugiConnection; since?: Date }
): Finding[] | "older" => {
  const { settings, organizationId } = connection
  const finding = (
    kind: Finding["kind"],
    externalId: string,
    message: string,
    row?: Pick<LedgerEntryRow, "attempts">
  ): Finding => ({
    kind,
    external_id: externalId,
    order_id: id,
    display_id: order?.display_id ? String(order.display_id) : null,
    currency_code: order?.currency_code ?? all[0]?.currency_code ?? null,
    attempts: row?.attempts ?? null,
    message,
  })
  const boundTo =
    known.boundTo ??
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
  if (!order || !isInLedger(order, rows, { lease: known, connection, since })) {
    return order &&
      isReported(order, settings.sync) &&
      isAnythingToBeSent(order, settings)
      ? "older"
      : []
  }
  const { required } = requiredOf(order, rows, settings)
  const entries = required.map((entry) => ({
    entry,
    ...requiredRow(entry, { order, rows, required, organizationId, settings }),
  }))
  const missing = entries.filter(({ entry, row }) => !row && isToBeSent(entry))
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
    ...missing.map(({ entry, values }) =>
      finding(
        "missing_in_ledger",
        entry.externalId,
        `${entry.type === "sale" ? "A further sale" : "A credit note"} of ${total(values)} ${order.currency_code.toUpperCase()} is due for the order, but is not in the ledger: no event announced its cause.`
      )
    ),
    ...entries.flatMap(({ entry, ...change }) => {
      const message = describeChange(change, order.currency_code.toUpperCase())
      return message
        ? [finding("changed_in_store", entry.externalId, message, change.row)]
        : []
    }),
  ]
}

/** Whether any of it would be reported if it were not that old. */
const isAnythingToBeSent = (
  order: OrderForLedger,
  settings: KintsugiConnection["settings"]
): boolean => requiredOf(order, [], settings).required.some(isToBeSent)

/**
 * What changed in an entry that would be sent now, for the merchant.
 *
 * @returns undefined where nothing changed, or where it is being sent
 */
const describeChange = (
  { row, values, state: required }: RequiredRow,
  currency: string
): string | undefined => {
  if (!row || required?.state !== "waiting" || required.blocked_by) {
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

/** Of a sale: a credit note that was sent never changes. */
const statusOf = ({
  type,
  content,
}: Pick<LedgerEntryRow, "type" | "content">) =>
  type === "sale" ? (content as SaleContent).status : undefined

/** From a row's content, which stays complete when its request is trimmed. */
const linesOf = ({
  type,
  content,
}: Pick<LedgerEntryRow, "type" | "content">): ChargedLine[] =>
  type === "sale" ? (content as SaleContent).lines : []

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
