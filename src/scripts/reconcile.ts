import type { ExecArgs } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { Finding } from "../ledger/compare-ledgers"
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
  const { state, findings, message, count } = await runReconciliation(
    { from, to, repair: args.includes("repair") },
    container
  )
  if (state === "failed") {
    logger.error(`[kintsugi] The ledger could not be compared: ${message}`)
    return
  }
  const items = (findings as { items: Finding[] } | null)?.items ?? []
  for (const { kind, external_id, message } of items) {
    logger.warn(`[kintsugi] ${kind} ${external_id}: ${message}`)
  }
  logger.info(`[kintsugi] ${count} findings.`)
}
