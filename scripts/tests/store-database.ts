import { resolve } from "node:path"
import { type PostgresServer, serverAt } from "../postgres/server"
import type { Session } from "../session"
import { migrateStore } from "../store/launch"

/** The store that this project's suites run. */
const STORE = resolve(__dirname, "../../integration-tests/store")

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
 * Creates a database for a suite, on the server of Medusa's own test variables
 * (`DB_HOST`, …).
 *
 * @returns whether it has its tables; where Jest was not started by `npm test`,
 * it does not
 */
export const createStoreDatabase = async (
  name: string
): Promise<{ postgres: PostgresServer; migrated: boolean }> => {
  const { DB_HOST, DB_PORT, DB_USERNAME, DB_PASSWORD, DB_TEMPLATE } =
    process.env
  const postgres = serverAt({
    host: DB_HOST ?? "localhost",
    port: Number(DB_PORT ?? 5432),
    user: DB_USERNAME ?? "postgres",
    password: DB_PASSWORD ?? "",
  })
  // A killed run leaves its database behind.
  await postgres.dropDatabase(name)
  await postgres.createDatabase(name, DB_TEMPLATE)
  return { postgres, migrated: Boolean(DB_TEMPLATE) }
}
