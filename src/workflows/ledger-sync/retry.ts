import type { MedusaContainer } from "@medusajs/framework/types"
import { MedusaError } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { deadlineFor, isKintsugiError } from "../../kintsugi-api"
import type { KintsugiConnection } from "../../modules/kintsugi/settings/effective-settings"
import { differencesFrom } from "./delivery/differs-at-kintsugi"
import type { LedgerEntryRow } from "./entry-rows"
import { enqueueOrders } from "./enqueue"
import { rebuildStoredRequest } from "./rebuild-request"
import { sendAgain, sendUndelivered } from "./resend"
import { waitFor } from "../wait-for"

/**
 * Sends a ledger entry again, at once, with the current options. A delivered
 * entry is only sent if it differs at Kintsugi or is missing there.
 *
 * @throws MedusaError not_found; not_allowed where there is nothing to send,
 * where it belongs to another organization, or Kintsugi is not configured
 */
export const retryTransaction = async (
  id: string,
  container: MedusaContainer
): Promise<LedgerEntryRow> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const row = (await service.retrieveKintsugiLedgerEntry(id)) as LedgerEntryRow
  if (row.state === "skipped") {
    throw new MedusaError(
      MedusaError.Types.NOT_ALLOWED,
      `There is nothing to send: ${row.message ?? ""}`
    )
  }
  const connection = await service.settings.getConnection()
  if (!connection) {
    // Says what is missing.
    await service.settings.getClient()
  } else if (connection.organizationId !== row.organization_id) {
    throw new MedusaError(
      MedusaError.Types.NOT_ALLOWED,
      `This belongs to the organization ${row.organization_id}, which is not the one connected now.`
    )
  } else if (row.state === "delivered") {
    await sendAgain(row, container, await assertDifferent(row, connection))
  } else if (row.blocked_by !== "payment" && row.blocked_by !== "fulfillment") {
    await service.ledger.changeEntry(id, {
      state: "waiting",
      blocked_by: null,
      failures: 0,
      next_attempt_at: null,
      ...(await rebuildStoredRequest(row, container)),
    })
  }
  await enqueueOrders([row.order_id], container)
  return (await service.retrieveKintsugiLedgerEntry(id)) as LedgerEntryRow
}

/** How many entries are read at a time, each with what is sent. */
const PAGE = 100

/**
 * Sends everything again that Kintsugi refused or that waits for a retry, a page
 * at a time: after an outage, that may be the sales of days.
 *
 * @param patienceMs - how long to wait for its end, in ms
 * @returns how many entries, and whether it goes on in the background
 */
export const retryRefused = async (
  container: MedusaContainer,
  patienceMs: number
): Promise<{ count: number; isRunning: boolean }> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const { organizationId } = (await service.settings.getConnection()) ?? {}
  if (!organizationId) {
    await service.settings.getClient()
  }
  const stuck: object = {
    organization_id: organizationId,
    $or: [
      { state: "refused" },
      { state: "waiting", blocked_by: ["retry", "product"] },
    ],
  }
  const [, count] = await service.listAndCountKintsugiLedgerEntries(stuck, {
    select: ["id"],
    take: 1,
  })
  const finished = await waitFor(
    retryAll(stuck, service, container),
    patienceMs,
    (message) =>
      `[kintsugi] Not all records were made due again (${message}). POST /admin/kintsugi/transactions/retry goes on with the others.`,
    container
  )
  return { count, isRunning: !finished }
}

const retryAll = async (
  stuck: object,
  service: KintsugiModuleService,
  container: MedusaContainer
): Promise<void> => {
  let last = ""
  for (;;) {
    const rows = (await service.listKintsugiLedgerEntries(
      { ...stuck, id: { $gt: last } },
      { take: PAGE, order: { id: "ASC" } }
    )) as LedgerEntryRow[]
    await sendUndelivered(rows, container)
    await service.orderQueue.enqueue([
      ...new Set(rows.map(({ order_id }) => order_id)),
    ])
    if (rows.length < PAGE) {
      return
    }
    last = rows.at(-1)!.id
  }
}

/**
 * @returns whether Kintsugi does not have it at all
 * @throws MedusaError (not_allowed) where Kintsugi has it as it was sent
 */
const assertDifferent = async (
  row: LedgerEntryRow,
  { client }: KintsugiConnection
): Promise<{ isGone: boolean }> => {
  try {
    const there = await client.findTransaction(
      row.external_id,
      deadlineFor("adminRetry")
    )
    if (!there || differencesFrom(row.request, there).length) {
      return { isGone: !there }
    }
  } catch (error) {
    if (!isKintsugiError(error)) {
      throw error
    }
    throw new MedusaError(
      MedusaError.Types.NOT_ALLOWED,
      `Kintsugi already has this, and it cannot be checked now whether it has it as it was sent: ${error.plainMessage}`
    )
  }
  throw new MedusaError(
    MedusaError.Types.NOT_ALLOWED,
    "Kintsugi already has this, as it was sent; there is nothing to send."
  )
}
