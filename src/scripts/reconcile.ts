import type { ExecArgs } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { defaultStart, runReconciliation } from "../workflows/ledger-sync"
import { datesOf } from "./dates"

/**
 * Compares orders, ledger and Kintsugi: `npx medusa exec <this file> [from]
 * [to] [repair]`. Changes nothing without the word `repair`.
 */
export default async function reconcile({
  container,
  args,
}: ExecArgs): Promise<void> {
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  const now = new Date()
  const { from = defaultStart(now), to = now } = datesOf(
    args.filter((arg) => arg !== "repair")
  )
  const { state, findings, message, count, repaired } = await runReconciliation(
    { from, to, repair: args.includes("repair") },
    container
  )
  if (state === "failed") {
    logger.error(`[kintsugi] The ledger could not be compared: ${message}`)
    return
  }
  const open = (findings?.items ?? []).filter(({ dismissed }) => !dismissed)
  for (const { kind, external_id, display_id, message } of open) {
    const name = display_id ? `#${display_id} (${external_id})` : external_id
    logger.warn(`[kintsugi] ${kind} ${name}: ${message}`)
  }
  logger.info(`[kintsugi] ${count} findings.`)
  if (repaired) {
    logger.info(
      `[kintsugi] Fixed ${repaired.fixed}, being sent: ${repaired.retrying}, needs you: ${repaired.needs_you}.`
    )
  }
}
