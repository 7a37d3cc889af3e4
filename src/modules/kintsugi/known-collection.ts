import { type KintsugiClient, isKintsugiError } from "../../kintsugi"
import { type Collection, collectionOf } from "../../tax/collection"

/** How long what Kintsugi told is taken as it is, in ms. */
const TTL_MS = 5 * 60 * 1000

/** How long Kintsugi may take, in ms: somebody in the Admin waits for it. */
const DEADLINE_MS = 8_000

export type KnownCollection = {
  /** `null` where Kintsugi has never told. */
  collection: Collection | null
  /** When Kintsugi told it. */
  as_of: Date | null
  /** Why it is not newer, in sentences for the merchant. */
  problem: string | null
}

/**
 * Where the merchant collects, asked for rarely. What was told last serves while
 * Kintsugi can't answer, and says so.
 */
export const createKnownCollection = (
  client: Pick<KintsugiClient, "listRegistrations" | "listNexus">
): (() => Promise<KnownCollection>) => {
  let latest: { collection: Collection; as_of: Date } | undefined
  let flight: Promise<KnownCollection> | undefined

  const ask = async (): Promise<KnownCollection> => {
    const call = { deadline: Date.now() + DEADLINE_MS }
    try {
      const [registrations, nexus] = await Promise.all([
        client.listRegistrations(call),
        client.listNexus(call),
      ])
      latest = {
        collection: collectionOf(registrations, nexus),
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
            : `Kintsugi could not be asked: ${error.message}.`,
      }
    }
  }

  return async () => {
    if (latest && Date.now() < latest.as_of.getTime() + TTL_MS) {
      return { ...latest, problem: null }
    }
    flight ??= ask().finally(() => {
      flight = undefined
    })
    return flight
  }
}
