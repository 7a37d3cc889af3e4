import { type PostgresServer, providePostgres } from "../postgres"
import type { Session } from "../session"
import { temporaryFolder } from "../temporary-folder"
import { runJest } from "./jest"
import { add, NONE, type Tally } from "./tally"

/** As jest.config.js names them, the quickest first. */
const SUITES = [
  { name: "unit", title: "Unit tests", onDatabase: false, workers: 2 },
  { name: "http", title: "A store over HTTP", onDatabase: true, workers: 2 },
  { name: "install", title: "The packed plugin", onDatabase: true, workers: 1 },
]

/** Needs a Chromium, so it runs only where it is named. */
const NAMED_ONLY = [
  {
    name: "admin",
    title: "The Admin in a browser",
    onDatabase: true,
    workers: 1,
  },
]

/**
 * Runs the suites that the arguments name (none: all) with the rest of the
 * arguments handed to Jest, and prints the sum.
 *
 * @returns the exit status
 */
export const runSuites = async (
  session: Session,
  args: string[]
): Promise<number> => {
  const { suites, jestArgs } = readArguments(args)
  // Whatever a test leaves in the system's folder for temporary files is in
  // here, and goes with it.
  const folder = temporaryFolder(session, "kintsugi-tests")

  let postgres: PostgresServer | undefined
  let total: Tally = NONE
  for (const { name, title, onDatabase, workers } of suites) {
    console.log(`\n── ${title} (${name}) ──`)
    if (onDatabase) {
      postgres ??= await providePostgres(session)
    }
    const tally = await runJest(session, name, jestArgs, {
      folder,
      workers,
      access: onDatabase ? postgres : undefined,
      // A pattern may concern one suite only.
      mayBeEmpty: suites.length > 1 && jestArgs.length > 0,
    })
    if (session.interrupted) {
      return 1
    }
    total = add(total, tally)
  }

  console.log(`\n${total.passed} passed, ${total.failed} failed`)
  return total.failed === 0 && total.passed > 0 ? 0 : 1
}

const readArguments = (args: string[]) => {
  const named = [...SUITES, ...NAMED_ONLY].filter(({ name }) =>
    args.includes(name)
  )
  return {
    suites: named.length ? named : SUITES,
    jestArgs: args.filter((arg) => !named.some(({ name }) => name === arg)),
  }
}
