import { readdirSync } from "node:fs"
import { join, resolve } from "node:path"
import { run } from "./program"

const ROOT = resolve(__dirname, "../..")

/** @returns the tarball; the test run has built its contents. */
export const packPlugin = async (target: string): Promise<string> => {
  await npm(ROOT, ["pack", "--ignore-scripts", "--pack-destination", target])
  const tarball = readdirSync(target).find((name) => name.endsWith(".tgz"))
  return join(target, tarball ?? "")
}

/** Installs what a folder's package.json names. */
export const installPackages = (folder: string): Promise<string> =>
  npm(folder, [
    "install",
    "--prefer-offline",
    "--fetch-retries=5",
    "--no-audit",
    "--no-fund",
  ])

/** Runs npm in a folder, with the npm that runs the tests. */
export const npm = (folder: string, args: string[]): Promise<string> =>
  run(folder, [npmScript(), ...args])

const npmScript = (): string =>
  process.env.npm_execpath ?? require.resolve("npm/bin/npm-cli.js")
