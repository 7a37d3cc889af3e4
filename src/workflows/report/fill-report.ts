import type { InferTypeOf, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiReportFill } from "../../modules/kintsugi/models/report-fill"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { readOrdersForReport } from "./read-orders"

const FILL_ID = "fill"

/** How many orders are read at a time; progress is saved after each page. */
const PAGE = 50

type FillRow = InferTypeOf<typeof KintsugiReportFill>

/** How far the reading of all orders is. */
export type FillProgress = { read: number; orders: number }

/**
 * Reads all orders of the store once, by their ids, since most of them will not
 * change any more. Continues where it stopped, in any process.
 *
 * @param mayContinue - asked before each page
 */
export const fillReport = async (
  container: MedusaContainer,
  mayContinue: () => Promise<boolean>
): Promise<void> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  let fill = (await readFill(service)) ?? (await startFill(service, container))
  while (!fill.finished_at && (await mayContinue())) {
    const ids = await nextOrderIds(fill.last_order_id, container)
    await readOrdersForReport(await service.report.startReading(ids), container)
    // Another process may have read the same page.
    const [changed] = await service.updateKintsugiReportFills({
      selector: { id: FILL_ID, last_order_id: fill.last_order_id },
      data: ids.length
        ? { last_order_id: ids.at(-1)!, done: fill.done + ids.length }
        : { finished_at: new Date() },
    })
    fill = changed ?? (await readFill(service)) ?? fill
  }
}

/** @returns undefined where all orders were read */
export const fillProgress = async (
  service: KintsugiModuleService
): Promise<FillProgress | undefined> => {
  const fill = await readFill(service)
  if (fill?.finished_at) {
    return undefined
  }
  const read = fill?.done ?? 0
  return { read, orders: Math.max(fill?.total ?? 0, read) }
}

const readFill = async (
  service: KintsugiModuleService
): Promise<FillRow | undefined> =>
  (await service.listKintsugiReportFills({ id: FILL_ID }))[0]

const startFill = async (
  service: KintsugiModuleService,
  container: MedusaContainer
): Promise<FillRow> => {
  const { metadata } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({
      entity: "order",
      fields: ["id"],
      pagination: { take: 1, skip: 0 },
    })
  const total = metadata?.count ?? 0
  try {
    return await service.createKintsugiReportFills({ id: FILL_ID, total })
  } catch (error) {
    // Another process was quicker.
    const started = await readFill(service)
    if (!started) {
      throw error
    }
    return started
  }
}

const nextOrderIds = async (
  after: string | null,
  container: MedusaContainer
): Promise<string[]> => {
  // Query would count the orders that remain, for each page.
  const orders = await container
    .resolve(Modules.ORDER)
    .listOrders((after ? { id: { $gt: after } } : {}) as never, {
      select: ["id"],
      take: PAGE,
      order: { id: "ASC" },
    })
  return orders.map(({ id }) => id)
}
