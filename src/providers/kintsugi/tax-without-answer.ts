import type { Logger, TaxCalculationContext } from "@medusajs/framework/types"
import { isKintsugiError } from "../../kintsugi-api"
import type { PluginModule } from "../../modules/kintsugi/running-instance"
import type { EffectiveSettings } from "../../modules/kintsugi/settings/effective-settings"
import type {
  ChargedInstead,
  EstimateProfile,
} from "../../modules/kintsugi/stats/failing-estimates"
import { safeErrorMessage } from "../../safe-error-message"
import type { EstimateContext } from "../../tax/cart/tax-context"
import type { RequestedLine } from "../../tax/cart/taxable-line"
import type { FingerprintInput } from "../../tax/estimate/fingerprint"
import type { LineTax } from "../../tax/estimate/validate-estimate"
import { type TaxLine, lineIdOf } from "../../tax/tax-lines/build-tax-lines"
import type { ExemptBy, TaxLineData } from "../../tax/tax-lines/tax-line-data"
import { toAnswerLines } from "./answer-lines"
import { applyFailurePolicy, describeFailure, mayRemember } from "./fallback"
import type { Marks } from "./marks"
import { withProvinceRates } from "./province-rates"
import { recallCart } from "./remembered"

/** A cart that Kintsugi did not answer for, as far as it was read. */
export type CartWithoutAnswer = {
  requested: RequestedLine[]
  cart: EstimateContext
  context: TaxCalculationContext
  marks: Marks
  profile: EstimateProfile
  subject?: FingerprintInput
  /** What Kintsugi answered for the same cart before. */
  earlierAnswer?: () => LineTax[] | undefined
  /** Of the whole cart. */
  fingerprint?: string
  exemptBy?: ExemptBy
}

type Surroundings = {
  effective: EffectiveSettings
  module: PluginModule | undefined
  logger: Logger
}

/**
 * The tax lines that a cart gets without an answer: what Kintsugi's earlier
 * answers say, and what the options say where these are silent.
 *
 * @throws MedusaError as `applyFailurePolicy` does
 */
export const taxWithoutAnswer = async (
  error: unknown,
  unanswered: CartWithoutAnswer,
  surroundings: Surroundings
): Promise<TaxLine[]> => {
  const { cart, fingerprint, exemptBy, marks, profile } = unanswered
  const { effective, module, logger } = surroundings
  const { reason, explanation } = describeFailure(error)
  const record = (charged: ChargedInstead) =>
    module?.stats.recordEstimate({
      by: "fallback",
      id: cart.externalId,
      kind: profile,
      code: reason,
      message: isKintsugiError(error) ? error.merchantMessage : explanation,
      charged,
    })
  const failure = {
    lines: await withStoreRates(unanswered, logger),
    reference: cart.externalId,
    fingerprint,
    exemptBy,
    remembered: exemptBy ? [] : await recall(error, unanswered, surroundings),
    marks,
    options: effective.settings,
    logger,
  }
  let taxLines: TaxLine[]
  try {
    taxLines = applyFailurePolicy(error, failure)
  } catch (refusal) {
    record("refused")
    throw refusal
  }
  record(chargedBy(taxLines))
  return taxLines
}

/**
 * The tax lines by Kintsugi's earlier answers, where they may be used,
 * of those lines that they cover: the answer for the same cart, or else what
 * others have taught.
 */
const recall = async (
  error: unknown,
  {
    requested,
    cart,
    subject,
    earlierAnswer,
    fingerprint,
    marks,
  }: CartWithoutAnswer,
  { effective: { connection, settings }, module, logger }: Surroundings
): Promise<TaxLine[]> => {
  if (
    settings.onFailure !== "remember" ||
    !mayRemember(error) ||
    !subject ||
    !connection
  ) {
    return []
  }
  try {
    const ids = new Set(requested.map(({ id }) => id))
    return toAnswerLines(
      earlierAnswer?.() ??
        (await recallCart(subject, connection, module?.memory)),
      {
        hasActiveRegistration: false,
        fingerprint,
        rememberedBecause: describeFailure(error).reason,
      },
      { ...cart, address: subject.address, marks },
      settings
    ).filter((taxLine) => ids.has(lineIdOf(taxLine)))
  } catch (problem) {
    logger.warn(
      `[kintsugi] What Kintsugi answered earlier could not be read (${problem instanceof Error ? safeErrorMessage(problem) : "no details"}).`
    )
    return []
  }
}

/** Omits the province's rates if they can't be read: others may apply. */
const withStoreRates = async (
  { requested, context, cart: { address } }: CartWithoutAnswer,
  logger: Logger
): Promise<RequestedLine[]> => {
  if (!address) {
    return requested
  }
  try {
    return await withProvinceRates(requested, context, address)
  } catch (error) {
    logger.warn(
      `[kintsugi] The province's own tax rates could not be read (${safeErrorMessage(error)}).`
    )
    return requested
  }
}

/** The least exact of what these tax lines charge. */
const chargedBy = (taxLines: TaxLine[]): ChargedInstead => {
  const sources = new Set(
    taxLines.map(({ data }) => (data as TaxLineData | null)?.source)
  )
  if (sources.has("fallback")) {
    return "region_rates"
  }
  return sources.has("remembered") ? "remembered" : "zero"
}
