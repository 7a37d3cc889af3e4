import type { InputConfig } from "@medusajs/framework/types"
import type { KintsugiOptions } from "./options"
import { withKintsugi } from "./with-kintsugi"

const OPTIONS: KintsugiOptions = {
  apiKey: "sk_live_8kQ2vN4rT6yU",
  organizationId: "orgn_argaLQwMy2fJc",
}

const PLUGIN = { resolve: "medusa-plugin-kintsugi", options: OPTIONS }

const PROVIDER = {
  resolve: "medusa-plugin-kintsugi/providers/kintsugi",
  id: "kintsugi",
  options: OPTIONS,
}

const AVALARA = {
  resolve: "medusa-avalara/providers/avalara",
  id: "avalara",
  options: { companyCode: "ACME" },
}

const REDIS_CACHE = {
  resolve: "@medusajs/medusa/cache-redis",
  options: { redisUrl: "redis://localhost:6379" },
}

/** A store's configuration; its types require more than stores write. */
const store = (config: Record<string, unknown>): InputConfig =>
  ({
    projectConfig: { databaseUrl: "postgres://localhost/store" },
    ...config,
  }) as InputConfig

describe("withKintsugi", () => {
  it("adds the plugin and the tax provider to a bare configuration", () => {
    expect(withKintsugi(store({}), OPTIONS)).toEqual({
      projectConfig: { databaseUrl: "postgres://localhost/store" },
      plugins: [PLUGIN],
      modules: [
        {
          resolve: "@medusajs/medusa/tax",
          dependencies: ["kintsugi"],
          options: { providers: [PROVIDER] },
        },
      ],
    })
  })

  it("works without options, so that a store boots before it has a key", () => {
    const { plugins } = withKintsugi(store({}))
    expect(plugins).toEqual([
      { resolve: "medusa-plugin-kintsugi", options: {} },
    ])
  })

  it("keeps the other settings", () => {
    const config = withKintsugi(
      store({ admin: { disable: true }, featureFlags: { caching: true } }),
      OPTIONS
    )
    expect(config).toMatchObject({
      projectConfig: { databaseUrl: "postgres://localhost/store" },
      admin: { disable: true },
      featureFlags: { caching: true },
    })
  })

  it("keeps the store's plugins, as strings and as objects", () => {
    const other = { resolve: "medusa-plugin-wishlist", options: { max: 50 } }
    const { plugins } = withKintsugi(
      store({ plugins: ["medusa-plugin-reviews", other] }),
      OPTIONS
    )
    expect(plugins).toEqual(["medusa-plugin-reviews", other, PLUGIN])
  })

  it.each([
    "medusa-plugin-kintsugi",
    { resolve: "medusa-plugin-kintsugi", options: { retries: 1 } },
  ])("replaces an earlier entry of the plugin (%j)", (earlier) => {
    const { plugins } = withKintsugi(store({ plugins: [earlier] }), OPTIONS)
    expect(plugins).toEqual([PLUGIN])
  })

  it.each([
    ["no modules", undefined],
    ["modules in an array", [REDIS_CACHE]],
    ["modules in an object", { cache: REDIS_CACHE }],
  ])("adds nothing twice when it is called twice: %s", (_, modules) => {
    const once = withKintsugi(store({ modules, plugins: ["other"] }), OPTIONS)
    expect(withKintsugi(once, OPTIONS)).toEqual(once)
  })

  it("uses the second call's options when it is called twice", () => {
    const once = withKintsugi(store({}), { retries: 1 })
    expect(withKintsugi(once, OPTIONS)).toEqual(
      withKintsugi(store({}), OPTIONS)
    )
  })

  it.each([
    [
      "an array",
      [REDIS_CACHE, { key: "tax", options: { providers: [AVALARA] } }],
    ],
    [
      "an object",
      { cache: REDIS_CACHE, tax: { options: { providers: [AVALARA] } } },
    ],
  ])("does not modify the given configuration: %s", (_, modules) => {
    const config = store({ modules, plugins: ["other"] })
    const before = structuredClone(config)
    withKintsugi(config, OPTIONS)
    expect(config).toEqual(before)
  })

  it("copies the options, so that Medusa can write into them safely", () => {
    const options = { ...OPTIONS }
    const { plugins } = withKintsugi(store({}), options)
    const plugin = plugins?.[0] as { options: Record<string, unknown> }
    plugin.options.database = { clientUrl: "postgres://localhost/store" }
    expect(options).toEqual(OPTIONS)
  })

  it("refuses a malformed option and names it", () => {
    expect(() => withKintsugi(store({}), { retries: -1 })).toThrow(
      'medusa-plugin-kintsugi: option "retries": '
    )
  })

  it("refuses an unknown option and names it", () => {
    const options = { apikey: "sk_live_8kQ2vN4rT6yU" } as KintsugiOptions
    expect(() => withKintsugi(store({}), options)).toThrow(
      'there is no option "apikey"'
    )
  })
})

