import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { setTimeout as delay } from "node:timers/promises"
import { newLockOwner } from "../../modules/kintsugi/locks"

/** How often a lock that somebody else has is tried again, in ms. */
const RETRY_EVERY_MS = 100

/**
 * Does something while holding a lock of Medusa's Locking Module, in the way in
 * which Medusa's own cart workflows hold it. The module's `execute` would not
 * do: that of its PostgreSQL provider (2.21) does not exclude what has acquired
 * the same key, and holds a connection of the pool meanwhile.
 *
 * @param waitS - how long to wait for the lock, in s
 * @param expireS - after how long somebody else may take it, in s: longer than
 * the work can take
 * @throws Error where the lock is not available in time
 */
export const withLock = async <Result>(
  key: string,
  { waitS, expireS }: { waitS: number; expireS: number },
  container: MedusaContainer,
  act: () => Promise<Result>
): Promise<Result> => {
  const locking = container.resolve(Modules.LOCKING)
  const ownerId = newLockOwner()
  const tryUntil = Date.now() + waitS * 1000
  for (;;) {
    try {
      await locking.acquire(key, { ownerId, expire: expireS })
      break
    } catch (error) {
      if (Date.now() >= tryUntil) {
        throw error
      }
    }
    await delay(RETRY_EVERY_MS)
  }
  try {
    return await act()
  } finally {
    // One that cannot be released expires.
    await locking.release(key, { ownerId }).catch(() => false)
  }
}
