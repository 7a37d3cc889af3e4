import { chmodSync, mkdtempSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import type { Session } from "./session"

/** A new folder that is gone when the command is over. */
export const temporaryFolder = (session: Session, name: string): string =>
  make(session, tmpdir(), name)

/** One that every user of this machine can reach and read. */
export const publicTemporaryFolder = (
  session: Session,
  name: string
): string => {
  const parent = [tmpdir(), "/tmp", "/var/tmp"].find(isPublic)
  const folder = make(session, parent ?? tmpdir(), name)
  chmodSync(folder, 0o755)
  return folder
}

const make = (session: Session, parent: string, name: string): string => {
  const folder = mkdtempSync(join(parent, `${name}-`))
  session.onEnd(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const isPublic = (path: string): boolean => {
  try {
    const enterable = (statSync(path).mode & 0o001) !== 0
    return enterable && (dirname(path) === path || isPublic(dirname(path)))
  } catch {
    return false
  }
}
