import type { MedusaContainer } from "@medusajs/framework/types"
import {
  type KintsugiLedgerEntry,
  isKintsugiError,
} from "../../../kintsugi-api"
import { KINTSUGI_MODULE } from "../../../modules/kintsugi"
import type { ComparedRow } from "../../../modules/kintsugi/queries/ledger-pages"
import type { KintsugiModuleService } from "../../../modules/kintsugi/service"
import type { KintsugiConnection } from "../../../modules/kintsugi/settings/effective-settings"
import {
  type RecordedTransaction,
  type Finding,
  type ListedTransaction,
  mayBeOurs,
  reconcile,
} from "../../../ledger/compare-ledgers"
import { atMost } from "../../products/limit-concurrency"

type Range = { from: Date; to: Date }

/** How far charged tax may be from Kintsugi's, in major units. */
export const TOLERANCE = "0.05"

const DEADLINE_MS = 30_000
const PAGE = 100

/** How many entries are in memory at a time, unless a single day has more. */
const RECORDS = 1_000

/** How many transactions are looked up at the same time. */
const LOOK_UPS = 4

/** The result for one part of the time range. */
export type ComparedPart = {
  findings: Finding[]
  records: number
  transactions: number
}

/**
 * Compares the ledger with what Kintsugi has, from `from` until `to`, both
 * included. It does so part by part, so that the memory that it needs does not
 * grow with the time range, nor with what the merchant sells elsewhere.
 *
 * @param keep - called after each of Kintsugi's answers, to keep the lease: one
 * part may take longer than a lease lasts
 * @throws KintsugiError, and what `keep` throws
 */
export async function* compareWithKintsugi(
  range: Range,
  connection: KintsugiConnection,
  container: MedusaContainer,
  keep: () => Promise<void>
): AsyncGenerator<ComparedPart> {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const { organizationId } = connection
  const parts = await service.divideByEntryCount(
    { organizationId, ...range },
    RECORDS
  )
  for (const part of parts) {
    yield await comparePart(part, connection, service, keep)
  }
}

const comparePart = async (
  part: Range,
  connection: KintsugiConnection,
  service: KintsugiModuleService,
  keep: () => Promise<void>
): Promise<ComparedPart> => {
  const { organizationId, settings } = connection
  const rows = await service.comparedRows({ organizationId, ...part })
  const { listed, doubled, count } = await listAtKintsugi(
    part,
    rows,
    connection,
    service,
    keep
  )
  const findings = reconcile(rows.map(toRecorded), listed, {
    tolerance: TOLERANCE,
    totalsIncludeTax: settings.sync.totalsIncludeTax,
  })
  const inTurn = atMost(LOOK_UPS)
  return {
    findings: [
      ...(await Promise.all(
        findings.map((finding) =>
          finding.kind === "unknown_to_the_store"
            ? inTurn(async () => {
                await keep()
                return describeStranger(finding, listed, connection, service)
              })
            : finding
        )
      )),
      ...doubled,
    ],
    records: rows.length,
    transactions: count,
  }
}

const toRecorded = (row: ComparedRow): RecordedTransaction => ({
  externalId: row.external_id,
  orderId: row.order_id,
  reason: row.reason,
  type: row.type,
  state: row.state,
  waitsFor: row.blocked_by,
  message: row.message,
  isDelivered: row.is_delivered,
  isCancelled: row.is_cancelled,
  net: row.net,
  tax: row.tax,
  calculatedTax: row.calculated_tax,
  lines: row.lines ?? undefined,
})

type Listed = {
  listed: ListedTransaction[]
  doubled: Finding[]
  /** How many there are, including those of others, which are not kept. */
  count: number
}

/** What Kintsugi has of these rows, and what else it has in this range. */
const listAtKintsugi = async (
  part: Range,
  rows: ComparedRow[],
  { client, organizationId }: KintsugiConnection,
  service: KintsugiModuleService,
  keep: () => Promise<void>
): Promise<Listed> => {
  const rowIds = new Set(rows.map(({ external_id }) => external_id))
  const listed: ListedTransaction[] = []
  const doubled: Finding[] = []
  let count = 0
  for (let page = 1; ; page++) {
    const { items, pages } = await client.listTransactions(
      { ...part, page, size: PAGE },
      { deadline: Date.now() + DEADLINE_MS }
    )
    await keep()
    const others = items.filter(({ external_id }) => !rowIds.has(external_id))
    const ours = await service.findExternalIds(
      organizationId,
      others.map(({ external_id }) => external_id)
    )
    for (const transaction of items) {
      const { id, external_id, date } = transaction
      const known = ours.get(external_id)
      if (rowIds.has(external_id)) {
        count++
        listed.push(toListed(transaction))
      } else if (!isIn(part, date)) {
        continue
      } else if (!ours.has(external_id)) {
        count++
        listed.push(...strangerOf(transaction))
      } else if (known && known !== id) {
        doubled.push({
          kind: "doubled_at_kintsugi",
          external_id,
          order_id: null,
          message: `Kintsugi has it twice, under two dates (${known}, ${id}).`,
        })
      }
    }
    if (page >= pages) {
      break
    }
  }
  const unlisted = await lookUpUnlisted(rows, listed, client, keep)
  return {
    listed: [...listed, ...unlisted.map(toListed)],
    doubled,
    count: count + unlisted.length,
  }
}

