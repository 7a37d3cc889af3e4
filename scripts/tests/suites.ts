import { type PostgresServer, providePostgres } from "../postgres"
import type { Session } from "../session"
import { temporaryFolder } from "../temporary-folder"
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
  { name: "http", title: "A store over HTTP", on: "shop", workers: 2 },
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

/** Needs Chromium, so it runs only if it is named. */
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

/**
 * Runs the suites that the arguments name (none: all), passes the other
 * arguments to Jest, and prints the totals.
 *
 * @returns the exit status
 */
export const runSuites = async (
  session: Session,
  args: string[]
): Promise<number> => {
  const { suites, jestArgs } = readArguments(args)
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
        runJest(session, suite.name, jestArgs, {
          folder,
          workers: suite.workers,
          ...ready,
          // A pattern may match one suite only.
          mayBeEmpty: suites.length > 1 && jestArgs.length > 0,
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
  return total.failed === 0 && total.passed > 0 ? 0 : 1
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
const groupsOf = (suites: Suite[]): Suite[][] => {
  const groups: Suite[][] = []
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

const readArguments = (args: string[]) => {
  const named = [...SUITES, ...NAMED_ONLY].filter(({ name }) =>
    args.includes(name)
  )
  return {
    suites: named.length ? named : SUITES,
    jestArgs: args.filter((arg) => !named.some(({ name }) => name === arg)),
  }
}
