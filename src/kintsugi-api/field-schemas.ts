import { z } from "@medusajs/framework/zod"
import { isWithin } from "../contract/bounds"

/** At most two digits of exponent, so that a decimal stays short in full. */
const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?$/

/**
 * In characters. The contract's longest has forty digits, a sign and a point; a
 * longer one would be written into every tax line.
 */
const MAX_DECIMAL = 60

const isDecimalText = (text: string): boolean =>
  text.length <= MAX_DECIMAL && DECIMAL.test(text)

const isDecimal = (value: unknown): value is string | number =>
  typeof value === "string"
    ? isDecimalText(value)
    : typeof value === "number" && isDecimalText(String(value))

/** Like {@link decimalSchema}, but not transformed. */
export const decimal = z.custom<string | number>(isDecimal, "not a decimal")

/**
 * A decimal as Kintsugi writes it in responses: `"20.00"`, `"0E-9"`. A number
 * is accepted too, since it loses nothing. Kept as a string: money is decimal.
 */
export const decimalSchema = decimal.transform(String)

/** Optional fields are sometimes null, which means the same. */
export const optional = <T extends z.ZodType>(schema: T) =>
  schema.nullish().transform((value) => value ?? undefined)

/** A text of at most `length` characters (code points); longer is invalid. */
export const textUpTo = (length: number) =>
  z
    .string()
    .refine((text) => isWithin(text, length), `over ${length} characters`)

/**
 * A short value: a status, a kind, a day, a country, a Kintsugi id. Where the
 * contract gives a length, it is not longer.
 */
export const word = textUpTo(100)
