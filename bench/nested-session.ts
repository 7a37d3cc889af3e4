import type { Session } from "../scripts/session"

/** A nested session, whose resources are closed when the work ends. */
export const withNestedSession = async <T>(
  outer: Session,
  work: (inner: Session) => Promise<T>
): Promise<T> => {
  const endings: (() => unknown)[] = []
  const end = async () => {
    for (let close = endings.pop(); close; close = endings.pop()) {
      try {
        await close()
      } catch (error) {
        // The others are closed all the same.
        console.error(`Cleanup failed: ${(error as Error).message}`)
      }
    }
  }
  try {
    return await work({
      get interrupted() {
        return outer.interrupted
      },
      onEnd: (close) => {
        endings.push(close)
        // Each time: what the outer session has opened meanwhile, such as the
        // database server of a store, is closed afterwards.
        outer.onEnd(end)
      },
      step: (title, job) => outer.step(title, job),
    })
  } finally {
    await end()
  }
}
