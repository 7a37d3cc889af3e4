import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process"
import { once } from "node:events"
import type { Session } from "./session"

/** How long a child may run after SIGTERM, in ms. */
const GRACE_MS = 10_000

/**
 * Starts a program as the leader of its own process group. Ctrl-C in the
 * terminal does not reach it, so it runs until the session's cleanup stops it,
 * together with all its child processes.
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
    // The group has no processes left.
  }
}
