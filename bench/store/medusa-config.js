const { defineConfig } = require("@medusajs/framework/utils")
const { join } = require("node:path")

const secret = process.env.STORE_SECRET ?? "only-for-a-store-on-this-machine"

module.exports = defineConfig({
  admin: { disable: true },
  projectConfig: {
    databaseUrl: process.env.DATABASE_URL,
    http: {
      storeCors: "http://localhost:8000",
      adminCors: process.env.ADMIN_CORS ?? "http://localhost:9000",
      authCors: process.env.ADMIN_CORS ?? "http://localhost:9000",
      jwtSecret: secret,
      cookieSecret: secret,
    },
  },
  modules: [
    ...(process.env.STORE_LOCKING
      ? [
          {
            resolve: "@medusajs/medusa/locking",
            options: {
              providers: [
                {
                  resolve: `@medusajs/medusa/locking-${process.env.STORE_LOCKING}`,
                  id: `locking-${process.env.STORE_LOCKING}`,
                  is_default: true,
                },
              ],
            },
          },
        ]
      : []),
    {
      resolve: "@medusajs/medusa/tax",
      options: {
        providers: [
          {
            resolve: join(__dirname, "../plain-provider"),
            id: "plain",
            options: {
              apiKey: process.env.KINTSUGI_API_KEY,
              organizationId: process.env.KINTSUGI_ORGANIZATION_ID,
              baseUrl: process.env.KINTSUGI_BASE_URL,
            },
          },
        ],
      },
    },
  ],
})
