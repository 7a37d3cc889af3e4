import type { Logger } from "@medusajs/framework/types"
import { MedusaError } from "@medusajs/framework/utils"
import {
  type KintsugiErrorCode,
  OUTAGE_CODES,
  isKintsugiError,
} from "../../kintsugi-api"
import type { KintsugiSettings } from "../../options"
import {
  type TaxLine,
  lineIdOf,
  toFallbackLines,
  toZeroLines,
} from "../../tax/tax-lines/build-tax-lines"
import type { ExemptBy, Marking } from "../../tax/tax-lines/tax-line-data"
import type { RequestedLine } from "../../tax/cart/taxable-line"
import { safeErrorMessage } from "../../safe-error-message"

/** A reason why the plugin did not ask Kintsugi. */
export class NotAskedError extends Error {
  constructor(
    readonly code:
      | "not_configured"
      | "currency_not_supported"
      | "amount_not_a_number"
      | "amount_too_large",
    message: string
  ) {
    super(message)
  }
}

const TAX_UNAVAILABLE =
  "Tax could not be calculated right now. Please try again in a moment; if it happens again, contact the store."

const ADDRESS_INVALID =
  "The shipping address could not be found. Please check street, city, state and postal code."

type FailureContext = {
  lines: Pick<RequestedLine, "kind" | "id" | "rates">[]
  /** The cart's or order's id, for the log. */
  reference: string
  /** Of the whole cart, so that the unchanged cart is not asked about again. */
  fingerprint?: string
  /** Why the customer is exempt here, regardless of who calculates the tax. */
  exemptBy?: ExemptBy
  /** What Kintsugi's earlier answers say, of those lines that they cover. */
  remembered?: TaxLine[]
  /** Other marks of the tax lines. */
  marks?: Pick<Marking, "customer" | "state_from">
  options: KintsugiSettings
  logger: Logger
}

/**
 * The tax lines that a cart gets instead of Kintsugi's answer, according to
 * `onFailure` and `onInvalidAddress`. Logs one line that says why.
 *
 * @throws MedusaError with a message for the storefront, if the options say so
 * or the store has no rate to fall back on
 */
export const applyFailurePolicy = (
  error: unknown,
  {
    lines,
    reference,
    fingerprint,
    exemptBy,
    remembered = [],
    marks,
    options,
    logger,
  }: FailureContext
): TaxLine[] => {
  const { reason, explanation } = describeFailure(error)
  const marking = { reason, ...(fingerprint && { fingerprint }), ...marks }
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
  if (exemptBy) {
    log(`${EXEMPT_REASONS[exemptBy]}, so no tax was charged`)
    return toZeroLines(lines, "No tax", {
      source: "zero",
      ...marking,
      exempt_by: exemptBy,
    })
  }
  if (!addressIsWrong && options.onFailure === "throw") {
    return refuse("no tax was calculated")
  }
  if (!addressIsWrong && options.onFailure === "zero") {
    log("no tax was charged, as the option onFailure specifies")
    return toZeroLines(lines, "No tax", { source: "zero", ...marking })
  }

  const rememberedIds = new Set(remembered.map(lineIdOf))
  const others = lines.filter(({ id }) => !rememberedIds.has(id))
  const taxLines = toFallbackLines(others, { source: "fallback", ...marking })
  if (!taxLines) {
    return refuse(
      "no tax was calculated, and the tax region has no default rate in Medusa to fall back on"
    )
  }
  log(
    `taxed by ${[
      ...(remembered.length ? ["Kintsugi's earlier answers"] : []),
      ...(others.length ? ["the tax region's own rates"] : []),
    ].join(" and ")}`
  )
  return [...remembered, ...taxLines]
}

/**
 * Whether Kintsugi's earlier answers may be used: where it can't answer, or
 * won't because of the key, and not where it refuses what it is asked.
 */
export const mayRemember = (error: unknown): boolean =>
  isKintsugiError(error) && REMEMBERED_CODES.has(error.code)

const REMEMBERED_CODES = new Set<KintsugiErrorCode>([
  ...OUTAGE_CODES,
  "bad_response",
  "unauthorized",
  "forbidden",
])

const EXEMPT_REASONS: Record<ExemptBy, string> = {
  customer_group: "the customer's group is exempt",
  exemption: "the customer is exempt there",
}

const isForDeveloper = (reason: string): boolean =>
  ["unauthorized", "forbidden", "invalid_request", "internal_error"].includes(
    reason
  )

/** The failure as a stable code and as sentences for the log. */
export const describeFailure = (
  error: unknown
): { reason: string; explanation: string } => {
  if (isKintsugiError(error)) {
    return {
      reason: error.code,
      explanation: `${error.message.replace(/\.$/, "")}. ${error.merchantMessage}`,
    }
  }
  if (error instanceof NotAskedError) {
    return { reason: error.code, explanation: `${error.message}.` }
  }
  return {
    reason: "internal_error",
    explanation: `This is a bug in medusa-plugin-kintsugi; please report it: ${
      error instanceof Error
        ? (error.stack ?? error.message).replace(error.message, () =>
            safeErrorMessage(error)
          )
        : "no details"
    }`,
  }
}
