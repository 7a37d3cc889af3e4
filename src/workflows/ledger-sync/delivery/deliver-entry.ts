import type { MedusaContainer } from "@medusajs/framework/types"
import {
  type KintsugiLedgerEntry,
  deadlineFor,
  isKintsugiError,
} from "../../../kintsugi-api"
import { KINTSUGI_MODULE } from "../../../modules/kintsugi"
import type { KintsugiModuleService } from "../../../modules/kintsugi/service"
import type { KintsugiConnection } from "../../../modules/kintsugi/settings/effective-settings"
import { plainErrorMessage } from "../../plain-error-message"
import type { CreditContent, LedgerEntryRow } from "../entry-rows"
import { OrderGone, rebuildRequest } from "../rebuild-request"
import { type Delivery, soldLinesOf } from "./delivery"
import { ensureProducts, evictProducts } from "./ensure-products"
import { ProductFailure, refusedProduct } from "./product-failure"
import {
  type DeliveryOutcome,
  recordDelivery,
  recordFailure,
} from "./record-delivery"
import { sendCreditNote } from "./send-credit-note"
import { sendSale } from "./send-sale"

/**
 * Sends a row of the ledger to Kintsugi, and records the outcome. A row is
 * marked before it is sent: if it is found so after a crash, it is looked up at
 * Kintsugi first.
 *
 * @param sale - the sale that a credit note credits
 */
export const deliverEntry = async (
  row: LedgerEntryRow,
  sale: LedgerEntryRow | undefined,
  connection: KintsugiConnection,
  container: MedusaContainer
): Promise<DeliveryOutcome> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const mayExist = row.attempts > 0
  await service.ledger.changeEntry(row.id, {
    state: "sending",
    attempts: row.attempts + 1,
  })
  try {
    const complete = await completeRow(row, container)
    const there = await sendWithProducts(
      { row: complete, sale, mayExist },
      connection,
      container
    )
    const message = await markTaxOnly(row, there, connection)
    await recordDelivery(complete, there, message, service)
    return "delivered"
  } catch (error) {
    return await recordFailure(error, row, connection, container)
  }
}

/**
 * The row with the personal data that are not stored, if it needs any.
 *
 * @throws OrderGone where the store no longer has them
 */
const completeRow = async (
  row: LedgerEntryRow,
  container: MedusaContainer
): Promise<LedgerEntryRow> => {
  const complete = row.trimmed_at
    ? { ...row, ...(await rebuildRequest(row, container)) }
    : row
  if (isIncomplete(complete)) {
    throw new OrderGone(row.order_id)
  }
  return complete
}

/** Whether it lacks what trimming removes; a credit note never has that. */
const isIncomplete = ({ sent_as, trimmed_at }: LedgerEntryRow): boolean =>
  sent_as !== "credit_note" && trimmed_at !== null

/**
 * Sends a row, and once more if a product that Kintsugi had is gone.
 *
 * @throws ProductFailure where Kintsugi still does not know a product
 */
const sendWithProducts = async (
  delivery: Delivery,
  connection: KintsugiConnection,
  container: MedusaContainer
): Promise<KintsugiLedgerEntry> => {
  const { row } = delivery
  const lines = soldLinesOf(delivery)
  const send = () =>
    row.type === "sale"
      ? sendSale(delivery, connection)
      : sendCreditNote(delivery, connection)
  const isCached = await ensureProducts(lines, connection, container)
  try {
    try {
      return await send()
    } catch (error) {
      if (!isCached || !isNotFoundOrInvalid(error)) {
        throw error
      }
      evictProducts(lines, connection)
      await ensureProducts(lines, connection, container)
      return await send()
    }
  } catch (error) {
    const product = refusedProduct(error, row.request, lines)
    if (!product) {
      throw error
    }
    evictProducts(lines, connection)
    throw new ProductFailure(product, error, true)
  }
}

/**
 * Marks a credit note as tax only, where the merchant marked its refund so. The
 * credit note is valid even if Kintsugi does not accept the mark.
 *
 * @returns what the merchant has to know, if anything
 * @throws KintsugiError where another try may succeed
 */
const markTaxOnly = async (
  { type, content }: LedgerEntryRow,
  { id }: KintsugiLedgerEntry,
  { client }: KintsugiConnection
): Promise<string | null> => {
  if (type === "sale" || !(content as CreditContent).taxOnly) {
    return null
  }
  try {
    await client.markTaxOnly(id, deadlineFor("background"))
    return null
  } catch (error) {
    if (!isNotFoundOrInvalid(error)) {
      throw error
    }
    return `Kintsugi has this tax-only credit note, but did not mark it as such (${plainErrorMessage(error)}). Mark it in Kintsugi's dashboard, or ask Kintsugi's support about "tax_only".`
  }
}

const isNotFoundOrInvalid = (error: unknown): boolean =>
  isKintsugiError(error) &&
  (error.code === "not_found" || error.code === "invalid_request")
