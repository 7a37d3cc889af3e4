import type { MedusaContainer } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import {
  type CreditNoteRequest,
  type KintsugiError,
  type KintsugiLedgerEntry,
  type TransactionRequest,
  isKintsugiError,
  mayBeDuplicate,
  createOrFind,
} from "../../../kintsugi-api"
import { KINTSUGI_MODULE } from "../../../modules/kintsugi"
import type { KintsugiModuleService } from "../../../modules/kintsugi/service"
import type { KintsugiConnection } from "../../../modules/kintsugi/settings/effective-settings"
import { netOf, taxOf } from "../../../ledger/charged-lines"
import { saleAtKintsugi } from "../../../ledger/sale-at-kintsugi"
import {
  type Difference,
  isCancelledAtKintsugi,
} from "../../../ledger/compare-transaction"
import {
  DIFFERS,
  DiffersAtKintsugi,
  WHY,
  differencesFrom,
  parkedMessage,
} from "./differs-at-kintsugi"
import { classifyFailure, backoffMs } from "./delivery-failure"
import { evictProducts, ensureProducts } from "./ensure-products"
import { safeErrorMessage } from "../../../safe-error-message"
import {
  type CreditContent,
  type LedgerEntryRow,
  type SaleContent,
  trimRequest,
} from "../entry-rows"
import { OrderGone, rebuildRequest } from "../rebuild-request"
import { ProductFailure, refusedProduct } from "./product-failure"
import { toCreditNoteUpdate, toUpdate } from "./to-update"

/** How long one request may take, in ms: no shopper waits for it. */
const DEADLINE_MS = 30_000

export type DeliveryOutcome =
  | "delivered"
  | "failed"
  | "refused"
  /** Kintsugi has put the sale in a filing: other entries are due now. */
  | "locked"

/**
 * Sends a row of the ledger to Kintsugi, and records the outcome. A row is
 * marked before it is sent: if it is found so after a crash, it is looked up at
 * Kintsugi first.
 */
export const deliver = async (
  row: LedgerEntryRow,
  sale: LedgerEntryRow | undefined,
  connection: KintsugiConnection,
  container: MedusaContainer
): Promise<DeliveryOutcome> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const mayBeThere = row.attempts > 0
  await service.changeLedgerEntry(row.id, {
    state: "sending",
    attempts: row.attempts + 1,
  })
  try {
    const whole: LedgerEntryRow = row.trimmed_at
      ? { ...row, ...(await rebuildRequest(row, container)) }
      : row
    if (isIncomplete(whole)) {
      throw new OrderGone(row.order_id)
    }
    const found = await sendRow(whole, sale, mayBeThere, connection, container)
    const message = await markTaxOnly(row, found, connection)
    await service.changeLedgerEntry(row.id, {
      ...deliveredRow(found),
      ...trimRequest(whole.request),
      message,
      request_hash: whole.request_hash,
      delivered_content: whole.content,
      delivered_hash: whole.request_hash,
      delivered_at: new Date(),
    })
    return "delivered"
  } catch (error) {
    return await recordFailure(error, row, connection, container)
  }
}

/** Whether it lacks what trimming removes; a credit note never has that. */
const isIncomplete = ({ request }: LedgerEntryRow): boolean =>
  "type" in request && !("customer" in request)

