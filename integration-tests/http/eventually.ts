import { setTimeout as delay } from "node:timers/promises"

/** Repeats an assertion until it passes, for work done in the background. */
export const eventually = async (
  check: () => void | Promise<void>,
  withinMs = 20_000
): Promise<void> => {
  const end = Date.now() + withinMs
  for (;;) {
    try {
      await check()
      return
    } catch (error) {
      if (Date.now() > end) {
        throw error
      }
      await delay(50)
    }
  }
}
