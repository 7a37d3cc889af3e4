import type { MedusaContainer } from "@medusajs/framework/types"
import {
  ContainerRegistrationKeys,
  MedusaError,
} from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { ReportFilter } from "../../modules/kintsugi/queries/report-filter"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { dayIn } from "../../ledger/shop-date"
import { shopTimeZone } from "../ledger-sync/shop-time-zone"

/** What a report is asked for; everything is optional. */
export type ReportQuery = Partial<
  Pick<
    ReportFilter,
    "from" | "to" | "country" | "state" | "county" | "city" | "jurisdiction"
  > & { currency_code: string; source: ReportFilter["source"] }
>

/** What a report is about: its filter, and the choice of currencies. */
export type ReportScope = { filter: ReportFilter; currencies: string[] }

/**
 * Completes what a report is asked for: from January 1 until today in the shop's
 * time zone, in the store's own currency or else in one that it has sold in.
 *
 * @throws MedusaError (invalid_data) where the range is empty
 */
export const reportScope = async (
  query: ReportQuery,
  container: MedusaContainer
): Promise<ReportScope> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const [settings, currencies] = await Promise.all([
    service.settings.get(),
    service.report.listReportCurrencies(),
  ])
  const { name: timeZone } = await shopTimeZone(settings, container)
  const { currency_code, from, to, ...places } = query
  const today = dayIn(new Date(), timeZone)
  const last = to ?? (from && from > today ? from : today)
  const first = from ?? `${last.slice(0, "2026".length)}-01-01`
  if (first > last) {
    throw new MedusaError(
      MedusaError.Types.INVALID_DATA,
      `The report would end (${last}) before it begins (${first}). Set 'to' to a day that is not before 'from'.`
    )
  }
  return {
    filter: {
      ...places,
      from: first,
      to: last,
      timeZone,
      currencyCode:
        currency_code ?? (await defaultCurrency(currencies, container)),
    },
    currencies,
  }
}

const defaultCurrency = async (
  currencies: string[],
  container: MedusaContainer
): Promise<string> => {
  const { data } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({
      entity: "store",
      fields: [
        "supported_currencies.currency_code",
        "supported_currencies.is_default",
      ],
    })
  const supported = (
    data as {
      supported_currencies?: ({
        currency_code: string
        is_default: boolean
      } | null)[]
    }[]
  ).flatMap((store) => store.supported_currencies ?? [])
  const own = supported.find((one) => one?.is_default)?.currency_code
  return own && (currencies.includes(own) || !currencies.length)
    ? own
    : (currencies[0] ?? own ?? "usd")
}
