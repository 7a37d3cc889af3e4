import { withClient } from "./with-client"

export type PostgresAccess = {
  host: string
  port: number
  user: string
  password: string
}

/** A PostgreSQL server on which databases can be created. */
export type PostgresServer = PostgresAccess & {
  urlOf(database: string): string
  query<Row = unknown>(sql: string): Promise<Row[]>
  /** @param template - a database to copy, without any connections */
  createDatabase(name: string, template?: string): Promise<unknown>
  dropDatabase(name: string): Promise<unknown>
}

/** Medusa uses TLS for every host that is not called `localhost`. */
const LOOPBACK = ["127.0.0.1", "::1", "[::1]"]

export const fromUrl = (databaseUrl: string): PostgresServer => {
  if (!URL.canParse(databaseUrl)) {
    throw new Error(
      "DATABASE_URL is not a URL: postgres://user:password@localhost:5432/postgres is one."
    )
  }
  const url = new URL(databaseUrl)
  return serverAt(
    {
      host: LOOPBACK.includes(url.hostname) ? "localhost" : url.hostname,
      port: Number(url.port || 5432),
      user: decodeURIComponent(url.username) || "postgres",
      password: decodeURIComponent(url.password),
    },
    { database: url.pathname.slice(1) || "postgres", search: url.search }
  )
}

/**
 * @param at.database - an existing one, to send statements from
 * @param at.search - the query of every URL, as in `?sslmode=require`
 */
export const serverAt = (
  access: PostgresAccess,
  at = { database: "postgres", search: "" }
): PostgresServer => {
  const { host, port, user, password } = access
  const urlOf = (database: string) =>
    `postgres://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${host}:${port}/${database}${at.search}`

  const query = async <Row>(sql: string): Promise<Row[]> => {
    try {
      const { rows } = await withClient(urlOf(at.database), (client) =>
        client.query(sql)
      )
      return rows as Row[]
    } catch (error) {
      throw new Error(
        `PostgreSQL at ${host}:${port} refuses "${sql}": ${reason(error)}`,
        { cause: error }
      )
    }
  }

  return {
    ...access,
    urlOf,
    query,
    createDatabase: (name, template) =>
      query(
        `CREATE DATABASE "${name}"${template ? ` TEMPLATE "${template}"` : ""}`
      ),
    dropDatabase: (name) =>
      query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`),
  }
}

/** A refused connection is an AggregateError, whose own message is empty. */
const reason = (error: unknown): string => {
  if (!(error instanceof Error)) {
    return String(error)
  }
  return error.message || String((error as NodeJS.ErrnoException).code)
}
