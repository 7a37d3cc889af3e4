import { createRequire } from "node:module"
import { fileURLToPath } from "node:url"

/** Loads a TypeScript file; only once the dependencies are installed. */
export const loadTypeScript = async (url) => {
  // It would be left behind in the system's folder for temporary files.
  process.env.TSX_DISABLE_CACHE = "1"
  const { register } = await import("tsx/cjs/api")
  register()
  return createRequire(import.meta.url)(fileURLToPath(url))
}
