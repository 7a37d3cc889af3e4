import { execFile } from "node:child_process"
import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  symlinkSync,
} from "node:fs"
import { dirname, join, resolve } from "node:path"
import { promisify } from "node:util"
import { npm } from "../integration-tests/install/npm"
import type { Session } from "../scripts/session"
import { temporaryFolder } from "../scripts/temporary-folder"

const execute = promisify(execFile)

const ROOT = resolve(__dirname, "..")

const PLUGIN = "medusa-plugin-kintsugi"

/** One build of the plugin, and a store that has it installed. */
export type Build = {
  /** Its name in tables: "this build", or the commit. */
  name: string
  /** The folder of a store whose medusa-config.js wires the plugin in. */
  storeFolder: string
}

/**
 * The builds that a part measures: only the working tree, from its own folder;
 * or, for a comparison, both builds, packed and installed in the same way, the
 * working tree's first.
 *
 * @param against - a commit, tag or branch of this repository
 * @throws Error if there is no such commit, or it cannot be built
 */
export const openBuilds = async (
  session: Session,
  against?: string
): Promise<Build[]> => {
  if (against === undefined) {
    return [
      {
        name: "the plugin",
        storeFolder: join(ROOT, "integration-tests/store"),
      },
    ]
  }
  const commit = await commitOf(against)
  const checkout = await session.step(`Building ${against} (${commit})`, () =>
    buildCommit(session, commit)
  )
  return [
    { name: "this build", storeFolder: await installPacked(session, ROOT) },
    { name: against, storeFolder: await installPacked(session, checkout) },
  ]
}

const commitOf = async (reference: string): Promise<string> => {
  try {
    const { stdout } = await execute(
      "git",
      ["rev-parse", "--verify", "--short", `${reference}^{commit}`],
      { cwd: ROOT }
    )
    return stdout.trim()
  } catch (error) {
    throw new Error(
      `--against ${reference}: this repository has no such commit. A shallow clone lacks old ones; git fetch --unshallow brings them.`,
      { cause: error }
    )
  }
}

/** @returns a folder with that commit's files, built */
const buildCommit = async (
  session: Session,
  commit: string
): Promise<string> => {
  const folder = temporaryFolder(session, "kintsugi-against")
  const archive = join(folder, "commit.tar")
  await execute("git", ["archive", "-o", archive, commit], { cwd: ROOT })
  await execute("tar", ["-xf", archive], { cwd: folder })
  const lockfile = "package-lock.json"
  const hasSameDependencies =
    readFileSync(join(folder, lockfile), "utf8") ===
    readFileSync(join(ROOT, lockfile), "utf8")
  if (hasSameDependencies) {
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"))
  } else {
    await npm(folder, ["ci", "--include=dev", "--no-audit", "--no-fund"])
  }
  await npm(folder, ["run", "build"])
  return folder
}

/**
 * A store with the plugin as npm would unpack it, and with the dependencies of
 * the checkout, so that no build benefits from a module loaded from sources.
 */
const installPacked = async (
  session: Session,
  checkout: string
): Promise<string> => {
  const folder = temporaryFolder(session, "kintsugi-bench-store")
  await npm(checkout, [
    "pack",
    "--ignore-scripts",
    "--pack-destination",
    folder,
  ])
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz"))!
  await execute("tar", ["-xzf", tarball], { cwd: folder })
  linkDependencies(join(checkout, "node_modules"), join(folder, "node_modules"))
  renameSync(join(folder, "package"), join(folder, "node_modules", PLUGIN))
  const store = join(ROOT, "integration-tests/store")
  for (const file of readdirSync(store, { withFileTypes: true })) {
    if (file.isFile()) {
      copyFileSync(join(store, file.name), join(folder, file.name))
    }
  }
  return folder
}

const linkDependencies = (from: string, to: string): void => {
  for (const name of readdirSync(from)) {
    const packages = name.startsWith("@")
      ? readdirSync(join(from, name)).map((inner) => join(name, inner))
      : [name]
    for (const path of packages.filter((path) => path !== PLUGIN)) {
      mkdirSync(dirname(join(to, path)), { recursive: true })
      symlinkSync(join(from, path), join(to, path))
    }
  }
}
