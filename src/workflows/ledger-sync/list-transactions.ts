import type { MedusaContainer } from "@medusajs/framework/types"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import type { LedgerEntryRow } from "./entry-rows"
import { type TransactionReading, toReading } from "./read-order-ledger"
import {
  type FilteredPeriod,
  type TransactionFilter,
  filterTimeZone,
  periodOf,
  searchTermOf,
} from "./transaction-filter"

/**
 * A page of the ledger, latest entries first. Its ids are found in an index, so
 * that the last page of a million entries is no slower to find than the first.
 *
 * @returns `time_zone`: the one in which the filter's days are meant
 */
export const listTransactions = async (
  filter: TransactionFilter & { limit: number; offset: number },
  container: MedusaContainer
): Promise<{
  transactions: TransactionReading[]
  count: number
  time_zone: string
}> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const time_zone = await filterTimeZone(container)
  const filters = filtersOf(filter, periodOf(filter, time_zone))
  const order = { occurred_at: "DESC", id: "DESC" } as const
  const [first, count] = await service.listAndCountKintsugiLedgerEntries(
    filters,
    { select: ["id"], take: filter.offset ? 1 : filter.limit, order }
  )
  const ids = filter.offset
    ? await listPageIds(filters, { ...filter, count }, service)
    : first.map(({ id }) => id)
  const rows = ids.length
    ? await service.listKintsugiLedgerEntries(
        { id: ids },
        { take: null, order }
      )
    : []
  return {
    transactions: (rows as LedgerEntryRow[]).map((row) => toReading(row)),
    count,
    time_zone,
  }
}

/**
 * The ids of a page. One in the latter half is found from the end, so that no
 * page has to pass over more than half of the entries.
 *
 * @param page - `count`: how many entries there are
 */
const listPageIds = async (
  filters: ReturnType<typeof filtersOf>,
  { limit, offset, count }: { limit: number; offset: number; count: number },
  service: KintsugiModuleService
): Promise<string[]> => {
  const take = Math.min(limit, count - offset)
  if (take <= 0) {
    return []
  }
  const behind = count - offset - take
  const [skip, direction] =
    behind < offset ? [behind, "ASC" as const] : [offset, "DESC" as const]
  const rows = await service.listKintsugiLedgerEntries(filters, {
    select: ["id"],
    take,
    skip,
    order: { occurred_at: direction, id: direction },
  })
  return rows.map(({ id }) => id)
}

const filtersOf = (
  { state, type, order_id, not_answered, q }: TransactionFilter,
  { from, to, before }: FilteredPeriod
) => {
  const term = searchTermOf(q)
  return {
    ...(state && { state }),
    ...(not_answered && { tax_source: { $ne: null } }),
    ...(type && { type }),
    ...(order_id && { order_id }),
    ...((from || to || before) && {
      occurred_at: {
        ...(from && { $gte: from }),
        ...(to && { $lte: to }),
        ...(before && { $lt: before }),
      },
    }),
    ...(term &&
      ("display_id" in term
        ? term
        : {
            $or: [
              { order_id: term.id },
              { external_id: term.id },
              { kintsugi_id: term.id },
            ],
          })),
  }
}
