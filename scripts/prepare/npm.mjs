import { spawn } from "node:child_process"
import { ROOT } from "./root.mjs"

/** In ms; npm finishes an installation even after SIGTERM. */
const GRACE_MS = 2_000

/**
 * Runs npm in the repository, and shows its output only if it fails. If npm
 * started us, this Node runs that npm's script, so that both are the same npm.
 */
export const npm = (session, args) => {
  const script = process.env.npm_execpath
  const [command, ...first] = script?.endsWith(".js")
    ? [process.execPath, script]
    : ["npm"]
  const child = spawn(command, [...first, ...args], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
    // Its own group can be stopped with all processes that npm has started.
    detached: true,
  })
  let output = ""
  child.stdout.on("data", (chunk) => (output += chunk))
  child.stderr.on("data", (chunk) => (output += chunk))

  const closed = new Promise((resolve, reject) => {
    child.on("error", reject)
    child.on("close", resolve)
  })
  session.onEnd(() => stop(child, closed))
  return closed.then((code) => {
    if (code !== 0) {
      throw new Error(`npm ${args.join(" ")} failed:\n${output}`)
    }
  })
}

const stop = async (child, closed) => {
  if (child.pid === undefined || child.exitCode !== null) {
    return
  }
  signal(child, "SIGTERM")
  const timer = setTimeout(() => signal(child, "SIGKILL"), GRACE_MS)
  await closed
  clearTimeout(timer)
}

const signal = (child, name) => {
  try {
    process.kill(-child.pid, name)
  } catch {
    // It has ended in the meantime.
  }
}
