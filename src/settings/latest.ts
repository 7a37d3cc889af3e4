/** For this long what was read is taken as it is, in ms. */
const FRESH_MS = 1_000

/** For this long it serves while it is read anew, in ms. */
const USABLE_MS = 2_000

export type Latest<T> = {
  /**
   * What was read at most {@link USABLE_MS} ago. While it is asked for often,
   * nobody waits for the reading.
   */
  get(): Promise<T>
  /** Has it read anew: it was just changed here. */
  forget(): void
}

/**
 * Something that others may change at any time, with a bound on how old it
 * gets, so that no event has to reach every instance.
 *
 * @param read - where it fails, what was read before serves on; without such,
 * the failure is the caller's
 */
export const createLatest = <T>(read: () => Promise<T>): Latest<T> => {
  let latest: { value: T; at: number } | undefined
  let flight: Promise<T> | undefined
  let generation = 0

  const renew = (): Promise<T> => {
    const mine = generation
    const at = Date.now()
    const reading = read().then(
      (value) => {
        if (mine === generation) {
          latest = { value, at }
        }
        return value
      },
      (error) => {
        if (mine === generation && latest) {
          return latest.value
        }
        throw error
      }
    )
    flight = reading
    const done = () => {
      if (flight === reading) {
        flight = undefined
      }
    }
    reading.then(done, done)
    return reading
  }

  return {
    async get() {
      const age = latest ? Date.now() - latest.at : Infinity
      if (latest && age < FRESH_MS) {
        return latest.value
      }
      const renewed = flight ?? renew()
      return latest && age < USABLE_MS ? latest.value : renewed
    },
    forget() {
      generation++
      latest = undefined
      flight = undefined
    },
  }
}
