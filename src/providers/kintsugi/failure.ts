import type { Logger } from "@medusajs/framework/types"
import { MedusaError } from "@medusajs/framework/utils"
import { isKintsugiError } from "../../kintsugi"
import type { KintsugiSettings } from "../../options"
import { type TaxLine, toFallbackLines, toZeroLines } from "../../tax/tax-lines"
import type { AskedLine } from "../../tax/taxable-lines"
import { messageOf } from "../../message-of"

/** A reason of our own why Kintsugi was not asked. */
export class Failure extends Error {
  constructor(
    readonly code:
      "not_configured" | "currency_not_supported" | "amount_not_a_number",
    message: string
  ) {
    super(message)
  }
}

const TAX_UNAVAILABLE =
  "Tax could not be calculated right now. Please try again in a moment; if it happens again, contact the store."

const ADDRESS_INVALID =
  "The shipping address could not be found. Please check street, city, state and postal code."

type Circumstances = {
  lines: Pick<AskedLine, "kind" | "id" | "rates">[]
  /** The cart's or order's id, for the log. */
  reference: string
  /** Of the whole cart, so that nobody asks again for the very same one. */
  fingerprint?: string
  /** Why nothing that this customer buys is taxed, whoever calculates. */
  exemptBecause?: string
  options: KintsugiSettings
  logger: Logger
}

/**
 * What a cart gets instead of Kintsugi's answer, as `onFailure` and
 * `onInvalidAddress` say, and one line in the log that tells why.
 *
 * @throws MedusaError with a message for the storefront, where the options say
 * so or the store has no rate to fall back on
 */
export const whenKintsugiFails = (
  error: unknown,
  {
    lines,
    reference,
    fingerprint,
    exemptBecause,
    options,
    logger,
  }: Circumstances
): TaxLine[] => {
  const { reason, explanation } = describeFailure(error)
  const marking = { reason, ...(fingerprint && { fingerprint }) }
  const addressIsWrong = reason === "invalid_address"
  const log = (outcome: string) => {
    const text = `[kintsugi] ${reference}: ${outcome} (${reason}). ${explanation}`
    if (reason === "not_configured") {
      logger.debug(text)
    } else if (isForDeveloper(reason)) {
      logger.error(text)
    } else {
      logger.warn(text)
    }
  }
  const refuse = (outcome: string): never => {
    log(outcome)
    throw addressIsWrong
      ? new MedusaError(
          MedusaError.Types.INVALID_DATA,
          ADDRESS_INVALID,
          "kintsugi_invalid_address"
        )
      : new MedusaError(
          MedusaError.Types.UNEXPECTED_STATE,
          TAX_UNAVAILABLE,
          "kintsugi_tax_unavailable"
        )
  }

  if (addressIsWrong && options.onInvalidAddress === "reject") {
    return refuse("the address was rejected")
  }
  if (exemptBecause) {
    log("the customer's group is exempt, so no tax was charged")
    return toZeroLines(lines, "No tax", {
      source: "zero",
      ...marking,
      exempt_because: exemptBecause,
    })
  }
  if (!addressIsWrong && options.onFailure === "throw") {
    return refuse("no tax was calculated")
  }
  if (!addressIsWrong && options.onFailure === "zero") {
    log("no tax was charged, as onFailure says")
    return toZeroLines(lines, "No tax", { source: "zero", ...marking })
  }

  const taxLines = toFallbackLines(lines, { source: "fallback", ...marking })
  if (!taxLines) {
    return refuse(
      "no tax was calculated, and the tax region has no default rate in Medusa to fall back on"
    )
  }
  log("taxed by the tax region's own rates")
  return taxLines
}

const isForDeveloper = (reason: string): boolean =>
  ["unauthorized", "forbidden", "invalid_request", "internal_error"].includes(
    reason
  )

/** The failure in a stable word and in sentences for the log. */
export const describeFailure = (
  error: unknown
): { reason: string; explanation: string } => {
  if (isKintsugiError(error)) {
    return {
      reason: error.code,
      explanation: `${error.message.replace(/\.$/, "")}. ${error.merchantMessage}`,
    }
  }
  if (error instanceof Failure) {
    return { reason: error.code, explanation: `${error.message}.` }
  }
  return {
    reason: "internal_error",
    explanation: `This is a fault of medusa-plugin-kintsugi, please report it: ${
      error instanceof Error
        ? (error.stack ?? error.message).replace(error.message, () =>
            messageOf(error)
          )
        : "no details"
    }`,
  }
}
