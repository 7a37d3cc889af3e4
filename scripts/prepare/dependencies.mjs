import { readFileSync } from "node:fs"
import { join } from "node:path"
import { npm } from "./npm.mjs"
import { ROOT } from "./root.mjs"

/**
 * Whether node_modules has the packages of package-lock.json, according to the
 * list that npm writes there after it has installed everything. A package for
 * another platform is optional and not in it.
 */
export const areInstalled = () => {
  const installed = packagesOf("node_modules/.package-lock.json")
  return (
    installed !== undefined &&
    Object.entries(packagesOf("package-lock.json") ?? {}).every(
      ([path, wanted]) =>
        path === "" ||
        wanted.optional ||
        (installed[path]?.version === wanted.version &&
          installed[path]?.integrity === wanted.integrity)
    )
  )
}

export const installDependencies = (session) =>
  npm(session, ["ci", "--include=dev", "--no-audit", "--no-fund"])

const packagesOf = (lockfile) => {
  try {
    return JSON.parse(readFileSync(join(ROOT, lockfile), "utf8")).packages
  } catch (error) {
    if (error.code === "ENOENT") {
      return undefined
    }
    throw error
  }
}
