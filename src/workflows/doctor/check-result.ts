/** What the doctor looks at, in this order. */
export const CHECK_IDS = [
  "key",
  "organization",
  "scope",
  "clock",
  "tax_regions",
  "default_rates",
  "registrations",
  "categories",
  "hooks",
  "engines",
  "instances",
] as const

export type CheckId = (typeof CHECK_IDS)[number]

/**
 * `warning`: it works, and somebody should know something. `skipped`: it could
 * not be found out, since something before it failed.
 */
export type CheckStatus = "ok" | "warning" | "failed" | "skipped"

/** What one check has found, in sentences for the merchant's developer. */
export type CheckResult = {
  id: CheckId
  status: CheckStatus
  /** What was found. */
  facts: string[]
  /** What that means. */
  meaning: string
  /** What to do; null: nothing. */
  advice: string | null
}

/** The findings in one part: what is the worst of them, and what follows. */
export type Finding = Pick<CheckResult, "status" | "meaning" | "advice">

const SEVERITY: readonly CheckStatus[] = ["ok", "skipped", "warning", "failed"]

/**
 * A check that found several things: as bad as the worst of them, with all of
 * their meanings and advice, the worst first.
 *
 * @param otherwise - the finding where there is nothing to report
 */
export const toCheckResult = (
  id: CheckId,
  facts: string[],
  findings: Finding[],
  otherwise: string
): CheckResult => {
  const sorted = findings.toSorted(
    (a, b) => SEVERITY.indexOf(b.status) - SEVERITY.indexOf(a.status)
  )
  return {
    id,
    facts,
    status: sorted[0]?.status ?? "ok",
    meaning: sorted.map(({ meaning }) => meaning).join(" ") || otherwise,
    advice: sorted.flatMap(({ advice }) => advice ?? []).join(" ") || null,
  }
}
