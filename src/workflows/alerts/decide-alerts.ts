import { isDeepStrictEqual } from "node:util"
import type { AlertKind } from "../../options"
import type { AlertFacts, Condition, Conditions } from "./conditions"

/** An alert that is not closed, as it is stored. */
export type OpenAlert = {
  id: string
  kind: AlertKind
  subject: string
  facts: AlertFacts[AlertKind]
  /** Since when it seems to be over; null: it is not. */
  absent_since: Date | null
}

/** What has to be changed so that the open alerts are the conditions. */
export type AlertChanges = {
  /** Conditions without an open alert. */
  opened: Condition[]
  /** Alerts with other figures, or that seem to be over, or no longer do. */
  updated: Pick<OpenAlert, "id" | "facts" | "absent_since">[]
  /** Alerts whose condition is over. */
  closed: OpenAlert[]
}

const MINUTE_MS = 60 * 1000

/**
 * How long a condition must be over before its alert is closed, in ms. What
 * comes and goes is one alert, which is announced once.
 */
const CLOSE_AFTER_MS: Partial<Record<AlertKind, number>> = {
  outage: 10 * MINUTE_MS,
  record_refused: 10 * MINUTE_MS,
}

/**
 * Decides which alerts open, change and close.
 *
 * @param open - at most one for each kind and subject
 * @param enabled - the kinds that the merchant wants to be notified of; alerts of
 * others close
 */
export const decideAlerts = ({
  conditions,
  open,
  enabled,
  now,
}: {
  conditions: Conditions
  open: OpenAlert[]
  enabled: readonly AlertKind[]
  now: Date
}): AlertChanges => {
  const present = new Map(
    enabled
      .flatMap((kind): Condition[] => conditions[kind] ?? [])
      .map((condition) => [keyOf(condition), condition])
  )
  const changes: AlertChanges = { opened: [], updated: [], closed: [] }
  for (const alert of open) {
    const condition = present.get(keyOf(alert))
    if (condition) {
      present.delete(keyOf(alert))
      if (
        alert.absent_since ||
        !isDeepStrictEqual(alert.facts, condition.facts)
      ) {
        changes.updated.push({
          id: alert.id,
          facts: condition.facts,
          absent_since: null,
        })
      }
    } else if (!enabled.includes(alert.kind)) {
      changes.closed.push(alert)
    } else if (conditions[alert.kind]) {
      const since = alert.absent_since ?? now
      if (
        now.getTime() - since.getTime() >=
        (CLOSE_AFTER_MS[alert.kind] ?? 0)
      ) {
        changes.closed.push(alert)
      } else if (!alert.absent_since) {
        changes.updated.push({
          id: alert.id,
          facts: alert.facts,
          absent_since: now,
        })
      }
    }
  }
  changes.opened.push(...present.values())
  return changes
}

const keyOf = ({
  kind,
  subject,
}: Pick<OpenAlert, "kind" | "subject">): string => `${kind} ${subject}`
