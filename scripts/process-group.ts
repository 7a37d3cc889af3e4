import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process"
import { once } from "node:events"
import type { Session } from "./session"

/** What a child may still do after SIGTERM, in ms. */
const GRACE_MS = 10_000

/**
 * Starts a program as the head of a process group of its own. Ctrl-C in the
 * terminal does not reach it, so it lives until its turn in the clearing up
 * comes, and then ends with all that it started.
 */
export const spawnGroup = (
  session: Session,
  command: string,
  args: string[],
  options: SpawnOptions
): ChildProcess => {
  const child = spawn(command, args, { ...options, detached: true })
  session.onEnd(() => stopGroup(child))
  return child
}

export const stopGroup = async (child: ChildProcess): Promise<void> => {
  if (child.pid === undefined) {
    return
  }
  if (isRunning(child)) {
    const exit = once(child, "exit")
    signalGroup(child.pid, "SIGTERM")
    const timer = setTimeout(() => signalGroup(child.pid, "SIGKILL"), GRACE_MS)
    await exit
    clearTimeout(timer)
  }
  signalGroup(child.pid, "SIGKILL")
}

const isRunning = (child: ChildProcess): boolean =>
  child.exitCode === null && child.signalCode === null

const signalGroup = (pid: number | undefined, signal: NodeJS.Signals): void => {
  try {
    process.kill(-(pid ?? Number.NaN), signal)
  } catch {
    // Nobody is left in that group.
  }
}
