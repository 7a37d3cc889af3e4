import { build } from "esbuild"
import { writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

/**
 * Adds an ES module of `src/storefront` to the built plugin, which is CommonJS:
 * one file without imports, so that a storefront's bundler or browser takes it
 * as it is. It has the types of the CommonJS build beside it.
 */
const root = fileURLToPath(new URL("../", import.meta.url))
const output = `${root}.medusa/server/src/storefront`

await build({
  absWorkingDir: root,
  entryPoints: ["src/storefront/index.ts"],
  outfile: `${output}/index.mjs`,
  bundle: true,
  format: "esm",
  target: "es2022",
  logLevel: "warning",
})
writeFileSync(`${output}/index.d.mts`, 'export * from "./index.js"\n')
