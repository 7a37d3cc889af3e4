/**
 * Runs at most `size` jobs at the same time; the others wait in line.
 *
 * @example
 * const inTurn = atMost(5)
 * await Promise.all(ids.map((id) => inTurn(() => sync(id))))
 */
export const atMost = (size: number) => {
  let loading: ReturnType<typeof loadLimit> | undefined
  return async <T>(job: () => Promise<T>): Promise<T> => {
    const limit = await (loading ??= loadLimit(size))
    return limit(job)
  }
}

/** Has no CommonJS version; see the decision about p-retry. */
const loadLimit = async (size: number) => {
  const { default: pLimit } = await import("p-limit")
  return pLimit(size)
}
