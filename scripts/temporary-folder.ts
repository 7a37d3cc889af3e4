import { chmodSync, mkdtempSync, rmSync, statSync, statfsSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import type { Session } from "./session"

/** A new folder that is deleted when the command ends. */
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

const GB = 1024 ** 3

/** The free space and memory that a folder in memory requires, in bytes. */
const IN_MEMORY = { room: 4 * GB, available: 12 * GB }

/**
 * One in memory, if this machine has a file system in memory and plenty of it;
 * otherwise {@link publicTemporaryFolder}.
 */
export const quickTemporaryFolder = (
  session: Session,
  name: string
): string => {
  if (!hasRoomInMemory("/dev/shm")) {
    return publicTemporaryFolder(session, name)
  }
  const folder = make(session, "/dev/shm", name)
  chmodSync(folder, 0o755)
  return folder
}

const hasRoomInMemory = (path: string): boolean => {
  try {
    const { bavail, bsize } = statfsSync(path)
    return (
      isPublic(path) &&
      bavail * bsize >= IN_MEMORY.room &&
      process.availableMemory() >= IN_MEMORY.available
    )
  } catch {
    return false
  }
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
