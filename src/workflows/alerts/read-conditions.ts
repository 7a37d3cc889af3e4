import type { MedusaContainer } from "@medusajs/framework/types"
import { OUTAGE_CODES, isKintsugiError } from "../../kintsugi-api"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import type { OpenProblem } from "../../modules/kintsugi/stats/problem-store"
import type { KintsugiConnection } from "../../modules/kintsugi/settings/effective-settings"
import { credentialsOf } from "../../modules/kintsugi/settings/effective-settings"
import type { AlertKind } from "../../options"
import { listEndsOfGroups } from "../exemptions/exempt-groups"
import { outageOf } from "../health/outage"
import { relevantProblems } from "../health/relevant-problems"
import { readReport } from "../ledger-sync/reconciliation/read-report"
import type { ReconciliationRow } from "../ledger-sync/reconciliation/stored-reports"
import { shopTimeZone } from "../ledger-sync/shop-time-zone"
import { checkCredentials } from "../settings/connection-test"
import { readNexus } from "../settings/read-nexus"
import {
  type Access,
  type Conditions,
  dayAfter,
  differenceCondition,
  exemptionConditions,
  keyCondition,
  keyExpiringCondition,
  nexusConditions,
  outageCondition,
  refusedConditions,
  refusedKey,
  underCollectedConditions,
} from "./conditions"

const DAY_MS = 24 * 60 * 60 * 1000

/** How many days before its end an exemption is announced. */
const EXEMPTION_DAYS = 30

/** For how many days under-collected orders are announced. */
const ORDER_DAYS = 40

/** How often Kintsugi is asked about thresholds, in ms. */
const NEXUS_EVERY_MS = 60 * 60 * 1000

/** From how many failures in a row on a delivery may mean an outage. */
const FAILED_DELIVERIES = 3

const KEY_CODES = ["unauthorized", "forbidden"]

/**
 * Reads the conditions of which the merchant is notified. Kintsugi is asked about
 * thresholds once an hour, and for access only if something has failed.
 *
 * @param open - the kinds that have an open alert
 */
export const readConditions = async (
  {
    enabled,
    open,
    now,
  }: { enabled: AlertKind[]; open: AlertKind[]; now: Date },
  container: MedusaContainer
): Promise<Conditions> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const isEnabled = (...kinds: AlertKind[]) =>
    kinds.some((kind) => enabled.includes(kind))
  const { connection, settings } = await service.settings.getEffective()
  const [figures, ofConnection] = await Promise.all([
    readFigures(isEnabled, now, service, container),
    connection
      ? readConnection({ isEnabled, open, now }, connection, service, container)
      : withoutConnection(service),
  ])
  return {
    ...figures,
    ...ofConnection,
    key_expiring: connection
      ? keyExpiringCondition(settings.apiKeyExpiresOn, now)
      : [],
  }
}

type IsEnabled = (...kinds: AlertKind[]) => boolean

/** What the store's own database says. */
const readFigures = async (
  isEnabled: IsEnabled,
  now: Date,
  service: KintsugiModuleService,
  container: MedusaContainer
): Promise<Conditions> => {
  const settings = await service.settings.get()
  // Before the others have begun: a failure of theirs meanwhile would go
  // unhandled, and end the process.
  const timeZone = isEnabled("tax_under_collected")
    ? (await shopTimeZone(settings, container)).name
    : undefined
  const [refused, report, months] = await Promise.all([
    isEnabled("record_refused") ? service.alertFigures.countRefused() : [],
    isEnabled("ledger_differs")
      ? readLatestReport(service, container)
      : undefined,
    timeZone
      ? service.alertFigures.sumUnderCollected(
          new Date(now.getTime() - ORDER_DAYS * DAY_MS),
          timeZone
        )
      : [],
  ])
  return {
    record_refused: refusedConditions(refused),
    ledger_differs: differenceCondition(report),
    tax_under_collected: underCollectedConditions(months),
  }
}

/** The latest finished comparison, and how many of its findings are open now. */
const readLatestReport = async (
  service: KintsugiModuleService,
  container: MedusaContainer
): Promise<{ count: number; finished_at: Date | null } | undefined> => {
  const [latest] = await service.listKintsugiReconciliations(
    { state: "done" },
    { take: 1, order: { created_at: "DESC" }, select: ["id", "count"] }
  )
  if (!latest?.count) {
    return undefined
  }
  const { open, finished_at } = await readReport(
    (await service.retrieveKintsugiReconciliation(
      latest.id
    )) as ReconciliationRow,
    container
  )
  return { count: open, finished_at }
}

