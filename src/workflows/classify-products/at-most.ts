/**
 * Runs jobs, no more than so many at the same time; the others wait in line.
 *
 * @example
 * const inTurn = atMost(5)
 * await Promise.all(ids.map((id) => inTurn(() => sync(id))))
 */
export const atMost = (size: number) => {
  let running = 0
  const waiting: (() => void)[] = []

  return async <T>(job: () => Promise<T>): Promise<T> => {
    if (running >= size) {
      // Whoever ends hands its place on, so `running` stays as it is.
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else {
      running++
    }
    try {
      return await job()
    } finally {
      const next = waiting.shift()
      if (next) {
        next()
      } else {
        running--
      }
    }
  }
}
