import { build } from "esbuild"
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { installPackages, packPlugin } from "./npm"
import { run } from "./program"

/** Mostly for installing packages from the registry, in ms. */
jest.setTimeout(300_000)

const TSC = require.resolve("typescript/bin/tsc")

const MODULE = "medusa-plugin-kintsugi/storefront"

const CART = {
  currency_code: "usd",
  items: [
    {
      tax_lines: [
        { rate: 8, total: 0.1, description: "Sales tax" },
        { rate: 8, total: 0.2, description: "Sales tax" },
      ],
    },
  ],
}

const USE = `
const functions = Object.keys(storefront).sort()
const taxes = storefront.taxByJurisdiction(${JSON.stringify(CART)})
console.log(JSON.stringify({ functions, taxes }))
`

const EXPECTED = {
  functions: [
    "prefetchTax",
    "taxByJurisdiction",
    "taxSourceOf",
    "validateAddress",
    "whyNotTaxed",
  ],
  taxes: [{ name: "Sales tax", rate: 8, amount: 0.3 }],
}

/** Fails to compile if a type has become `any`, or is not found. */
const TYPED = `import {
  type TaxLineData,
  type ValidatedAddress,
  taxByJurisdiction,
  validateAddress,
  whyNotTaxed,
} from "${MODULE}"

export const amount = (): number | undefined =>
  taxByJurisdiction({ currency_code: "usd", items: [] })[0]?.amount
export const reason = whyNotTaxed({ tax_lines: [] })?.reason === "gift_card"
export const read = (data: TaxLineData): string =>
  data.source === "kintsugi" ? data.line.tax_amount : data.reason
export const answer: Promise<ValidatedAddress> = validateAddress(
  { baseUrl: "https://store.example.com", publishableKey: "pk_1" },
  { city: "Austin", country_code: "us" }
)

// @ts-expect-error The amount is a number.
export const text: string = taxByJurisdiction({ currency_code: "usd" })[0].amount
// @ts-expect-error There is no such reason.
export const unknown = whyNotTaxed({})?.reason === "because"
// @ts-expect-error There is no such status.
export const status: ValidatedAddress["status"] = "perhaps"
`

describe("the packed plugin in a storefront", () => {
  const folder = mkdtempSync(join(tmpdir(), "kintsugi-storefront-"))
  const write = (name: string, text: string) =>
    writeFileSync(join(folder, name), text)
  const use = async (name: string, load: string): Promise<unknown> => {
    write(name, load + USE)
    return JSON.parse(await run(folder, [name]))
  }

  beforeAll(async () => {
    const tarball = await packPlugin(folder)
    write(
      "package.json",
      JSON.stringify({
        name: "a-storefront-that-is-not-ours",
        private: true,
        dependencies: { "medusa-plugin-kintsugi": `file:${tarball}` },
      })
    )
    await installPackages(folder)
  })

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  it("a storefront that installs the plugin does not get Medusa", () => {
    const has = (name: string) => existsSync(join(folder, "node_modules", name))
    expect(has("medusa-plugin-kintsugi")).toBe(true)
    expect(has("@medusajs/medusa")).toBe(false)
    expect(has("@medusajs/framework")).toBe(false)
  })

  it("the storefront module is imported as an ES module", async () => {
    await expect(
      use("import.mjs", `import * as storefront from "${MODULE}"`)
    ).resolves.toEqual(EXPECTED)
  })

  it("the storefront module is required as a CommonJS module", async () => {
    await expect(
      use("require.cjs", `const storefront = require("${MODULE}")`)
    ).resolves.toEqual(EXPECTED)
  })

  it("a browser bundle has the storefront module's one file, and nothing else of the plugin", async () => {
    const { metafile } = await build({
      stdin: { contents: `export * from "${MODULE}"`, resolveDir: folder },
      absWorkingDir: folder,
      bundle: true,
      platform: "browser",
      format: "esm",
      write: false,
      metafile: true,
    })
    const file =
      "node_modules/medusa-plugin-kintsugi/.medusa/server/src/storefront/index.mjs"
    expect(Object.keys(metafile.inputs).toSorted()).toEqual(["<stdin>", file])
    expect(readFileSync(join(folder, file), "utf8")).not.toMatch(
      /\b(import|require)\b\s*[("'{*]/
    )
  })

  it.each([
    ["bundler", "esnext", ["typed.ts"]],
    // Once from CommonJS, once from an ES module.
    ["node16", "node16", ["typed.ts", "typed.mts"]],
    // Of the Medusa Next.js starter.
    ["node10", "esnext", ["typed.ts"]],
  ])(
    "TypeScript finds the storefront module's types with moduleResolution %s",
    async (moduleResolution, module, files) => {
      for (const file of files) {
        write(file, TYPED)
      }
      write(
        "tsconfig.json",
        JSON.stringify({
          compilerOptions: {
            module,
            moduleResolution,
            target: "es2022",
            lib: ["es2023", "dom"],
            strict: true,
            // The plugin's own types are checked, too.
            skipLibCheck: false,
            types: [],
            noEmit: true,
          },
          files,
        })
      )
      await expect(run(folder, [TSC, "-p", "."])).resolves.toBe("")
    }
  )
})
