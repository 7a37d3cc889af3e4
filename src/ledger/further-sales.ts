import type { ChargedLine } from "./charged-lines"
import type { RequiredSale, SaleEntry } from "./entry"
import { addLines, increasesSince } from "./merge-lines"
import type { OrderFacts } from "./order-facts"
import { dayIn } from "./shop-date"

/** A sale of what was added to a sale in a filing. */
type FurtherSale = Pick<
  RequiredSale,
  "externalId" | "at" | "lines" | "skipReason"
>

const REMOVED_AGAIN =
  "What was added to the order was removed again before it was reported."

/**
 * Further sales for what was added to a sale in a filing. Each keeps the date
 * with which it was first recorded; what is added in another month becomes
 * another sale, since it belongs to another period.
 *
 * @param additions - what was added beyond everything reported
 */
export const furtherSales = (
  additions: ChargedLine[],
  { order, sales }: Pick<OrderFacts, "order" | "sales">
): FurtherSale[] => {
  const now = new Date(order.updated_at ?? order.created_at)
  const recorded = sales.filter(({ reason }) => reason === "change")
  const changeable = recorded.filter(
    ({ delivered, isLocked }) => !delivered || !isLocked
  )
  const current = changeable.find((sale) => isInMonthOf(now, sale))
  const earlier = changeable.filter(
    (sale) => sale !== current && !sale.delivered
  )
  const { kept, rest } = keepPending(earlier, additions, now)
  const unsentIds = new Set(
    recorded.flatMap(({ externalId, wasSent }) => (wasSent ? [] : externalId))
  )
  return [
    ...kept,
    ...latestSale(current, rest, {
      externalId: `${order.id}-change-${recorded.length + 1}`,
      at: now,
    }),
  ].map((sale) =>
    !sale.lines.length && unsentIds.has(sale.externalId)
      ? { ...sale, skipReason: REMOVED_AGAIN }
      : sale
  )
}

/**
 * Keeps of each sale that waits to be sent what is still in the additions.
 *
 * @returns what no sale has of the additions, as `rest`
 */
const keepPending = (
  waiting: SaleEntry[],
  additions: ChargedLine[],
  now: Date
): { kept: FurtherSale[]; rest: ChargedLine[] } =>
  waiting.reduce<{ kept: FurtherSale[]; rest: ChargedLine[] }>(
    ({ kept, rest }, { externalId, at = now, unsentLines = [] }) => {
      const beyond = increasesSince(unsentLines, rest)
      const lines = increasesSince(beyond, rest)
      return { kept: [...kept, { externalId, at, lines }], rest: beyond }
    },
    { kept: [], rest: additions }
  )

/**
 * The sale of this month with the rest of the additions.
 *
 * @param current - this month's sale, if one is recorded
 * @param names - of a new one
 */
const latestSale = (
  current: SaleEntry | undefined,
  rest: ChargedLine[],
  names: Pick<FurtherSale, "externalId" | "at">
): FurtherSale[] => {
  if (!current) {
    return rest.length ? [{ ...names, lines: rest }] : []
  }
  const { externalId, at = names.at, delivered } = current
  const lines = delivered ? addLines(delivered.lines, rest) : rest
  return rest.length || !delivered ? [{ externalId, at, lines }] : []
}

const isInMonthOf = (
  now: Date,
  { at = now, timeZone = "UTC" }: SaleEntry
): boolean => monthOf(at, timeZone) === monthOf(now, timeZone)

const monthOf = (at: Date, timeZone: string): string =>
  dayIn(at, timeZone).slice(0, "2026-01".length)
