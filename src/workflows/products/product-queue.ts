/** How long to collect the events of one import, in ms. */
const PAUSE_MS = 250

/** The pause after the first failed sync, in ms; it doubles each time. */
const FIRST_REST_MS = 5_000
const LONGEST_REST_MS = 10 * 60 * 1000

/** More ids than this (of about 30 bytes) are treated as "all products". */
const MOST_IDS = 10_000

/**
 * Syncs products to Kintsugi.
 *
 * @param productIds - `undefined`: all products of the store
 * @param isKnown - whether the previous run failed too
 * @returns the products that have to be synced again
 */
export type SendProducts = (
  productIds: string[] | undefined,
  isKnown: boolean
) => Promise<string[] | "all">

/**
 * Collects changed products and syncs them to Kintsugi together, each once, one
 * run after another. After a failed sync they wait for growing pauses in which
 * nothing is sent. The queue is bounded: more than `mostIds` products become
 * "all products".
 */
export const createProductQueue = ({
  pauseMs = PAUSE_MS,
  firstRestMs = FIRST_REST_MS,
  mostIds = MOST_IDS,
} = {}): ((productIds: string[], send: SendProducts) => void) => {
  const waiting = new Set<string>()
  let isAll = false
  let isBusy = false
  /** Runs in a row that left products to be synced again. */
  let failures = 0

  const gather = (productIds: string[] | "all") => {
    isAll ||= productIds === "all"
    for (const id of isAll ? [] : productIds) {
      waiting.add(id)
    }
    if (isAll || waiting.size > mostIds) {
      isAll = true
      waiting.clear()
    }
  }

  const runLater = (send: SendProducts) => {
    if (isBusy || (!isAll && !waiting.size)) {
      return
    }
    isBusy = true
    const restMs = failures
      ? Math.min(LONGEST_REST_MS, firstRestMs * 2 ** (failures - 1))
      : pauseMs
    setTimeout(() => void run(send), restMs).unref()
  }

  const run = async (send: SendProducts) => {
    const productIds = isAll ? undefined : [...waiting]
    isAll = false
    waiting.clear()
    let unfinished: string[] | "all"
    try {
      unfinished = await send(productIds, failures > 0)
    } catch {
      unfinished = productIds ?? "all"
    }
    failures = unfinished.length ? failures + 1 : 0
    gather(unfinished)
    isBusy = false
    runLater(send)
  }

  return (productIds, send) => {
    gather(productIds)
    runLater(send)
  }
}
