import type { EstimateOutcome } from "./estimate-log"

/** How much the latest answer counts, as a share of one. */
const WEIGHT = 1 / 4

/** How long Kintsugi takes to answer of late, in memory alone. */
export type UsualLatency = {
  note(outcome: EstimateOutcome): void
  /** In ms; absent before the first answer, and after a failure. */
  ms(): number | undefined
}

export const createUsualLatency = (): UsualLatency => {
  let usual: number | undefined
  return {
    note(outcome) {
      if (outcome.by === "nobody") {
        usual = undefined
      } else if (outcome.by === "kintsugi") {
        usual =
          usual === undefined
            ? outcome.ms
            : usual + WEIGHT * (outcome.ms - usual)
      }
    },
    ms: () => usual,
  }
}
