import { createRequire } from "node:module"
import { join } from "node:path"
import { createInterface } from "node:readline/promises"
import type { ExecArgs } from "@medusajs/framework/types"
import {
  parseDoctorArguments,
  runDoctor,
  scriptArguments,
} from "../workflows/doctor"

/**
 * Checks all that the plugin relies on, and tries it in a test organization:
 * `npx medusa exec <this file> -- [--write] [--report FILE] …`. The process exits
 * with 1 if something failed.
 */
export default async function doctor({
  container,
  args,
}: ExecArgs): Promise<void> {
  const options = parseDoctorArguments(scriptArguments(args, process.argv))
  const stop = new AbortController()
  const onInterrupt = () => stop.abort()
  // Ctrl-C ends the walk, and not before what it created is archived.
  process.once("SIGINT", onInterrupt)
  try {
    const isFine = await runDoctor(options, container, {
      print: (text) => void process.stdout.write(`${text}\n`),
      ask: process.stdin.isTTY ? askInTerminal : undefined,
      signal: stop.signal,
      version: pluginVersion(),
    })
    if (!isFine) {
      process.exitCode = 1
    }
  } finally {
    process.off("SIGINT", onInterrupt)
  }
}

const askInTerminal = async (question: string): Promise<string> => {
  const terminal = createInterface({
    input: process.stdin,
    output: process.stdout,
  })
  try {
    return await terminal.question(question)
  } finally {
    terminal.close()
  }
}

const pluginVersion = (): string => {
  const require = createRequire(join(process.cwd(), "package.json"))
  try {
    const { version } = require("medusa-plugin-kintsugi/package.json") as {
      version: string
    }
    return version
  } catch {
    return "of an unknown version"
  }
}
