import { type Exchange, isKintsugiError } from "../../../kintsugi-api"
import { safeErrorMessage } from "../../../safe-error-message"
import { type CleanUp, cleanUp } from "./clean-up"
import { CREDIT_STEPS, NEGATIVE_SALE_STEP } from "./credit-steps"
import { CHARGE_STEPS, EXEMPT_STEP, PROBE_STEPS } from "./estimate-steps"
import { ADDRESS_STEPS, CUSTOMER_STEPS, PRODUCT_STEPS } from "./record-steps"
import {
  FIRST_SALE_STEPS,
  SECOND_SALE_STEPS,
  THIRD_SALE_STEP,
} from "./sale-steps"
import { isRefusal } from "./try-to"
import type { Observations, Step, StepRecord, WalkState } from "./walk-state"

const STEPS: Step[] = [
  ...ADDRESS_STEPS,
  ...PRODUCT_STEPS,
  ...CHARGE_STEPS,
  ...PROBE_STEPS,
  ...CUSTOMER_STEPS,
  EXEMPT_STEP,
  ...FIRST_SALE_STEPS,
  ...CREDIT_STEPS,
  ...SECOND_SALE_STEPS,
  THIRD_SALE_STEP,
  NEGATIVE_SALE_STEP,
]

/** What the walk did at Kintsugi, and what it saw there. */
export type WalkResult = CleanUp & {
  run: string
  steps: StepRecord[]
  observations: Observations
  /** Of the archiving. */
  archiving: Exchange[]
}

/**
 * Creates, changes and credits test records at Kintsugi, step by step, and
 * archives them afterwards, whatever has failed in between.
 *
 * @param signal - stops the walk before its next step
 * @param onStep - receives each step
 */
export const runWalk = async (
  state: WalkState,
  signal: AbortSignal,
  onStep: (step: StepRecord) => void
): Promise<WalkResult> => {
  const steps: StepRecord[] = []
  let ended: string | undefined
  const finish = (record: StepRecord) => {
    steps.push(record)
    onStep(record)
  }
  for (const step of STEPS) {
    ended ??= signal.aborted ? "The walk was stopped." : undefined
    const skipped = ended ?? step.blockedBy?.(state)
    if (skipped) {
      finish({
        id: step.id,
        status: "skipped",
        message: skipped,
        exchanges: [],
      })
      continue
    }
    const { record, isEnd } = await runStep(step, state)
    finish(record)
    ended = isEnd
      ? "Kintsugi stopped answering; see the step that failed."
      : undefined
  }
  const { exchanges } = state.connection
  const before = exchanges.length
  const cleanedUp = await cleanUp(state)
  return {
    run: state.run,
    steps,
    observations: state.observations,
    ...cleanedUp,
    archiving: exchanges.slice(before),
  }
}

/** Runs a step; says whether Kintsugi can't be asked any further. */
const runStep = async (
  step: Step,
  state: WalkState
): Promise<{ record: StepRecord; isEnd: boolean }> => {
  const { exchanges } = state.connection
  const before = exchanges.length
  const recordOf = (outcome: Pick<StepRecord, "status" | "message">) => ({
    id: step.id,
    ...outcome,
    exchanges: exchanges.slice(before),
  })
  try {
    const { message, isRefused } = await step.run(state)
    return {
      record: recordOf({ status: isRefused ? "refused" : "done", message }),
      isEnd: false,
    }
  } catch (error) {
    return {
      record: recordOf({
        status: "failed",
        message: isKintsugiError(error)
          ? error.message
          : safeErrorMessage(error),
      }),
      isEnd:
        isKintsugiError(error) &&
        !isRefusal(error) &&
        error.code !== "bad_response",
    }
  }
}
