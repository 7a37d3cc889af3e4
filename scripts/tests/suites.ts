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
}

/** Quickest first. */
const SUITES: Suite[] = [
  { name: "unit", title: "Unit tests", workers: 2 },
  { name: "http", title: "A store over HTTP", on: "shop", workers: 2 },
  {
    name: "processes",
    title: "Stores that are killed, and two at once",
    on: "store",
    // It spends much of its time waiting for sweeps.
    workers: 2,
  },
  { name: "install", title: "The packed plugin", on: "postgres", workers: 1 },
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

  let postgres: PostgresServer | undefined
  let template: string | undefined
  let total: Tally = NONE
  for (const { name, title, on, installed, workers } of suites) {
    console.log(`\n── ${title} (${name}) ──`)
    if (on) {
      postgres ??= await providePostgres(session, { isSmall: true })
    }
    if ((on === "store" || on === "shop") && postgres) {
      const server = postgres
      template ??= await session.step("Creating a store's tables", () =>
        migratedTemplate(session, server)
      )
    }
    const seeded =
      on === "shop" && postgres && template
        ? await fillShop(session, postgres, template)
        : undefined
    const storeFolder = installed
      ? await session.step("Installing the packed plugin into a store", () =>
          installedStore(session)
        )
      : undefined
    const tally = await runJest(session, name, jestArgs, {
      folder,
      workers,
      access: on && postgres,
      template,
      seeded,
      storeFolder,
      // A pattern may match one suite only.
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

const fillShop = (
  session: Session,
  postgres: PostgresServer,
  template: string
) =>
  session.step("Filling a shop", () =>
    seededTemplate(session, postgres, template)
  )

const readArguments = (args: string[]) => {
  const named = [...SUITES, ...NAMED_ONLY].filter(({ name }) =>
    args.includes(name)
  )
  return {
    suites: named.length ? named : SUITES,
    jestArgs: args.filter((arg) => !named.some(({ name }) => name === arg)),
  }
}
