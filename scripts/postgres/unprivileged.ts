import { execFileSync } from "node:child_process"

export type Ids = { uid: number; gid: number }

/**
 * PostgreSQL refuses to run as root. If we are root, it runs as a user that the
 * system has already; nothing is added to the system for it.
 */
export const unprivilegedUser = (): Ids | undefined => {
  if (process.getuid?.() !== 0) {
    return undefined
  }
  const ids = ["postgres", "nobody"].map(idsOf).find(Boolean)
  if (!ids) {
    throw new Error(
      "PostgreSQL does not run as root, and this system has no user 'nobody'. Run this as another user, or set DATABASE_URL."
    )
  }
  return ids
}

const idsOf = (user: string): Ids | undefined => {
  try {
    return { uid: id("-u", user), gid: id("-g", user) }
  } catch {
    return undefined
  }
}

const id = (flag: string, user: string): number =>
  Number(
    execFileSync("id", [flag, user], { stdio: ["ignore", "pipe", "ignore"] })
  )
