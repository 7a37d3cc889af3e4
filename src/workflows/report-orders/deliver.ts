import type { MedusaContainer } from "@medusajs/framework/types"
import {
  type CreditNoteRequest,
  type KintsugiTransaction,
  type TransactionRequest,
  type TransactionUpdate,
  isKintsugiError,
} from "../../kintsugi"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import type { KintsugiConnection } from "../../settings/effective"
import { netOf, taxOf } from "../../tax/books/charged-lines"
import { failureOf, pauseAfter } from "./failure"
import { forgetProducts, makeProductsKnown } from "./known-to-kintsugi"
import type { LedgerRow, SaleContent } from "./ledger-rows"

/** How long one request may take, in ms: nobody waits for it. */
const DEADLINE_MS = 30_000

export type DeliveryOutcome =
  | "delivered"
  | "failed"
  | "refused"
  /** Kintsugi has put the sale in a filing: what is due is another thing now. */
  | "locked"

/**
 * Tells Kintsugi what a row of the ledger says, and writes down how that went.
 * A row is marked before it is sent: whoever finds it so after a crash looks
 * it up at Kintsugi first.
 */
export const deliver = async (
  row: LedgerRow,
  sale: LedgerRow | undefined,
  connection: KintsugiConnection,
  container: MedusaContainer
): Promise<DeliveryOutcome> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const mayBeThere = row.attempts > 0
  await service.updateKintsugiTransactions({
    id: row.id,
    state: "sending",
    attempts: row.attempts + 1,
  })
  try {
    const found = await tell(row, sale, mayBeThere, connection, container)
    await service.updateKintsugiTransactions({
      id: row.id,
      state: "delivered",
      waits_for: null,
      message: null,
      error_code: null,
      failures: 0,
      next_attempt_at: null,
      kintsugi_id: found.id,
      kintsugi_status: found.status ?? null,
      locked: found.locked ?? false,
      calculated_tax: found.total_tax_amount_calculated ?? null,
      told: row.content,
      told_hash: row.request_hash,
      delivered_at: new Date(),
    })
    return "delivered"
  } catch (error) {
    return await writeDown(error, row, sale, connection, service)
  }
}

/** Once more where a product is gone that Kintsugi had. */
const tell = async (
  row: LedgerRow,
  sale: LedgerRow | undefined,
  mayBeThere: boolean,
  connection: KintsugiConnection,
  container: MedusaContainer
): Promise<KintsugiTransaction> => {
  const lines = linesOf(row, sale)
  const send = () =>
    row.type === "sale"
      ? tellSale(row, mayBeThere, connection)
      : tellCredit(row, sale, mayBeThere, connection)
  const isRemembered = await makeProductsKnown(lines, connection, container)
  try {
    return await send()
  } catch (error) {
    if (!isRemembered || !isRefusal(error)) {
      throw error
    }
    forgetProducts(lines, connection)
    await makeProductsKnown(lines, connection, container)
    return send()
  }
}

const linesOf = (row: LedgerRow, sale: LedgerRow | undefined) =>
  ((row.type === "sale" ? row.content : (sale?.content ?? {})) as SaleContent)
    .lines ?? []

const writeDown = async (
  error: unknown,
  row: LedgerRow,
  sale: LedgerRow | undefined,
  connection: KintsugiConnection,
  service: KintsugiModuleService
): Promise<DeliveryOutcome> => {
  const lock = await lookUpLock(error, row, connection)
  if (lock.isLocked) {
    // What Kintsugi has stands; what is due beyond it becomes another record.
    const told = row.told as SaleContent
    await service.updateKintsugiTransactions({
      id: row.id,
      state: "delivered",
      locked: true,
      content: told,
      request_hash: row.told_hash ?? row.request_hash,
      net: netOf(told.lines).toFixed(),
      tax: taxOf(told.lines).toFixed(),
    })
    return "locked"
  }
  const { code, message, heals, retryAfterMs } = failureOf(
    lock.failure ?? error
  )
  const failures = row.failures + 1
  await service.updateKintsugiTransactions({
    id: row.id,
    state: heals ? "waiting" : "refused",
    waits_for: heals ? "retry" : null,
    failures,
    error_code: code,
    message: explained(message, code, row),
    next_attempt_at: heals
      ? new Date(Date.now() + pauseAfter(failures, retryAfterMs))
      : null,
  })
  return heals ? "failed" : "refused"
}

