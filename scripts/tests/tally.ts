export type Tally = { passed: number; failed: number }

/** What Jest writes with --json. */
export type JestReport = {
  numPassedTests: number
  numFailedTests: number
  numRuntimeErrorTestSuites: number
}

export const NONE: Tally = { passed: 0, failed: 0 }

export const add = (one: Tally, other: Tally): Tally => ({
  passed: one.passed + other.passed,
  failed: one.failed + other.failed,
})

/** A file that could not be run counts as one failed test, and so does Jest. */
export const tally = (
  report: JestReport | undefined,
  status: number
): Tally => {
  const passed = report?.numPassedTests ?? 0
  const failed =
    (report?.numFailedTests ?? 0) + (report?.numRuntimeErrorTestSuites ?? 0)
  return { passed, failed: status === 0 ? failed : Math.max(failed, 1) }
}
