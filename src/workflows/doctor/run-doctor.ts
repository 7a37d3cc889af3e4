import { writeFile } from "node:fs/promises"
import type { MedusaContainer } from "@medusajs/framework/types"
import { applyAdvice } from "./apply-advice"
import { type DoctorArguments, USAGE } from "./doctor-arguments"
import { type DoctorReport, changesOf, hasFailed } from "./report/doctor-report"
import { renderMarkdown } from "./report/render-markdown"
import {
  renderAdvice,
  renderCleanUp,
  renderExamination,
  renderStep,
  renderVerdicts,
} from "./report/render-terminal"
import { type ExaminationInDetail, examineInDetail } from "./run-checks"
import { judge } from "./verdicts"
import { type WalkResult, runWalk } from "./walk/run-walk"
import { startWalk } from "./walk/start-walk"

/** What the doctor needs of the terminal that it runs in. */
export type DoctorIo = {
  /** Shows a text, and ends the line. */
  print: (text: string) => void
  /** Asks somebody; undefined: nobody is there to answer. */
  ask: ((question: string) => Promise<string>) | undefined
  /** Stops the walk before its next step. */
  signal: AbortSignal
  /** This plugin's version. */
  version: string
}

/**
 * Examines the installation, tries what it is asked to try at Kintsugi, and
 * reports.
 *
 * @returns whether nothing failed
 * @throws Error where it could not do what it was asked to
 */
export const runDoctor = async (
  args: DoctorArguments,
  container: MedusaContainer,
  io: DoctorIo
): Promise<boolean> => {
  if (args.help) {
    io.print(USAGE)
    return true
  }
  const found = await examineInDetail(container)
  const exchanges = [...found.exchanges]
  io.print(renderExamination(found.examination))
  const walk = args.write ? await walkIn(found, args, container, io) : undefined
  const verdicts = walk?.result
    ? judge(walk.result.observations, walk.settings.sync)
    : []
  const report: DoctorReport = {
    examination: found.examination,
    exchanges,
    walk: walk?.result,
    verdicts,
    advice: found.advice,
    version: io.version,
  }
  if (walk?.result) {
    io.print(`\n${renderVerdicts(verdicts)}`)
  }
  const changes = changesOf(report)
  if (args.apply) {
    await applyAdvice(changes, container)
  }
  if (walk?.result || changes.length) {
    io.print(`\n${renderAdvice(changes, args.apply)}`)
  }
  if (args.report) {
    await writeFile(args.report, renderMarkdown(report))
    io.print(`\nThe report is in ${args.report}.`)
  }
  return !hasFailed(report) && !(args.write && !walk?.result)
}

const walkIn = async (
  { connection, answers, examination }: ExaminationInDetail,
  args: DoctorArguments,
  container: MedusaContainer,
  io: DoctorIo
): Promise<
  | { result: WalkResult; settings: { sync: Parameters<typeof judge>[1] } }
  | undefined
> => {
  if (!connection || !answers?.more) {
    io.print(
      "\nNothing was created at Kintsugi: it has to be reachable, and to accept the key, first."
    )
    return undefined
  }
  const { transactions } = answers.more
  io.print(
    `\nTest records are created in the organization ${connection.organizationId} at ${examination.base_url}. ` +
      "Kintsugi's API tells neither an organization's name nor whether it is one for tests: compare the id with Kintsugi's dashboard. " +
      ("value" in transactions
        ? `It has ${transactions.value} transactions of the last 12 months.`
        : "How many transactions it has is not known.")
  )
  if (!(await isConfirmed(connection.organizationId, args, io))) {
    return undefined
  }
  const state = await startWalk(connection, answers, container)
  io.print(`\nThe records' ids begin with ${state.run}.`)
  const result = await runWalk(state, io.signal, (step) =>
    io.print(renderStep(step))
  )
  io.print(renderCleanUp(result))
  return { result, settings: state.settings }
}

const isConfirmed = async (
  organizationId: string,
  { isTestOrganization }: DoctorArguments,
  { print, ask }: DoctorIo
): Promise<boolean> => {
  if (isTestOrganization) {
    return true
  }
  if (!ask) {
    print(
      "Nothing was created: nobody can be asked whether this is a test organization. If it is one, add --this-is-a-test-organization."
    )
    return false
  }
  const answer = await ask(
    "If this is a test organization, type its id to go on: "
  )
  if (answer.trim() === organizationId) {
    return true
  }
  print("Nothing was created: this is not the organization's id.")
  return false
}
