import { isKintsugiError } from "../../../kintsugi-api"
import { safeErrorMessage } from "../../../safe-error-message"
import { OrderGone } from "../rebuild-request"
import { type ProductAtFault, ProductFailure } from "./product-failure"

/** How a failure to deliver an entry is handled. */
export type Failure = {
  code: string
  /** For the merchant: what broke, what it means, what to do. */
  message: string
  /** Whether it is retried automatically. */
  isRetryable: boolean
  /** The product without which it can't be sent. */
  product?: ProductAtFault
  /** What Kintsugi asked to wait, in ms. */
  retryAfterMs?: number
}

const FIRST_PAUSE_MS = 10_000
const LONGEST_PAUSE_MS = 6 * 60 * 60 * 1000
const GROWTH = 3

/**
 * How long to wait after a number of failures in a row, in ms: 10 s, 30 s,
 * 90 s, … up to six hours, each up to a fifth longer so that retries do not
 * coincide. If Kintsugi asks to wait longer, that applies, up to six hours too.
 *
 * @param retryAfterMs - what Kintsugi asks to wait, in ms
 * @param chance - from 0 to 1
 */
export const backoffMs = (
  failures: number,
  retryAfterMs = 0,
  chance = Math.random()
): number =>
  Math.max(
    Math.min(LONGEST_PAUSE_MS, Math.max(0, retryAfterMs)),
    Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * GROWTH ** (failures - 1)) *
      (1 + chance / 5)
  )

/** How often to look up an entry that Kintsugi has, but does not show. */
const LOOK_UPS = 5

/**
 * Reads what a failed delivery means.
 *
 * @param isNew - whether Kintsugi is not known to have the record
 * @param failures - in a row, this one included
 */
export const classifyFailure = (
  error: unknown,
  { isNew = false, failures = 1 }: { isNew?: boolean; failures?: number } = {}
): Failure => {
  if (error instanceof ProductFailure) {
    return productFailureOf(error)
  }
  if (error instanceof OrderGone) {
    return {
      code: "order_gone",
      message: `${error.message}, so it cannot be sent again. Correct it at Kintsugi if necessary.`,
      isRetryable: false,
    }
  }
  if (!isKintsugiError(error)) {
    return {
      code: "internal_error",
      message: `Something failed in the store itself: ${safeErrorMessage(error)}. It is retried automatically.`,
      isRetryable: true,
    }
  }
  const { code, plainMessage, merchantMessage, retryAfterMs } = error
  // Kintsugi accepts a sale before it shows it.
  if (code === "conflict" && isNew && failures <= LOOK_UPS) {
    return {
      code,
      message: `${plainMessage} Kintsugi says that it already has this, but does not show it yet. It is looked up again automatically.`,
      isRetryable: true,
    }
  }
  switch (code) {
    case "unauthorized":
    case "forbidden":
      return {
        code,
        message: `${merchantMessage} Until then this waits, and is retried automatically.`,
        isRetryable: true,
      }
    case "bad_response":
      return {
        code,
        message: `${plainMessage} It is looked up before it is sent again.`,
        isRetryable: true,
      }
    default:
      return error.retryable
        ? {
            code,
            message: `${plainMessage} It is retried automatically; nothing is lost.`,
            isRetryable: true,
            retryAfterMs,
          }
        : {
            code,
            message: `Kintsugi refused it: ${plainMessage} It is sent again when the order changes, or when you retry it.`,
            isRetryable: false,
          }
  }
}

/**
 * If a product is at fault, the sale is not: it waits. A refused key is not
 * about the product.
 */
const productFailureOf = ({
  product,
  cause,
  isTaken,
}: ProductFailure): Failure => {
  const failure = classifyFailure(cause)
  if (failure.code === "unauthorized" || failure.code === "forbidden") {
    return failure
  }
  const name = product.title ? `"${product.title}" (${product.id})` : product.id
  const why = isKintsugiError(cause)
    ? cause.plainMessage
    : `${safeErrorMessage(cause)}.`
  return {
    ...failure,
    isRetryable: true,
    product,
    message: isTaken
      ? `Kintsugi must have the product ${name} before it accepts this. It accepted the product, but still says that it does not know it: ${why} ` +
        "It may not have finished processing it. Both are retried automatically; if this persists, check whether the product is in Kintsugi's dashboard, and ask Kintsugi's support."
      : `Kintsugi must have the product ${name} before it accepts this, and did not accept the product: ${why} ` +
        "It was tried with its own category and with the default one. Both are retried automatically; if this persists, change the product's title or its category.",
  }
}
