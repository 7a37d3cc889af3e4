import type { ExecArgs } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { learnFromOrders } from "../workflows/order-tax/learn-from-orders"
import { datesOf } from "./dates"

const DEFAULT_DAYS = 90
const DAY_MS = 24 * 60 * 60 * 1000

/**
 * Has the store learn what Kintsugi would answer for past orders, for when it
 * can't answer: `npx medusa exec <this file> [from] [to]`, both dates; without
 * them, the last 90 days.
 */
export default async function warmUp({
  container,
  args,
}: ExecArgs): Promise<void> {
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  const { from, to } = datesOf(args)
  const { orders, asked, refused } = await learnFromOrders(
    {
      from: from ?? new Date(Date.now() - DEFAULT_DAYS * DAY_MS),
      to: to ?? new Date(),
    },
    container,
    (progress) =>
      logger.info(
        `[kintsugi] ${progress.orders} orders, Kintsugi was asked about ${progress.asked}`
      )
  )
  logger.info(
    `[kintsugi] Kintsugi was asked about ${asked} of ${orders} orders${refused ? `, and refused ${refused} others` : ""}. The store knows the answers now.`
  )
}
