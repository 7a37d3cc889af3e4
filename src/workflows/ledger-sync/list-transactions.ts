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
  const order = { occurred_at: "DESC", id: "DESC" } as const
  const [found, count] = await service.listAndCountKintsugiLedgerEntries(
    filtersOf(filter, periodOf(filter, time_zone)),
    { select: ["id"], take: filter.limit, skip: filter.offset, order }
  )
  const rows = found.length
    ? await service.listKintsugiLedgerEntries(
        { id: found.map(({ id }) => id) },
        { take: null, order }
      )
    : []
  return {
    transactions: (rows as LedgerEntryRow[]).map((row) => toReading(row)),
    count,
    time_zone,
  }
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
