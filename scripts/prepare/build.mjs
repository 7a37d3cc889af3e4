import { createHash } from "node:crypto"
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join, relative } from "node:path"
import { npm } from "./npm.mjs"
import { ROOT } from "./root.mjs"

const OUTPUT = join(ROOT, ".medusa/server/src/index.js")
/** Next to the output, not in it: `npm pack` packs the output. */
const STAMP = join(ROOT, ".medusa/built-from")

/** Whether the output is from our last build and the sources are unchanged. */
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

export const buildPlugin = (session) => npm(session, ["run", "build"])

/** Runs a build, after which {@link isBuilt} holds for what it has built. */
export const withStamp = async (build) => {
  // Before the build, because edits during it may not be included.
  const hash = hashOfSources()
  await build()
  writeFileSync(STAMP, stampOf(hash))
}

const stampOf = (hash) => `${hash} ${statSync(OUTPUT).mtimeMs}\n`

/** By content, because builds and clones change modification times. */
const hashOfSources = () => {
  const hash = createHash("sha256")
  const settings = [
    "package.json",
    "tsconfig.json",
    "scripts/build-storefront.mjs",
    "scripts/build.mjs",
  ]
  for (const path of [...settings, ...sources()]) {
    hash.update(`${path}\0`).update(readFileSync(join(ROOT, path)))
  }
  return hash.digest("hex")
}

const sources = () =>
  readdirSync(join(ROOT, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".spec.ts"))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .sort()
