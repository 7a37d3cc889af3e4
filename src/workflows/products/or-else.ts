import { isKintsugiError } from "../../kintsugi-api"

/** Whether Kintsugi refused the content, so that other content may pass. */
export const isRefusalOfContent = (error: unknown): boolean =>
  isKintsugiError(error) && error.code === "invalid_request"

/**
 * Tries `first`, and `other` if that fails.
 *
 * @param other - returns undefined or false if there is nothing else to try
 * @throws the first failure, if there is nothing else or `other` fails too
 */
export const tryWithFallback = async <T>(
  first: () => Promise<T>,
  other: (error: unknown) => Promise<T | undefined> | false | undefined
): Promise<T> => {
  try {
    return await first()
  } catch (error) {
    let second: T | undefined | false
    try {
      second = await other(error)
    } catch {
      throw error
    }
    if (second === undefined || second === false) {
      throw error
    }
    return second
  }
}
