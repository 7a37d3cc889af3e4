const { dirname } = require("node:path")
const { defineConfig } = require("@medusajs/framework/utils")
const { withKintsugi } = require("medusa-plugin-kintsugi")

/** The folder that has the store's packages. */
const packages = dirname(
  dirname(dirname(require.resolve("@medusajs/medusa/package.json")))
)

const secret = process.env.STORE_SECRET ?? "only-for-a-store-on-this-machine"

const redisUrl = process.env.STORE_REDIS_URL
/** `redis` or `postgres`; absent: Medusa's own, in this process's memory. */
const locking = process.env.STORE_LOCKING || (redisUrl && "redis")

const lockingModule = {
  resolve: "@medusajs/medusa/locking",
  options: {
    providers: [
      {
        resolve: `@medusajs/medusa/locking-${locking}`,
        id: `locking-${locking}`,
        is_default: true,
        options: locking === "redis" ? { redisUrl } : {},
      },
    ],
  },
}

/** The modules of a store that runs as several processes. */
const modulesForSeveral = [
  {
    resolve: "@medusajs/medusa/event-bus-redis",
    options: { redisUrl },
  },
  {
    resolve: "@medusajs/medusa/workflow-engine-redis",
    options: { redis: { redisUrl } },
  },
]

/** As in a production store, but in this process's memory. */
const caching = {
  resolve: "@medusajs/medusa/caching",
  options: { in_memory: { enable: true } },
}

const config = {
  modules: [
    ...(redisUrl ? modulesForSeveral : []),
    ...(locking ? [lockingModule] : []),
    ...(process.env.STORE_WITH_CACHING ? [caching] : []),
    // Medusa's test runner reads this before it reads the feature flags.
    ...(process.env.MEDUSA_FF_RBAC === "true"
      ? [{ resolve: "@medusajs/medusa/rbac" }]
      : []),
  ],
  admin: {
    // In production, Medusa requires a built admin.
    ...(process.env.STORE_WITHOUT_ADMIN && { disable: true }),
    // Vite serves what is below the workspace's root, which it would take this
    // folder for: the packages, with the Admin's fonts, are above it.
    vite: () => ({ server: { fs: { allow: [packages] } } }),
  },
  projectConfig: {
    databaseUrl: process.env.DATABASE_URL,
    http: {
      storeCors: process.env.STORE_CORS ?? "http://localhost:8000",
      adminCors: process.env.ADMIN_CORS ?? "http://localhost:9000",
      authCors: process.env.ADMIN_CORS ?? "http://localhost:9000",
      jwtSecret: secret,
      cookieSecret: secret,
    },
  },
}

const options = {
  apiKey: process.env.KINTSUGI_API_KEY,
  organizationId: process.env.KINTSUGI_ORGANIZATION_ID,
  baseUrl: process.env.KINTSUGI_BASE_URL,
  ...JSON.parse(process.env.KINTSUGI_OPTIONS ?? "{}"),
}

/** As a developer who knows tax providers, but not this plugin, writes it. */
const byHand = {
  ...config,
  plugins: [{ resolve: "medusa-plugin-kintsugi", options }],
  modules: [
    {
      resolve: "@medusajs/medusa/tax",
      options: {
        providers: [
          {
            resolve: "medusa-plugin-kintsugi/providers/kintsugi",
            id: "kintsugi",
          },
        ],
      },
    },
  ],
}

module.exports = defineConfig(
  process.env.STORE_BY_HAND ? byHand : withKintsugi(config, options)
)
