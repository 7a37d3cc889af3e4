import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { installPackages, packPlugin } from "./npm"

const ROOT = resolve(__dirname, "../..")

/** How a store's medusa-config registers the plugin. */
export type Form = "helper" | "long"

/**
 * Installs a store that is independent of this repository, as its developer
 * would write it, with the packed plugin and all other packages.
 */
export const installStore = async (folder: string): Promise<void> => {
  const tarball = await packPlugin(folder)
  write(folder, "package.json", packageJson(tarball, medusaVersion()))
  write(folder, "src/providers/house-tax/index.js", HOUSE_TAX)
  await installPackages(folder)
}

/** The version that the plugin is developed with. */
const medusaVersion = (): string => {
  const { devDependencies } = JSON.parse(
    readFileSync(join(ROOT, "package.json"), "utf8")
  ) as { devDependencies: Record<string, string> }
  return devDependencies["@medusajs/medusa"] ?? ""
}

export const writeConfig = (folder: string, form: Form): void =>
  write(folder, "medusa-config.js", form === "helper" ? WITH_HELPER : LONG_FORM)

const write = (folder: string, path: string, text: string): void => {
  const file = join(folder, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

const packageJson = (tarball: string, medusaVersion: string): string =>
  JSON.stringify({
    name: "a-store-that-is-not-ours",
    private: true,
    dependencies: {
      "@medusajs/cli": medusaVersion,
      "@medusajs/framework": medusaVersion,
      "@medusajs/medusa": medusaVersion,
      "medusa-plugin-kintsugi": `file:${tarball}`,
    },
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

const WITH_HELPER = `const { defineConfig } = require("@medusajs/framework/utils")
const { withKintsugi } = require("medusa-plugin-kintsugi")

module.exports = defineConfig(
  withKintsugi(
    ${SETTINGS}
      modules: [
        {
          resolve: "@medusajs/medusa/tax",
          options: { providers: [${HOUSE}] },
        },
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
