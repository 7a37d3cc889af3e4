/**
 * Runs at most `size` jobs at the same time; the others wait in line.
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
      // A job that ends passes its place on, so `running` stays the same.
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