const explained = (message: string, code: string, row: LedgerRow): string =>
  code === "not_found" && row.type === "credit_note"
    ? 'Kintsugi has the sale, but answers 404 to its credit note: credit notes seem not to be available for your organization. Ask Kintsugi, or set the plugin\'s option sync.refundsAs to "negative_sale", and retry.'
    : message

/**
 * Whether a change was refused because the sale is in a filing; or the failure
 * to learn it, so that the row is tried again and not parked.
 */
const lookUpLock = async (
  error: unknown,
  row: LedgerRow,
  { client }: KintsugiConnection
): Promise<{ isLocked: boolean; failure?: unknown }> => {
  if (
    !row.kintsugi_id ||
    !row.told ||
    row.type !== "sale" ||
    !isRepeat(error)
  ) {
    return { isLocked: false }
  }
  try {
    const there = await client.findTransaction(row.external_id, deadline())
    return { isLocked: there?.locked ?? false }
  } catch (failure) {
    return { isLocked: false, failure }
  }
}

const tellSale = async (
  row: LedgerRow,
  mayBeThere: boolean,
  { client }: KintsugiConnection
): Promise<KintsugiTransaction> => {
  const request = row.request as unknown as TransactionRequest
  const isCancelled = request.status === "CANCELLED"
  let there: { id: string; locked?: boolean } | undefined = row.kintsugi_id
    ? { id: row.kintsugi_id }
    : mayBeThere
      ? await client.findTransaction(row.external_id, deadline())
      : undefined
  if (!there) {
    // Kintsugi takes committed sales; one that is cancelled by now is told as
    // one first.
    const created = await createOrFind(
      isCancelled ? { ...request, status: "COMMITTED" } : request,
      client
    )
    if (created.isNew && !isCancelled) {
      return created.transaction
    }
    there = created.transaction
  }
  return client.updateTransaction(there.id, toUpdate(request), deadline())
}

/** A change names neither the type nor, of the customer, the organization. */
const toUpdate = (request: TransactionRequest): TransactionUpdate => {
  const { name, email, external_id } = request.customer
  const update: TransactionUpdate & { type?: string } = {
    ...request,
    customer: { external_id, name, email },
  }
  delete update.type
  return update
}

/** A repeat gets the record again, a 400 or a 409: then it is looked up. */
const createOrFind = async (
  request: TransactionRequest,
  client: KintsugiConnection["client"]
): Promise<{ transaction: KintsugiTransaction; isNew: boolean }> => {
  try {
    const transaction = await client.createTransaction(request, deadline())
    return { transaction, isNew: true }
  } catch (error) {
    const there = isRepeat(error)
      ? await client.findTransaction(request.external_id, deadline())
      : undefined
    if (!there) {
      throw error
    }
    return { transaction: there, isNew: false }
  }
}

const isRepeat = (error: unknown): boolean =>
  isKintsugiError(error) &&
  (error.code === "conflict" || error.code === "invalid_request")

const isRefusal = (error: unknown): boolean =>
  isKintsugiError(error) &&
  (error.code === "not_found" || error.code === "invalid_request")

const tellCredit = async (
  row: LedgerRow,
  sale: LedgerRow | undefined,
  mayBeThere: boolean,
  { client }: KintsugiConnection
): Promise<KintsugiTransaction> => {
  const known =
    row.kintsugi_id || mayBeThere
      ? await client.findTransaction(row.external_id, deadline())
      : undefined
  if (known) {
    return known
  }
  if ("type" in row.request) {
    const request = row.request as unknown as TransactionRequest
    return (await createOrFind(request, client)).transaction
  }
  const request = row.request as unknown as CreditNoteRequest
  try {
    return await client.createCreditNote(
      sale?.kintsugi_id ?? "",
      request,
      deadline()
    )
  } catch (error) {
    const there = isRepeat(error)
      ? await client.findTransaction(row.external_id, deadline())
      : undefined
    if (!there) {
      throw error
    }
    return there
  }
}

const deadline = () => ({ deadline: Date.now() + DEADLINE_MS })