describe("withKintsugi with modules in an array", () => {
  const modulesOf = (modules: unknown[]) =>
    withKintsugi(store({ modules }), OPTIONS).modules

  it("adds the Tax Module after the others", () => {
    expect(
      modulesOf([REDIS_CACHE, { resolve: "./src/modules/brand" }])
    ).toEqual([
      REDIS_CACHE,
      { resolve: "./src/modules/brand" },
      {
        resolve: "@medusajs/medusa/tax",
        dependencies: ["kintsugi"],
        options: { providers: [PROVIDER] },
      },
    ])
  })

  it.each([
    ["resolve", { resolve: "@medusajs/medusa/tax" }],
    ["the package itself", { resolve: "@medusajs/tax" }],
    ["key", { key: "tax" }],
    ["key, resolved elsewhere", { key: "tax", resolve: "./src/modules/tax" }],
  ])("extends the store's tax entry, found by %s, in place", (_, entry) => {
    const tax = {
      ...entry,
      dependencies: ["caching"],
      options: { providers: [AVALARA], defaultTaxRate: 5 },
    }
    expect(modulesOf([tax, REDIS_CACHE])).toEqual([
      {
        resolve: "@medusajs/medusa/tax",
        ...entry,
        dependencies: ["caching", "kintsugi"],
        options: { providers: [AVALARA, PROVIDER], defaultTaxRate: 5 },
      },
      REDIS_CACHE,
    ])
  })

  it("does not change an entry that resolves to the package under another key", () => {
    const other = { key: "levies", resolve: "@medusajs/medusa/tax" }
    expect(modulesOf([other])).toEqual([
      other,
      {
        resolve: "@medusajs/medusa/tax",
        dependencies: ["kintsugi"],
        options: { providers: [PROVIDER] },
      },
    ])
  })

  it("extends the last of several tax entries, which Medusa also uses", () => {
    const first = { key: "tax", options: { providers: [AVALARA] } }
    const last = { key: "tax", options: {} }
    expect(modulesOf([first, last])).toEqual([
      first,
      {
        resolve: "@medusajs/medusa/tax",
        key: "tax",
        dependencies: ["kintsugi"],
        options: { providers: [PROVIDER] },
      },
    ])
  })

  it("refuses a tax entry that is disabled", () => {
    expect(() => modulesOf([{ key: "tax", disable: true }])).toThrow(
      "medusa-plugin-kintsugi: the Tax Module is switched off"
    )
  })
})

describe("withKintsugi with modules in an object", () => {
  const modulesOf = (modules: Record<string, unknown>) =>
    withKintsugi(store({ modules }), OPTIONS).modules

  it("adds the Tax Module to the others", () => {
    expect(modulesOf({ cache: REDIS_CACHE, pricing: true })).toEqual({
      cache: REDIS_CACHE,
      pricing: true,
      tax: {
        resolve: "@medusajs/medusa/tax",
        dependencies: ["kintsugi"],
        options: { providers: [PROVIDER] },
      },
    })
  })

  it("extends the store's tax entry", () => {
    const tax = {
      resolve: "./src/modules/tax",
      dependencies: ["caching"],
      options: { providers: [AVALARA], defaultTaxRate: 5 },
    }
    expect(modulesOf({ tax })).toEqual({
      tax: {
        resolve: "./src/modules/tax",
        dependencies: ["caching", "kintsugi"],
        options: { providers: [AVALARA, PROVIDER], defaultTaxRate: 5 },
      },
    })
  })

  it.each([true, undefined])("treats tax: %s as the default module", (tax) => {
    expect(modulesOf({ tax })).toMatchObject({
      tax: {
        resolve: "@medusajs/medusa/tax",
        dependencies: ["kintsugi"],
        options: { providers: [PROVIDER] },
      },
    })
  })

  it.each([false, { disable: true }])("refuses tax: %j", (tax) => {
    expect(() => modulesOf({ tax })).toThrow(
      "medusa-plugin-kintsugi: the Tax Module is switched off"
    )
  })
})
