import unit from "./jest.config.js"

const ROOMS = {
  ledger: ["src/ledger/**/*.ts"],
  tax: ["src/tax/estimate/**/*.ts", "src/tax/tax-lines/**/*.ts"],
}

/** One room at a time: each mutant loads the specs of its room only. */
const room = process.env.MUTATED_ROOM ?? "ledger"

// Arithmetic and mapping of money: what a wrong sign or bound would cost most.
// `npm run mutation -- ledger --mutate "src/ledger/allocate.ts"` for one file.
export default {
  mutate: [...ROOMS[room], "!**/*.spec.ts", "!**/__fixtures__/**"],
  testRunner: "jest",
  jest: {
    config: {
      ...unit,
      testMatch: ["<rootDir>/scripts/mutation/all-specs.js"],
    },
    enableFindRelatedTests: false,
  },
  testRunnerNodeArgs: ["--experimental-vm-modules"],
  coverageAnalysis: "perTest",
  // A changed text is not a fault of arithmetic; titles have specs of their own.
  mutator: { excludedMutations: ["StringLiteral"] },
  ignoreStatic: true,
  incremental: true,
  incrementalFile: `.cache/mutation-${room}.json`,
  tempDirName: `.cache/mutation-${room}`,
  // A folder of its own is not needed for what is only read.
  ignorePatterns: [".medusa", ".cache", "docs", "findings", "demo", "bench"],
  reporters: ["clear-text", "progress"],
  clearTextReporter: { allowColor: false, logTests: false },
  thresholds: { high: 90, low: 85, break: 85 },
  concurrency: 2,
  // A time-out counts as a mutant found: only an endless loop may be one, and
  // never a busy machine.
  timeoutMS: 30_000,
}
