export type FreshValue<T> = {
  /** The current value. */
  get(): Promise<T>
  /** The value of the latest reading, or of the one that is running. */
  last(): Promise<T>
  /** Discards the value: this process has just changed it. */
  invalidate(): void
}

/**
 * A value that other processes may change at any time, with immediate effect:
 * every call of `get` reads it again, so that no event has to reach every
 * instance. Only calls in the same turn of the event loop share a reading, which
 * is sent at its end: an earlier one may have begun before a change that the
 * caller knows of.
 *
 * @param read - if it fails, the previous value is returned; if there is none,
 * the error is thrown
 */
// No lru-cache: a value that is read again in every turn has no age.
export const createFreshValue = <T>(read: () => Promise<T>): FreshValue<T> => {
  let latest: { value: T } | undefined
  let running: Promise<T> | undefined
  let sameTurn: Promise<T> | undefined
  let count = 0
  /** Readings up to this number are older than the known value. */
  let outdated = 0

  const renew = (): Promise<T> => {
    const number = ++count
    const reading = read().then(
      (value) => {
        if (number > outdated) {
          outdated = number
          latest = { value }
        }
        return value
      },
      (error: unknown) => {
        if (latest) {
          return latest.value
        }
        throw error
      }
    )
    running = sameTurn = reading
    const endTurn = () => {
      if (sameTurn === reading) {
        sameTurn = undefined
      }
    }
    setImmediate(endTurn)
    const done = () => {
      endTurn()
      if (running === reading) {
        running = undefined
      }
    }
    reading.then(done, done)
    return reading
  }

  return {
    get: () => sameTurn ?? renew(),
    last: async () => running ?? latest?.value ?? renew(),
    invalidate() {
      outdated = count
      latest = undefined
      running = undefined
      sameTurn = undefined
    },
  }
}
