import { once } from "node:events"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { PostgresAccess } from "../postgres/server"
import { spawnGroup } from "../process-group"
import type { Session } from "../session"
import { storeEnvironment } from "../store/environment"
import type { Seed } from "./store-database"
import { type JestReport, type Tally, tally } from "./tally"

const ROOT = join(__dirname, "../..")

type Surroundings = {
  /** For the report, and for the tests' temporary files. */
  folder: string
  /** How many of the suite's files run in parallel. */
  workers: number
  /** The PostgreSQL for the suite's databases, if it needs one. */
  access?: PostgresAccess
  /** A database on that server to copy, with a store's tables. */
  template?: string
  /** A copy of it with the shop of the tests. */
  seeded?: { name: string; seed: Seed }
  /** A store with the plugin installed, for the suite to run. */
  storeFolder?: string
  /** Whether it may find no tests without failing. */
  mayBeEmpty: boolean
}

/** Runs one of jest.config.js's suites. */
export const runJest = async (
  session: Session,
  suite: string,
  args: string[],
  {
    folder,
    workers,
    access,
    template,
    seeded,
    storeFolder,
    mayBeEmpty,
  }: Surroundings
): Promise<Tally> => {
  // Stores that are made to fail log a lot, to the tests' console and past it;
  // `npm test -- http --silent=false` shows that. Jest itself writes to stderr.
  const quiet = !args.includes("--silent=false")
  const reportFile = join(folder, `${suite}.json`)
  const jest = spawnGroup(
    session,
    process.execPath,
    [
      // Most objects of a store are short-lived: with more space for them, a
      // worker spends half the time on garbage collection.
      "--max-semi-space-size=64",
      // p-retry is ESM only, and loaded with import().
      "--experimental-vm-modules",
      require.resolve("jest/bin/jest"),
      "--json",
      `--outputFile=${reportFile}`,
      `--cacheDirectory=${join(ROOT, ".cache/jest")}`,
      `--maxWorkers=${workers}`,
      ...(access && quiet ? ["--silent"] : []),
      ...(mayBeEmpty ? ["--passWithNoTests"] : []),
      ...args,
    ],
    {
      cwd: ROOT,
      env: storeEnvironment({
        TEST_TYPE: suite,
        NODE_ENV: "test",
        TMPDIR: folder,
        ...(quiet && { LOG_LEVEL: "silent" }),
        ...(access && databaseEnvironment(access)),
        ...(template && { DB_TEMPLATE: template }),
        ...(seeded && {
          DB_SEEDED: seeded.name,
          DB_SEED: JSON.stringify(seeded.seed),
        }),
        ...(storeFolder && { STORE_FOLDER: storeFolder }),
      }),
      stdio: ["ignore", quiet ? "ignore" : "inherit", "inherit"],
    }
  )
  const [code, signal] = await once(jest, "close")
  const report = readReport(reportFile)
  if (!report) {
    console.error(
      `Jest ended without a report (${signal ?? `status ${code}`}).`
    )
  }
  return tally(report, code ?? 1)
}

/** The variables that @medusajs/test-utils reads. */
const databaseEnvironment = ({
  host,
  port,
  user,
  password,
}: PostgresAccess) => ({
  DB_HOST: host,
  DB_PORT: String(port),
  DB_USERNAME: user,
  DB_PASSWORD: password,
})

/** Returns undefined if Jest itself crashed. */
const readReport = (file: string): JestReport | undefined => {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as JestReport
  } catch {
    return undefined
  }
}
