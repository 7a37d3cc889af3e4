import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { ordersByPayment } from "./orders-of-payment"
import { reportOrders } from "./report-order"

/** The mark up to which changes have been swept. */
const MARK = "swept"

/** How far a sweep looks back behind the mark, in ms: clocks, late commits. */
const OVERLAP_MS = 10 * 60 * 1000

/** How many orders a sweep takes at a time. */
const BATCH = 50

/** How many batches a sweep takes at most; the next one goes on. */
const BATCHES = 200

/**
 * Looks at the orders that are due, and at those to which something happened
 * that no event has announced. Safe to run on several instances at once.
 */
export const sweep = async (container: MedusaContainer): Promise<void> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  if (!(await service.getSettings()).sync.enabled) {
    return
  }
  await noteChanged(service, container)
  const connection = await service.getConnection()
  if (!connection) {
    return
  }
  await noteHeldFor(connection.organizationId, service)
  for (let batch = 0; batch < BATCHES; batch++) {
    const due = await service.turns.due(BATCH)
    // Without a connection nothing takes its turn, and the same ones are due.
    if (!due.length || !(await service.getConnection())) {
      return
    }
    await reportOrders(due, container)
  }
}

/** What waited for the organization that is in force again now. */
const noteHeldFor = async (
  organizationId: string,
  service: KintsugiModuleService
): Promise<void> => {
  const held = await service.listKintsugiTransactions(
    { organization_id: organizationId, waits_for: "organization" },
    { select: ["order_id"], take: BATCH * BATCHES }
  )
  await service.turns.note([...new Set(held.map(({ order_id }) => order_id))])
}

const noteChanged = async (
  service: KintsugiModuleService,
  container: MedusaContainer
): Promise<void> => {
  const now = new Date()
  const [mark] = await service.listKintsugiMarks({ id: MARK })
  if (mark) {
    const since = new Date(new Date(mark.at).getTime() - OVERLAP_MS)
    await service.turns.note(await unnoticed(since, service, container))
    await service.updateKintsugiMarks({ id: MARK, at: now })
  } else {
    // What was before is the backfill's.
    await service.createKintsugiMarks({ id: MARK, at: now })
  }
}

/** Orders that changed since then and were not looked at after. */
const unnoticed = async (
  since: Date,
  service: KintsugiModuleService,
  container: MedusaContainer
): Promise<string[]> => {
  const changed = await changedSince(since, container)
  const looked = await service.listKintsugiOrders(
    { order_id: [...changed.keys()] },
    { take: null }
  )
  const lookedAt = new Map(
    looked.map(({ order_id, updated_at }) => [
      order_id,
      new Date(updated_at).getTime(),
    ])
  )
  return [...changed]
    .filter(([id, at]) => (lookedAt.get(id) ?? 0) <= at + SAME_MOMENT_MS)
    .map(([id]) => id)
}

/** A look may have come before what happened at the same moment was seen. */
const SAME_MOMENT_MS = 2_000

/** Order id → when something last happened to it, in ms since the epoch. */
const changedSince = async (
  since: Date,
  container: MedusaContainer
): Promise<Map<string, number>> => {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const read = async (entity: string, fields: string[], date: string) => {
    const { data } = await query.graph({
      entity,
      fields: [...fields, date],
      filters: { [date]: { $gte: since } },
    } as Parameters<typeof query.graph>[0])
    return data as unknown as Record<string, string | undefined>[]
  }
  const [orders, returns, captures, refunds] = await Promise.all([
    read("order", ["id"], "updated_at"),
    read("return", ["order_id"], "updated_at"),
    read("capture", ["payment_id"], "created_at"),
    read("refund", ["payment_id"], "created_at"),
  ])
  const changed = new Map<string, number>()
  const add = (id: string | undefined, at: string | undefined) => {
    if (id && at) {
      changed.set(id, Math.max(changed.get(id) ?? 0, new Date(at).getTime()))
    }
  }
  orders.forEach(({ id, updated_at }) => add(id, updated_at))
  returns.forEach(({ order_id, updated_at }) => add(order_id, updated_at))
  const moves = [...captures, ...refunds]
  const byPayment = await ordersByPayment(
    [...new Set(moves.flatMap(({ payment_id }) => payment_id ?? []))],
    container
  )
  for (const { payment_id, created_at } of moves) {
    byPayment.get(payment_id ?? "")?.forEach((id) => add(id, created_at))
  }
  return changed
}
