import type { MedusaContainer } from "@medusajs/framework/types"
import { type KintsugiLedgerEntry, deadlineFor } from "../../../kintsugi-api"
import { netOf, taxOf } from "../../../ledger/charged-lines"
import { KINTSUGI_MODULE } from "../../../modules/kintsugi"
import type { KintsugiModuleService } from "../../../modules/kintsugi/service"
import type { KintsugiConnection } from "../../../modules/kintsugi/settings/effective-settings"
import type { LedgerEntryRow } from "../entry-rows"
import { logRefusal } from "../../log-refusal"
import { rebuildRequest } from "../rebuild-request"
import { trimRequest } from "../trim-request"
import { backoffMs, classifyFailure } from "./delivery-failure"
import {
  DIFFERS,
  DiffersAtKintsugi,
  parkedMessage,
} from "./differs-at-kintsugi"
import { type Lock, lookUpLock } from "./locked-entry"
import { ProductFailure } from "./product-failure"

export type DeliveryOutcome =
  | "delivered"
  | "failed"
  | "refused"
  /** Kintsugi has put the sale in a filing: other entries are due now. */
  | "locked"

/**
 * Records that Kintsugi has an entry.
 *
 * @param row - as it was sent
 * @param there - the entry as Kintsugi has it
 * @param message - what the merchant has to know, if anything
 */
export const recordDelivery = async (
  row: LedgerEntryRow,
  there: KintsugiLedgerEntry,
  message: string | null,
  service: KintsugiModuleService
): Promise<void> => {
  await service.ledger.changeEntry(row.id, {
    ...deliveredColumns(there),
    ...trimRequest(row.request),
    message,
    sent_as: row.sent_as,
    request_hash: row.request_hash,
    delivered_content: row.content,
    delivered_hash: row.request_hash,
    delivered_at: new Date(),
  })
}

/**
 * Records why an entry was not delivered, and when it is tried again.
 *
 * @param row - as it was before this delivery
 */
export const recordFailure = async (
  error: unknown,
  row: LedgerEntryRow,
  connection: KintsugiConnection,
  container: MedusaContainer
): Promise<DeliveryOutcome> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const lock = await lookUpLock(error, row, connection)
  if (lock.filed) {
    await recordFiledSale(lock, row, container)
    return "locked"
  }
  const differs =
    lock.differs ?? (error instanceof DiffersAtKintsugi ? error : undefined)
  if (differs) {
    await service.ledger.changeEntry(row.id, {
      ...deliveredColumns(differs.there),
      ...parkedColumns(row, differs),
    })
    return "refused"
  }
  const failures = row.failures + 1
  const failure = classifyFailure(lock.failure ?? error, {
    isNew: !row.kintsugi_id,
    failures,
  })
  const { code, isRetryable, retryAfterMs, product } = failure
  logRefusal(
    error instanceof ProductFailure ? error.cause : error,
    `Sending ${row.external_id} of the order ${row.order_id}`,
    container
  )
  const message =
    code === "not_found" && row.type === "credit_note" && !product
      ? await explainMissingCreditNotes(row, connection)
      : failure.message
  await service.ledger.changeEntry(row.id, {
    state: isRetryable ? "waiting" : "refused",
    blocked_by: product ? "product" : isRetryable ? "retry" : null,
    product: product ?? null,
    failures,
    error_code: code,
    message,
    next_attempt_at: isRetryable
      ? new Date(Date.now() + backoffMs(failures, retryAfterMs))
      : null,
  })
  return isRetryable ? "failed" : "refused"
}

/** What Kintsugi has stays; what is due beyond it becomes another entry. */
const recordFiledSale = async (
  { filed, content, differs }: Extract<Lock, { filed: KintsugiLedgerEntry }>,
  row: LedgerEntryRow,
  container: MedusaContainer
): Promise<void> => {
  // Else it would be compared with a change that Kintsugi did not accept.
  const { request = row.request } = await rebuildRequest(
    { ...row, content, delivered_content: content },
    container
  )
  await container
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .ledger.changeEntry(row.id, {
      ...deliveredColumns(filed),
      content,
      delivered_content: content,
      ...trimRequest(request),
      request_hash: row.delivered_hash ?? row.request_hash,
      net: netOf(content.lines).toFixed(),
      tax: taxOf(content.lines).toFixed(),
      delivered_at: row.delivered_at ?? new Date(),
      ...(differs && parkedColumns(row, differs)),
    })
}

/** The columns of an entry that Kintsugi has. */
const deliveredColumns = (there: KintsugiLedgerEntry) => ({
  state: "delivered" as const,
  blocked_by: null,
  message: null,
  error_code: null,
  product: null,
  failures: 0,
  next_attempt_at: null,
  kintsugi_id: there.id,
  kintsugi_status: there.status ?? null,
  locked: there.locked ?? false,
  calculated_tax: there.total_tax_amount_calculated ?? null,
})

/** The columns of an entry that differs at Kintsugi. */
const parkedColumns = (
  { type }: LedgerEntryRow,
  differs: DiffersAtKintsugi
) => ({
  state: "refused" as const,
  error_code: DIFFERS,
  message: parkedMessage(type, differs),
})

/** Why Kintsugi answers a credit note with 404, for the merchant. */
const explainMissingCreditNotes = async (
  { sale_external_id }: LedgerEntryRow,
  { client }: KintsugiConnection
): Promise<string> => {
  const isSaleGone =
    sale_external_id !== null &&
    (await client
      .findTransaction(sale_external_id, deadlineFor("background"))
      .then(
        (sale) => !sale,
        () => false
      ))
  return isSaleGone
    ? 'Kintsugi no longer has the sale that this credits. Use "Compare and repair", which sends the sale again, and retry.'
    : 'Kintsugi has the sale, but answers 404 to its credit note: credit notes do not seem to be available for your organization. Ask Kintsugi, or set the plugin\'s option sync.refundsAs to "negative_sale", and retry.'
}
