import { cpus } from "node:os"
import { parseArgs } from "node:util"
import { type PostgresServer, providePostgres } from "../scripts/postgres"
import type { Session } from "../scripts/session"
import { type Build, openBuilds } from "./builds"
import { benchAtOnce } from "./parts/at-once"
import { benchBackfill } from "./parts/backfill"
import { benchBigStore } from "./parts/big-store"
import { benchCheckout } from "./parts/checkout"
import { benchDelivery } from "./parts/delivery"
import { benchImport } from "./parts/import"
import { benchLedger } from "./parts/ledger"
import { benchLines } from "./parts/lines"
import { benchLookAhead } from "./parts/look-ahead"
import { benchOutage } from "./parts/outage"
import { benchReconciliation } from "./parts/reconciliation"
import { benchReport } from "./parts/report"
import { benchThroughput } from "./parts/throughput"
import { benchTraffic } from "./parts/traffic"
import { benchWorkers } from "./parts/workers"
import { withNestedSession } from "./nested-session"

/** What every part of the benchmark gets. */
export type BenchContext = {
  /** Closes everything that is opened with it when the part is over. */
  session: Session
  postgres: () => Promise<PostgresServer>
  /** The builds to measure; the second one is the baseline. */
  builds: Build[]
  /** A short run, which only shows that the benchmark works. */
  quick: boolean
}

const PARTS: Record<string, (ground: BenchContext) => Promise<void>> = {
  checkout: benchCheckout,
  "at-once": benchAtOnce,
  lines: benchLines,
  "look-ahead": benchLookAhead,
  delivery: benchDelivery,
  ledger: benchLedger,
  backfill: benchBackfill,
  reconciliation: benchReconciliation,
  "big-store": benchBigStore,
  import: benchImport,
  outage: benchOutage,
  report: benchReport,
  throughput: benchThroughput,
  traffic: benchTraffic,
  workers: benchWorkers,
}

const USAGE = `Usage: npm run bench [-- [--quick] [--against COMMIT] [${Object.keys(PARTS).join("] [")}]]

Measures what the plugin costs, on real stores and a mock of Kintsugi.
Without a name: every part. --quick: a few rounds of each.
--against COMMIT: measures this working tree and that commit in turn, both
packed and installed the same way, and prints how they compare.

UPSTREAM_MS=0,150: Kintsugi's latency in checkouts, instead of 0, 150, 500.
ORDERS=100000: the length of the history in backfill and reconciliation.
COMPARED=4000: how many orders of it a reconciliation compares.
PRODUCTS=100000: the length of the file in import.
PLUGIN_OPTIONS='{"combineJurisdictions":true}': the plugin's options, as JSON.
DATABASE_URL: a PostgreSQL server on which to create and drop databases.`

/** @returns the exit status */
export const bench = async (
  session: Session,
  args: string[]
): Promise<number> => {
  const { names, quick, against, help } = readArguments(args)
  if (help || names.some((name) => !Object.hasOwn(PARTS, name))) {
    console.log(USAGE)
    return help ? 0 : 2
  }
  const [cpu] = cpus()
  console.log(
    `Node ${process.version} on ${cpus().length} × ${cpu?.model.trim()}`
  )
  const builds = await openBuilds(session, against)
  let started: Promise<PostgresServer> | undefined
  for (const [name, part] of Object.entries(PARTS)) {
    if (!names.length || names.includes(name)) {
      console.log(`\n── ${name} ──`)
      await withNestedSession(session, (inner) =>
        part({
          session: inner,
          postgres: () => (started ??= providePostgres(session)),
          builds,
          quick,
        })
      )
    }
  }
  return 0
}

/** @throws TypeError where an option is unknown or has no value */
const readArguments = (args: string[]) => {
  const { values, positionals: names } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      quick: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
      against: { type: "string" },
    },
  })
  return { names, ...values }
}
