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
import { heldSale } from "../../tax/books/held-sale"
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
      ...deliveredAs(found),
      told: row.content,
      told_hash: row.request_hash,
      delivered_at: new Date(),
    })
    return "delivered"
  } catch (error) {
    return await writeDown(error, row, sale, connection, service)
  }
}

/** What the ledger says of a record that Kintsugi has. */
const deliveredAs = (there: KintsugiTransaction) => ({
  state: "delivered" as const,
  waits_for: null,
  message: null,
  error_code: null,
  failures: 0,
  next_attempt_at: null,
  kintsugi_id: there.id,
  kintsugi_status: there.status ?? null,
  locked: there.locked ?? false,
  calculated_tax: there.total_tax_amount_calculated ?? null,
})

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
  if (lock.filed) {
    // What Kintsugi has stands; what is due beyond it becomes another record.
    const { filed, held } = lock
    await service.updateKintsugiTransactions({
      id: row.id,
      ...deliveredAs(filed),
      content: held,
      told: held,
      request_hash: row.told_hash ?? row.request_hash,
      net: netOf(held.lines).toFixed(),
      tax: taxOf(held.lines).toFixed(),
      delivered_at: row.delivered_at ?? new Date(),
    })
    return "locked"
  }
  const failures = row.failures + 1
  const { code, message, heals, retryAfterMs } = failureOf(
    lock.failure ?? error,
    { isNew: !row.kintsugi_id, failures }
  )
  await service.updateKintsugiTransactions({
    id: row.id,
    state: heals ? "waiting" : "refused",
    waits_for: heals ? "retry" : null,
    failures,
    error_code: code,
    message:
      code === "not_found" && row.type === "credit_note"
        ? await whyNoCreditNote(row, connection)
        : message,
    next_attempt_at: heals
      ? new Date(Date.now() + pauseAfter(failures, retryAfterMs))
      : null,
  })
  return heals ? "failed" : "refused"
}

const whyNoCreditNote = async (
  { sale_external_id }: LedgerRow,
  { client }: KintsugiConnection
): Promise<string> => {
  const isSaleGone =
    sale_external_id !== null &&
    (await client.findTransaction(sale_external_id, deadline()).then(
      (sale) => !sale,
      () => false
    ))
  return isSaleGone
    ? "Kintsugi does not have the sale any more that this takes from. Have the books compared and mended, which sends it again, and retry."
    : 'Kintsugi has the sale, but answers 404 to its credit note: credit notes seem not to be available for your organization. Ask Kintsugi, or set the plugin\'s option sync.refundsAs to "negative_sale", and retry.'
}

type Lock =
  /** It is in a filing, and what Kintsugi has of it. */
  | { filed: KintsugiTransaction; held: SaleContent }
  | { filed?: undefined; failure?: unknown }

/**
 * Whether a change was refused because the sale is in a filing; or the failure
 * to learn it, so that the row is tried again and not parked. Where the answer
 * to the sale itself was lost, it may have been filed before it was found.
 */
const lookUpLock = async (
  error: unknown,
  row: LedgerRow,
  { client }: KintsugiConnection
): Promise<Lock> => {
  if (row.type !== "sale" || !isRepeat(error)) {
    return {}
  }
  try {
    const there = await client.findTransaction(row.external_id, deadline())
    const held =
      (row.told as SaleContent | null) ??
      (there && heldSale(there, (row.content as SaleContent).lines))
    return there?.locked && held ? { filed: there, held } : {}
  } catch (failure) {
    return { failure }
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
    const sold = isCancelled
      ? { ...request, status: "COMMITTED" as const }
      : request
    const created = await sendOrFind(
      row.external_id,
      () => client.createTransaction(sold, deadline()),
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

/** How often something new is sent at most, and the first pause, in ms. */
const SENDS = 3
const PAUSE_MS = 300

/** A longer one is left to the ledger, in ms. */
const LONGEST_PAUSE_MS = 5_000

/**
 * Sends what is new, unless it turns out to be there: a repeat gets the record
 * again, a 400 or a 409, and an answer may be lost. It is looked up before
 * anything is sent again.
 */
const sendOrFind = async (
  externalId: string,
  send: () => Promise<KintsugiTransaction>,
  client: KintsugiConnection["client"]
): Promise<{ transaction: KintsugiTransaction; isNew: boolean }> => {
  for (let sends = 1; ; sends++) {
    try {
      return { transaction: await send(), isNew: true }
    } catch (error) {
      const there =
        isRepeat(error) || mayHaveArrived(error)
          ? await client.findTransaction(externalId, deadline())
          : undefined
      if (there) {
        return { transaction: there, isNew: false }
      }
      const pause = pauseBeforeNext(error, sends)
      if (pause === undefined) {
        throw error
      }
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }
}

/** Whether Kintsugi may have taken it, though it was not heard to say so. */
const mayHaveArrived = (error: unknown): boolean =>
  isKintsugiError(error) &&
  (error.code === "timed_out" ||
    error.code === "unavailable" ||
    error.code === "bad_response")

/** One that timed out may still be on its way. */
const pauseBeforeNext = (error: unknown, sends: number): number | undefined => {
  if (
    !isKintsugiError(error) ||
    !(error.code === "unavailable" || error.code === "rate_limited") ||
    sends >= SENDS
  ) {
    return undefined
  }
  const pause = Math.max(PAUSE_MS * 2 ** (sends - 1), error.retryAfterMs ?? 0)
  return pause > LONGEST_PAUSE_MS ? undefined : pause
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
  const send = () =>
    "type" in row.request
      ? client.createTransaction(
          row.request as unknown as TransactionRequest,
          deadline()
        )
      : client.createCreditNote(
          sale?.kintsugi_id ?? "",
          row.request as unknown as CreditNoteRequest,
          deadline()
        )
  return (await sendOrFind(row.external_id, send, client)).transaction
}

const deadline = () => ({ deadline: Date.now() + DEADLINE_MS })
