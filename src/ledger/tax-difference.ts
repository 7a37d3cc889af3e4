import type { BigNumberInput } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import type { TaxOfOrder } from "./order-tax-summary"

/** How far charged tax may be from Kintsugi's, in major units. */
export const TOLERANCE = "0.05"

/** Why the tax that was charged is not what Kintsugi calculates for the sale. */
export const DIFFERENCE_REASONS = [
  /** Kintsugi could not answer: taxed by what it had answered before. */
  "remembered",
  /** Kintsugi could not answer: taxed by the tax region's own rates. */
  "fallback",
  /** Kintsugi could not answer: no tax was charged. */
  "zero",
  /** Placed without an address that Kintsugi could tax. */
  "pending",
  /** Another tax provider taxed the order. */
  "other_provider",
  /** The order has no tax lines. */
  "no_tax_lines",
  /** No more than rounding explains. */
  "rounding",
  /** Kintsugi answered, and calculates the same sale differently by now. */
  "calculated_later",
] as const

export type DifferenceReason = (typeof DIFFERENCE_REASONS)[number]

/** What is known of how a sale came to its tax. */
export type TaxedHow = {
  /** What was taken instead of Kintsugi's answer; null: it answered. */
  source: NonNullable<TaxOfOrder["fallback"]>["source"] | null
  /** Undefined: the order was not read. */
  taxedBy?: TaxOfOrder["taxed_by"]
}

/** Whether charged and calculated tax differ by more than rounding explains. */
export const isMoreThanRounding = (difference: BigNumberInput): boolean =>
  MathBN.abs(difference).gt(MathBN.convert(TOLERANCE))

/**
 * Why charged tax differs from calculated tax.
 *
 * @param difference - charged less calculated, in major units
 * @returns null where there is no difference, or where only the order, which
 * was not read, says why
 */
export const reasonOfDifference = (
  difference: BigNumberInput,
  { source, taxedBy }: TaxedHow
): DifferenceReason | null => {
  if (MathBN.convert(difference).isZero()) {
    return null
  }
  if (source) {
    return source
  }
  if (!isMoreThanRounding(difference)) {
    return "rounding"
  }
  return taxedBy ? REASON_BY_PROVIDER[taxedBy] : null
}

const REASON_BY_PROVIDER = {
  kintsugi: "calculated_later",
  other: "other_provider",
  nobody: "no_tax_lines",
} as const satisfies Record<TaxOfOrder["taxed_by"], DifferenceReason>
