import Big from "big.js"
import type { Refusal } from "../answers"

/** How many digits a decimal may have on each side of the point. */
export type DecimalBounds = { whole: number; places: number }

/**
 * How pydantic publishes the bounds of a Decimal. As a pattern it checks
 * nothing: its first alternative has no end (`$`), so any number with a valid
 * start passes. Only the two digit counts are meaningful.
 */
const PUBLISHED =
  /^\^\(\?!\^\[-\+\.\]\*\$\)\[\+-\]\?0\*\(\?:\\d\{0,(\d+)\}\|\(\?=\[\\d\.\]\{1,\d+\}0\*\$\)\\d\{0,\d+\}\\\.\\d\{0,(\d+)\}0\*\$\)$/

/** The same for a Decimal without bounds. */
const PUBLISHED_WITHOUT_BOUNDS = "^(?!^[-+.]*$)[+-]?0*\\d*\\.?\\d*$"

/** The bounds in a published pattern; undefined if it is not a decimal's. */
export function boundsIn(pattern: unknown): DecimalBounds | undefined {
  if (pattern === PUBLISHED_WITHOUT_BOUNDS) {
    return { whole: Infinity, places: Infinity }
  }
  const found = typeof pattern === "string" ? PUBLISHED.exec(pattern) : null
  return found
    ? { whole: Number(found[1]), places: Number(found[2]) }
    : undefined
}

const WRITTEN = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/

/**
 * Why pydantic refuses a number or a text as a Decimal of these bounds, in the
 * order of its checks; undefined if it is valid. Trailing zeros of the decimals
 * are not counted.
 */
export function decimalRefusal(
  value: unknown,
  { whole, places }: DecimalBounds
): Pick<Refusal, "type" | "msg" | "ctx"> | undefined {
  if (typeof value !== "number" && typeof value !== "string") {
    return {
      type: "decimal_type",
      msg: "Decimal input should be an integer, float, string or Decimal object",
    }
  }
  if (/^[+-]?(nan|inf(inity)?)$/i.test(String(value).trim())) {
    return { type: "finite_number", msg: "Input should be a finite number" }
  }
  const text = String(value).trim()
  if (!WRITTEN.test(text)) {
    return { type: "decimal_parsing", msg: "Input should be a valid decimal" }
  }

  const { wholeDigits, decimals } = digitsOf(text)
  const all = wholeDigits + decimals
  const most = whole + places
  if (all > most) {
    return {
      type: "decimal_max_digits",
      msg: `Decimal input should have no more than ${most} ${digits(most)} in total`,
      ctx: { max_digits: most },
    }
  }
  if (decimals > places) {
    return {
      type: "decimal_max_places",
      msg: `Decimal input should have no more than ${places} decimal ${places === 1 ? "place" : "places"}`,
      ctx: { decimal_places: places },
    }
  }
  if (wholeDigits > whole) {
    return {
      type: "decimal_whole_digits",
      msg: `Decimal input should have no more than ${whole} ${digits(whole)} before the decimal point`,
      ctx: { whole_digits: whole },
    }
  }
  return undefined
}

const digits = (count: number) => (count === 1 ? "digit" : "digits")

function digitsOf(text: string) {
  // Big stores the digits without leading and trailing zeros.
  const { c, e } = new Big(text.replace(/^\+/, "").replace(/\.(?=$|e)/i, ""))
  return {
    wholeDigits: Math.max(0, e + 1),
    decimals: Math.max(0, c.length - 1 - e),
  }
}
