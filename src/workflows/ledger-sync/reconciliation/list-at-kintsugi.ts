import { type KintsugiLedgerEntry, deadlineFor } from "../../../kintsugi-api"
import {
  type ListedTransaction,
  mayBeOurs,
} from "../../../ledger/compare-ledgers"
import type { Finding } from "../../../ledger/finding"
import type {
  ComparedRow,
  KnownEntry,
} from "../../../modules/kintsugi/queries/ledger-pages"
import type { KintsugiModuleService } from "../../../modules/kintsugi/service"
import type { KintsugiConnection } from "../../../modules/kintsugi/settings/effective-settings"
import { atMost } from "../../limit-concurrency"

type Range = { from: Date; to: Date }

const PAGE = 100

/** How many transactions are looked up at the same time. */
export const MAX_LOOKUPS = 4

/** What Kintsugi has in a part of the time range. */
export type Listed = {
  listed: ListedTransaction[]
  duplicates: Finding[]
  /** How many there are, including those of others, which are not kept. */
  count: number
}

/**
 * What Kintsugi has of these rows, and what else it has in this range.
 *
 * @param renewLease - called after each of Kintsugi's answers
 * @throws KintsugiError, and what `renewLease` throws
 */
export const listAtKintsugi = async (
  part: Range,
  rows: ComparedRow[],
  { client, organizationId }: KintsugiConnection,
  service: KintsugiModuleService,
  renewLease: () => Promise<void>
): Promise<Listed> => {
  const rowIds = new Set(rows.map(({ external_id }) => external_id))
  let found = NOTHING
  for (let page = 1; ; page++) {
    const { items, pages } = await client.listTransactions(
      { ...part, page, size: PAGE },
      deadlineFor("background")
    )
    await renewLease()
    const others = items.filter(({ external_id }) => !rowIds.has(external_id))
    const known = await service.ledger.findExternalIds(
      organizationId,
      others.map(({ external_id }) => external_id)
    )
    found = mergeListed([
      found,
      ...items.map((item) => sortTransaction(item, { part, rowIds, known })),
    ])
    if (page >= pages) {
      break
    }
  }
  const unlisted = await lookUpUnlisted(rows, found.listed, client, renewLease)
  return mergeListed([
    found,
    {
      listed: unlisted.map(toListed),
      duplicates: [],
      count: unlisted.length,
    },
  ])
}

const mergeListed = (parts: Listed[]): Listed => ({
  listed: parts.flatMap(({ listed }) => listed),
  duplicates: parts.flatMap(({ duplicates }) => duplicates),
  count: parts.reduce((sum, { count }) => sum + count, 0),
})

/**
 * What one listed transaction is: a row's, one that is not in the ledger, or a
 * second one of a ledger entry.
 *
 * @param rowIds - external ids of the rows of this part
 * @param known - entries of the whole ledger, by external id
 */
export const sortTransaction = (
  transaction: KintsugiLedgerEntry,
  {
    part,
    rowIds,
    known,
  }: {
    part: Range
    rowIds: ReadonlySet<string>
    known: ReadonlyMap<string, KnownEntry>
  }
): Listed => {
  const { id, external_id, date } = transaction
  if (rowIds.has(external_id)) {
    return { listed: [toListed(transaction)], duplicates: [], count: 1 }
  }
  if (!isInRange(part, date)) {
    return NOTHING
  }
  const entry = known.get(external_id)
  if (!entry) {
    const listed = toUnknown(transaction)
    return { listed, duplicates: [], count: 1 }
  }
  return entry.kintsugi_id && entry.kintsugi_id !== id
    ? { ...NOTHING, duplicates: [duplicateOf(external_id, entry, id)] }
    : NOTHING
}

const NOTHING: Listed = { listed: [], duplicates: [], count: 0 }

const duplicateOf = (
  external_id: string,
  { kintsugi_id, order_id, display_id, currency_code, attempts }: KnownEntry,
  id: string
): Finding => ({
  kind: "doubled_at_kintsugi",
  external_id,
  order_id,
  display_id,
  currency_code,
  attempts,
  message: `Kintsugi has it twice, under two dates (${kintsugi_id}, ${id}).`,
})

/**
 * What is kept in memory of a transaction that is not in the ledger: nothing if
 * it is not the store's, and never its lines, which are compared with nothing.
 * A merchant may sell many times as much elsewhere.
 */
const toUnknown = (transaction: KintsugiLedgerEntry): ListedTransaction[] =>
  mayBeOurs(transaction.source) ? [withoutLines(transaction)] : []

/** Kintsugi's dates name no time zone: they are UTC. */
const isInRange = ({ from, to }: Range, date: string | undefined): boolean => {
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
  renewLease: () => Promise<void>
): Promise<KintsugiLedgerEntry[]> => {
  const listedIds = new Set(listed.map(({ externalId }) => externalId))
  const limit = atMost(MAX_LOOKUPS)
  const found = await Promise.all(
    rows
      .filter(
        ({ is_delivered, external_id }) =>
          is_delivered && !listedIds.has(external_id)
      )
      .map(({ external_id }) =>
        limit(async () => {
          await renewLease()
          return client.findTransaction(external_id, deadlineFor("background"))
        })
      )
  )
  return found.filter((transaction) => transaction !== undefined)
}

const toListed = (transaction: KintsugiLedgerEntry): ListedTransaction => ({
  ...withoutLines(transaction),
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

const withoutLines = (transaction: KintsugiLedgerEntry): ListedTransaction => ({
  externalId: transaction.external_id,
  id: transaction.id,
  type: transaction.type,
  status: transaction.status,
  source: transaction.source,
  currency: transaction.currency,
  total: transaction.total_amount,
  tax: transaction.total_tax_amount_imported,
})
