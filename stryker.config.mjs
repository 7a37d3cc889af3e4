// Arithmetic and mapping of money: what a wrong sign or bound would cost most.
// `npm run mutation -- --mutate "src/ledger/allocate.ts"` for one file.
export default {
  mutate: [
    "src/ledger/**/*.ts",
    "src/tax/estimate/**/*.ts",
    "src/tax/tax-lines/**/*.ts",
    "!**/*.spec.ts",
    "!**/__fixtures__/**",
  ],
  testRunner: "jest",
  jest: {
    configFile: "jest.config.js",
    enableFindRelatedTests: true,
  },
  testRunnerNodeArgs: ["--experimental-vm-modules"],
  coverageAnalysis: "perTest",
  // A changed text is not a fault of arithmetic; titles have specs of their own.
  mutator: { excludedMutations: ["StringLiteral"] },
  ignoreStatic: true,
  incremental: true,
  incrementalFile: ".cache/mutation.json",
  tempDirName: ".cache/mutation",
  reporters: ["clear-text", "progress"],
  clearTextReporter: { allowColor: false, logTests: false },
  thresholds: { high: 90, low: 85, break: 85 },
  // Property tests try hundreds of carts; a mutant needs a few to show itself.
  concurrency: 2,
}
