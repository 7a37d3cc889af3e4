import { execFileSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"

/** Rewrites package.json and the lockfile to one release of Medusa's packages. */
const [release] = process.argv.slice(2)
const manifest = JSON.parse(readFileSync("package.json", "utf8"))
const npm = (...args) => execFileSync("npm", args, { encoding: "utf8" }).trim()
const version = npm("view", `@medusajs/medusa@${release}`, "version")
const current = manifest.devDependencies["@medusajs/medusa"]
for (const [name, range] of Object.entries(manifest.devDependencies)) {
  // The design system has versions of its own.
  if (name.startsWith("@medusajs/") && range === current) {
    manifest.devDependencies[name] = version
  }
}
writeFileSync("package.json", `${JSON.stringify(manifest, null, 2)}\n`)
npm("install", "--package-lock-only", "--no-audit", "--no-fund")
console.log(`Medusa ${version}`)
