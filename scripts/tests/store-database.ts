import { resolve } from "node:path"
import { type PostgresServer, serverAt } from "../postgres/server"
import type { Session } from "../session"
import { migrateStore } from "../store/launch"

/** The store that the suites of this project run. */
const STORE = resolve(__dirname, "../../integration-tests/store")

/**
 * Makes a database of the tests' store with its tables and nothing in them, for
 * {@link createStoreDatabase} to copy: migrating is half of what a store takes
 * to boot.
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
 * Makes a database for a suite, on the server that Medusa's own test variables
 * (`DB_HOST`, …) name.
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
  // A run that was killed leaves its own behind.
  await postgres.dropDatabase(name)
  await postgres.createDatabase(name, DB_TEMPLATE)
  return { postgres, migrated: Boolean(DB_TEMPLATE) }
}
