import { type CheckResult, type Finding, toCheckResult } from "../check-result"

/** What one instance has recorded of its calculations, in the last day. */
export type InstanceReading = {
  instance: string
  /** Answered by Kintsugi. */
  asked: number
  /** Not answered. */
  failed: number
  /** When its latest window began. */
  latest: Date
}

/** So many failures without one answer are no accident. */
const ENOUGH = 3

const CANNOT =
  "One instance can only ask for itself: of the others it knows what they have recorded, and of one that calculated nothing it knows nothing."

/**
 * Whether Kintsugi can be reached from all instances, as far as this one can
 * find out.
 *
 * @param isReachable - whether Kintsugi answered this process; undefined: it was
 * not asked
 */
export const checkInstances = (
  instances: InstanceReading[],
  isReachable: boolean | undefined
): CheckResult => {
  const cutOff = instances.filter(
    ({ asked, failed }) => !asked && failed >= ENOUGH
  )
  const answered = instances.filter(({ asked }) => asked)
  const facts = [
    isReachable === undefined
      ? "Kintsugi was not asked from here."
      : `Kintsugi ${isReachable ? "answers" : "does not answer"} this process.`,
    instances.length
      ? `In the last 24 hours, ${instances.length} processes of the store calculated tax; Kintsugi answered ${answered.length} of them. A restarted process counts as another one.`
      : "In the last 24 hours, no process of the store asked Kintsugi for a cart's tax.",
  ]
  const findings: Finding[] =
    cutOff.length && (answered.length || isReachable)
      ? [
          {
            status: "warning",
            meaning: `Kintsugi answered none of the calculations of ${cutOff.length === 1 ? "one process" : `${cutOff.length} processes`} (${cutOff.map(({ failed, latest }) => `${failed} failures, the latest after ${latest.toISOString().slice(0, 16).replace("T", " ")} UTC`).join("; ")}), but others: it can't be reached from everywhere.`,
            advice:
              "Compare the network and the environment of the instances (HTTPS_PROXY, NO_PROXY, outgoing rules), and run this script on each of them.",
          },
        ]
      : []
  return toCheckResult(
    "instances",
    facts,
    isReachable === undefined || isReachable
      ? findings
      : [
          ...findings,
          {
            status: "failed",
            meaning: "Kintsugi can't be used from this process; see the key.",
            advice: null,
          },
        ],
    CANNOT
  )
}
