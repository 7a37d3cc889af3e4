export type Tally = { passed: number; failed: number }

/** Jest's report with --json. */
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

/** A file that could not run counts as one failed test; so does Jest itself. */
export const tally = (
  report: JestReport | undefined,
  status: number
): Tally => {
  if (!report) {
    return { passed: 0, failed: 1 }
  }
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites
  return {
    passed: report.numPassedTests,
    failed: status === 0 ? failed : Math.max(failed, 1),
  }
}
