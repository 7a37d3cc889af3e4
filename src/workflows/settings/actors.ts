import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"

/** Who did something in the Admin or by the API. */
export type Actor = {
  /** Of the user or of the secret API key. */
  id: string
  email: string | null
  /** The user's e-mail or the key's title; null: it is gone. */
  name: string | null
}

/**
 * Reads who has these ids.
 *
 * @param ids - of users and of secret API keys
 */
export const readActors = async (
  ids: string[],
  container: MedusaContainer
): Promise<(id: string) => Actor> => {
  const [users, keys] = ids.length
    ? await Promise.all([
        container
          .resolve(Modules.USER)
          .listUsers({ id: ids }, { select: ["id", "email"] }),
        container
          .resolve(Modules.API_KEY)
          .listApiKeys({ id: ids }, { select: ["id", "title"] }),
      ])
    : [[], []]
  const emails = new Map(users.map(({ id, email }) => [id, email]))
  const titles = new Map(keys.map(({ id, title }) => [id, title]))
  return (id) => {
    const email = emails.get(id) ?? null
    return { id, email, name: email ?? titles.get(id) ?? null }
  }
}
