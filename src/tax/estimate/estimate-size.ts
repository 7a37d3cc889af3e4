import type { TaxLine } from "../tax-lines/build-tax-lines"
import type { Estimate } from "../../kintsugi-api"

/** An object's size without its texts, in bytes: some fields and pointers. */
const OBJECT = 120

/** An answer in the order of the fingerprint, independent of the cart's ids. */
export type CachedEstimate = {
  estimate: Estimate
  /** The ids that the estimate's items carry, in canonical order. */
  ids: string[]
  /** The net amounts that were estimated, in canonical order. */
  amounts: string[]
}

/** About how much memory an answer takes, in bytes; at least 1. */
export const sizeOfEstimate = ({
  estimate,
  ids,
  amounts,
}: CachedEstimate): number => {
  let size =
    OBJECT +
    sizeOfTexts(
      estimate.external_id,
      estimate.currency,
      estimate.total_tax_amount_calculated
    )
  for (const item of estimate.transaction_items) {
    size +=
      OBJECT +
      sizeOfTexts(
        item.external_id,
        item.exempt_reason,
        item.amount,
        item.quantity,
        item.tax_amount,
        item.taxable_amount,
        item.tax_rate
      )
    for (const { name, exempt_reason, rate, amount } of item.tax_items ?? []) {
      size += OBJECT + sizeOfTexts(name, exempt_reason, rate, amount)
    }
  }
  for (const { type, status } of estimate.addresses ?? []) {
    size += OBJECT + sizeOfTexts(type, status)
  }
  return size + sizeOfTexts(...ids, ...amounts)
}

/** About how much memory tax lines take, in bytes, with what is in their `data`. */
export const sizeOfTaxLines = (taxLines: TaxLine[]): number =>
  taxLines.reduce((bytes, taxLine) => bytes + sizeOf(taxLine), 0)

const sizeOf = (value: unknown): number => {
  if (typeof value !== "object" || value === null) {
    return sizeOfTexts(value)
  }
  let size = OBJECT
  for (const key in value) {
    size += sizeOf((value as Record<string, unknown>)[key])
  }
  return size
}

/** Numbers and similar values are counted with their objects. */
const sizeOfTexts = (...texts: unknown[]): number => {
  let bytes = 0
  for (const text of texts) {
    bytes += typeof text === "string" ? 2 * text.length : 0
  }
  return bytes
}
