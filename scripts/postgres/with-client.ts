import { Client } from "@medusajs/framework/pg"

/**
 * Does something with one connection to a database, and closes it.
 *
 * @param databaseUrl - `postgres://user:password@host:5432/database`
 */
export const withClient = async <Result>(
  databaseUrl: string,
  act: (client: Client) => Promise<Result>
): Promise<Result> => {
  const client = new Client({ connectionString: databaseUrl })
  try {
    await client.connect()
    return await act(client)
  } finally {
    await client.end()
  }
}