/**
 * What is kept in memory of a transaction that is not in the ledger: nothing if
 * it is not the store's, and never its lines, which are compared with nothing.
 * A merchant may sell many times as much elsewhere.
 */
export const strangerOf = (
  transaction: KintsugiLedgerEntry
): ListedTransaction[] => {
  const stranger = toListed(transaction)
  delete stranger.lines
  return mayBeOurs(stranger.source) ? [stranger] : []
}

/** Kintsugi's dates name no time zone: they are UTC. */
const isIn = ({ from, to }: Range, date: string | undefined): boolean => {
  if (!date) {
    return true
  }
  const at = new Date(/(Z|[+-]\d\d:?\d\d)$/i.test(date) ? date : `${date}Z`)
  return !(at < from || at > to)
}

/**
 * Transactions that were sent and exist, but are missing in the list: they have
 * another date, or moved from one page to another while they were read.
 */
const lookUpUnlisted = async (
  rows: ComparedRow[],
  listed: ListedTransaction[],
  client: KintsugiConnection["client"],
  keep: () => Promise<void>
): Promise<KintsugiLedgerEntry[]> => {
  const names = new Set(listed.map(({ externalId }) => externalId))
  const inTurn = atMost(LOOK_UPS)
  const found = await Promise.all(
    rows
      .filter(
        ({ is_delivered, external_id }) =>
          is_delivered && !names.has(external_id)
      )
      .map(({ external_id }) =>
        inTurn(async () => {
          await keep()
          return client.findTransaction(external_id, {
            deadline: Date.now() + DEADLINE_MS,
          })
        })
      )
  )
  return found.filter((transaction) => transaction !== undefined)
}

const toListed = (transaction: KintsugiLedgerEntry): ListedTransaction => ({
  externalId: transaction.external_id,
  id: transaction.id,
  type: transaction.type,
  status: transaction.status,
  source: transaction.source,
  total: transaction.total_amount,
  tax: transaction.total_tax_amount_imported,
  ...(transaction.transaction_items && {
    lines: Object.fromEntries(
      transaction.transaction_items.map(
        ({ external_id, amount, tax_amount_imported }) => [
          external_id,
          [amount, tax_amount_imported ?? null],
        ]
      )
    ),
  }),
})

/**
 * Names the sale that a refund credits if Kintsugi has the refund under an id
 * that the store does not know: it was reported before the database was
 * restored, or made at Kintsugi.
 */
const describeStranger = async (
  finding: Finding,
  listed: ListedTransaction[],
  { client, organizationId }: KintsugiConnection,
  service: KintsugiModuleService
): Promise<Finding> => {
  const stranger = listed.find(
    ({ externalId }) => externalId === finding.external_id
  )
  const isRefund =
    stranger?.type?.includes("CREDIT_NOTE") || stranger?.total?.startsWith("-")
  if (!stranger || !isRefund) {
    return finding
  }
  try {
    const related = await client.relatedTransactions(stranger.id, {
      deadline: Date.now() + DEADLINE_MS,
    })
    const [sale] = await service.listKintsugiLedgerEntries(
      {
        organization_id: organizationId,
        type: "sale",
        external_id: related.map(({ external_id }) => external_id),
      },
      { select: ["order_id", "display_id"], take: 1 }
    )
    return sale ? { ...finding, ...namedRefund(stranger, sale) } : finding
  } catch (error) {
    if (!isKintsugiError(error)) {
      throw error
    }
    return finding
  }
}

const namedRefund = (
  { id, externalId, total = "0", tax }: ListedTransaction,
  { order_id, display_id }: { order_id: string; display_id: string | null }
): Pick<Finding, "order_id" | "message"> => ({
  order_id,
  message:
    `Kintsugi has a refund of ${total.replace("-", "")} with ${(tax ?? "0.00").replace("-", "")} tax (${id}, ${externalId}) of the order ${display_id ? `#${display_id}` : order_id}, which this store does not know: ` +
    "it was reported before the database was restored from a backup, or made at Kintsugi. If the money was refunded once and the refund is also entered here, it counts twice: have one of them archived at Kintsugi.",
})
