import type { CheckResult } from "../check-result"
import { type OptionAdvice, changesIn } from "../option-advice"
import type { Examination } from "../run-checks"
import type { Verdict } from "../verdicts"
import type { WalkResult } from "../walk/run-walk"
import type { Exchange } from "../../../kintsugi-api"

/** All that a run of the doctor has found. */
export type DoctorReport = {
  examination: Examination
  /** The exchanges of the reading checks. */
  exchanges: Exchange[]
  /** Absent: nothing was written. */
  walk?: WalkResult
  verdicts: Verdict[]
  /** What follows from the reading checks. */
  advice: OptionAdvice[]
  /** Of this plugin. */
  version: string
}

/** The options that should have another value. */
export const changesOf = ({
  verdicts,
  advice,
}: Pick<DoctorReport, "verdicts" | "advice">): OptionAdvice[] =>
  changesIn([...advice, ...verdicts.flatMap(({ options }) => options)])

/** Whether anything failed, or was left at Kintsugi unexpectedly. */
export const hasFailed = ({
  examination,
  walk,
  verdicts,
}: DoctorReport): boolean =>
  [...examination.checks, ...verdicts, ...(walk?.steps ?? [])].some(
    ({ status }) => status === "failed"
  ) || Boolean(walk?.left.some(({ isExpected }) => !isExpected))

/** How many checks have each status. */
export const countChecks = (
  checks: CheckResult[]
): Record<CheckResult["status"], number> => {
  const counts = { ok: 0, warning: 0, failed: 0, skipped: 0 }
  for (const { status } of checks) {
    counts[status]++
  }
  return counts
}
