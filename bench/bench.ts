import { cpus } from "node:os"
import { type PostgresServer, providePostgres } from "../scripts/postgres"
import type { Session } from "../scripts/session"
import { benchBackfill } from "./parts/backfill"
import { benchCheckout } from "./parts/checkout"
import { benchDelivery } from "./parts/delivery"
import { benchLedger } from "./parts/ledger"
import { benchLines } from "./parts/lines"
import { benchLookAhead } from "./parts/look-ahead"
import { within } from "./within"

/** What a part is given to stand on. */
export type Ground = {
  /** What is opened with it is closed when the part is over. */
  session: Session
  postgres: () => Promise<PostgresServer>
  /** A short run, whose figures only show that it works. */
  quick: boolean
}

const PARTS: Record<string, (ground: Ground) => Promise<void>> = {
  checkout: benchCheckout,
  lines: benchLines,
  "look-ahead": benchLookAhead,
  delivery: benchDelivery,
  ledger: benchLedger,
  backfill: benchBackfill,
}

const USAGE = `Usage: npm run bench [-- [--quick] [${Object.keys(PARTS).join("] [")}]]

Measures what the plugin costs, on real stores and a stand-in for Kintsugi.
Without a name: every part. --quick: a few rounds of each.

UPSTREAM_MS=0,150: how long Kintsugi takes in checkouts, instead of 0, 50, 150.
DATABASE_URL: a PostgreSQL server to use, where databases are made and dropped.`

/** @returns the exit status */
export const bench = async (
  session: Session,
  args: string[]
): Promise<number> => {
  const names = args.filter((arg) => arg !== "--quick")
  if (names.some((name) => !Object.hasOwn(PARTS, name))) {
    console.log(USAGE)
    return args.includes("--help") ? 0 : 2
  }
  const [cpu] = cpus()
  console.log(
    `Node ${process.version} on ${cpus().length} × ${cpu?.model.trim()}`
  )
  let started: Promise<PostgresServer> | undefined
  for (const [name, part] of Object.entries(PARTS)) {
    if (!names.length || names.includes(name)) {
      console.log(`\n── ${name} ──`)
      await within(session, (inner) =>
        part({
          session: inner,
          postgres: () => (started ??= providePostgres(session)),
          quick: args.includes("--quick"),
        })
      )
    }
  }
  return 0
}
