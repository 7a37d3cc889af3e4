const { defineConfig } = require("@medusajs/framework/utils")
const { withKintsugi } = require("medusa-plugin-kintsugi")

const secret = process.env.STORE_SECRET ?? "only-for-a-store-on-this-machine"

module.exports = defineConfig(
  withKintsugi(
    {
      // In production, Medusa wants an admin that was built.
      ...(process.env.STORE_WITHOUT_ADMIN && { admin: { disable: true } }),
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
    },
    {
      apiKey: process.env.KINTSUGI_API_KEY,
      organizationId: process.env.KINTSUGI_ORGANIZATION_ID,
      baseUrl: process.env.KINTSUGI_BASE_URL,
      ...JSON.parse(process.env.KINTSUGI_OPTIONS ?? "{}"),
    }
  )
)
