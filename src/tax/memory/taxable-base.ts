import { MathBN } from "@medusajs/framework/utils"
import { type Decimal, ZERO } from "../money"

/**
 * What was seen of a jurisdiction's tax on one line: which part of the line's
 * amount it was levied on, as far as the rounded tax shows it. In major units,
 * without a sign.
 */
export type BasePoint = {
  quantity: Decimal
  /** The whole line, net. */
  amount: Decimal
  /** The part is at least this. */
  low: Decimal
  /** The part is at most this; equal to `low` where it is known exactly. */
  high: Decimal
}

type Line = Pick<BasePoint, "quantity" | "amount">

/** The part of a line that a tax is levied on. */
export type TaxableBase = {
  base: Decimal
  /** False where it is inferred beyond what was seen. */
  isKnown: boolean
}

/** Bounds of an article's price, or of a line's amount, in major units. */
type Interval = { low: Decimal; high: Decimal }

/** One shape that tax law gives to a base, if it fits what was seen. */
type Hypothesis = (line: Line) => TaxableBase

/**
 * How a jurisdiction's base depends on a line, by what was seen of it. Tries the
 * shapes that US sales tax laws have: all, nothing, or a share of each line;
 * articles exempt below a price; only the part of an article above a price, or
 * only the part below it; only the part of a line below an amount.
 *
 * @returns undefined where the points contradict each of them
 */
export const fitBase = (
  points: BasePoint[]
): ((line: Line) => TaxableBase) | undefined => {
  const seen = summarize(points)
  const uniform = fitWhole(seen) ?? fitNothing(seen)
  if (uniform) {
    return uniform
  }
  const fitting = SHAPES.flatMap((fit) => fit(seen) ?? [])
  const [first, ...others] = fitting
  return (
    first &&
    ((line) => {
      const result = first(line)
      return {
        ...result,
        isKnown:
          result.isKnown &&
          others.every((other) => other(line).base.eq(result.base)),
      }
    })
  )
}

/**
 * The base by the point whose articles cost nearly the same: for what no shape
 * fits.
 *
 * @param points - at least one
 */
export const nearestBase = (points: BasePoint[], line: Line): TaxableBase => {
  const price = priceOf(line)
  const distance = (point: BasePoint) => priceOf(point).minus(price).abs()
  const nearest = points.reduce((best, point) =>
    distance(point).lt(distance(best)) ? point : best
  )
  return {
    base: MathBN.mult(line.amount, MathBN.div(middle(nearest), nearest.amount)),
    isKnown: false,
  }
}

type Seen = {
  all: BasePoint[]
  nothing: BasePoint[]
  whole: BasePoint[]
  partial: BasePoint[]
}

const summarize = (points: BasePoint[]): Seen => {
  const nothing = points.filter(({ high }) => high.isZero())
  const whole = points.filter(
    ({ low, amount }) => low.eq(amount) && !amount.isZero()
  )
  return {
    all: points,
    nothing,
    whole,
    partial: points.filter(
      (point) => !nothing.includes(point) && !whole.includes(point)
    ),
  }
}

/** Of one article. */
const priceOf = ({ amount, quantity }: Line): Decimal =>
  MathBN.div(amount, quantity)

const middle = ({ low, high }: Interval): Decimal =>
  MathBN.div(MathBN.add(low, high), 2)

const lowest = (numbers: Decimal[]): Decimal =>
  numbers.reduce((one, other) => (other.lt(one) ? other : one))

const highest = (numbers: Decimal[]): Decimal =>
  numbers.reduce((one, other) => (other.gt(one) ? other : one))

/** Whether an article costs no less and no more than those that were seen. */
const isAmong = (points: BasePoint[]): ((line: Line) => boolean) => {
  const prices = points.map(priceOf)
  const [low, high] = [lowest(prices), highest(prices)]
  return (line) => {
    const price = priceOf(line)
    return price.gte(low) && price.lte(high)
  }
}

const fitWhole = ({ all, whole }: Seen): Hypothesis | undefined => {
  if (whole.length < all.length) {
    return undefined
  }
  const isKnown = isAmong(whole)
  return (line) => ({ base: line.amount, isKnown: isKnown(line) })
}

const fitNothing = ({ all, nothing }: Seen): Hypothesis | undefined => {
  if (nothing.length < all.length) {
    return undefined
  }
  const isKnown = isAmong(nothing)
  return (line) => ({ base: ZERO, isKnown: isKnown(line) })
}

