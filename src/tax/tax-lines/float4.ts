import { MathBN } from "@medusajs/framework/utils"
import type { Decimal } from "../money"

/*
 * Medusa's cart keeps a tax line's rate as PostgreSQL's `real` (four bytes,
 * just over seven digits), written and read as text: what comes back is the
 * shortest decimal that names the same float, 8.2541275 for 8.254127063.
 * https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-FLOAT
 *
 * This is the one file where binary floats are the subject; they hold rates in
 * percent.
 */

const FLOAT = new Float32Array(1)
const BITS = new Int32Array(FLOAT.buffer)

/** Decimals of six digits always survive; nine always suffice. */
const DIGITS = [6, 7, 8, 9]

/** PostgreSQL's rounding where two decimals are equally near. */
const HALF_EVEN = 6

/** What PostgreSQL gives back when a cart stores this rate. */
export const storedRate = (rate: Decimal | number): number =>
  shortestDecimal(Math.fround(Number(rate)))

/** The rate nearest to this one that comes back as it was stored. */
export const nearestFloat4 = (rate: number): number => {
  const float = Math.fround(rate)
  const stored = shortestDecimal(float)
  // The decimal may differ from its float, so that the next one is nearer.
  const isShort = Math.abs(stored) < Math.abs(rate)
  const next = shortestDecimal(stepFloat(float, isShort ? 1 : -1))
  return Math.abs(next - rate) < Math.abs(stored - rate) ? next : stored
}

/**
 * The largest rate (in size; the sign is kept) not above this one that comes
 * back as it was stored.
 */
export const float4TowardsZero = (rate: number): number => {
  const float = Math.fround(rate)
  const stored = [1, 0, -1, -2].map((steps) =>
    shortestDecimal(stepFloat(float, steps))
  )
  return stored.find((candidate) => Math.abs(candidate) <= Math.abs(rate)) ?? 0
}

/** The float that is `steps` further from zero, or nearer if negative. */
const stepFloat = (float: number, steps: number): number => {
  if (float === 0) {
    return 0
  }
  FLOAT[0] = float
  BITS[0]! += steps
  return FLOAT[0]
}

/** The shortest decimal that lies nearer to this float than to any other. */
const shortestDecimal = (float: number): number => {
  if (float === 0) {
    return float
  }
  const size = Math.abs(float)
  const lower = (size + Math.abs(stepFloat(float, -1))) / 2
  const upper = (size + Math.abs(stepFloat(float, 1))) / 2
  const magnitude = magnitudeOf(size)
  for (const digits of DIGITS) {
    const decimal = roundToDigits(size, digits, magnitude)
    if (lower < decimal && decimal < upper) {
      return float < 0 ? -decimal : decimal
    }
  }
  return float
}

/** 10 ** power, exactly. */
const POWERS = Array.from({ length: 23 }, (_, power) => Number(`1e${power}`))

/** A float times this power of ten is exact in a double: 24 + 28 bits. */
const LARGEST_EXACT_POWER = 12

/** The power of ten of the first digit; `undefined` if outside 1e-3 to 1e6. */
const magnitudeOf = (size: number): number | undefined =>
  size < 1e-3 || size >= 1e6 ? undefined : Math.floor(Math.log10(size))

/** A float rounded to `digits` digits, half to even. */
const roundToDigits = (
  size: number,
  digits: number,
  magnitude: number | undefined
): number => {
  const power = digits - 1 - (magnitude ?? Infinity)
  if (power < 0 || power > LARGEST_EXACT_POWER) {
    return MathBN.convert(size).precision(digits, HALF_EVEN).toNumber()
  }
  const scale = POWERS[power]!
  const scaled = size * scale
  const whole = Math.floor(scaled)
  const rest = scaled - whole
  const goesUp = rest > 0.5 || (rest === 0.5 && whole % 2 === 1)
  // Both are exact, so that this is the double nearest to the decimal.
  return (goesUp ? whole + 1 : whole) / scale
}
