import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { installPackages, packPlugin } from "./npm"

/**
 * How a store's medusa-config registers the plugin; `neighbors`: beside other
 * plugins that want the same hooks.
 */
export type Form = "helper" | "long" | "neighbors" | Beside

/** What a store has beside the plugin. */
export type Beside = "Stripe" | "plugins"

/** How a store's modules share their state. */
export type Engines = "memory" | "redis" | "postgres"

export type StorePackages = {
  /** Of Medusa, exact. */
  medusa: string
  /** Further packages, with their versions. */
  packages: Record<string, string>
  /** npm's `overrides`, for a package that demands what others can't use. */
  overrides?: Record<string, Record<string, string>>
}

/**
 * Installs a store that is independent of this repository, as its developer
 * would write it, with the packed plugin and all other packages.
 */
export const installStore = async (
  folder: string,
  packages: StorePackages
): Promise<void> => {
  const tarball = await packPlugin(folder)
  write(folder, "package.json", packageJson(tarball, packages))
  write(folder, "src/providers/house-tax/index.js", HOUSE_TAX)
  for (const [path, text] of Object.entries(NEIGHBOR)) {
    write(folder, `neighbor/${path}`, text)
  }
  await installPackages(folder)
}

export const writeConfig = (
  folder: string,
  form: Form,
  engines: Engines = "memory"
): void =>
  write(
    folder,
    "medusa-config.js",
    form === "long"
      ? LONG_FORM
      : withHelper(PLUGINS[form], ENGINES[engines] + MODULES[form])
  )

