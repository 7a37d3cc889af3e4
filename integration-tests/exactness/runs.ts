/**
 * How many examples a property is checked with: `RUNS` if the environment names
 * it, so that property tests can be made short.
 */
export const runsOf = (runs: number): number => Number(process.env.RUNS ?? runs)
