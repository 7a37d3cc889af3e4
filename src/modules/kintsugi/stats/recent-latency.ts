import type { EstimateOutcome } from "./estimate-stats"

/** The weight of the latest answer in the average, 0 to 1. */
const WEIGHT = 1 / 4

/** How long Kintsugi has recently taken to answer; kept in memory only. */
export type RecentLatency = {
  record(outcome: EstimateOutcome): void
  /** In ms; absent before the first answer, and after a failure. */
  ms(): number | undefined
}

export const createRecentLatency = (): RecentLatency => {
  let average: number | undefined
  return {
    record(outcome) {
      if (outcome.by === "fallback") {
        average = undefined
      } else if (outcome.by === "kintsugi") {
        average =
          average === undefined
            ? outcome.ms
            : average + WEIGHT * (outcome.ms - average)
      }
    },
    ms: () => average,
  }
}
