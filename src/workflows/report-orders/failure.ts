import { isKintsugiError } from "../../kintsugi"
import { messageOf } from "../../message-of"

/** What follows from a failure to deliver a record. */
export type Failure = {
  code: string
  /** For the merchant: what broke, what it means, what to do. */
  message: string
  /** Whether it is tried again by itself. */
  heals: boolean
  /** What Kintsugi asked to wait, in ms. */
  retryAfterMs?: number
}

const FIRST_PAUSE_MS = 10_000
const LONGEST_PAUSE_MS = 6 * 60 * 60 * 1000
const GROWTH = 3

/**
 * How long to wait after so many failures in a row, in ms: 10 s, 30 s, 90 s, …
 * up to six hours, each up to a fifth longer so that not all come at once.
 *
 * @param chance - from 0 to 1
 */
export const pauseAfter = (
  failures: number,
  retryAfterMs = 0,
  chance = Math.random()
): number =>
  Math.max(
    retryAfterMs,
    Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * GROWTH ** (failures - 1)) *
      (1 + chance / 5)
  )

/** How often a record is looked up that Kintsugi has, but does not show. */
const LOOK_UPS = 5

/**
 * Reads what a failed delivery means.
 *
 * @param isNew - whether Kintsugi is not known to have the record
 * @param failures - in a row, this one included
 */
export const failureOf = (
  error: unknown,
  { isNew = false, failures = 1 }: { isNew?: boolean; failures?: number } = {}
): Failure => {
  if (!isKintsugiError(error)) {
    return {
      code: "internal_error",
      message: `Something broke in the store itself: ${messageOf(error)}. It is tried again.`,
      heals: true,
    }
  }
  const { code, message, merchantMessage, retryAfterMs } = error
  // Kintsugi takes a sale in before it shows it.
  if (code === "conflict" && isNew && failures <= LOOK_UPS) {
    return {
      code,
      message: `${message}. Kintsugi says that it has this already, but does not show it yet. It is looked up again by itself.`,
      heals: true,
    }
  }
  switch (code) {
    case "unauthorized":
    case "forbidden":
      return {
        code,
        message: `${merchantMessage} Until then this waits, and is tried again by itself.`,
        heals: true,
      }
    case "bad_response":
      return {
        code,
        message: `${message}. It is looked up before it is sent again.`,
        heals: true,
      }
    default:
      return error.retryable
        ? {
            code,
            message: `${message}. It is tried again by itself; nothing is lost.`,
            heals: true,
            retryAfterMs,
          }
        : {
            code,
            message: `Kintsugi refused it: ${message}${fieldsOf(error.fields, message)}. It is sent again when the order changes, or when you retry it.`,
            heals: false,
          }
  }
}

/** The fields that the message does not tell of itself. */
const fieldsOf = (
  fields: { path: string; message: string }[],
  told: string
): string => {
  const untold = fields
    .map(({ path, message }) => `${path}: ${message}`)
    .filter((field) => !told.includes(field))
  return untold.length ? ` (${untold.join("; ")})` : ""
}
