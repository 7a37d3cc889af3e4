import {
  type KintsugiClient,
  deadlineFor,
  isKintsugiError,
} from "../../../kintsugi-api"
import { type Collection, mapCollection } from "../../../tax/nexus/nexus-map"

/** How long Kintsugi's answer is reused, in ms. */
const TTL_MS = 5 * 60 * 1000

export type NexusCache = {
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
export const createNexusCache = (
  client: Pick<KintsugiClient, "listRegistrations" | "listNexus">
): (() => Promise<NexusCache>) => {
  let latest: { collection: Collection; as_of: Date } | undefined
  let running: Promise<NexusCache> | undefined

  const ask = async (): Promise<NexusCache> => {
    const call = deadlineFor("admin")
    try {
      const [registrations, nexus] = await Promise.all([
        client.listRegistrations(call),
        client.listNexus(call),
      ])
      latest = {
        collection: mapCollection(registrations, nexus),
        as_of: new Date(),
      }
      return { ...latest, problem: null }
    } catch (error) {
      if (!isKintsugiError(error)) {
        throw error
      }
      return {
        collection: latest?.collection ?? null,
        as_of: latest?.as_of ?? null,
        problem:
          error.code === "unauthorized" || error.code === "forbidden"
            ? error.merchantMessage
            : `Kintsugi could not be queried: ${error.message}.`,
      }
    }
  }

  return async () => {
    if (latest && Date.now() < latest.as_of.getTime() + TTL_MS) {
      return { ...latest, problem: null }
    }
    running ??= ask().finally(() => {
      running = undefined
    })
    return running
  }
}
