import { resolve } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import { type Shop, seedShop } from "../../demo/shop"
import { startSandbox } from "../../integration-tests/sandbox"
import { type PostgresServer, fromUrl, serverAt } from "../postgres/server"
import type { Session } from "../session"
import { apiOf } from "../store/api"
import { stopGroup } from "../process-group"
import { migrateStore, startStore } from "../store/launch"

/** The store that this project's suites run. */
const STORE = resolve(__dirname, "../../integration-tests/store")

const ADMIN = { email: "admin@example.com", password: "supersecret-test" }

/** What a seeded database has. */
export type Seed = { shop: Shop; adminToken: string }

/** A database for a store of the suites. */
export type StoreDatabase = {
  url: string
  /** Present if it was to be seeded, and could be copied. */
  seed?: Seed
}

/**
 * Creates a database of the tests' store with empty tables, for
 * {@link createStoreDatabase} to copy: migrating takes half of a store's boot
 * time.
 *
 * @returns its name, which the suites read in `DB_TEMPLATE`
 */
export const migratedTemplate = async (
  session: Session,
  postgres: PostgresServer
): Promise<string> => {
  const name = `kintsugi_template_${process.pid}`
  await postgres.createDatabase(name)
  session.onEnd(() => postgres.dropDatabase(name))
  await migrateStore(session, {
    folder: STORE,
    environment: { DATABASE_URL: postgres.urlOf(name) },
  })
  return name
}

/**
 * Fills a copy of a migrated database with the shop of the tests, as a store
 * with the plugin's defaults does.
 *
 * @returns its name and what it has, which the suites read in `DB_SEEDED` and
 * `DB_SEED`
 */
export const seededTemplate = async (
  session: Session,
  postgres: PostgresServer,
  template: string
): Promise<{ name: string; seed: Seed }> => {
  const name = `kintsugi_seeded_${process.pid}`
  await postgres.createDatabase(name, template)
  session.onEnd(() => postgres.dropDatabase(name))
  const url = postgres.urlOf(name)
  const sandbox = await startSandbox()
  try {
    const store = await startStore(
      session,
      {
        folder: STORE,
        environment: {
          STORE_WITHOUT_ADMIN: "yes",
          DATABASE_URL: url,
          KINTSUGI_BASE_URL: sandbox.url,
          KINTSUGI_API_KEY: sandbox.apiKey,
          KINTSUGI_ORGANIZATION_ID: sandbox.organizationId,
        },
      },
      ADMIN
    )
    const { token } = await apiOf(store.url)<{ token: string }>(
      "POST",
      "/auth/user/emailpass",
      ADMIN
    )
    const shop = await seedShop(
      apiOf(store.url, { authorization: `Bearer ${token}` })
    )
    await untilProductsAreSynced(url, shop)
    await stopGroup(store.child)
    return { name, seed: { shop, adminToken: token } }
  } finally {
    await sandbox.close()
  }
}

/** Waits until a shop's products are synced, which runs in the background. */
export const untilProductsAreSynced = async (
  databaseUrl: string,
  { variants }: Shop
): Promise<void> => {
  const products = Object.keys(variants).length
  const database = fromUrl(databaseUrl)
  // A row exists before the product is synced; its name is set afterwards.
  const synced = "select from kintsugi_synced_product where name is not null"
  while ((await database.query(synced)).length < products) {
    await delay(50)
  }
}

type DatabaseNeeds = {
  /** Whether it has the shop of the tests, if `npm test` has prepared one. */
  isSeeded?: boolean
  /** Of a store that has more tables than others. */
  environment?: Record<string, string>
}

/**
 * Creates a migrated database for a suite, on the server of Medusa's own test
 * variables (`DB_HOST`, …), from what `npm test` has prepared.
 */
export const createStoreDatabase = async (
  session: Session,
  name: string,
  { isSeeded = false, environment }: DatabaseNeeds = {}
): Promise<StoreDatabase> => {
  const { DB_HOST, DB_PORT, DB_USERNAME, DB_PASSWORD } = process.env
  const { DB_TEMPLATE, DB_SEEDED, DB_SEED } = process.env
  const postgres = serverAt({
    host: DB_HOST ?? "localhost",
    port: Number(DB_PORT ?? 5432),
    user: DB_USERNAME ?? "postgres",
    password: DB_PASSWORD ?? "",
  })
  const seed = isSeeded && DB_SEED ? (JSON.parse(DB_SEED) as Seed) : undefined
  // A killed run leaves its database behind.
  await postgres.dropDatabase(name)
  session.onEnd(() => postgres.dropDatabase(name))
  await postgres.createDatabase(name, seed ? DB_SEEDED : DB_TEMPLATE)
  const url = postgres.urlOf(name)
  if (environment || !DB_TEMPLATE) {
    await migrateStore(session, {
      folder: STORE,
      environment: { ...environment, DATABASE_URL: url },
    })
  }
  return { url, seed }
}
