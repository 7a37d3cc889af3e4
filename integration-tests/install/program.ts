import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import getPort from "get-port"
import { setTimeout as sleep } from "node:timers/promises"
import { keepOutput } from "../../scripts/output"

/**
 * Runs a Node program to its end.
 *
 * @param program - Node, if not the one that runs this
 * @returns what it printed
 * @throws with what it printed, unless its exit status is 0
 */
export const run = async (
  folder: string,
  args: string[],
  env: Record<string, string> = {},
  program?: string
): Promise<string> => {
  const child = start(folder, args, env, program)
  const output = keepOutput(child)
  const [code] = await once(child, "close")
  if (code !== 0) {
    throw new Error(`${args.join(" ")} exited with ${code}:\n${output.text}`)
  }
  return output.text
}

/**
 * Starts a server and waits until `healthUrl` answers.
 *
 * @returns how to stop it
 */
export const serve = async (
  folder: string,
  args: string[],
  env: Record<string, string>,
  healthUrl: string,
  program?: string
): Promise<() => Promise<void>> => {
  const child = start(folder, args, env, program)
  const output = keepOutput(child)
  while (!(await answers(healthUrl))) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`${args.join(" ")} has ended:\n${output.text}`)
    }
    await sleep(250)
  }
  return () => stop(child)
}

/** Medusa's command line, in a store's folder. */
export const CLI = "node_modules/@medusajs/cli/cli.js"

/** Starts a store on a free port, as {@link serve} does. */
export const serveStore = async (
  folder: string,
  env: Record<string, string>,
  program?: string
): Promise<{ storeUrl: string; stop: () => Promise<void> }> => {
  const port = await getPort()
  const storeUrl = `http://localhost:${port}`
  const stop = await serve(
    folder,
    [CLI, "start", "--port", String(port)],
    env,
    `${storeUrl}/health`,
    program
  )
  return { storeUrl, stop }
}

/**
 * Starts it in this process's own group, so that it ends with a test run that
 * is cut short.
 */
const start = (
  folder: string,
  args: string[],
  env: Record<string, string>,
  program = process.execPath
): ChildProcess =>
  spawn(program, args, {
    cwd: folder,
    // The store's log says what is wrong, and is shown if the store fails.
    env: { ...cleanEnvironment(), LOG_LEVEL: "warn", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  })

/** The environment without what npm says about this repository. */
const cleanEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^(npm_(package|lifecycle)_|npm_config_local_prefix$|INIT_CWD$|NODE_ENV$)/.test(
          name
        )
    )
  )

const stop = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode === null && child.signalCode === null) {
    const exit = once(child, "exit")
    child.kill("SIGTERM")
    const timer = setTimeout(() => child.kill("SIGKILL"), 10_000)
    await exit
    clearTimeout(timer)
  }
}

const answers = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(url)).ok
  } catch {
    return false
  }
}
