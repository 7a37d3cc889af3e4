import type { RegisteredExemption } from "../../modules/kintsugi/queries/exemption-register"

/** What an exemption that counts is missing. */
export type MissingPart = "certificate" | "number"

/**
 * One line of the register: what a customer has for one period, in one or
 * several states.
 */
export type RegisterLine = {
  customer_id: string
  /** Kintsugi's word, such as `wholesale`; null: not known. */
  exemption_type: string | null
  /** ISO 3166-1 alpha-2; null: everywhere. */
  country_code: string | null
  /** States' codes; empty: the whole country. */
  states: string[]
  /** `YYYY-MM-DD` */
  start_date: string
  /** `YYYY-MM-DD`; null: it does not end. */
  end_date: string | null
  /** `inactive`: Kintsugi has ended it before its last day. */
  state: "in_effect" | "to_come" | "ended" | "inactive"
  /** Until its last day, while it counts; 0 on that day. Null: no last day. */
  days_left: number | null
  /** Of its states; `unknown`: not counted yet. */
  certificate: "all" | "some" | "none" | "unknown"
  /** Where it has no certificate, if it has some. */
  states_without_certificate: string[]
  /** Empty if it no longer counts. */
  missing: MissingPart[]
}

/**
 * The register's lines: exemptions of one customer that differ only in their
 * state are one line.
 *
 * @param exemptions - sorted by last day, customer and first day
 * @param today - `YYYY-MM-DD`
 */
export const toRegisterLines = (
  exemptions: RegisteredExemption[],
  today: string
): RegisterLine[] => {
  const groups = new Map<string, RegisteredExemption[]>()
  for (const exemption of exemptions) {
    const key = JSON.stringify([
      exemption.customer_id,
      exemption.start_date,
      exemption.end_date,
      exemption.country_code,
      exemption.exemption_type,
      exemption.status,
      // The whole country is no state of it.
      exemption.state_code === null,
    ])
    groups.set(key, [...(groups.get(key) ?? []), exemption])
  }
  return [...groups.values()].map((group) => toLine(group, today))
}

const toLine = (group: RegisteredExemption[], today: string): RegisterLine => {
  const [first] = group
  const { customer_id, exemption_type, country_code, start_date, end_date } =
    first!
  const state = stateOf(first!, today)
  const counts = state === "in_effect" || state === "to_come"
  const certificate = certificateOf(group)
  return {
    customer_id,
    exemption_type,
    country_code,
    states: statesOf(group),
    start_date,
    end_date,
    state,
    days_left: counts && end_date ? daysBetween(today, end_date) : null,
    certificate,
    states_without_certificate:
      certificate === "some"
        ? statesOf(group.filter(({ certificates }) => !certificates))
        : [],
    missing: counts
      ? [
          ...(certificate === "none" || certificate === "some"
            ? ["certificate" as const]
            : []),
          ...(group.some(({ has_number }) => has_number === false)
            ? ["number" as const]
            : []),
        ]
      : [],
  }
}

const stateOf = (
  { status, start_date, ends_on }: RegisteredExemption,
  today: string
): RegisterLine["state"] => {
  if (ends_on < today || status === "EXPIRED") {
    return "ended"
  }
  if (status !== "ACTIVE") {
    return "inactive"
  }
  return start_date > today ? "to_come" : "in_effect"
}

const certificateOf = (
  group: RegisteredExemption[]
): RegisterLine["certificate"] => {
  if (group.some(({ certificates }) => certificates === null)) {
    return "unknown"
  }
  const having = group.filter(({ certificates }) => certificates).length
  return having === 0 ? "none" : having === group.length ? "all" : "some"
}

const statesOf = (group: RegisteredExemption[]): string[] =>
  [...new Set(group.flatMap(({ state_code }) => state_code ?? []))].sort()

const DAY_MS = 24 * 60 * 60 * 1000

/** Whole days from one day to another, both `YYYY-MM-DD`. */
const daysBetween = (from: string, to: string): number =>
  (Date.parse(to) - Date.parse(from)) / DAY_MS
