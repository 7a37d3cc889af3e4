import type { KintsugiClient } from "../../kintsugi"

/**
 * Something for each client: what one organization's Kintsugi has answered is
 * forgotten together with its client, once other credentials are in force.
 */
export const forEachClient = <T>(
  make: (client: KintsugiClient) => T
): ((client: KintsugiClient) => T) => {
  const made = new WeakMap<KintsugiClient, T>()
  return (client) => {
    const known = made.get(client)
    if (known !== undefined) {
      return known
    }
    const fresh = make(client)
    made.set(client, fresh)
    return fresh
  }
}
