import type { ExecArgs } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import {
  runBackfill,
  startBackfill,
  toBackfillReading,
} from "../workflows/ledger-sync"
import { datesOf } from "./dates"

/**
 * Reports the history of orders: `npx medusa exec <this file> [from] [to]`,
 * both dates. Continues a backfill that was interrupted.
 */
export default async function backfill({
  container,
  args,
}: ExecArgs): Promise<void> {
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  const dates = datesOf(args)
  try {
    await startBackfill(dates, container)
  } catch (error) {
    logger.info(`[kintsugi] ${(error as Error).message}`)
  }
  await runBackfill(container, (row) => {
    const { done, total, failed, seconds_left } = toBackfillReading(
      row,
      new Date()
    )
    logger.info(
      `[kintsugi] ${done} of ${total} orders, ${failed} not fully delivered${seconds_left ? `, about ${seconds_left} s to go` : ""}`
    )
  })
}
