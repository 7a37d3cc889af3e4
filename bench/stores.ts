import { randomBytes } from "node:crypto"
import { once } from "node:events"
import { join } from "node:path"
import { type Shop, seedShop } from "../demo/shop"
import type { Sandbox } from "../integration-tests/sandbox"
import { type Api, apiOf, signIn } from "../scripts/store/api"
import { migrateStore, startStore } from "../scripts/store/launch"
import type { BenchContext } from "./bench"
import type { Build } from "./builds"

const ADMIN = { email: "admin@example.com", password: "supersecret-bench" }

export type BenchStore = {
  shop: Shop
  shopper: Api
  admin: Api
  /** As a URL, for changes that no API of the store supports. */
  database: string
  /** In bytes, after a garbage collection. */
  memory: () => Promise<{ rss: number; heapUsed: number }>
  /**
   * Its statements since the first call, each with how often it was sent, and
   * the bytes that went between the store and its database.
   */
  traffic: () => Promise<Traffic>
  /** Starts another process of the store, as a worker. */
  startWorker: () => Promise<void>
  /** Reads an answer of the Admin API piece by piece, as a browser does. */
  download: (path: string, onPiece: () => Promise<void>) => Promise<number>
  /** Sends a CSV file to the Admin API, as a browser does. */
  upload: (path: string, csv: string) => Promise<void>
  /** Lets the plugin read orders for the tax report for a minute. */
  refreshReport: () => Promise<void>
  /** Lets the plugin look for orders that are due; how long it takes, in ms. */
  sweep: () => Promise<number>
  /** Lets the plugin evaluate its alerts; how long it takes, in ms. */
  evaluateAlerts: () => Promise<number>
  /** The store's log. */
  said: () => string
}

/** What a store needs to know of a sandbox. */
type SandboxAccess = Pick<Sandbox, "url" | "apiKey" | "organizationId">

export type Traffic = { statements: [string, number][]; bytes: number }

/** The plugin's options in every store, unless a part sets them itself. */
const OPTIONS = JSON.parse(process.env.PLUGIN_OPTIONS ?? "{}") as object

/** A store with one build of the plugin, as a merchant installs it. */
export const withPlugin = (
  ground: BenchContext,
  sandbox: SandboxAccess,
  { name, storeFolder }: Build,
  options: Record<string, unknown> = {},
  locking?: "postgres"
): Promise<BenchStore> =>
  open(ground, sandbox, `with ${name}`, {
    folder: storeFolder,
    environment: {
      KINTSUGI_OPTIONS: JSON.stringify({ ...OPTIONS, ...options }),
      STORE_LOCKING: locking ?? "",
    },
  })

/** A store without the plugin, taxed by Medusa's own provider. */
export const withoutPlugin = (
  ground: BenchContext,
  sandbox: SandboxAccess,
  name: string,
  locking?: "postgres"
): Promise<BenchStore> =>
  open(
    ground,
    sandbox,
    name,
    {
      folder: join(__dirname, "store"),
      environment: { STORE_LOCKING: locking ?? "" },
    },
    SYSTEM
  )

const SYSTEM = "tp_system"

const open = async (
  { session, postgres }: BenchContext,
  { url, apiKey, organizationId }: SandboxAccess,
  name: string,
  {
    folder,
    environment,
  }: { folder: string; environment: Record<string, string> },
  taxProvider?: string
): Promise<BenchStore> => {
  const server = await postgres()
  const database = `kintsugi_bench_${randomBytes(4).toString("hex")}`
  await server.createDatabase(database)
  session.onEnd(() => server.dropDatabase(database))
  const settings = {
    folder,
    environment: {
      ...environment,
      NODE_ENV: "production",
      NODE_OPTIONS: `--expose-gc --require ${join(__dirname, "answer-bench.js")}`,
      KINTSUGI_API_KEY: apiKey,
      KINTSUGI_ORGANIZATION_ID: organizationId,
      KINTSUGI_BASE_URL: url,
      DATABASE_URL: server.urlOf(database),
      STORE_WITHOUT_ADMIN: "true",
    },
  }
  return session.step(`Opening a store ${name}`, async () => {
    await migrateStore(session, settings)
    const started = await startStore(session, settings, ADMIN)
    const { url: storeUrl, child, output } = started
    const admin = await signIn(storeUrl, ADMIN)
    const shop = await seedShop(admin, { us: 8 }, taxProvider)
    /** Asks the store's process, which answers as in answer-bench.js. */
    const ask = async <Answer>(question: string): Promise<Answer> => {
      const message = once(child, "message")
      child.send(question)
      const [{ answer, error }] = (await message) as [
        { answer: Answer; error?: string },
      ]
      if (error !== undefined) {
        throw new Error(`The store could not answer "${question}": ${error}`)
      }
      return answer
    }
    const authorize = async () => {
      const { token } = await apiOf(storeUrl)<{ token: string }>(
        "POST",
        "/auth/user/emailpass",
        ADMIN
      )
      return `Bearer ${token}`
    }
    return {
      shop,
      admin,
      shopper: apiOf(storeUrl, {
        "x-publishable-api-key": shop.publishableKey,
      }),
      database: server.urlOf(database),
      memory: () => ask("memory"),
      traffic: () => ask("traffic"),
      startWorker: async () => {
        await startStore(session, {
          ...settings,
          environment: {
            ...settings.environment,
            MEDUSA_WORKER_MODE: "worker",
          },
        })
      },
      refreshReport: () => ask("refreshReport"),
      sweep: () => ask("sweep"),
      evaluateAlerts: () => ask("evaluateAlerts"),
      download: async (path, onPiece) => {
        const response = await fetch(storeUrl + path, {
          headers: { authorization: await authorize() },
        })
        let bytes = 0
        for await (const piece of response.body as AsyncIterable<Uint8Array>) {
          bytes += piece.length
          await onPiece()
        }
        return bytes
      },
      upload: async (path, csv) => {
        const body = new FormData()
        body.set("file", new Blob([csv], { type: "text/csv" }), "file.csv")
        const response = await fetch(storeUrl + path, {
          method: "POST",
          headers: { authorization: await authorize() },
          body,
        })
        if (!response.ok) {
          throw new Error(`The upload was refused: ${await response.text()}`)
        }
      },
      said: () => output.text,
    }
  })
}
