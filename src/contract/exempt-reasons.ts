/** Why something is not taxed, as far as a word of Kintsugi's says it. */
export type ExemptReason =
  | "customer_exempt"
  | "product_exempt"
  | "sale_exempt"
  | "no_registration"
  | "no_tax_there"
  | "reverse_charge"
  | "zero_rate"
  | "export"
  | "taxed_at_border"
  | "zero_value"

/** Kintsugi's `exempt_reason` of a line and of a jurisdiction; others may come. */
const WORDS: Record<string, ExemptReason> = {
  CUSTOMER: "customer_exempt",
  WHOLESALE: "customer_exempt",
  PRODUCT: "product_exempt",
  PRODUCT_EXEMPT: "product_exempt",
  RULE_FOUND_NOT_TAXABLE: "product_exempt",
  TRANSACTION: "sale_exempt",
  REGION: "no_tax_there",
  NO_RULE_FOUND: "no_tax_there",
  REVERSE_CHARGE: "reverse_charge",
  ZERO_RATE_TAX: "zero_rate",
  ZERO_RATE_NOT_EXEMPT: "zero_rate",
  RULE_FOUND_TAXABLE_ZERO_RATE: "zero_rate",
  EXPORT: "export",
  HIGH_VALUE_PHYSICAL_GOODS: "taxed_at_border",
  ZERO_VALUE_ITEM: "zero_value",
}

/**
 * What Kintsugi's `exempt_reason` means, for merchants and shoppers alike. Where
 * the store is not registered, that is the reason unless a better one is known.
 *
 * @returns `undefined` for a word that is not known
 */
export const readExemptReason = (
  word: string | null | undefined,
  isRegistered: boolean
): ExemptReason | undefined => {
  const reason = word && Object.hasOwn(WORDS, word) ? WORDS[word] : undefined
  return !isRegistered && (!reason || reason === "no_tax_there")
    ? "no_registration"
    : reason
}
