import type { MedusaContainer } from "@medusajs/framework/types"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { dayAfter, startOfDayIn } from "../../ledger/start-of-day"
import type { LedgerEntryRow } from "./entry-rows"
import { shopTimeZone } from "./shop-time-zone"

/** A day in the shop's time zone, `YYYY-MM-DD`, or a moment. */
export type DayOrMoment = string | Date

/** Which ledger entries are listed or exported. */
export type TransactionFilter = {
  state?: LedgerEntryRow["state"][]
  type?: LedgerEntryRow["type"][]
  order_id?: string
  /** Whether Kintsugi could not answer for the order's tax. */
  not_answered?: true
  /** An order number, or an id of ours or Kintsugi's. */
  q?: string
  /** From when on: a day from its beginning. */
  from?: DayOrMoment
  /** Until when, included: a day until its end. */
  to?: DayOrMoment
}

/** A filter's period: `from` included, and `to` or `before`. */
export type FilteredPeriod = { from?: Date; to?: Date; before?: Date }

/** A filter's days as moments, in the time zone in which they are the shop's. */
export const periodOf = (
  { from, to }: Pick<TransactionFilter, "from" | "to">,
  timeZone: string
): FilteredPeriod => ({
  ...(from && {
    from: typeof from === "string" ? startOfDayIn(from, timeZone) : from,
  }),
  ...(typeof to === "string"
    ? { before: startOfDayIn(dayAfter(to), timeZone) }
    : to && { to }),
})

/** The name of the time zone in which a filter's days are meant. */
export const filterTimeZone = async (
  container: MedusaContainer
): Promise<string> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  return (await shopTimeZone(await service.settings.get(), container)).name
}

/** What a search looks for: an order's number, or an id. */
export type SearchTerm = { display_id: string } | { id: string }

/**
 * Reads a search term, with or without a leading `#`. No id consists of digits
 * only, so a number is an order number.
 */
export const searchTermOf = (q: string | undefined): SearchTerm | undefined => {
  const term = q?.replace(/^#/, "")
  return term
    ? /^\d+$/.test(term)
      ? { display_id: term }
      : { id: term }
    : undefined
}
