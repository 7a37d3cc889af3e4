import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import {
  type Histogram,
  percentile,
  addHistograms,
} from "../../modules/kintsugi/stats/latency-histogram"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type {
  LedgerCounts,
  NotAnsweredOrders,
} from "../../modules/kintsugi/queries/ledger-counts"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { isKintsugi } from "../settings/taxed-countries"
import { type ConnectionStatus, connectionStatus } from "./connection-status"
import { type Outage, outageOf } from "./outage"
import { unreadableOrders } from "./unreadable-orders"
import { relevantProblems } from "./relevant-problems"

const HOUR_MS = 60 * 60 * 1000
const HOURS = 24

/** The results of the tax calculations in a period. */
export type EstimateFigures = {
  /** All calculations. */
  estimates: number
  /** Answered from memory. */
  remembered: number
  /** The share of `remembered` in all answers, 0 to 1; null: no answers. */
  remembered_share: number | null
  /** Not answered: taxed as the options say. */
  fallbacks: number
  /** Latencies of Kintsugi's answers, in ms; null: no answers. */
  p50_ms: number | null
  p95_ms: number | null
}

export type ReportedProblem = {
  /** Stable, e.g. `timed_out`. */
  code: string
  message: string
  count: number
  first_seen_at: Date
  last_seen_at: Date
}

export type Health = {
  /** The most important of what the rest says. */
  status: ConnectionStatus
  /** When Kintsugi last answered a calculation or accepted the key. */
  answered_at: Date | null
  is_configured: boolean
  /** Why there is no connection to Kintsugi, as a phrase. */
  missing: string | null
  last_hour: EstimateFigures
  last_day: EstimateFigures
  /** The last 24 hours, oldest first. */
  hours: (EstimateFigures & { started_at: Date })[]
  /** What is going on while Kintsugi can't answer; null if there is no outage. */
  outage: Outage | null
  /** The current problems: with orders, then with carts, latest first. */
  problems: ReportedProblem[]
  /** By currency, the orders that Kintsugi could not answer for. */
  not_answered: NotAnsweredOrders[]
  /** The number of sales and refunds in each reporting state. */
  ledger: LedgerCounts
}

export type WindowOfInstance = {
  started_at: Date
  asked: number
  remembered: number
  failed: number
  latencies: string[]
}

/** The results of the tax calculations, on all instances. */
export const readHealth = async (
  container: MedusaContainer
): Promise<Health> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const problems = await relevantProblems(
    await service.stats.getProblems(),
    container
  )
  const now = Date.now()
  const { missing, connection } = await service.settings.getEffective()
  const [
    windows,
    unreadable,
    saved,
    ledger,
    not_answered,
    taxesAnyCountry,
    connectedAt,
  ] = await Promise.all([
    service.listKintsugiEstimateWindows({
      started_at: { $gte: new Date(now - HOURS * HOUR_MS) },
    }) as Promise<WindowOfInstance[]>,
    unreadableOrders(container),
    service.settings.getSaved(),
    service.ledger.countEntries(connection?.organizationId),
    service.ledger.countNotAnswered(),
    doesKintsugiTax(container),
    service.stats.getLastConnection(),
  ])
  const outage = outageOf(problems)
  const shown = [...(unreadable ? [unreadable] : []), ...problems]
  const answered_at = latestOf([
    connectedAt,
    ...windows
      .filter(({ asked }) => asked > 0)
      .map(({ started_at }) => started_at),
  ])
  return {
    status: connectionStatus(
      {
        isKeyUnreadable: saved?.credentials === "unreadable",
        isConfigured: !missing,
        problems: shown.map(({ code }) => code),
        hasOutage: outage !== null,
        taxesAnyCountry,
        ledger,
        answeredAt: answered_at,
      },
      now
    ),
    answered_at,
    is_configured: !missing,
    missing: missing ?? null,
    ...figuresOver(windows, now),
    outage,
    problems: shown.map(
      ({ code, message, count, first_seen_at, last_seen_at }) => ({
        code,
        message,
        count,
        first_seen_at,
        last_seen_at,
      })
    ),
    not_answered,
    ledger,
  }
}

/** Whether the tax provider of any country is Kintsugi. */
const doesKintsugiTax = async (container: MedusaContainer): Promise<boolean> =>
  (
    await container
      .resolve(Modules.TAX)
      .listTaxRegions(
        { province_code: null as never },
        { select: ["provider_id"], take: null }
      )
  ).some(({ provider_id }) => isKintsugi(provider_id))

const latestOf = (moments: (Date | undefined)[]): Date | null =>
  moments.reduce<Date | null>(
    (latest, moment) =>
      moment && (!latest || new Date(moment) > latest)
        ? new Date(moment)
        : latest,
    null
  )

/** The figures of the last hour, of the last day, and of each hour. */
export const figuresOver = (
  windows: WindowOfInstance[],
  now: number
): Pick<Health, "last_hour" | "last_day" | "hours"> => {
  const between = (from: number, to: number) =>
    figuresOf(
      windows.filter(({ started_at }) => {
        const at = new Date(started_at).getTime()
        return at > from && at <= to
      })
    )
  return {
    last_hour: between(now - HOUR_MS, now),
    last_day: between(now - HOURS * HOUR_MS, now),
    hours: Array.from({ length: HOURS }, (_, index) => {
      const from = now - (HOURS - index) * HOUR_MS
      return { started_at: new Date(from), ...between(from, from + HOUR_MS) }
    }),
  }
}

const figuresOf = (windows: WindowOfInstance[]): EstimateFigures => {
  const total = (count: (window: WindowOfInstance) => number) =>
    windows.reduce((all, window) => all + count(window), 0)
  const asked = total((window) => window.asked)
  const remembered = total((window) => window.remembered)
  const fallbacks = total((window) => window.failed)
  const latencies = addHistograms(
    windows.map((window): Histogram => window.latencies.map(Number))
  )
  const answered = asked + remembered
  return {
    estimates: answered + fallbacks,
    remembered,
    remembered_share: answered ? remembered / answered : null,
    fallbacks,
    p50_ms: percentile(latencies, 0.5),
    p95_ms: percentile(latencies, 0.95),
  }
}
