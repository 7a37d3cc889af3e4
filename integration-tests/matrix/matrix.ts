import { join } from "node:path"
import { mkdirSync } from "node:fs"
import {
  type Beside,
  type Engines,
  STORES,
  type StorePackages,
  installStore,
} from "../install/foreign-store"
import { npm } from "../install/npm"
import { hasRedis } from "../processes/redis"
import { providePostgres } from "../../scripts/postgres"
import type { Session } from "../../scripts/session"
import { temporaryFolder } from "../../scripts/temporary-folder"
import { type Walked, walk } from "./walk"

type Row = {
  /** Of Medusa, exact. */
  medusa: string
  /** Node's major version. */
  node: number
  engines: Engines
  beside?: Beside
  /** How many run the store, on one database; default: one. */
  processes?: number
}

const RELEASES = ["2.21.0", "2.21.1", "2.21.2"]
const NODES = [20, 22, 24, 26]
const NODE = 22

/**
 * Each version of Medusa with all engines on one Node, and the latest release
 * on each Node: what one of them breaks, it breaks in each combination.
 */
const rowsFor = (snapshot: string): Row[] => [
  ...[...RELEASES, snapshot].flatMap((medusa) =>
    (["memory", "redis", "postgres"] as const).map((engines) => ({
      medusa,
      node: NODE,
      engines,
    }))
  ),
  ...NODES.filter((node) => node !== NODE).map((node) => ({
    medusa: RELEASES.at(-1)!,
    node,
    engines: "memory" as const,
  })),
  ...(["Stripe", "plugins"] as const).map((beside) => ({
    medusa: STORES[beside].medusa,
    node: NODE,
    engines: "memory" as const,
    beside,
  })),
  {
    medusa: RELEASES.at(-1)!,
    node: NODE,
    engines: "redis",
    processes: 2,
  },
]

const titleOf = (row: Row): string =>
  `Medusa ${row.medusa}, Node ${row.node}, ${row.engines}${besideOf(row) ? `, beside ${besideOf(row)}` : ""}`

const besideOf = ({ beside, processes = 1 }: Row): string =>
  processes > 1 ? "a second process" : (beside ?? "")

/** @returns the exit status */
export const runMatrix = async (
  session: Session,
  args: string[]
): Promise<number> => {
  const folder = temporaryFolder(session, "kintsugi-matrix")
  const postgres = await providePostgres(session, { isSmall: true })
  const rows = rowsFor(await newestSnapshot(folder)).filter((row) =>
    args.every((part) => titleOf(row).includes(part))
  )
  const stores = new Map<string, string>()
  const nodes = new Map<number, string>()
  const results: { row: Row; walked: Walked }[] = []
  for (const row of rows) {
    if (session.interrupted) {
      return 1
    }
    const { medusa, node, engines, beside, processes = 1 } = row
    if (engines === "redis" && !hasRedis()) {
      results.push({ row, walked: { problem: "not tried: no redis-server" } })
      continue
    }
    const walked = await session.step(titleOf(row), async () => {
      try {
        const name = beside ?? medusa
        const store = await remember(stores, name, () =>
          installed(
            join(folder, `store-${name}`),
            beside ? STORES[beside] : { medusa, packages: {} }
          )
        )
        const program = await remember(nodes, node, () =>
          nodeProgram(join(folder, `node-${node}`), node)
        )
        return await walk({
          folder: store,
          program,
          engines,
          beside,
          processes,
          postgres,
        })
      } catch (error) {
        return { problem: String(error) }
      }
    })
    if (walked.problem) {
      console.log(walked.problem)
    }
    results.push({ row, walked })
  }
  console.log(`\n${tableOf(results)}`)
  return results.every(({ walked }) => !walked.problem) ? 0 : 1
}

const tableOf = (results: { row: Row; walked: Walked }[]): string =>
  [
    "| Medusa | Node | Engines | Beside | Works |",
    "| ------ | ---- | ------- | ------ | ----- |",
    ...results.map(
      ({ row, walked: { node, problem } }) =>
        `| ${row.medusa} | ${node ?? ""} | ${row.engines} | ${besideOf(row)} | ${problem ? "no" : "yes"} |`
    ),
  ].join("\n")

const remember = async <Key, Value>(
  known: Map<Key, Value>,
  key: Key,
  create: () => Promise<Value>
): Promise<Value> => {
  const value = known.get(key) ?? (await create())
  known.set(key, value)
  return value
}

/** Without `--legacy-peer-deps`: npm refuses a version out of the peers' range. */
const installed = async (
  folder: string,
  packages: StorePackages
): Promise<string> => {
  mkdirSync(folder)
  await installStore(folder, packages)
  return folder
}

/** Node itself, as npm has it for this machine. */
const nodeProgram = async (folder: string, major: number): Promise<string> => {
  const name = `node-${process.platform}-${process.arch}`
  mkdirSync(folder)
  await npm(folder, ["install", "--no-audit", "--no-fund", `${name}@${major}`])
  return join(folder, "node_modules", name, "bin/node")
}

const newestSnapshot = async (folder: string): Promise<string> => {
  const versions = JSON.parse(
    await npm(folder, ["view", "@medusajs/medusa", "versions", "--json"])
  ) as string[]
  return versions.filter((version) => version.includes("-snapshot-")).at(-1)!
}
