import { AsyncResource } from "node:async_hooks"
import pLimit from "p-limit"

/**
 * Runs at most `size` jobs at the same time; the others wait in line.
 *
 * @example
 * const inTurn = atMost(5)
 * await Promise.all(ids.map((id) => inTurn(() => sync(id))))
 */
export const atMost = (size: number) => {
  const limit = pLimit(size)
  // p-limit 3, the last version in CommonJS, would start a waiting job in the
  // async context of the job that has just ended: within another request's.
  return <T>(job: () => Promise<T>): Promise<T> =>
    limit(AsyncResource.bind(job))
}
