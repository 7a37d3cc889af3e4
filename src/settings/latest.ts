export type Latest<T> = {
  /** What it is now. */
  get(): Promise<T>
  /** What it was when it was read last, or is being read: no reading more. */
  last(): Promise<T>
  /** Has it read anew: it was just changed here. */
  forget(): void
}

/**
 * Something that others may change at any time, and that counts at once: it is
 * read anew whenever it is asked for, so that no event has to reach every
 * instance. Who asks while it is read waits for the same reading.
 *
 * @param read - where it fails, what was read before serves on; without such,
 * the failure is the caller's
 */
export const createLatest = <T>(read: () => Promise<T>): Latest<T> => {
  let latest: { value: T } | undefined
  let flight: Promise<T> | undefined
  let generation = 0

  const renew = (): Promise<T> => {
    const mine = generation
    const reading = read().then(
      (value) => {
        if (mine === generation) {
          latest = { value }
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
    get: () => flight ?? renew(),
    last: async () => flight ?? latest?.value ?? renew(),
    forget() {
      generation++
      latest = undefined
      flight = undefined
    },
  }
}
