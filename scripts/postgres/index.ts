import type { Session } from "../session"
import { startEmbedded } from "./embedded"
import { fromUrl, type PostgresServer } from "./server"

export type { PostgresServer } from "./server"

/**
 * The PostgreSQL of `DATABASE_URL`, or else one of our own for this run.
 *
 * @param of.isSmall - see {@link startEmbedded}
 */
export const providePostgres = (
  session: Session,
  of: { isSmall?: boolean } = {}
): Promise<PostgresServer> => {
  const url = process.env.DATABASE_URL
  return url
    ? session.step("Connecting to the PostgreSQL of DATABASE_URL", async () => {
        const server = fromUrl(url)
        await server.query("SELECT 1")
        return server
      })
    : session.step("Starting PostgreSQL", () => startEmbedded(session, of))
}
