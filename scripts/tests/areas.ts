/** Which suites' files a part of the plugin is tested by. */
type Area = {
  /** Beginnings of paths. */
  paths: string[]
  /** Parts of the names of files in `integration-tests/http`. */
  http: string[]
  /** Other suites, whole. */
  suites?: string[]
}

/**
 * What changes of a path may break over HTTP. A path in no area (the client,
 * the options, the module, the sandbox, dependencies) is tested by all suites.
 */
export const AREAS: Area[] = [
  {
    paths: [
      "src/api/store/",
      "src/modules/kintsugi/cart-handoff",
      "src/modules/kintsugi/memory/",
      "src/modules/kintsugi/outage/",
      "src/providers/",
      "src/tax/cart/",
      "src/tax/estimate/",
      "src/tax/memory/",
      "src/tax/tax-lines/",
      "src/workflows/cart-tax/",
    ],
    http: [
      "address",
      "carts",
      "checkout",
      "combined-jurisdictions",
      "customers-and-places",
      "discounts",
      "faults",
      "freshness",
      "gift-cards",
      "hooks-off",
      "least-answers",
      "locking-in-postgres",
      "not-configured",
      "outage",
      "prefetch",
      "request-bounds",
      "security",
      "shared-cache",
      "storefront",
      "tax-inclusive",
      "whole-units",
      "zero-tax",
    ],
  },
  {
    paths: ["src/workflows/alerts/", "src/jobs/evaluate-alerts.ts"],
    http: ["alerts"],
  },
  { paths: ["src/workflows/address-corrections/"], http: ["address"] },
  {
    paths: ["src/workflows/order-tax/", "src/api/admin/order-changes/"],
    http: ["ledger-combinations", "order", "personal-data"],
  },
  {
    paths: [
      "src/jobs/",
      "src/ledger/",
      "src/subscribers/",
      "src/report/",
      "src/workflows/ledger-sync/",
      "src/workflows/report/",
    ],
    http: [
      "faults",
      "gift-cards",
      "health",
      "ledger",
      "order",
      "personal-data",
      "reconciliation",
      "reporting",
      "sale-details",
      "simultaneous-writes",
      "split-orders",
      "stopped-sales",
      "sweeps",
      "tax-report",
    ],
    suites: ["processes"],
  },
  {
    paths: [
      "src/links/",
      "src/modules/kintsugi/lookups/product-categories",
      "src/tax/products/",
      "src/workflows/products/",
    ],
    http: ["classification", "ledger.spec", "orders"],
  },
  {
    paths: [
      "src/modules/kintsugi/customers/",
      "src/tax/customer/",
      "src/workflows/exemptions/",
    ],
    http: ["customers-and-places", "exemptions", "personal-data", "security"],
  },
  {
    paths: ["src/tax/explanation/", "src/workflows/explanation/"],
    http: ["explanation", "personal-data", "settings-over-options"],
  },
  {
    paths: ["src/tax/address/", "src/workflows/addresses/"],
    http: ["address", "carts", "customers-and-places", "storefront"],
  },
  {
    paths: [
      "src/tax/nexus/",
      "src/workflows/health/",
      "src/workflows/settings/",
      "src/modules/kintsugi/settings/",
      "src/modules/kintsugi/stats/",
    ],
    http: [
      "collection",
      "health",
      "not-configured",
      "registered-by-hand",
      "reporting-since",
      "settings",
    ],
  },
  {
    paths: ["src/workflows/doctor/", "src/scripts/doctor"],
    http: ["doctor"],
  },
  {
    paths: ["src/api/admin/kintsugi/", "src/policies/"],
    http: [
      "classification",
      "collection",
      "doctor",
      "exemptions",
      "explanation",
      "health",
      "permissions",
      "reconciliation",
      "reporting",
      "security",
      "settings",
    ],
  },
  { paths: ["src/admin/"], http: [], suites: ["admin"] },
  {
    paths: ["src/storefront/", "examples/"],
    http: ["storefront"],
    suites: ["install"],
  },
  { paths: ["integration-tests/admin/"], http: [], suites: ["admin"] },
  { paths: ["integration-tests/install/"], http: [], suites: ["install"] },
  { paths: ["integration-tests/processes/"], http: [], suites: ["processes"] },
  // Nothing there is run by a test.
  {
    paths: ["bench/", "docs/", "findings/", "demo/", ".ci/", ".github/"],
    http: [],
  },
]

const HTTP = "integration-tests/http/"

/** The tests of a change: per suite the parts of its files' names, or all. */
export type TestsOfChange = Map<string, string[] | "all">

/**
 * The tests over HTTP and the other suites that a change touches. Unit tests
 * are found by what they import, and are not in the answer.
 *
 * @param files - paths from the repository's root
 */
export const testsOfChange = (files: string[]): TestsOfChange => {
  const tests: TestsOfChange = new Map()
  const http = new Set<string>()
  for (const file of files) {
    if (file.endsWith(".md") || file.endsWith(".unit.spec.ts")) {
      continue
    }
    if (file.startsWith(HTTP) && file.endsWith(".spec.ts")) {
      http.add(file.slice(HTTP.length))
      continue
    }
    const areas = AREAS.filter(({ paths }) =>
      paths.some((path) => file.startsWith(path))
    )
    if (!areas.length) {
      for (const suite of ["http", "processes", "install"]) {
        tests.set(suite, "all")
      }
    }
    for (const { http: names, suites } of areas) {
      names.forEach((name) => http.add(name))
      suites?.forEach((suite) => tests.set(suite, "all"))
    }
  }
  if (http.size && !tests.has("http")) {
    tests.set(
      "http",
      [...http].toSorted().map((name) => HTTP + name)
    )
  }
  return tests
}
