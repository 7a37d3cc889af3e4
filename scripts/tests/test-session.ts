import type { Session } from "../session"

/** A session for a suite, which prints nothing and is ended by its last hook. */
export const openTestSession = (): Session & { end(): Promise<void> } => {
  const endings: (() => unknown)[] = []
  return {
    interrupted: false,
    onEnd: (close) => void endings.push(close),
    step: (_, work) => work(),
    end: async () => {
      while (endings.length) {
        await endings.pop()?.()
      }
    },
  }
}
