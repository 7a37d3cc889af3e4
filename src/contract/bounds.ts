import type { BigNumberInput } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import { createHash } from "node:crypto"

/*
 * Kintsugi's limits on the fields that the plugin sends; it refuses a request
 * that exceeds one. They are from its published specification of 2026-06-14;
 * each has its schema's name. Fields without a limit there (names of products,
 * descriptions of sales) are sent unchanged, except for the address fields that
 * shoppers type.
 */

/** The maximum decimals of any amount, whatever the currency. */
export const AMOUNT_DIGITS = 2

/**
 * The maximum amount of an estimate's line, in major units: ten digits before
 * the point (TransactionItemEstimateBase.amount). Sales and credit notes allow
 * eighteen, which no line of a store reaches.
 */
export const MAX_ESTIMATE_AMOUNT = MathBN.convert("9999999999.99")

/** Maximum characters of names and texts, which are cut. */
const TEXT = {
  /** TransactionItemEstimateBase.product_name */
  productName: 200,
  /** TransactionItemEstimateBase.description */
  lineDescription: 1000,
  /** CustomerBaseBase.name */
  customerName: 200,
  /** TaxItemBuilder.name */
  taxName: 250,
  /** TaxItemBuilder.jurisdiction_name */
  jurisdictionName: 100,
  /** Not a limit of Kintsugi's: no real part of an address is longer. */
  addressPart: 500,
} as const

/** Maximum characters of identifiers, which are never merely cut. */
const IDENTIFIER = {
  /** TransactionItemEstimateBase.external_id; no limit in sales. */
  line: 1000,
  /** TransactionItemEstimateBase.external_product_id; no limit elsewhere. */
  product: 1000,
  /** CustomerBasePublic.external_id, CustomerBaseBase.external_id */
  customer: 100,
} as const

/** CustomerBasePublic.email, CustomerBaseBase.email */
const EMAIL_LENGTH = 200

/**
 * TaxItemBuilder.rate, tax_rate_imported: 3 digits before, 9 after the point.
 */
const RATE_DIGITS = 9
const MAX_RATE = MathBN.convert("999.999999999")

/** Every `quantity`: 20 digits before the point, 20 after. */
const QUANTITY_DIGITS = 20

const HALF_UP = 4

/**
 * Cuts a text to its field's limit by characters (code points), never within
 * one. A lone surrogate in it becomes U+FFFD, since UTF-8 cannot encode one.
 *
 * @example
 * boundedText(`${"x".repeat(199)}🧾!`, "productName") // 199 x and the receipt
 */
export const boundedText = (text: string, field: keyof typeof TEXT): string => {
  const wellFormed = text.replace(LONE_SURROGATE, "\uFFFD")
  return isWithin(wellFormed, TEXT[field])
    ? wellFormed
    : [...wellFormed].slice(0, TEXT[field]).join("")
}

const LONE_SURROGATE = /\p{Surrogate}/gu

/**
 * One of our ids as it is sent to Kintsugi: unchanged or, where it is longer
 * than an estimate accepts, its beginning and a hash of the whole. It is the
 * same in every request, so that an estimate, its sale and its credit notes
 * match.
 */
export const boundedId = (
  id: string,
  kind: keyof typeof IDENTIFIER
): string => {
  const length = IDENTIFIER[kind]
  if (isWithin(id, length)) {
    return id
  }
  const hash = createHash("sha256").update(id).digest("hex").slice(0, 40)
  const beginning = [...id].slice(0, length - hash.length - 1).join("")
  return `${beginning.replace(LONE_SURROGATE, "\uFFFD")}-${hash}`
}

/**
 * An e-mail address, or `undefined` where it is longer than Kintsugi accepts: a
 * cut one could be another person's.
 */
export const boundedEmail = (email: string): string | undefined =>
  isWithin(email, EMAIL_LENGTH) ? email : undefined

/**
 * A rate as Kintsugi stores it, for JSON: nine decimals, half up, and at most
 * 999.999999999 in size. It explains a tax; the charge itself is in the
 * amounts.
 *
 * @param rate - a fraction: 0.0825 is 8.25%
 */
export const boundedRate = (rate: BigNumberInput): number => {
  const exact = MathBN.convert(rate)
  if (exact.isNaN()) {
    return 0
  }
  const size = MathBN.min(exact.abs(), MAX_RATE).decimalPlaces(
    RATE_DIGITS,
    HALF_UP
  )
  return (exact.isNegative() ? size.negated() : size).toNumber()
}

/** A quantity for JSON, with no more than twenty decimals. */
export const boundedQuantity = (quantity: BigNumberInput): number =>
  MathBN.convert(quantity).decimalPlaces(QUANTITY_DIGITS, HALF_UP).toNumber()

/**
 * Whether a text has at most `length` characters (code points). UTF-16 units
 * are counted first: a character has one or two.
 */
export const isWithin = (text: string, length: number): boolean =>
  text.length <= length ||
  (text.length <= 2 * length && [...text].length <= length)
