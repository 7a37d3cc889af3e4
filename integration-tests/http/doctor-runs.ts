import { dynamicImport } from "@medusajs/framework/utils"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { keepOutput } from "../../scripts/output"
import type * as doctor from "../../src/workflows/doctor"
import type { Store } from "./store"

/** The plugin as built, in the copy that the store has loaded. */
const BUILT = resolve(__dirname, "../../.medusa/server/src")

export type DoctorRun = {
  isFine: boolean
  /** What it printed. */
  output: string
  /** The report in Markdown. */
  report: string
}

/** What a run is like; by default, nobody can be asked. */
type Circumstances = {
  /** What somebody answers. */
  answer?: string
  signal?: AbortSignal
  /** Receives everything that is printed. */
  onPrint?: (text: string) => void
}

/** Runs the doctor as its script does, with a report. */
export const runDoctorIn = async (
  store: Store,
  args: string[],
  { answer, signal, onPrint }: Circumstances = {}
): Promise<DoctorRun> => {
  const { runDoctor, parseDoctorArguments } = (await dynamicImport(
    join(BUILT, "workflows/doctor/index.js")
  )) as typeof doctor
  const file = join(tmpdir(), `doctor-${process.pid}.md`)
  const printed: string[] = []
  const isFine = await runDoctor(
    parseDoctorArguments([...args, "--report", file]),
    store.container,
    {
      print: (text) => {
        printed.push(text)
        onPrint?.(text)
      },
      ask: answer === undefined ? undefined : async () => answer,
      signal: signal ?? new AbortController().signal,
      version: "0.0.0-test",
    }
  )
  const report = await readFile(file, "utf8")
  await rm(file)
  return { isFine, output: printed.join("\n"), report }
}

/** Runs it with `--write`, where nobody has to be asked. */
export const walkIn = (
  store: Store,
  args: string[] = [],
  circumstances: Circumstances = {}
): Promise<DoctorRun> =>
  runDoctorIn(
    store,
    ["--write", "--this-is-a-test-organization", ...args],
    circumstances
  )

/** The answer to each doubt, by its question's first words. */
export const answersIn = ({ report }: DoctorRun): Record<string, string> => {
  const section =
    /## Answers to doubts[\s\S]*?(?=\n## )/.exec(report)?.[0] ?? ""
  return Object.fromEntries(
    section
      .replaceAll("\\", "")
      .split("\n")
      .filter((line) => /^\| .*\? \|/.test(line))
      .map((line) => {
        const [, question = "", answer = ""] = line
          .split(" | ")
          .flatMap((part, index) => (index ? [part] : ["", part]))
        return [
          question.replace(/^\| /, ""),
          answer.replace(" (**failed**)", ""),
        ]
      })
  )
}

/** Runs the script as `medusa exec` does, in a process of its own. */
export const execDoctor = async (
  args: string[]
): Promise<{ code: number; text: string }> => {
  const command = require.resolve("@medusajs/medusa/commands/exec")
  const input = { file: join(BUILT, "scripts/doctor.js"), args }
  const child = spawn(
    process.execPath,
    [
      "-e",
      `require(${JSON.stringify(command)}).default(${JSON.stringify(input)})`,
    ],
    { cwd: resolve(__dirname, "../store"), env: process.env }
  )
  const output = keepOutput(child)
  const [code] = (await once(child, "exit")) as [number]
  return { code, text: output.text }
}
