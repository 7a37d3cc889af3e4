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
 * instance. Only who asks in the same breath shares a reading: one that is on
 * its way already may have begun before a change that its asker has seen.
 *
 * @param read - where it fails, what was read before serves on; without such,
 * the failure is the caller's
 */
export const createLatest = <T>(read: () => Promise<T>): Latest<T> => {
  let latest: { value: T } | undefined
  let flight: Promise<T> | undefined
  let sameBreath: Promise<T> | undefined
  let begun = 0
  /** Up to this one, readings are older than what is known. */
  let outdated = 0

  const renew = (): Promise<T> => {
    const mine = ++begun
    const reading = read().then(
      (value) => {
        if (mine > outdated) {
          outdated = mine
          latest = { value }
        }
        return value
      },
      (error) => {
        if (latest) {
          return latest.value
        }
        throw error
      }
    )
    flight = sameBreath = reading
    const breathed = () => {
      if (sameBreath === reading) {
        sameBreath = undefined
      }
    }
    process.nextTick(breathed)
    const done = () => {
      breathed()
      if (flight === reading) {
        flight = undefined
      }
    }
    reading.then(done, done)
    return reading
  }

  return {
    get: () => sameBreath ?? renew(),
    last: async () => flight ?? latest?.value ?? renew(),
    forget() {
      outdated = begun
      latest = undefined
      flight = undefined
      sameBreath = undefined
    },
  }
}
