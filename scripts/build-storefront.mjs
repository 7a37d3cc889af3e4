import { build } from "esbuild"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { ROOT } from "./prepare/root.mjs"

const OUTPUT = join(ROOT, ".medusa/server/src/storefront")

/**
 * Adds an ES module of `src/storefront` to the built plugin, which is CommonJS:
 * one file without imports, so that a storefront's bundler or browser takes it
 * as it is. It has the types of the CommonJS build beside it.
 */
export const buildStorefront = async () => {
  await build({
    absWorkingDir: ROOT,
    entryPoints: ["src/storefront/index.ts"],
    outfile: join(OUTPUT, "index.mjs"),
    bundle: true,
    format: "esm",
    target: "es2022",
    logLevel: "warning",
  })
  writeFileSync(join(OUTPUT, "index.d.mts"), 'export * from "./index.js"\n')
}
