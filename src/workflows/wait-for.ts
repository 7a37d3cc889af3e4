import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { setTimeout as delay } from "node:timers/promises"
import { safeErrorMessage } from "../safe-error-message"

/** In ms: less than the half minute after which proxies give up. */
export const PATIENCE_MS = 20_000

/**
 * Waits for work that a request has started, but not for longer than
 * `patienceMs`. After that it goes on in the background, and an error is logged.
 *
 * @param describeFailure - the line for the log, from the error's message
 * @returns the result; undefined: it goes on
 * @throws what the work throws meanwhile
 */
export const waitFor = async <Result>(
  work: Promise<Result>,
  patienceMs: number,
  describeFailure: (message: string) => string,
  container: MedusaContainer
): Promise<{ result: Result } | undefined> => {
  const finished = await Promise.race([
    work.then((result) => ({ result })),
    delay(patienceMs, undefined, { ref: false }),
  ])
  if (!finished) {
    work.catch((error: unknown) =>
      container
        .resolve(ContainerRegistrationKeys.LOGGER)
        .error(describeFailure(safeErrorMessage(error)))
    )
  }
  return finished
}