/** The columns of an entry that Kintsugi has. */
const deliveredRow = (there: KintsugiLedgerEntry) => ({
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

/**
 * Marks a credit note as tax only, where the merchant marked its refund so. The
 * credit note is valid even if Kintsugi does not accept the mark.
 *
 * @returns what the merchant has to know, if anything
 * @throws KintsugiError where another try may succeed
 */
const markTaxOnly = async (
  { content }: LedgerEntryRow,
  { id }: KintsugiLedgerEntry,
  { client }: KintsugiConnection
): Promise<string | null> => {
  if (!(content as Partial<CreditContent>).taxOnly) {
    return null
  }
  try {
    await client.markTaxOnly(id, deadline())
    return null
  } catch (error) {
    if (!isRefusal(error)) {
      throw error
    }
    return `Kintsugi has this tax-only credit note, but did not mark it as such (${safeErrorMessage(error)}). Mark it in Kintsugi's dashboard, or ask Kintsugi's support about "tax_only".`
  }
}

/**
 * Sends a row, and once more if a product that Kintsugi had is gone.
 *
 * @throws ProductFailure where Kintsugi still does not know a product
 */
const sendRow = async (
  row: LedgerEntryRow,
  sale: LedgerEntryRow | undefined,
  mayBeThere: boolean,
  connection: KintsugiConnection,
  container: MedusaContainer
): Promise<KintsugiLedgerEntry> => {
  const lines = linesOf(row, sale)
  const send = () =>
    row.type === "sale"
      ? sendSale(row, mayBeThere, connection)
      : sendCreditNote(row, sale, mayBeThere, connection)
  const isCached = await ensureProducts(lines, connection, container)
  try {
    try {
      return await send()
    } catch (error) {
      if (!isCached || !isRefusal(error)) {
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

const linesOf = (row: LedgerEntryRow, sale: LedgerEntryRow | undefined) =>
  ((row.type === "sale" ? row.content : (sale?.content ?? {})) as SaleContent)
    .lines ?? []

const recordFailure = async (
  error: unknown,
  row: LedgerEntryRow,
  connection: KintsugiConnection,
  container: MedusaContainer
): Promise<DeliveryOutcome> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const lock = await lookUpLock(error, row, connection)
  if (lock.filed) {
    // What Kintsugi has stays; what is due beyond it becomes another entry.
    const { filed, held, differs } = lock
    // Else it would be compared with a change that Kintsugi did not accept.
    const { request = row.request } = await rebuildRequest(
      { ...row, content: held, delivered_content: held },
      container
    )
    await service.changeLedgerEntry(row.id, {
      ...deliveredRow(filed),
      content: held,
      delivered_content: held,
      ...trimRequest(request),
      request_hash: row.delivered_hash ?? row.request_hash,
      net: netOf(held.lines).toFixed(),
      tax: taxOf(held.lines).toFixed(),
      delivered_at: row.delivered_at ?? new Date(),
      ...(differs && parkedRow(row, differs)),
    })
    return "locked"
  }
  const differs =
    lock.differs ?? (error instanceof DiffersAtKintsugi ? error : undefined)
  if (differs) {
    const { there } = differs
    await service.changeLedgerEntry(row.id, {
      ...deliveredRow(there),
      ...parkedRow(row, differs),
    })
    return "refused"
  }
  const failures = row.failures + 1
  const { code, message, isRetryable, retryAfterMs, product } = classifyFailure(
    lock.failure ?? error,
    { isNew: !row.kintsugi_id, failures }
  )
  await service.changeLedgerEntry(row.id, {
    state: isRetryable ? "waiting" : "refused",
    blocked_by: product ? "product" : isRetryable ? "retry" : null,
    product: product ?? null,
    failures,
    error_code: code,
    message:
      code === "not_found" && row.type === "credit_note" && !product
        ? await whyNoCreditNote(row, connection)
        : message,
    next_attempt_at: isRetryable
      ? new Date(Date.now() + backoffMs(failures, retryAfterMs))
      : null,
  })
  return isRetryable ? "failed" : "refused"
}

/** The columns of an entry that differs at Kintsugi. */
const parkedRow = ({ type }: LedgerEntryRow, differs: DiffersAtKintsugi) => ({
  state: "refused" as const,
  error_code: DIFFERS,
  message: parkedMessage(type, differs),
})

const whyNoCreditNote = async (
  { sale_external_id }: LedgerEntryRow,
  { client }: KintsugiConnection
): Promise<string> => {
  const isSaleGone =
    sale_external_id !== null &&
    (await client.findTransaction(sale_external_id, deadline()).then(
      (sale) => !sale,
      () => false
    ))
  return isSaleGone
    ? 'Kintsugi no longer has the sale that this credits. Use "Compare and repair", which sends the sale again, and retry.'
    : 'Kintsugi has the sale, but answers 404 to its credit note: credit notes do not seem to be available for your organization. Ask Kintsugi, or set the plugin\'s option sync.refundsAs to "negative_sale", and retry.'
}

type Lock =
  /**
   * The sale in the filing, and its content; `differs`: how it differs from
   * what was once sent.
   */
  | {
      filed: KintsugiLedgerEntry
      held: SaleContent
      differs?: DiffersAtKintsugi
    }
  | { filed?: undefined; failure?: unknown; differs?: DiffersAtKintsugi }

/**
 * Whether a change was refused because the sale is in a filing; or the failure
 * to look that up, so that the row is tried again and not parked. If the answer
 * to the sale itself was lost, it may have been filed before it was found: then
 * it is what was sent at that time. Anything else that is in a filing under our
 * id, and is not what was sent, is parked for the merchant.
 */
const lookUpLock = async (
  error: unknown,
  row: LedgerEntryRow,
  { client }: KintsugiConnection
): Promise<Lock> => {
  const found = error instanceof DiffersAtKintsugi ? error.there : undefined
  if (row.type !== "sale" || !(found || mayBeDuplicate(error))) {
    return {}
  }
  try {
    const there =
      found ?? (await client.findTransaction(row.external_id, deadline()))
    return there?.locked ? readLock(there, row) : {}
  } catch (failure) {
    return { failure }
  }
}

const readLock = (there: KintsugiLedgerEntry, row: LedgerEntryRow): Lock => {
  const content = row.content as SaleContent
  const delivered_content = row.delivered_content as SaleContent | null
  const filed = saleAtKintsugi(there, (delivered_content ?? content).lines)
  if (delivered_content) {
    const differences = filed
      ? differencesOfFiled(delivered_content, filed, there)
      : []
    return {
      filed: there,
      held: delivered_content,
      ...(differences.length && {
        differs: new DiffersAtKintsugi(there, differences, WHY.filed),
      }),
    }
  }
  const isAnswerLost = row.attempts > 0 && !row.kintsugi_id
  if (isAnswerLost && filed) {
    return { filed: there, held: { ...content, ...filed } }
  }
  const differences = differencesFrom(row.request, there)
  return differences.length
    ? { differs: new DiffersAtKintsugi(there, differences, WHY.filed) }
    : {}
}

/** Compares what was once sent with what is in the filing, with its totals. */
const differencesOfFiled = (
  delivered_content: SaleContent,
  filed: SaleContent,
  { total_amount, total_tax_amount_imported }: KintsugiLedgerEntry
): Difference[] => {
  const [net, tax] = [
    netOf(delivered_content.lines),
    taxOf(delivered_content.lines),
  ]
  // The option may have been different when it was sent.
  const isTotal =
    total_amount === undefined ||
    net.eq(total_amount) ||
    net.plus(tax).eq(total_amount)
  return (
    [
      ["net", net, netOf(filed.lines).toFixed()],
      ["tax", tax, taxOf(filed.lines).toFixed()],
      ["total", net, isTotal ? net.toFixed() : total_amount],
      ["total tax", tax, total_tax_amount_imported ?? tax.toFixed()],
    ] as const
  ).flatMap(([what, here, there]) =>
    here.eq(there)
      ? []
      : [
          {
            what,
            sent: here.toFixed(2),
            there: MathBN.convert(there).toFixed(2),
          },
        ]
  )
}

const sendSale = async (
  row: LedgerEntryRow,
  mayBeThere: boolean,
  { client }: KintsugiConnection
): Promise<KintsugiLedgerEntry> => {
  const request = row.request as unknown as TransactionRequest
  // Kintsugi accepts committed sales only; one that is cancelled by now is sent
  // as committed first.
  const sold: TransactionRequest =
    request.status === "CANCELLED"
      ? { ...request, status: "COMMITTED" }
      : request
  const send = () => client.createTransaction(sold, deadline())
  // Even if it is known to be there: what the merchant set on it must stay.
  const known =
    row.kintsugi_id || mayBeThere
      ? await client.findTransaction(row.external_id, deadline())
      : undefined
  const change = (id: string, there?: KintsugiLedgerEntry) =>
    client.updateTransaction(
      id,
      toUpdate(request, there, row.delivered_content as SaleContent | null),
      deadline()
    )
  if (!known && row.kintsugi_id && row.delivered_content) {
    return assertSame(request, await change(row.kintsugi_id))
  }
  if (known && !known.locked) {
    // What was sent before may differ in a field that is not compared: a name.
    return assertSame(request, await change(known.id, known))
  }
  const there =
    known ?? (await createOrFindTransaction(row.external_id, send, client))
  return ensureSame(request, there, change)
}

/** @throws DiffersAtKintsugi */
const assertSame = (
  request: object,
  there: KintsugiLedgerEntry
): KintsugiLedgerEntry => {
  const differences = differencesFrom({ ...request }, there)
  if (differences.length) {
    throw new DiffersAtKintsugi(there, differences, WHY.kept)
  }
  return there
}

/**
 * Ensures that Kintsugi has what was sent, by a change if that is possible.
 *
 * @throws DiffersAtKintsugi
 */
const ensureSame = async (
  request: { status?: string },
  there: KintsugiLedgerEntry,
  change: (
    id: string,
    there: KintsugiLedgerEntry
  ) => Promise<KintsugiLedgerEntry>
): Promise<KintsugiLedgerEntry> => {
  const differences = [
    ...differencesFrom({ ...request }, there),
    ...unconfirmedCancellation(request, there),
  ]
  if (!differences.length) {
    return there
  }
  if (there.locked) {
    throw new DiffersAtKintsugi(there, differences, WHY.filed)
  }
  return assertSame(request, await change(there.id, there))
}

/**
 * A sale is sent before it is cancelled, so an unknown or missing status does
 * not mean that it is cancelled.
 */
const unconfirmedCancellation = (
  request: { status?: string },
  { status }: KintsugiLedgerEntry
): Difference[] =>
  request.status === "CANCELLED" && isCancelledAtKintsugi(status) === undefined
    ? [{ what: "status", sent: request.status, there: status ?? "nothing" }]
    : []

/** The transaction that was sent, or another one that has its id already. */
const createOrFindTransaction = async (
  externalId: string,
  send: () => Promise<KintsugiLedgerEntry>,
  client: KintsugiConnection["client"]
): Promise<KintsugiLedgerEntry> => {
  const { record } = await createOrFind({
    send,
    find: () => client.findTransaction(externalId, deadline()),
    isUnique: true,
  })
  return record
}

const isRefusal = (error: unknown): boolean =>
  isKintsugiError(error) &&
  (error.code === "not_found" || error.code === "invalid_request")

const sendCreditNote = async (
  row: LedgerEntryRow,
  sale: LedgerEntryRow | undefined,
  mayBeThere: boolean,
  { client }: KintsugiConnection
): Promise<KintsugiLedgerEntry> => {
  const known =
    row.kintsugi_id || mayBeThere
      ? await client.findTransaction(row.external_id, deadline())
      : undefined
  const { send, change } = creditCalls(row, sale, client)
  const there =
    known ?? (await createOrFindTransaction(row.external_id, send, client))
  return ensureSame(row.request, there, async (id) => {
    try {
      return await change(id, there)
    } catch (error) {
      if (isKintsugiError(error) && isAboutNote(error, row, sale)) {
        throw new DiffersAtKintsugi(
          there,
          differencesFrom(row.request, there),
          `Kintsugi did not accept a change to it (${error.message}).`
        )
      }
      throw error
    }
  })
}

/**
 * Whether a change was refused because of the credit note's content: a refused
 * key, a product and a retryable failure are not about the note.
 */
const isAboutNote = (
  error: KintsugiError,
  row: LedgerEntryRow,
  sale: LedgerEntryRow | undefined
): boolean =>
  !classifyFailure(error).isRetryable &&
  !refusedProduct(error, row.request, linesOf(row, sale))

/** How a credit note is sent and changed, in either of its forms. */
const creditCalls = (
  { request }: LedgerEntryRow,
  sale: LedgerEntryRow | undefined,
  client: KintsugiConnection["client"]
) => {
  if ("type" in request) {
    const negative = request as unknown as TransactionRequest
    return {
      send: () => client.createTransaction(negative, deadline()),
      change: (id: string, there: KintsugiLedgerEntry) =>
        client.updateTransaction(
          id,
          toUpdate(negative, there, null),
          deadline()
        ),
    }
  }
  const note = request as unknown as CreditNoteRequest
  const saleId = sale?.kintsugi_id ?? ""
  return {
    send: () => client.createCreditNote(saleId, note, deadline()),
    change: (id: string, there: KintsugiLedgerEntry) =>
      client.updateCreditNote(
        saleId,
        id,
        toCreditNoteUpdate(note, there),
        deadline()
      ),
  }
}

const deadline = () => ({ deadline: Date.now() + DEADLINE_MS })
