import { setTimeout as delay } from "node:timers/promises"

/** For a sweep, which runs every minute, and everything that it finds. */
const PATIENCE_MS = 240_000

/**
 * Waits until a check holds.
 *
 * @param withinMs - default: four minutes
 * @throws an error that names what was waited for, after that time
 */
export const until = async (
  what: string,
  check: () => boolean | Promise<boolean>,
  withinMs = PATIENCE_MS
): Promise<void> => {
  const deadline = Date.now() + withinMs
  while (!(await check())) {
    if (Date.now() > deadline) {
      throw new Error(`Timed out waiting until ${what}.`)
    }
    await delay(50)
  }
}
