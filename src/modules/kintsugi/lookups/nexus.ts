import { LRUCache } from "lru-cache"
import {
  type KintsugiClient,
  deadlineFor,
  isKintsugiError,
} from "../../../kintsugi-api"
import { type Collection, mapCollection } from "../../../tax/nexus/nexus-map"

/** How long Kintsugi's answer is reused, in ms. */
const TTL_MS = 5 * 60 * 1000

/** Where the merchant collects tax, as of Kintsugi's last answer. */
export type NexusReading = {
  /** `null` if Kintsugi has never answered. */
  collection: Collection | null
  /** When Kintsugi answered. */
  as_of: Date | null
  /** Why the data is not newer, in sentences for the merchant. */
  problem: string | null
}

/**
 * Where the merchant collects tax, requested rarely. While Kintsugi can't
 * answer, its last answer is returned with a `problem`.
 */
export const createNexusLookup = (
  client: Pick<KintsugiClient, "listRegistrations" | "listNexus">
): (() => Promise<NexusReading>) => {
  const cache = new LRUCache<"nexus", { collection: Collection; as_of: Date }>({
    max: 1,
    ttl: TTL_MS,
    // The age of `as_of`, by the same clock.
    perf: Date,
    // The error is needed too: allowStaleOnFetchRejection would hide it.
    noDeleteOnFetchRejection: true,
    fetchMethod: async () => {
      const call = deadlineFor("admin")
      const [registrations, nexus] = await Promise.all([
        client.listRegistrations(call),
        client.listNexus(call),
      ])
      return {
        collection: mapCollection(registrations, nexus),
        as_of: new Date(),
      }
    },
  })
  return async () => {
    try {
      return { ...(await cache.forceFetch("nexus")), problem: null }
    } catch (error) {
      if (!isKintsugiError(error)) {
        throw error
      }
      const last = cache.peek("nexus", { allowStale: true })
      return {
        collection: last?.collection ?? null,
        as_of: last?.as_of ?? null,
        problem:
          error.code === "unauthorized" || error.code === "forbidden"
            ? error.merchantMessage
            : `Kintsugi could not be queried: ${error.plainMessage}`,
      }
    }
  }
}
