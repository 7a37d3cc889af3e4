import { createHash } from "node:crypto"
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join, relative } from "node:path"
import { npm } from "./npm.mjs"
import { ROOT } from "./root.mjs"

const OUTPUT = join(ROOT, ".medusa/server/src/index.js")
/** Beside the output, not in it: that is what `npm pack` packs. */
const STAMP = join(ROOT, ".medusa/built-from")

/** Whether the output is our last build's, and the sources are what they were. */
export const isBuilt = () => {
  try {
    return readFileSync(STAMP, "utf8") === stampOf(hashOfSources())
  } catch (error) {
    if (error.code === "ENOENT") {
      return false
    }
    throw error
  }
}

export const buildPlugin = async (session) => {
  // Before, not after: what is edited meanwhile may or may not be built.
  const hash = hashOfSources()
  await npm(session, ["run", "build"])
  writeFileSync(STAMP, stampOf(hash))
}

const stampOf = (hash) => `${hash} ${statSync(OUTPUT).mtimeMs}\n`

/** By content: a build touches folders in src, and a clone every file. */
const hashOfSources = () => {
  const hash = createHash("sha256")
  for (const path of ["package.json", "tsconfig.json", ...sources()]) {
    hash.update(`${path}\0`).update(readFileSync(join(ROOT, path)))
  }
  return hash.digest("hex")
}

const sources = () =>
  readdirSync(join(ROOT, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".spec.ts"))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .sort()
