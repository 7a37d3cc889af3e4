import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { ROOT } from "./root.mjs"

const CACHE = join(ROOT, ".cache")
const LOCK = join(CACHE, "preparing")

/** Two concurrent commands must not install and build at the same time. */
export const takeTurns = async (session, work) => {
  if (!acquire()) {
    await session.step(
      "Waiting for another run to install and build",
      async () => {
        while (!acquire()) {
          await sleep(200)
        }
      }
    )
  }
  session.onEnd(release)
  await work()
  release()
}

const acquire = () => {
  mkdirSync(CACHE, { recursive: true })
  try {
    writeFileSync(LOCK, String(process.pid), { flag: "wx" })
    return true
  } catch (error) {
    if (error.code !== "EEXIST") {
      throw error
    }
    if (!isRunning(holder())) {
      rmSync(LOCK, { force: true })
    }
    return false
  }
}

const release = () => {
  if (holder() === process.pid) {
    rmSync(LOCK, { force: true })
  }
}

const holder = () => {
  try {
    return Number(readFileSync(LOCK, "utf8"))
  } catch {
    return undefined
  }
}

/** Also true if the lock file has no process id yet. */
const isRunning = (pid) => {
  if (!pid) {
    return true
  }
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === "EPERM"
  }
}