/** Texas taxes 80 % of data processing. */
const fitShare = ({ all, partial }: Seen): Hypothesis | undefined => {
  if (partial.length < all.length) {
    return undefined
  }
  const share = simplest(
    partial.map(({ low, high, amount }) => ({
      low: MathBN.div(MathBN.sub(low, CENT_ROUNDING), amount),
      high: MathBN.div(MathBN.add(high, CENT_ROUNDING), amount),
    }))
  )
  const isKnown = isAmong(partial)
  return (
    share &&
    ((line) => ({
      base: MathBN.mult(line.amount, share),
      isKnown: isKnown(line),
    }))
  )
}

/** A base of its own, as Kintsugi answers it for a line, is rounded. */
const CENT_ROUNDING = MathBN.convert("0.005")

/** New York exempts clothing under 110.00 an article. */
const fitExemptBelow = ({
  nothing,
  whole,
  partial,
}: Seen): Hypothesis | undefined => {
  if (partial.length || !nothing.length || !whole.length) {
    return undefined
  }
  const exemptUpTo = highest(nothing.map(priceOf))
  const taxedFrom = lowest(whole.map(priceOf))
  return exemptUpTo.lt(taxedFrom)
    ? (line) => {
        const price = priceOf(line)
        const isExempt = price.minus(exemptUpTo).lte(taxedFrom.minus(price))
        return {
          base: isExempt ? ZERO : line.amount,
          isKnown: price.lte(exemptUpTo) || price.gte(taxedFrom),
        }
      }
    : undefined
}

/** Massachusetts taxes what an article of clothing costs above 175.00. */
const fitAbove = ({
  nothing,
  whole,
  partial,
}: Seen): Hypothesis | undefined => {
  if (whole.length || !partial.length) {
    return undefined
  }
  const limit = simplest(
    partial.map(({ amount, quantity, low, high }) => ({
      low: MathBN.div(MathBN.sub(amount, high), quantity),
      high: MathBN.div(MathBN.sub(amount, low), quantity),
    }))
  )
  return limit && nothing.every((point) => priceOf(point).lte(limit))
    ? (line) => ({
        base: MathBN.max(
          ZERO,
          MathBN.sub(line.amount, MathBN.mult(limit, line.quantity))
        ),
        isKnown: true,
      })
    : undefined
}

/** Tennessee's local tax is on the first 1,600.00 of an article. */
const fitUpToPerArticle = (seen: Seen): Hypothesis | undefined =>
  fitUpTo(seen, ({ quantity }) => quantity)

/** Florida's surtax is on the first 5,000.00 of a sale. */
const fitUpToPerLine = (seen: Seen): Hypothesis | undefined =>
  fitUpTo(seen, () => ONE)

const ONE = MathBN.convert(1)

const fitUpTo = (
  { nothing, whole, partial }: Seen,
  countOf: (line: Line) => Decimal
): Hypothesis | undefined => {
  if (nothing.length || !partial.length) {
    return undefined
  }
  const limit = simplest(
    partial.map((point) => ({
      low: MathBN.div(point.low, countOf(point)),
      high: MathBN.div(point.high, countOf(point)),
    }))
  )
  return limit &&
    whole.every((point) => MathBN.div(point.amount, countOf(point)).lte(limit))
    ? (line) => ({
        base: MathBN.min(line.amount, MathBN.mult(limit, countOf(line))),
        isKnown: true,
      })
    : undefined
}

/** Those that need fewer cases of the law come first. */
const SHAPES = [
  fitShare,
  fitExemptBelow,
  fitAbove,
  fitUpToPerArticle,
  fitUpToPerLine,
]

/** The most decimals that a limit or a share of a law is given. */
const MAX_DIGITS = 6

const CEILING = 2

/**
 * The number with the fewest decimals that is in each of the intervals: laws
 * have round numbers.
 */
const simplest = (intervals: Interval[]): Decimal | undefined => {
  const low = highest(intervals.map((interval) => interval.low))
  const high = lowest(intervals.map((interval) => interval.high))
  for (let digits = 0; digits <= MAX_DIGITS; digits += 1) {
    const candidate = low.decimalPlaces(digits, CEILING)
    if (candidate.lte(high)) {
      return candidate
    }
  }
  return low.lte(high) ? low : undefined
}
