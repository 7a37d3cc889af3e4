import { type PostgresServer, providePostgres } from "../postgres"
import type { Session } from "../session"
import { temporaryFolder } from "../temporary-folder"
import { testsOfChange } from "./areas"
import { readChanges } from "./changed-files"
import { installedStore } from "./installed-store"
import { runJest } from "./jest"
import { migratedTemplate, seededTemplate } from "./store-database"
import { add, NONE, type Tally } from "./tally"

type Suite = {
  /** Its name in jest.config.js. */
  name: string
  title: string
  /** What it needs: a server, a store's tables to copy, or also a shop in them. */
  on?: "postgres" | "store" | "shop"
  /** Whether its stores use the plugin from its tarball. */
  installed?: boolean
  /** How many of its files run in parallel. */
  workers: number
  /**
   * Whether it runs beside the suite before it, as it mostly waits; several do so
   * one after the other.
   */
  isBeside?: boolean
}

/** Quickest first. */
const SUITES: Suite[] = [
  { name: "unit", title: "Unit tests", workers: 2 },
  {
    name: "http",
    title: "A store over HTTP",
    on: "shop",
    // On two cores: each waits for PostgreSQL, or for a deadline, in between.
    workers: 3,
  },
  {
    name: "processes",
    title: "Stores that are killed, and two at once",
    on: "store",
    workers: 1,
    // For sweeps, which run every minute.
    isBeside: true,
  },
  {
    name: "install",
    title: "The packed plugin",
    on: "postgres",
    workers: 1,
    // For npm.
    isBeside: true,
  },
]

/** Needs Chromium, so it runs only if it is named, or if a page changed. */
const NAMED_ONLY: Suite[] = [
  {
    name: "admin",
    title: "The Admin in a browser",
    on: "store",
    installed: true,
    // Two would build the Admin in the same folder at the same time.
    workers: 1,
  },
]

type SelectedSuite = Suite & {
  /** Jest's own, for this suite. */
  jestArgs: string[]
  /** Whether it may find no tests without failing. */
  mayBeEmpty: boolean
}

/**
 * Runs the suites that the arguments name (none: all; `changed`: what a change
 * touches), passes the other arguments to Jest, and prints the totals.
 *
 * @returns the exit status
 */
export const runSuites = async (
  session: Session,
  args: string[]
): Promise<number> => {
  const suites = readArguments(args)
  if (!suites.length) {
    return 0
  }
  // Temporary files that a test leaves behind are in here, and are deleted with
  // it.
  const folder = temporaryFolder(session, "kintsugi-tests")

  const ground = createGround(session)
  let total: Tally = NONE
  for (const group of groupsOf(suites)) {
    const runs = []
    for (const suite of group) {
      console.log(`\n── ${suite.title} (${suite.name}) ──`)
      const ready = await ground.prepareFor(suite)
      runs.push(() =>
        runJest(session, suite.name, suite.jestArgs, {
          folder,
          workers: suite.workers,
          ...ready,
          mayBeEmpty: suite.mayBeEmpty,
        })
      )
    }
    const [first, ...beside] = runs
    const tallies = (
      await Promise.all([
        runInTurn(first ? [first] : [], session),
        runInTurn(beside, session),
      ])
    ).flat()
    if (session.interrupted) {
      return 1
    }
    total = tallies.reduce(add, total)
  }

  console.log(`\n${total.passed} passed, ${total.failed} failed`)
  const isEmpty =
    total.passed === 0 && !suites.every((suite) => suite.mayBeEmpty)
  return total.failed === 0 && !isEmpty ? 0 : 1
}

const runInTurn = async (
  runs: (() => Promise<Tally>)[],
  session: Session
): Promise<Tally[]> => {
  const tallies: Tally[] = []
  for (const run of runs) {
    if (session.interrupted) {
      break
    }
    tallies.push(await run())
  }
  return tallies
}

/** Suites that run at the same time: the first one, and what runs beside it. */
const groupsOf = (suites: SelectedSuite[]): SelectedSuite[][] => {
  const groups: SelectedSuite[][] = []
  for (const suite of suites) {
    const before = groups.at(-1)
    if (suite.isBeside && before) {
      before.push(suite)
    } else {
      groups.push([suite])
    }
  }
  return groups
}

/** What suites need, each made once. */
const createGround = (session: Session) => {
  let server: Promise<PostgresServer> | undefined
  let template: Promise<string> | undefined
  const postgres = () =>
    (server ??= providePostgres(session, { isSmall: true }))
  const storeTables = () =>
    (template ??= postgres().then((running) =>
      session.step("Creating a store's tables", () =>
        migratedTemplate(session, running)
      )
    ))
  const filledShop = async () => {
    const [running, tables] = [await postgres(), await storeTables()]
    return session.step("Filling a shop", () =>
      seededTemplate(session, running, tables)
    )
  }
  return {
    prepareFor: async ({ on, installed }: Suite) => ({
      access: on && (await postgres()),
      template:
        on === "store" || on === "shop" ? await storeTables() : undefined,
      seeded: on === "shop" ? await filledShop() : undefined,
      storeFolder: installed
        ? await session.step("Installing the packed plugin into a store", () =>
            installedStore(session)
          )
        : undefined,
    }),
  }
}

const readArguments = (args: string[]): SelectedSuite[] => {
  const changed = args.find((arg) => /^changed(=.+)?$/.test(arg))
  if (changed) {
    return suitesOfChange(
      changed.split("=")[1],
      args.filter((arg) => arg !== changed)
    )
  }
  const named = [...SUITES, ...NAMED_ONLY].filter(({ name }) =>
    args.includes(name)
  )
  const jestArgs = args.filter((arg) => !named.some(({ name }) => name === arg))
  const selected = named.length ? named : SUITES
  // A pattern may match one suite only.
  const mayBeEmpty = selected.length > 1 && jestArgs.length > 0
  return selected.map((suite) => ({ ...suite, jestArgs, mayBeEmpty }))
}

/** The suites that a change touches, each with the files of it that do. */
const suitesOfChange = (
  ref: string | undefined,
  jestArgs: string[]
): SelectedSuite[] => {
  const { since, files } = readChanges(ref)
  const tests = testsOfChange(files)
  const sources = files.filter((file) => /\.tsx?$/.test(file))
  const argsOf = (name: string): string[] | undefined => {
    if (name === "unit") {
      return sources.length ? ["--findRelatedTests", ...sources] : undefined
    }
    const names = tests.get(name)
    return names === "all" ? [] : names
  }
  const selected = [...SUITES, ...NAMED_ONLY].flatMap((suite) => {
    const found = argsOf(suite.name)
    return found
      ? [{ ...suite, jestArgs: [...found, ...jestArgs], mayBeEmpty: true }]
      : []
  })
  console.log(
    `${files.length} files differ from ${since}. Suites: ${
      selected.map(({ name }) => name).join(", ") || "none"
    }`
  )
  return selected
}
