import { execFileSync } from "node:child_process"

/** A commit whose changes are there to be tested, and what differs from it. */
export type Changes = { since: string; files: string[] }

/**
 * The files that differ from a commit, committed or not, new ones included.
 *
 * @param ref - absent: where this branch left `main`
 * @throws Error if git does not know the commit
 */
export const readChanges = (ref: string | undefined): Changes => {
  const since = git("rev-parse", "--short", ref ?? branchPoint())[0]!
  return {
    since,
    files: [
      ...new Set([
        ...git("diff", "--name-only", since),
        ...git("ls-files", "--others", "--exclude-standard"),
      ]),
    ],
  }
}

/** On `main` itself, its latest commit. */
const branchPoint = (): string => {
  for (const main of ["origin/main", "main"]) {
    try {
      return git("merge-base", "HEAD", main)[0]!
    } catch {
      // A clone may have only one of them.
    }
  }
  return "HEAD"
}

const git = (...args: string[]): string[] =>
  execFileSync("git", args, { encoding: "utf8", stdio: "pipe" })
    .split("\n")
    .filter(Boolean)
