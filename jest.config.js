// `ignoreDynamic` keeps `import()` as it is written: p-retry is ESM only, and
// the tests should load it by the same road as the built plugin does.
const transform = {
  "^.+\\.[jt]sx?$": [
    "@swc/jest",
    {
      jsc: {
        parser: { syntax: "typescript", decorators: true },
        target: "es2022",
      },
      module: { type: "commonjs", ignoreDynamic: true },
    },
  ],
}

// Tests run in a context of their own, where each look at one of these costs a
// call: with them at hand, a store does the same in three quarters of the time.
const sandboxInjectedGlobals = [
  "Array",
  "Boolean",
  "Error",
  "JSON",
  "Map",
  "Math",
  "Number",
  "Object",
  "Promise",
  "Reflect",
  "RegExp",
  "Set",
  "String",
  "Symbol",
  "WeakMap",
]

const shared = {
  transform,
  sandboxInjectedGlobals,
  testEnvironment: "node",
  modulePathIgnorePatterns: ["<rootDir>/.medusa/", "<rootDir>/.cache/"],
}

const suites = {
  unit: [
    "**/src/**/*.unit.spec.ts",
    "**/integration-tests/sandbox/*.unit.spec.ts",
    "**/scripts/**/*.unit.spec.ts",
    "**/demo/**/*.unit.spec.ts",
  ],
  http: ["**/integration-tests/http/*.spec.ts"],
  processes: ["**/integration-tests/processes/*.spec.ts"],
  install: ["**/integration-tests/install/*.spec.ts"],
  admin: ["**/integration-tests/admin/*.spec.ts"],
}

const suite = process.env.TEST_TYPE ?? "unit"

/** What loads Medusa in its own way. */
const outsideOfJest = {
  runtime: require.resolve("./scripts/tests/jest-runtime.cjs"),
  testEnvironment: require.resolve("./scripts/tests/jest-environment.cjs"),
}

module.exports = {
  ...shared,
  ...(["unit", "http"].includes(suite) && outsideOfJest),
  workerIdleMemoryLimit: "1GB",
  testMatch: suites[suite],
  testTimeout: suite === "unit" ? 10_000 : 300_000,
}
