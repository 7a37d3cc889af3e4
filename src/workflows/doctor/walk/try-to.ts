import { type KintsugiErrorCode, isKintsugiError } from "../../../kintsugi-api"
import type { Acceptance } from "./walk-state"

/** Refusals of what was sent: an answer, unlike those of a key or an outage. */
const REFUSALS: readonly KintsugiErrorCode[] = [
  "not_found",
  "conflict",
  "invalid_request",
  "invalid_address",
]

/** Whether an error is Kintsugi's word on what was sent. */
export const isRefusal = (error: unknown): boolean =>
  isKintsugiError(error) && REFUSALS.includes(error.code)

/**
 * The result of a request, or how Kintsugi refused it.
 *
 * @throws what is no refusal of what was sent
 */
export const tryTo = async <T>(
  act: () => Promise<T>
): Promise<{ acceptance: Acceptance; value?: T }> => {
  try {
    const value = await act()
    return { acceptance: { accepted: true }, value }
  } catch (error) {
    if (!isKintsugiError(error) || !isRefusal(error)) {
      throw error
    }
    const { code, status = null, message } = error
    return { acceptance: { accepted: false, code, status, message } }
  }
}
