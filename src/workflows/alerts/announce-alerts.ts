import type {
  IEventBusModuleService,
  INotificationModuleService,
  InferTypeOf,
  Logger,
  MedusaContainer,
} from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiAlert } from "../../modules/kintsugi/models/alert"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { safeErrorMessage } from "../../safe-error-message"
import type { AlertKind } from "../../options"
import type { AlertFacts, Condition } from "./conditions"
import { type AlertText, describeAlerts } from "./describe-alerts"

export type AlertRow = InferTypeOf<typeof KintsugiAlert>

/** The events of the plugin: what a store can turn into mail. */
export const ALERT_EVENTS = {
  opened: "kintsugi.alert.opened",
  closed: "kintsugi.alert.closed",
} as const

/** The data of both events: alerts of one kind that opened or closed together. */
export type AlertEvent = AlertText & {
  /** Stable: an event that is emitted twice has the same one. */
  id: string
  kind: AlertKind
  alerts: {
    id: string
    subject: string
    facts: AlertFacts[AlertKind]
    opened_at: Date
    /** Null in `kintsugi.alert.opened`. */
    closed_at: Date | null
  }[]
}

/**
 * Tells the merchant of the alerts that were not enabled yet: each group in one
 * notification and one event. Safe to repeat after a crash: the notification
 * has an idempotency key, and the event an id.
 */
export const announceAlerts = async (
  container: MedusaContainer
): Promise<void> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const bus: IEventBusModuleService = container.resolve(Modules.EVENT_BUS)
  const opened = await service.listKintsugiAlerts(
    { closed_at: null, announced_at: null },
    { take: null, order: { subject: "ASC" } }
  )
  for (const [key, alerts] of groupBy(opened, (row) => row.opening_key)) {
    const event = toEvent(key, alerts)
    await addToFeed(event, container)
    await bus.emit({ name: ALERT_EVENTS.opened, data: event })
    await service.updateKintsugiAlerts(
      alerts.map(({ id }) => ({ id, announced_at: new Date() }))
    )
  }
  const closed = await service.listKintsugiAlerts(
    {
      closed_at: { $ne: null },
      announced_at: { $ne: null },
      closing_announced_at: null,
    },
    { take: null, order: { subject: "ASC" } }
  )
  for (const [key, alerts] of groupBy(closed, (row) => row.closing_key ?? "")) {
    await bus.emit({ name: ALERT_EVENTS.closed, data: toEvent(key, alerts) })
    await service.updateKintsugiAlerts(
      alerts.map(({ id }) => ({ id, closing_announced_at: new Date() }))
    )
  }
}

type Group = [AlertRow, ...AlertRow[]]

const groupBy = (
  rows: AlertRow[],
  keyOf: (row: AlertRow) => string
): Map<string, Group> => {
  const groups = new Map<string, Group>()
  for (const row of rows) {
    const group = groups.get(keyOf(row))
    if (group) {
      group.push(row)
    } else {
      groups.set(keyOf(row), [row])
    }
  }
  return groups
}

const toEvent = (id: string, alerts: Group): AlertEvent => ({
  id,
  kind: alerts[0].kind,
  ...describeAlerts(alerts as unknown as [Condition, ...Condition[]]),
  alerts: alerts.map(({ id, subject, facts, opened_at, closed_at }) => ({
    id,
    subject,
    facts: facts as AlertFacts[AlertKind],
    opened_at,
    closed_at,
  })),
})

/**
 * Adds a notification to the feed of the Admin, like Medusa's own import of
 * products. Medusa's text there has no translations.
 */
const addToFeed = async (
  { id, title, description }: AlertEvent,
  container: MedusaContainer
): Promise<void> => {
  const notifications: INotificationModuleService | undefined =
    container.resolve(Modules.NOTIFICATION, { allowUnregistered: true })
  try {
    await notifications?.createNotifications({
      to: "",
      channel: "feed",
      template: "admin-ui",
      data: { title, description },
      idempotency_key: id,
    })
  } catch (error) {
    const reason = safeErrorMessage(error)
    if (!/provider/i.test(reason)) {
      throw error
    }
    warnOnce(reason, container.resolve(ContainerRegistrationKeys.LOGGER))
  }
}

let hasWarned = false

const warnOnce = (reason: string, logger: Logger): void => {
  if (!hasWarned) {
    hasWarned = true
    logger.warn(
      `[kintsugi] Alerts can't be shown in the Admin's notifications (${reason}). Add the channel "feed" to a provider of the Notification Module, such as @medusajs/medusa/notification-local. Orders → Tax reporting shows the open alerts, and the event ${ALERT_EVENTS.opened} is emitted.`
    )
  }
}
