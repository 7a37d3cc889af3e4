import fc from "fast-check"
import { runsOf } from "../../../integration-tests/exactness/runs"
import { ALERT_KINDS, type AlertKind } from "../../options"
import type { Condition, Conditions } from "./conditions"
import { type OpenAlert, decideAlerts } from "./decide-alerts"

const NOW = new Date("2026-11-30T12:00:00Z")
const MINUTE_MS = 60_000

const minutesLater = (minutes: number): Date =>
  new Date(NOW.getTime() + minutes * MINUTE_MS)

const refused = (count: number, code = "invalid_request") =>
  ({
    kind: "record_refused",
    subject: code,
    facts: { code, count },
  }) satisfies Condition

const openAlert = (
  condition: Condition,
  absent_since: Date | null = null
): OpenAlert => ({
  id: `kinalert_${condition.kind}_${condition.subject}`,
  ...condition,
  absent_since,
})

const key = {
  kind: "key_expiring",
  subject: "2026-12-10",
  facts: { expires_on: "2026-12-10" },
} satisfies Condition

const decide = (given: Partial<Parameters<typeof decideAlerts>[0]>) =>
  decideAlerts({
    conditions: {},
    open: [],
    enabled: ALERT_KINDS,
    now: NOW,
    ...given,
  })

describe("decideAlerts", () => {
  it("opens an alert for each condition that has none", () => {
    expect(
      decide({
        conditions: {
          record_refused: [refused(12), refused(1, "conflict")],
          key_expiring: [key],
        },
        open: [openAlert(refused(12))],
      })
    ).toEqual({
      opened: [key, refused(1, "conflict")],
      updated: [],
      closed: [],
    })
  })

  it("keeps the latest figures of an open alert, without opening it again", () => {
    const alert = openAlert(refused(12))
    expect(
      decide({ conditions: { record_refused: [refused(15)] }, open: [alert] })
    ).toEqual({
      opened: [],
      updated: [{ id: alert.id, facts: refused(15).facts, absent_since: null }],
      closed: [],
    })
  })

  it("closes at once what does not come and go", () => {
    const alert = openAlert(key)
    expect(decide({ conditions: { key_expiring: [] }, open: [alert] })).toEqual(
      { opened: [], updated: [], closed: [alert] }
    )
  })

  it("closes what comes and goes after ten minutes without it", () => {
    const alert = openAlert(refused(12))
    const conditions = { record_refused: [] }
    expect(decide({ conditions, open: [alert] })).toEqual({
      opened: [],
      updated: [{ id: alert.id, facts: alert.facts, absent_since: NOW }],
      closed: [],
    })
    const absent = openAlert(refused(12), NOW)
    const decideLater = (minutes: number) =>
      decide({ conditions, open: [absent], now: minutesLater(minutes) })
    expect(decideLater(9)).toEqual({ opened: [], updated: [], closed: [] })
    expect(decideLater(10).closed).toEqual([absent])
  })

  it("does not close what has come back meanwhile", () => {
    const alert = openAlert(refused(12), NOW)
    expect(
      decide({
        conditions: { record_refused: [refused(12)] },
        open: [alert],
        now: minutesLater(30),
      })
    ).toEqual({
      opened: [],
      updated: [{ id: alert.id, facts: alert.facts, absent_since: null }],
      closed: [],
    })
  })

  it("leaves alerts as they are whose kind could not be read", () => {
    expect(decide({ open: [openAlert(key)] })).toEqual({
      opened: [],
      updated: [],
      closed: [],
    })
  })

  it("opens none of a kind that is off, and closes those that are open", () => {
    const alert = openAlert(refused(12))
    expect(
      decide({
        conditions: { record_refused: [refused(12)], key_expiring: [key] },
        open: [alert],
        enabled: ["key_expiring"],
      })
    ).toEqual({ opened: [key], updated: [], closed: [alert] })
  })

  it("tells of no open alert twice, and of one that was closed as a new one", () => {
    const facts = fc.record({
      count: fc.integer({ min: 1, max: 3 }),
      code: fc.constantFrom("a", "b"),
    })
    const reading = fc.record({
      refused: fc.option(
        fc.uniqueArray(facts, { selector: ({ code }) => code }),
        { nil: undefined }
      ),
      isExpiring: fc.option(fc.boolean(), { nil: undefined }),
      minutes: fc.integer({ min: 0, max: 15 }),
      enabled: fc.subarray<AlertKind>(["record_refused", "key_expiring"]),
    })
    fc.assert(
      fc.property(fc.array(reading, { maxLength: 40 }), (readings) => {
        const open = new Map<string, OpenAlert>()
        let now = NOW
        for (const [round, given] of readings.entries()) {
          now = new Date(now.getTime() + given.minutes * MINUTE_MS)
          const conditions: Conditions = {
            record_refused: given.refused?.map(({ count, code }) =>
              refused(count, code)
            ),
            key_expiring:
              given.isExpiring === undefined
                ? undefined
                : given.isExpiring
                  ? [key]
                  : [],
          }
          const { opened, updated, closed } = decideAlerts({
            conditions,
            open: [...open.values()],
            enabled: given.enabled,
            now,
          })
          for (const { id } of closed) {
            expect(open.delete(id)).toBe(true)
          }
          const keys = [...open.values()].map(
            ({ kind, subject }) => `${kind} ${subject}`
          )
          for (const condition of opened) {
            expect(keys).not.toContain(`${condition.kind} ${condition.subject}`)
            expect(given.enabled).toContain(condition.kind)
            const alert = {
              ...openAlert(condition),
              id: `${round} ${keys.push(`${condition.kind} ${condition.subject}`)}`,
            }
            open.set(alert.id, alert)
          }
          for (const { id, ...changed } of updated) {
            open.set(id, { ...open.get(id)!, ...changed })
          }
          // What is there, and wanted, is open with its latest figures.
          for (const condition of given.enabled.flatMap(
            (kind): Condition[] => conditions[kind] ?? []
          )) {
            expect([...open.values()]).toContainEqual(
              expect.objectContaining({ ...condition, absent_since: null })
            )
          }
        }
      }),
      { numRuns: runsOf(300) }
    )
  })
})
