import type { Session } from "../scripts/session"

/** A nested session, whose resources are closed when the work ends. */
export const withNestedSession = async <T>(
  outer: Session,
  work: (inner: Session) => Promise<T>
): Promise<T> => {
  const endings: (() => void | Promise<void>)[] = []
  const end = async () => {
    for (let close = endings.pop(); close; close = endings.pop()) {
      await close()
    }
  }
  outer.onEnd(end)
  try {
    return await work({
      get interrupted() {
        return outer.interrupted
      },
      onEnd: (close) => {
        endings.push(close)
      },
      step: (title, job) => outer.step(title, job),
    })
  } finally {
    await end()
  }
}
