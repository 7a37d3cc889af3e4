import type { Exchange } from "../../../kintsugi-api"
import { type CheckResult, toCheckResult } from "../check-result"

/** A difference of which nothing is seen: headers have whole seconds. */
const HARMLESS_MS = 30_000

/** From here on, exemptions and the days of sales are wrong at midnight. */
const HARMFUL_MS = 5 * 60_000

const toSeconds = (ms: number): string => {
  const s = Math.round(Math.abs(ms) / 1000)
  return s < 120 ? `${s} s` : `${Math.round(s / 60)} min`
}

const describe = (name: string, ms: number): string =>
  Math.abs(ms) < 1_500
    ? `This server's clock and ${name} agree.`
    : `This server's clock is ${toSeconds(ms)} ${ms > 0 ? "ahead of" : "behind"} ${name}.`

/**
 * How far this server's clock is off, by Kintsugi's answer and the database.
 *
 * @param databaseMs - how far this server's clock is ahead of the database's, in
 * ms
 */
export const checkClock = (
  first: Exchange | undefined,
  databaseMs: number
): CheckResult => {
  const kintsugiMs = first && aheadMs(first)
  const facts = [
    ...(kintsugiMs === undefined ? [] : [describe("Kintsugi's", kintsugiMs)]),
    describe("the database's", databaseMs),
  ]
  const worst = Math.max(Math.abs(kintsugiMs ?? 0), Math.abs(databaseMs))
  if (worst > HARMLESS_MS) {
    return toCheckResult(
      "clock",
      facts,
      [
        {
          status: worst > HARMFUL_MS ? "failed" : "warning",
          meaning:
            "Around midnight, sales are dated on the wrong day and exemptions begin and end on it. Leases and cached answers last longer or shorter than they should.",
          advice: "Have the servers' clocks set by NTP.",
        },
      ],
      ""
    )
  }
  return toCheckResult(
    "clock",
    facts,
    kintsugiMs === undefined
      ? [
          {
            status: "skipped",
            meaning: "No answer of Kintsugi's had a date to compare with.",
            advice: null,
          },
        ]
      : [],
    "The dates of sales and exemptions are right."
  )
}

/** The middle of the exchange against the second that the answer names. */
const aheadMs = ({ at, ms, answeredAt }: Exchange): number | undefined => {
  if (!answeredAt) {
    return undefined
  }
  const halfASecond = 500
  return at.getTime() + ms / 2 - (answeredAt.getTime() + halfASecond)
}
