import { execFileSync } from "node:child_process"
import { join } from "node:path"
import { buildStorefront } from "./build-storefront.mjs"
import { isBuilt, withStamp } from "./prepare/build.mjs"
import { ROOT } from "./prepare/root.mjs"

const MEDUSA = join(ROOT, "node_modules/@medusajs/cli/cli.js")

/**
 * npm run build [-- --if-changed]
 *
 * Builds the plugin; `--if-changed`, which `npm pack` uses: unless it is built
 * from the same sources already.
 */
if (!process.argv.includes("--if-changed") || !isBuilt()) {
  await withStamp(async () => {
    execFileSync(process.execPath, [MEDUSA, "plugin:build"], {
      cwd: ROOT,
      stdio: "inherit",
    })
    await buildStorefront()
  })
}
