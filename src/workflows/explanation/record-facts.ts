import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import type { OrderForLedger } from "../../ledger/order"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { NewTaxRecord } from "../../modules/kintsugi/queries/tax-records"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { safeErrorMessage } from "../../safe-error-message"
import { boundFacts } from "../../tax/explanation/bound-facts"
import { readTaxLinesOfCart } from "../cart-tax/read-cart"
import { createBatcher } from "../ledger-sync/batch"
import { ordersWithNewRows } from "../ledger-sync/changed-orders"
import { readRecentOrders } from "../ledger-sync/read-order"
import { atMost } from "../limit-concurrency"
import { isKintsugi } from "../settings/taxed-countries"
import { classifyLines } from "./classify-lines"
import {
  calculatedAt,
  fingerprintOfLines,
  readFacts,
  taxLinesOf,
} from "./read-facts"
import { isConfirmed, subjectOfOrder } from "./tax-subject"

/** How many orders are read at a time. */
const BATCH = 25

/** Leaves the database's connections to those who wait for something. */
const inTurn = atMost(3)

/**
 * Records what decided the tax of orders that were just placed, so that it can
 * be explained years later. An order that has a record keeps it; drafts, and
 * orders that another provider taxed, get none. Safe to run at any time, any
 * number of times, on any instance.
 */
export const recordTaxFacts = async (
  orderIds: string[],
  container: MedusaContainer
): Promise<void> => {
  const { taxRecords } =
    container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  for (let start = 0; start < orderIds.length; start += BATCH) {
    const ids = await taxRecords.listUnrecorded(
      orderIds.slice(start, start + BATCH)
    )
    const orders = ids.length
      ? await readRecentOrders(ids, container)
      : new Map<string, OrderForLedger>()
    const records = await Promise.all(
      [...orders.values()]
        .filter(isTaxedByKintsugi)
        .map((order) => inTurn(() => tryRecordOf(order, container)))
    )
    const readable = records.filter((record) => record !== undefined)
    if (readable.length) {
      await taxRecords.create(readable)
    }
  }
}

/** One order that can't be read does not keep others from being recorded. */
const tryRecordOf = async (
  order: OrderForLedger,
  container: MedusaContainer
): Promise<NewTaxRecord | undefined> => {
  try {
    return await recordOf(order, container)
  } catch (error) {
    warnNotRecorded(order.id, error, container)
    return undefined
  }
}

const warnNotRecorded = (
  orders: string,
  error: unknown,
  container: MedusaContainer
): void => {
  container
    .resolve(ContainerRegistrationKeys.LOGGER)
    .warn(
      `[kintsugi] ${orders}: what decided the tax could not be recorded (${safeErrorMessage(error)}). This is tried again in a few minutes.`
    )
}

const isTaxedByKintsugi = ({
  is_draft_order,
  items,
  shipping_methods,
}: OrderForLedger): boolean =>
  !is_draft_order &&
  [...(items ?? []), ...(shipping_methods ?? [])].some(({ tax_lines }) =>
    tax_lines?.some(({ provider_id }) => isKintsugi(provider_id))
  )

const recordOf = async (
  order: OrderForLedger,
  container: MedusaContainer
): Promise<NewTaxRecord> => {
  const subject = await subjectOfOrder(order, container)
  const { settings } = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const fingerprint = fingerprintOfLines(taxLinesOf(subject.order))
  const [classificationOf, confirmed, calculated_at, { connection }] =
    await Promise.all([
      classifyLines(subject.lines, "background", container),
      isConfirmed(subject, fingerprint, container),
      readCalculatedAt(order, fingerprint, container),
      settings.getEffective(),
    ])
  const facts = readFacts(subject, {
    classificationOf,
    organizationId: connection?.organizationId,
  })
  return {
    order_id: order.id,
    customer_id: order.customer_id ?? null,
    facts: boundFacts({
      ...facts,
      calculated_at: calculated_at ?? facts.calculated_at,
    }),
    confirmed,
  }
}

/**
 * When the tax was calculated: an order's tax lines are as old as the order,
 * and those of its cart may be older.
 */
const readCalculatedAt = async (
  { cart }: OrderForLedger,
  fingerprint: string | undefined,
  container: MedusaContainer
): Promise<string | undefined> => {
  const taxLines = cart ? await readTaxLinesOfCart(cart.id, container) : []
  return taxLines.length && fingerprintOfLines(taxLines) === fingerprint
    ? (calculatedAt(taxLines) ?? undefined)
    : undefined
}

/**
 * How long an order is left alone after it was placed, in ms: longer than the
 * ledger leaves it alone, whose reading of the order serves here too.
 */
const PAUSE_MS = 500

const batchers = new WeakMap<
  KintsugiModuleService,
  ReturnType<typeof createBatcher>
>()

/**
 * {@link recordTaxFacts} for an event: after a pause, when the shopper has the
 * answer, together with all other orders of that time. If the process dies
 * before, {@link recordMissedOrders} finds the order.
 */
export const recordTaxFactsDebounced = (
  orderId: string,
  container: MedusaContainer
): void => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const addToBatch =
    batchers.get(service) ??
    createBatcher(PAUSE_MS, async (ids) => {
      try {
        await recordTaxFacts(ids, container)
      } catch (error) {
        warnNotRecorded(ids.join(", "), error, container)
      }
    })
  batchers.set(service, addToBatch)
  addToBatch([orderId])
}

/** The time up to which orders have been looked for. */
const MARK = "recorded-tax-facts"

/** How far to look back behind it, in ms: clocks, late commits. */
const OVERLAP_MS = 10 * 60 * 1000

/**
 * Records the orders that no event announced, or whose process died. Orders
 * from before the first run have no record: what decided them is not known.
 */
export const recordMissedOrders = async (
  container: MedusaContainer
): Promise<void> => {
  const { timestamps } =
    container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const now = new Date()
  const mark = (await timestamps.read([MARK])).get(MARK)
  if (mark) {
    const since = new Date(mark.getTime() - OVERLAP_MS)
    const changed = [...(await ordersWithNewRows(since, now, container)).keys()]
    await recordTaxFacts(
      await placedSince(changed, since, container),
      container
    )
  }
  await timestamps.record(MARK, now)
}

/** The orders among these that are not older: others were only changed. */
const placedSince = async (
  orderIds: string[],
  since: Date,
  container: MedusaContainer
): Promise<string[]> => {
  if (!orderIds.length) {
    return []
  }
  const orders = await container
    .resolve(Modules.ORDER)
    .listOrders({ id: orderIds, created_at: { $gte: since } } as never, {
      select: ["id"],
      take: null as never,
    })
  return orders.map(({ id }) => id)
}
