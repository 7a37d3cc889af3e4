import type { MedusaContainer } from "@medusajs/framework/types"
import { generateEntityId } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import type { AlertKind } from "../../options"
import {
  type AlertChanges,
  type OpenAlert,
  decideAlerts,
} from "./decide-alerts"
import { readConditions } from "./read-conditions"
import { type AlertRow, announceAlerts } from "./announce-alerts"

/** How long another instance may take before this one gives up, in ms. */
const WAIT_MS = 15_000

/** Longer than an evaluation can take, in ms. */
const EXPIRE_MS = 2 * 60 * 1000

/** Less than from one run of the job to the next, in ms. */
const EVERY_MS = 30_000

/** How long closed alerts are kept, in ms. */
const KEPT_MS = 180 * 24 * 60 * 60 * 1000

/** How many of them are deleted at a time. */
const DELETED = 1_000

/**
 * Opens, changes and closes the alerts by the current conditions, and announces
 * what was not announced yet. No two instances do so at a time.
 *
 * @throws Error where another instance has been busy with it for 15 s
 */
export const evaluateAlerts = async (
  container: MedusaContainer
): Promise<void> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  await service.runExclusively(
    "alerts",
    { waitMs: WAIT_MS, expireMs: EXPIRE_MS },
    async () => {
      const now = new Date()
      const [rows, { alerts: enabled }] = await Promise.all([
        service.listKintsugiAlerts({ closed_at: null }, { take: null }),
        service.settings.get(),
      ])
      const open = rows.map(toOpenAlert)
      const conditions = await readConditions(
        { enabled, open: open.map(({ kind }) => kind), now },
        container
      )
      await save(decideAlerts({ conditions, open, enabled, now }), now, service)
      await announceAlerts(container)
      await deleteOld(now, service)
    }
  )
}

/** {@link evaluateAlerts}, each minute, on one of the store's instances. */
export const evaluateAlertsEachMinute = async (
  container: MedusaContainer
): Promise<void> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  if (await service.timestamps.claim("alerts_evaluated", EVERY_MS)) {
    await evaluateAlerts(container)
  }
}

const toOpenAlert = (row: AlertRow): OpenAlert => ({
  id: row.id,
  kind: row.kind,
  subject: row.subject,
  facts: row.facts as OpenAlert["facts"],
  absent_since: row.absent_since,
})

/** Alerts of a kind that open or close together are announced together. */
const createKeys = (): ((kind: AlertKind) => string) => {
  const keys = new Map<AlertKind, string>()
  return (kind) => {
    const key = keys.get(kind) ?? generateEntityId(undefined, "kinann")
    keys.set(kind, key)
    return key
  }
}

const save = async (
  { opened, updated, closed }: AlertChanges,
  now: Date,
  service: KintsugiModuleService
): Promise<void> => {
  const openingKey = createKeys()
  const closingKey = createKeys()
  await service.updateKintsugiAlerts([
    ...updated.map(({ id, facts, absent_since }) => ({
      id,
      facts: facts as Record<string, unknown>,
      absent_since,
    })),
    ...closed.map(({ id, kind }) => ({
      id,
      closed_at: now,
      closing_key: closingKey(kind),
    })),
  ])
  await service.createKintsugiAlerts(
    opened.map(({ kind, subject, facts }) => ({
      kind,
      subject,
      facts: facts as Record<string, unknown>,
      opened_at: now,
      opening_key: openingKey(kind),
    }))
  )
}

const deleteOld = async (
  now: Date,
  service: KintsugiModuleService
): Promise<void> => {
  const old = await service.listKintsugiAlerts(
    { closed_at: { $lt: new Date(now.getTime() - KEPT_MS) } },
    { select: ["id"], take: DELETED }
  )
  if (old.length) {
    await service.deleteKintsugiAlerts(old.map(({ id }) => id))
  }
}
