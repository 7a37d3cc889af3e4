import { createRequire } from "node:module"
import { fileURLToPath } from "node:url"

/** Loads a TypeScript file; requires the installed dependencies. */
export const loadTypeScript = async (url) => {
  // The cache would stay behind in the system's folder for temporary files.
  process.env.TSX_DISABLE_CACHE = "1"
  const { register } = await import("tsx/cjs/api")
  register()
  return createRequire(import.meta.url)(fileURLToPath(url))
}
