import { setTimeout as delay } from "node:timers/promises"

/** For a sweep, which runs every minute, and everything that it finds. */
const PATIENCE_MS = 240_000

/**
 * Waits until a check holds.
 *
 * @throws an error that names what was waited for, after four minutes
 */
export const until = async (
  what: string,
  check: () => boolean | Promise<boolean>
): Promise<void> => {
  const deadline = Date.now() + PATIENCE_MS
  while (!(await check())) {
    if (Date.now() > deadline) {
      throw new Error(`Timed out waiting until ${what}.`)
    }
    await delay(50)
  }
}
