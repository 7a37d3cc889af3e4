import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { AREAS, testsOfChange } from "./areas"

const ROOT = join(__dirname, "../..")

const httpSpecs = readdirSync(join(ROOT, "integration-tests/http")).filter(
  (name) => name.endsWith(".spec.ts")
)

describe("the areas", () => {
  it("name paths that exist", () => {
    const missing = AREAS.flatMap(({ paths }) => paths).filter(
      (path) =>
        !existsSync(join(ROOT, path)) &&
        !existsSync(join(ROOT, `${path}.ts`)) &&
        path !== "examples/"
    )
    expect(missing).toEqual([])
  })

  it("name files of tests that exist", () => {
    const missing = AREAS.flatMap(({ http }) => http).filter(
      (name) => !httpSpecs.some((file) => file.startsWith(name))
    )
    expect(missing).toEqual([])
  })

  it("leave no file of tests out", () => {
    const names = AREAS.flatMap(({ http }) => http)
    const left = httpSpecs.filter(
      (file) => !names.some((name) => file.startsWith(name))
    )
    expect(left).toEqual([])
  })
})

describe("the tests of a change", () => {
  it("in reporting are those of the ledger, and killed stores", () => {
    const tests = testsOfChange(["src/ledger/sales.ts"])
    expect([...tests.keys()]).toEqual(["processes", "http"])
    expect(tests.get("http")).toContain("integration-tests/http/ledger")
    expect(tests.get("http")).not.toContain("integration-tests/http/prefetch")
  })

  it("in a test are that test", () => {
    expect(testsOfChange(["integration-tests/http/health.spec.ts"])).toEqual(
      new Map([["http", ["integration-tests/http/health.spec.ts"]]])
    )
  })

  it.each(["src/kintsugi-api/transport.ts", "package-lock.json"])(
    "of %s are all",
    (file) => {
      expect(testsOfChange([file, "src/ledger/sales.ts"])).toEqual(
        new Map([
          ["http", "all"],
          ["processes", "all"],
          ["install", "all"],
        ])
      )
    }
  )

  it("in documents are none", () => {
    expect(testsOfChange(["README.md", "docs/admin.md"])).toEqual(new Map())
  })
})
