import type { CheckResult } from "../check-result"
import { type OptionAdvice, toConfigLines } from "../option-advice"
import type { Examination } from "../run-checks"
import type { Verdict } from "../verdicts"
import type { CleanUp } from "../walk/clean-up"
import type { StepRecord } from "../walk/walk-state"
import { countChecks } from "./doctor-report"
import { CHECK_TITLES, DOUBT_TITLES, STEP_TITLES } from "./titles"

const MARKS = {
  ok: "✓",
  done: "✓",
  warning: "!",
  refused: "–",
  failed: "✗",
  skipped: "–",
} as const

const indent = (text: string, by: string): string =>
  text
    .split("\n")
    .map((line) => `${by}${line}`)
    .join("\n")

const renderCheck = ({
  id,
  status,
  facts,
  meaning,
  advice,
}: CheckResult): string =>
  [
    `${MARKS[status]} ${CHECK_TITLES[id]}: ${meaning}`,
    ...facts.map((fact) => `    ${fact}`),
    ...(advice ? [`    → ${advice}`] : []),
  ].join("\n")

/** The checks for a terminal, and how many of each status there are. */
export const renderExamination = ({ checks }: Examination): string => {
  const { ok, warning, failed, skipped } = countChecks(checks)
  return [
    ...checks.map(renderCheck),
    "",
    `${ok} fine, ${warning} with a warning, ${failed} failed${skipped ? `, ${skipped} not known` : ""}.`,
  ].join("\n")
}

/** A step of the walk, in a line. */
export const renderStep = ({ id, status, message }: StepRecord): string => {
  const word = { done: "", refused: "refused: ", failed: "", skipped: "" }
  return `${MARKS[status]} ${STEP_TITLES[id]}${message ? `: ${word[status]}${message}` : ""}`
}

/** What was archived, and what stays. */
export const renderCleanUp = ({ archived, left }: CleanUp): string =>
  [
    `${archived.length} records were archived at Kintsugi.`,
    ...left.map(
      ({ kind, externalId, id, why }) =>
        `Left there: the ${kind} ${externalId}${id ? ` (${id})` : ""}. ${why}`
    ),
  ].join("\n")

/** The verdicts on the doubts in the contract. */
export const renderVerdicts = (verdicts: Verdict[]): string =>
  verdicts
    .map(
      ({ id, answer, status, meaning }) =>
        `${MARKS[status]} ${DOUBT_TITLES[id]} ${answer}. ${meaning}`
    )
    .join("\n")

/**
 * The options that should change, and how.
 *
 * @param isApplied - whether those that the Admin has are set already
 */
export const renderAdvice = (
  changes: OptionAdvice[],
  isApplied: boolean
): string => {
  if (!changes.length) {
    return "The options are as they should be."
  }
  const inAdmin = changes.filter(({ field }) => field)
  const inConfig = changes.filter(({ field }) => !field)
  return [
    ...(inAdmin.length
      ? [
          isApplied
            ? "Set, as in the Admin under Settings → Kintsugi → Behavior:"
            : "To set in the Admin under Settings → Kintsugi → Behavior, or with --apply:",
          ...inAdmin.map(
            ({ option, value, current }) =>
              `    ${option}: ${JSON.stringify(value)} (was ${JSON.stringify(current)})`
          ),
        ]
      : []),
    ...(inConfig.length
      ? [
          "Only medusa-config has these. Write into the plugin's options, and restart:",
          indent(toConfigLines(inConfig), "    "),
        ]
      : []),
  ].join("\n")
}
