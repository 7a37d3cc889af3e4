import { type KintsugiError, isKintsugiError } from "./errors"

/** How many times a new record is sent at most, and the first pause, in ms. */
const SENDS = 3
const PAUSE_MS = 300

/** A longer pause is left to the caller, in ms. */
const LONGEST_PAUSE_MS = 5_000

/**
 * How long to wait before a record without an id of ours is looked up again, in
 * ms: Kintsugi may still be processing a request whose connection has broken.
 */
const STILL_AT_WORK_MS = 1_000

export type NewRecord<T> = {
  /** Sends it, once. */
  send: () => Promise<T>
  /** Looks for it at Kintsugi. */
  find: () => Promise<T | undefined>
  /**
   * Whether Kintsugi refuses a second record with the same id of ours. If it
   * does not, the record is looked up twice before it is sent again.
   */
  isUnique: boolean
  /** When to give up sending again, in ms since the epoch. */
  deadline?: number
}

/**
 * Sends a new record, unless it turns out to exist: Kintsugi answers a repeat
 * with the record, a 400 or a 409, and an answer may be lost. The record is
 * looked up before it is sent again.
 *
 * @returns the record, and whether this very call is known to have created it
 * @throws KintsugiError
 */
export const createOrFind = async <T>({
  send,
  find,
  isUnique,
  deadline = Number.POSITIVE_INFINITY,
}: NewRecord<T>): Promise<{ record: T; isNew: boolean }> => {
  for (let sends = 1; ; sends++) {
    try {
      return { record: await send(), isNew: true }
    } catch (error) {
      if (!isKintsugiError(error)) {
        throw error
      }
      const mayExist = mayBeDuplicate(error) || mayHaveArrived(error)
      const existing = mayExist ? await find() : undefined
      if (existing) {
        return { record: existing, isNew: false }
      }
      const pause = pauseBeforeNext(error, sends, isUnique)
      if (pause === undefined || Date.now() + pause >= deadline) {
        throw error
      }
      await new Promise((resolve) => setTimeout(resolve, pause))
      const existingNow = mayExist && !isUnique ? await find() : undefined
      if (existingNow) {
        return { record: existingNow, isNew: false }
      }
    }
  }
}

/**
 * {@link createOrFind} for a record that may be there already: it is looked up
 * before it is sent at all.
 *
 * @throws KintsugiError
 */
export const findOrCreate = async <T>(newRecord: NewRecord<T>): Promise<T> =>
  (await newRecord.find()) ?? (await createOrFind(newRecord)).record

/** Whether a refusal may mean that the record already exists. */
export const mayBeDuplicate = (error: unknown): boolean =>
  isKintsugiError(error) &&
  (error.code === "conflict" || error.code === "invalid_request")

/** Whether Kintsugi may have stored the record, though no answer said so. */
const mayHaveArrived = ({ code }: KintsugiError): boolean =>
  code === "timed_out" || code === "unavailable" || code === "bad_response"

/** `undefined`: not to be sent again. One that timed out may still arrive. */
const pauseBeforeNext = (
  { code, retryAfterMs = 0 }: KintsugiError,
  sends: number,
  isUnique: boolean
): number | undefined => {
  if (!(code === "unavailable" || code === "rate_limited") || sends >= SENDS) {
    return undefined
  }
  const first = isUnique ? PAUSE_MS : STILL_AT_WORK_MS
  const pause = Math.max(first * 2 ** (sends - 1), retryAfterMs)
  return pause > LONGEST_PAUSE_MS ? undefined : pause
}
