import { OUTAGE_CODES } from "../../kintsugi-api"
import {
  type ChargedInstead,
  type Failing,
  MAX_FAILING,
} from "../../modules/kintsugi/stats/failing-estimates"
import type { OpenProblem } from "../../modules/kintsugi/stats/problem-store"

/** An outage that is not over, and what carts have been charged in it. */
export type Outage = {
  /** When the first cart got no answer. */
  since: Date
  /** How many carts and orders, by what the latest calculation charged. */
  carts: Record<ChargedInstead, number>
  /** Whether there may have been more of them: only the latest are known. */
  may_be_more: boolean
}

/** What the current problems say of an outage; null if there is none. */
export const outageOf = (problems: OpenProblem[]): Outage | null => {
  const ofOutage = problems.filter(({ code }) =>
    OUTAGE_CODES.some((known) => known === code)
  )
  if (!ofOutage.length) {
    return null
  }
  const latest = new Map<string, Failing>()
  for (const failing of ofOutage.flatMap((problem) => problem.failing)) {
    if (failing.at >= (latest.get(failing.id)?.at ?? 0)) {
      latest.set(failing.id, failing)
    }
  }
  const carts = { remembered: 0, region_rates: 0, zero: 0, refused: 0 }
  for (const { charged } of latest.values()) {
    if (charged) {
      carts[charged] += 1
    }
  }
  return {
    since: new Date(
      Math.min(
        ...ofOutage.map(({ first_seen_at }) =>
          new Date(first_seen_at).getTime()
        )
      )
    ),
    carts,
    may_be_more: ofOutage.some(({ failing }) => failing.length >= MAX_FAILING),
  }
}
