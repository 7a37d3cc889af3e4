import type { KintsugiClient } from "../../../kintsugi-api"

/**
 * Creates one value per client: the answers for one organization are discarded
 * together with its client, once other credentials take effect.
 */
// No lru-cache: a value lives exactly as long as its client.
export const memoizePerClient = <T>(
  create: (client: KintsugiClient) => T
): ((client: KintsugiClient) => T) => {
  const values = new WeakMap<KintsugiClient, T>()
  return (client) => {
    const known = values.get(client)
    if (known !== undefined) {
      return known
    }
    const created = create(client)
    values.set(client, created)
    return created
  }
}