const write = (folder: string, path: string, text: string): void => {
  const file = join(folder, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

const packageJson = (
  tarball: string,
  { medusa, packages, overrides }: StorePackages
): string =>
  JSON.stringify({
    name: "a-store-that-is-not-ours",
    private: true,
    dependencies: {
      "@medusajs/cli": medusa,
      "@medusajs/framework": medusa,
      "@medusajs/medusa": medusa,
      "a-neighbor": "file:./neighbor",
      "medusa-plugin-kintsugi": `file:${tarball}`,
      ...packages,
    },
    overrides,
  })

/** A tax provider that the store had before. */
const HOUSE_TAX = `const { ModuleProvider, Modules } = require("@medusajs/framework/utils")

class HouseTax {
  static identifier = "house"

  getIdentifier() {
    return HouseTax.identifier
  }

  async getTaxLines() {
    return []
  }
}

module.exports = {
  __esModule: true,
  default: ModuleProvider(Modules.TAX, { services: [HouseTax] }),
}
`

/** The version that the plugin is developed with. */
const { devDependencies: DEVELOPED_WITH } = JSON.parse(
  readFileSync(resolve(__dirname, "../../package.json"), "utf8")
) as { devDependencies: { "@medusajs/medusa": string } }

/** A store with an Admin: every new store of Medusa's has this package. */
export const STORE_WITH_ADMIN: StorePackages = {
  medusa: DEVELOPED_WITH["@medusajs/medusa"],
  packages: { "@medusajs/admin-sdk": DEVELOPED_WITH["@medusajs/medusa"] },
}

/** The loyalty plugin demands exactly its own version of Medusa. */
export const STORE_WITH_LOYALTY: StorePackages = {
  medusa: "2.21.1",
  packages: { "@medusajs/loyalty-plugin": "2.21.1" },
}

/** The stores of `npm run matrix` with something beside the plugin. */
export const STORES: Record<Beside, StorePackages> = {
  Stripe: {
    medusa: "2.21.2",
    packages: { "@medusajs/payment-stripe": "2.21.2" },
  },
  plugins: {
    medusa: "2.21.1",
    packages: {
      "@medusajs/admin-sdk": "2.21.1",
      "@medusajs/loyalty-plugin": "2.21.1",
      "@rokmohar/medusa-plugin-meilisearch": "2.2.0",
      // The plugins above demand them, of exactly one version.
      "@medusajs/dashboard": "2.21.1",
      "@medusajs/icons": "2.21.1",
      "@medusajs/test-utils": "2.21.1",
      "@medusajs/ui": "4.2.5",
      "medusa-plugin-tolgee": "2.0.0",
    },
    // Of exactly 6.20.1, which no Admin of Medusa 2.21 has.
    overrides: {
      "medusa-plugin-tolgee": { "react-router-dom": "7.18.2" },
    },
  },
}

type HelperForm = Exclude<Form, "long">

/** The other plugins, as JavaScript. */
const PLUGINS: Record<HelperForm, string> = {
  helper: "",
  Stripe: "",
  neighbors: `"@medusajs/loyalty-plugin", "a-neighbor"`,
  // Nobody answers at these addresses: a search engine that is down.
  plugins: `
        "@medusajs/loyalty-plugin",
        {
          resolve: "@rokmohar/medusa-plugin-meilisearch",
          options: {
            config: { host: "http://127.0.0.1:9", apiKey: "only-for-a-test" },
            settings: {
              products: {
                type: "products",
                enabled: true,
                fields: ["id", "title"],
                indexSettings: {
                  searchableAttributes: ["title"],
                  displayedAttributes: ["id", "title"],
                  filterableAttributes: ["id"],
                },
                primaryKey: "id",
              },
            },
          },
        },
        {
          resolve: "medusa-plugin-tolgee",
          options: {
            baseURL: "http://127.0.0.1:9",
            apiKey: "only-for-a-test",
            projectId: "1",
            keys: { product: ["title"] },
          },
        },`,
}

const MODULES: Record<HelperForm, string> = {
  helper: "",
  neighbors: "",
  Stripe: `{
          resolve: "@medusajs/medusa/payment",
          options: {
            providers: [
              {
                resolve: "@medusajs/medusa/payment-stripe",
                id: "stripe",
                options: { apiKey: "sk_test_only-for-a-test" },
              },
            ],
          },
        },`,
  plugins: `{
          resolve: "@medusajs/medusa/analytics",
          options: {
            providers: [
              { resolve: "@medusajs/medusa/analytics-local", id: "local" },
            ],
          },
        },`,
}

const REDIS = "{ redisUrl: process.env.REDIS_URL }"

const lockingBy = (name: string, options: string): string => `{
          resolve: "@medusajs/medusa/locking",
          options: {
            providers: [
              {
                resolve: "@medusajs/medusa/locking-${name}",
                id: "locking-${name}",
                is_default: true,
                options: ${options},
              },
            ],
          },
        },`

const ENGINES: Record<Engines, string> = {
  memory: "",
  redis: `{
          resolve: "@medusajs/medusa/event-bus-redis",
          options: ${REDIS},
        },
        {
          resolve: "@medusajs/medusa/workflow-engine-redis",
          options: { redis: ${REDIS} },
        },
        {
          resolve: "@medusajs/medusa/caching",
          options: {
            providers: [
              {
                resolve: "@medusajs/caching-redis",
                id: "caching-redis",
                is_default: true,
                options: ${REDIS},
              },
            ],
          },
        },
        ${lockingBy("redis", REDIS)}`,
  postgres: lockingBy("postgres", "{}"),
}

/** Another plugin, which notes when its handler of a shared hook runs. */
const NEIGHBOR = {
  "package.json": JSON.stringify({ name: "a-neighbor", version: "1.0.0" }),
  ".medusa/server/src/workflows/hooks/note.js": `const { StepResponse } = require("@medusajs/framework/workflows-sdk")
const {
  refreshCartItemsWorkflow,
  upsertTaxLinesWorkflow,
} = require("@medusajs/medusa/core-flows")

refreshCartItemsWorkflow.hooks.beforeRefreshingPaymentCollection(
  async ({ input }, { container }) => {
    await container
      .resolve("cart")
      .updateCarts(input.cart_id, { metadata: { neighbor: "was here" } })
    return new StepResponse(undefined, input.cart_id)
  },
  async () => undefined
)

upsertTaxLinesWorkflow.hooks.setTaxLineContext(
  async () => new StepResponse({ neighbor: true })
)
`,
}

const SETTINGS = `{
    projectConfig: {
      databaseUrl: process.env.DATABASE_URL,
      http: {
        storeCors: "http://localhost:8000",
        adminCors: "http://localhost:9000",
        authCors: "http://localhost:9000",
        jwtSecret: "only-for-a-test",
        cookieSecret: "only-for-a-test",
      },
    },
    admin: { disable: true },`

const HOUSE = `{ resolve: "./src/providers/house-tax", id: "house" }`

const OPTIONS = `{
  apiKey: process.env.KINTSUGI_API_KEY,
  organizationId: process.env.KINTSUGI_ORGANIZATION_ID,
  baseUrl: process.env.KINTSUGI_BASE_URL,
}`

const withHelper = (
  plugins: string,
  modules: string
): string => `const { defineConfig } = require("@medusajs/framework/utils")
const { withKintsugi } = require("medusa-plugin-kintsugi")

module.exports = defineConfig(
  withKintsugi(
    ${SETTINGS}
      plugins: [${plugins}],
      modules: [
        {
          resolve: "@medusajs/medusa/tax",
          options: { providers: [${HOUSE}] },
        },
        ${modules}
      ],
    },
    ${OPTIONS}
  )
)
`

const LONG_FORM = `const { defineConfig } = require("@medusajs/framework/utils")

const options = ${OPTIONS}

module.exports = defineConfig(
  ${SETTINGS}
    plugins: [{ resolve: "medusa-plugin-kintsugi", options }],
    modules: [
      {
        resolve: "@medusajs/medusa/tax",
        options: {
          providers: [
            ${HOUSE},
            {
              resolve: "medusa-plugin-kintsugi/providers/kintsugi",
              id: "kintsugi",
              options,
            },
          ],
        },
      },
    ],
  }
)
`
