import { setTimeout as delay } from "node:timers/promises"
import type { BenchStore } from "./stores"

/** How often the store's memory is read, in ms. */
const SAMPLE_MS = 1_000

/** @returns the store's highest heap during the work in bytes, and its result */
export const highestHeap = async <T>(
  store: BenchStore,
  work: Promise<T>
): Promise<[number, T]> => {
  let isDone = false
  const done = work.finally(() => {
    isDone = true
  })
  done.catch(() => undefined)
  let highest = 0
  while (!isDone) {
    highest = Math.max(highest, (await store.memory()).heapUsed)
    await Promise.race([done, delay(SAMPLE_MS)])
  }
  return [highest, await done]
}