/** Without a connection, nothing is asked of Kintsugi. */
const withoutConnection = async (
  service: KintsugiModuleService
): Promise<Conditions> => {
  const saved = await service.settings.getSaved()
  return {
    outage: [],
    key_refused:
      saved?.credentials === "unreadable" ? refusedKey("unreadable") : [],
    nexus_near: [],
    nexus_met: [],
    exemption_ending: [],
  }
}

const readConnection = async (
  {
    isEnabled,
    open,
    now,
  }: { isEnabled: IsEnabled; open: AlertKind[]; now: Date },
  { organizationId }: KintsugiConnection,
  service: KintsugiModuleService,
  container: MedusaContainer
): Promise<Conditions> => {
  const problems = await relevantProblems(
    await service.stats.getProblems(),
    container
  )
  const isAccessAnnounced = isEnabled("outage", "key_refused")
  const isSuspicious =
    isAccessAnnounced &&
    (open.includes("outage") ||
      open.includes("key_refused") ||
      problems.some(({ code }) => isOfAccess(code)) ||
      (
        await service.alertFigures.failuresOfRetries(
          [...OUTAGE_CODES, ...KEY_CODES],
          FAILED_DELIVERIES
        )
      ).length > 0)
  const access = isSuspicious ? await askForAccess(service) : "accepted"
  if (access === "accepted" && open.includes("key_refused")) {
    // Health's problem with the key is over, too.
    await service.stats.recordEvent("connectedAt")
  }
  const nexus =
    access === "accepted" && isEnabled("nexus_near", "nexus_met")
      ? await readDueNexus(organizationId, now, service, container)
      : {}
  return {
    ...nexus,
    outage: outageCondition(
      outageOf(problems),
      lastFailureOf(problems),
      access,
      now
    ),
    key_refused: keyCondition(access),
    exemption_ending: isEnabled("exemption_ending")
      ? await readEndingExemptions(organizationId, now, service, container)
      : [],
  }
}

/** Of customers and of customer groups. */
const readEndingExemptions = async (
  organizationId: string,
  now: Date,
  service: KintsugiModuleService,
  container: MedusaContainer
): Promise<Conditions["exemption_ending"]> => {
  const [from, to] = [dayAfter(now, 0), dayAfter(now, EXEMPTION_DAYS)]
  return exemptionConditions(
    await service.alertFigures.countEndingExemptions(organizationId, from, to),
    await listEndsOfGroups(from, to, container)
  )
}

const isOutage = (code: string): boolean =>
  OUTAGE_CODES.some((known) => known === code)

const isOfAccess = (code: string): boolean =>
  isOutage(code) || KEY_CODES.includes(code)

const lastFailureOf = (problems: OpenProblem[]): Date | undefined =>
  problems
    .filter(({ code }) => isOutage(code))
    .map(({ last_seen_at }) => new Date(last_seen_at))
    .sort((one, other) => other.getTime() - one.getTime())[0]

const askForAccess = async (
  service: KintsugiModuleService
): Promise<Access> => {
  const credentials = credentialsOf(
    service.settings.getOptions(),
    await service.settings.getSaved()
  )
  try {
    if (credentials) {
      await checkCredentials(credentials, service)
    }
    return "accepted"
  } catch (error) {
    if (!isKintsugiError(error)) {
      throw error
    }
    const { code } = error
    return code === "unauthorized" || code === "forbidden"
      ? code
      : isOutage(code)
        ? "unavailable"
        : // Kintsugi is there, whatever it says of this request.
          "accepted"
  }
}

/**
 * The conditions of places, once an hour; the first time an hour after the
 * connection, which gives the merchant time to set the store up.
 */
const readDueNexus = async (
  organizationId: string,
  now: Date,
  service: KintsugiModuleService,
  container: MedusaContainer
): Promise<Conditions> => {
  const mark = `alerts_nexus:${organizationId}`
  const readAt = (await service.timestamps.read([mark])).get(mark)
  if (!readAt) {
    await service.timestamps.record(mark, now)
    return {}
  }
  if (now.getTime() - readAt.getTime() < NEXUS_EVERY_MS) {
    return {}
  }
  const { collection, problem } = await readNexus(container)
  if (problem || !collection) {
    return {}
  }
  await service.timestamps.record(mark, now)
  return nexusConditions(collection)
}
