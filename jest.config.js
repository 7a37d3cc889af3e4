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

const shared = {
  transform,
  testEnvironment: "node",
  modulePathIgnorePatterns: ["<rootDir>/.medusa/", "<rootDir>/.cache/"],
}

const suites = {
  unit: [
    "**/src/**/*.unit.spec.ts",
    "**/integration-tests/sandbox/*.unit.spec.ts",
  ],
  http: ["**/integration-tests/http/*.spec.ts"],
  processes: ["**/integration-tests/processes/*.spec.ts"],
  install: ["**/integration-tests/install/*.spec.ts"],
  admin: ["**/integration-tests/admin/*.spec.ts"],
}

const suite = process.env.TEST_TYPE ?? "unit"

module.exports = {
  ...shared,
  testMatch: suites[suite],
  testTimeout: suite === "unit" ? 10_000 : 300_000,
}
