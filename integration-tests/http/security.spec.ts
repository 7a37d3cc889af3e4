import { readFileSync, readdirSync } from "node:fs"
import { join, relative } from "node:path"
import { everyTable } from "./settings"
import { describeStore } from "./store"

const API = join(__dirname, "../../src/api")

type Route = { method: string; path: string }

/** The routes that the files define, so that new ones are tested, too. */
const routesUnder = (folder: string): Route[] =>
  readdirSync(join(API, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith("route.ts"))
    .flatMap((file) => {
      const path = relative(API, join(API, folder, file))
        .replaceAll("\\", "/")
        .replace(/\/route\.ts$/, "")
      const text = readFileSync(join(API, folder, file), "utf8")
      return [...text.matchAll(/export const (GET|POST|PUT|DELETE)\b/g)].map(
        ([, method]) => ({ method: method!, path: `/${path}` })
      )
    })

const at = (path: string, value = "some_id"): string =>
  path.replace(/\[\w+\]/g, value)

const ADMIN_ROUTES = routesUnder("admin/kintsugi")

const MEGABYTE = "a".repeat(1_000_000)

/** Values that no field accepts. */
const WRONG: [string, unknown][] = [
  ["an object", { $ne: null }],
  ["a megabyte", MEGABYTE],
  ["a control character", "a\u0000b"],
  ["half of a character", "a\ud800b"],
  ["an object that is not a string", { toString: "x" }],
  ["an object with another prototype", JSON.parse('{"__proto__":{"a":1}}')],
  ["a very long list", Array(5_000).fill("x")],
]

/** Texts that a field may accept as plain text. */
const TEXTS = [
  "'; drop table kintsugi_ledger_entry; --",
  "<script>alert(1)</script>",
  "../../etc/passwd",
]

const CERTIFICATES =
  "/admin/kintsugi/customers/[customer_id]/exemptions/[exemption_id]/certificates"

const WHAT_IF = {
  address: { postal_code: "78701" },
  classification: { category: "Physical", subcategory: "General Physical" },
  date: "2026-01-31",
  simulate_registration: true,
}

/** Routes that take a file instead of a body. */
const UPLOADS = [
  CERTIFICATES,
  "/admin/kintsugi/customer-groups/[customer_group_id]/certificate",
  "/admin/kintsugi/products/import",
]

/** Valid bodies, of which the tests change one field at a time. */
const BODIES: Record<string, Record<string, unknown>> = {
  "/admin/kintsugi/settings": {
    api_key: "sk_sandbox_key",
    organization_id: "orgn_sandbox",
    on_failure: "zero",
    on_invalid_address: "reject",
    on_tax_change: "accept",
    sync_on: "fulfilled",
    default_category: "Physical",
    default_subcategory: "General Physical",
    shipping_category: "Physical",
    shipping_subcategory: "General Physical",
  },
  "/admin/kintsugi/orders/[id]/address-correction": { difference: "0.32" },
  "/admin/kintsugi/orders/[id]/address-correction/estimate": {},
  "/admin/kintsugi/connection-test": {
    api_key: "sk_sandbox_key",
    organization_id: "orgn_sandbox",
  },
  "/admin/kintsugi/trial-estimate": {
    address: {
      country_code: "us",
      province: "TX",
      postal_code: "78701",
    },
    product_id: "prod_1",
    category: "Physical",
    subcategory: "General Physical",
    amount: "10",
    shipping_amount: "5",
    customer_id: "cus_1",
    currency_code: "usd",
    simulate_registration: false,
  },
  "/admin/kintsugi/orders/[id]/explanation/ask-again": WHAT_IF,
  "/admin/kintsugi/carts/[id]/explanation/ask-again": WHAT_IF,
  "/admin/kintsugi/products": { classifications: [] },
  "/admin/kintsugi/products/sync": { product_ids: ["prod_1"] },
  "/admin/kintsugi/products/[product_id]": {
    category: "Physical",
    subcategory: "General Physical",
  },
  "/admin/kintsugi/classification-rules": {
    kind: "tag",
    reference_id: "ptag_1",
    category: "Physical",
    subcategory: "General Physical",
  },
  "/admin/kintsugi/doctor": {},
  "/admin/kintsugi/transactions/retry": {},
  "/admin/kintsugi/transactions/[id]/retry": {},
  "/admin/kintsugi/backfill": { from: "2026-01-01", to: "2026-02-01" },
  "/admin/kintsugi/reconciliation": {
    from: "2026-01-01",
    to: "2026-02-01",
    repair: false,
  },
  "/admin/kintsugi/dismissed-findings": {
    finding_id: "0123456789abcdef0123456789abcdef",
    note: "Filed by hand.",
  },
  "/admin/kintsugi/customers/[customer_id]/exemptions": {
    exemption_type: "wholesale",
    fein: "12-3456789",
    sales_tax_id: "TX-0001",
    country_code: "US",
    jurisdictions: ["TX"],
    start_date: "2026-01-01",
    end_date: "2027-01-01",
    reseller: false,
  },
  "/admin/kintsugi/customers/[customer_id]/tax-ids": {
    country_code: "DE",
    number: "DE123",
  },
  "/admin/kintsugi/customer-groups/[customer_group_id]": {
    reason: "School",
    country_code: "US",
    jurisdictions: ["TX"],
    end_date: "2027-01-01",
  },
}

describeStore("security", {}, (store) => {
  const ask = async (
    { method, path }: Route,
    {
      data,
      headers = store.adminHeaders(),
    }: { data?: unknown; headers?: Record<string, string> } = {}
  ) => {
    const answer = await store.api.request({
      method,
      url: path,
      data,
      headers,
      validateStatus: () => true,
    })
    return { status: answer.status, text: JSON.stringify(answer.data) }
  }

  it("BODIES has each route that takes a body", () => {
    const posts = ADMIN_ROUTES.filter(({ method }) => method === "POST")
    expect(posts.map(({ path }) => path).sort()).toEqual(
      [...Object.keys(BODIES), ...UPLOADS].sort()
    )
  })

  it.each(ADMIN_ROUTES)(
    "an Admin route requires a session: $method $path",
    async ({ method, path }) => {
      const route = { method, path: at(path) }
      await expect(ask(route, { headers: {} })).resolves.toMatchObject({
        status: 401,
      })
      await expect(
        ask(route, { headers: { authorization: "Bearer nobody" } })
      ).resolves.toMatchObject({ status: 401 })
      await expect(
        ask(route, {
          headers: { "x-publishable-api-key": store.shop.publishableKey },
        })
      ).resolves.toMatchObject({ status: 401 })
    }
  )

  it.each(routesUnder("store/kintsugi"))(
    "a store route requires a publishable key: $method $path",
    async ({ method, path }) => {
      await expect(
        ask({ method, path: at(path) }, { data: {}, headers: {} })
      ).resolves.toMatchObject({ status: 400 })
    }
  )

  const fields = Object.entries(BODIES).flatMap(([path, body]) =>
    Object.keys(body).map((field) => ({ path, field, body }))
  )

  it.each(fields)(
    "an invalid $field is refused by its name: POST $path",
    async ({ path, field, body }) => {
      for (const [, value] of WRONG) {
        const { status, text } = await ask(
          { method: "POST", path: at(path) },
          { data: { ...body, [field]: value } }
        )
        expect([status >= 400 && status < 500, text]).toEqual([
          true,
          expect.stringContaining(field),
        ])
        expect(text.length).toBeLessThan(5_000)
      }
    }
  )

  it.each(fields)(
    "hostile text in $field is only text: POST $path",
    async ({ path, field, body }) => {
      for (const value of TEXTS) {
        const { status, text } = await ask(
          { method: "POST", path: at(path) },
          { data: { ...body, [field]: value } }
        )
        expect([status < 500, text]).toEqual([true, expect.any(String)])
      }
    }
  )

  it.each(Object.keys(BODIES))(
    "an unknown field is refused: POST %s",
    async (path) => {
      const { status, text } = await ask(
        { method: "POST", path: at(path) },
        { data: { ...BODIES[path], base_url: "http://169.254.169.254" } }
      )
      expect([status, text]).toEqual([400, expect.stringContaining("base_url")])
    }
  )

  const nested = (depth: number, open: string, close: string) =>
    `{"a":${open.repeat(depth)}1${close.repeat(depth)}}`

  it.each([
    ...Object.keys(BODIES),
    "/store/kintsugi/address-validation",
    "/store/kintsugi/carts/[id]/prefetch-tax",
  ])("a malformed body is refused with a 400: POST %s", async (path) => {
    for (const [data, named] of [
      [nested(100_000, "[", "]"), "a"],
      [nested(100_000, '{"a":', "}"), "a"],
      [JSON.stringify({ ["k".repeat(1_000_000)]: 1 }), "name"],
      [JSON.stringify({ "a\u0000b": 1 }), "name"],
      ['{"__proto__":{"a":1}}', "__proto__"],
      ['{"constructor":{"prototype":{"a":1}}}', "constructor"],
      ["[]", ""],
      ["7", ""],
      ['{"a":', ""],
    ] as const) {
      const { status, text } = await ask(
        { method: "POST", path: at(path) },
        {
          data,
          headers: {
            ...(path.startsWith("/store")
              ? { "x-publishable-api-key": store.shop.publishableKey }
              : store.adminHeaders()),
            "content-type": "application/json",
          },
        }
      )
      expect([data.slice(0, 20), status, text]).toEqual([
        data.slice(0, 20),
        400,
        expect.stringContaining(named),
      ])
      expect(text.length).toBeLessThan(2_000)
    }
  })

  it.each([
    ["GET", "/admin/kintsugi/transactions?to=9999-12-31", undefined],
    ["POST", "/admin/kintsugi/backfill", { to: "9999-12-31" }],
    ["POST", "/admin/kintsugi/reconciliation", { to: "9999-12-31" }],
  ])("a day out of range is named: %s %s", async (method, path, data) => {
    await expect(ask({ method, path }, { data })).resolves.toEqual({
      status: 400,
      text: expect.stringContaining("'to'"),
    })
  })

  it.each(UPLOADS)("an upload requires a file: POST %s", async (path) => {
    await expect(
      ask({ method: "POST", path: at(path) }, { data: {} })
    ).resolves.toEqual({
      status: 400,
      text: expect.stringContaining("'file'"),
    })
  })

  it.each([
    ["no boundary", "multipart/form-data", "x"],
    [
      "no end",
      "multipart/form-data; boundary=x",
      '--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.4',
    ],
    [
      "a NUL in its name",
      "multipart/form-data; boundary=x",
      '--x\r\nContent-Disposition: form-data; name="file"; filename="a\0.pdf"\r\n\r\n%PDF-1.4\r\n--x--\r\n',
    ],
  ])("a form with %s is refused", async (_, type, data) => {
    await expect(
      ask(
        { method: "POST", path: at(CERTIFICATES) },
        { data, headers: { ...store.adminHeaders(), "content-type": type } }
      )
    ).resolves.toEqual({
      status: 400,
      text: expect.stringContaining("'file'"),
    })
  })

  it.each(["products/prod_1/", "Products/prod_1"])(
    "a body is validated however its path is spelled: %s",
    async (path) => {
      await expect(
        ask(
          { method: "POST", path: `/admin/kintsugi/${path}` },
          { data: { category: "Physical", subcategory: 3 } }
        )
      ).resolves.toMatchObject({ status: 400 })
    }
  )

  it("an error about a malformed API key does not quote it", async () => {
    const { status, text } = await ask(
      { method: "POST", path: "/admin/kintsugi/settings" },
      { data: { api_key: ["sk_live_secret"] } }
    )
    expect([status, text]).toEqual([400, expect.stringContaining("api_key")])
    expect(text).not.toContain("sk_live_secret")
  })

  it.each(ADMIN_ROUTES.filter(({ path }) => path.includes("[")))(
    "any id in a path is handled: $method $path",
    async ({ method, path }) => {
      for (const id of ["%00", "%27%3B%20drop%20table", "x".repeat(4_000)]) {
        const { status, text } = await ask(
          { method, path: at(path, id) },
          { data: BODIES[path] }
        )
        expect([status < 500, text]).toEqual([true, expect.any(String)])
      }
    }
  )

  it.each(ADMIN_ROUTES.filter(({ method }) => method === "GET"))(
    "any query is handled: GET $path",
    async ({ path }) => {
      for (const query of [
        "q=%00",
        "q=%27%3B+drop+table",
        "limit=-1",
        "limit=1e9",
        "offset=abc",
        "state=%00",
        "order_id=%00",
        "from=yesterday",
        `q=${"x".repeat(8_000)}`,
      ]) {
        const { status, text } = await ask({
          method: "GET",
          path: `${at(path)}?${query}`,
        })
        expect([query, status < 500, text]).toEqual([
          query,
          true,
          expect.any(String),
        ])
      }
    }
  )

  it("the tables still exist, and none contains the API key", async () => {
    const tables = await everyTable(store)
    expect([...tables.keys()]).toContain("kintsugi_ledger_entry")
    for (const [table, rows] of tables) {
      expect([table, rows.includes("sk_sandbox_key")]).toEqual([table, false])
    }
  })
})
