import { setTimeout as delay } from "node:timers/promises"

/** Looks again until it fits, for what goes on in the background. */
export const eventually = async (
  look: () => void | Promise<void>,
  withinMs = 20_000
): Promise<void> => {
  const end = Date.now() + withinMs
  for (;;) {
    try {
      await look()
      return
    } catch (error) {
      if (Date.now() > end) {
        throw error
      }
      await delay(50)
    }
  }
}
