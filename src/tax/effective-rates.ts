import { MathBN } from "@medusajs/framework/utils"
import { float4TowardsZero, nearestFloat4 } from "./float4"
import { isMixed, netOf } from "./net-of-price"
import type { Decimal } from "./money"
import type { LinePrice } from "./taxable-lines"

/** A line and what Kintsugi says is due on it; amounts in major units. */
export type RatedLine = {
  /** After discounts and unrounded: what Medusa multiplies. */
  price: LinePrice
  /** The net that Kintsugi was asked about. */
  amount: Decimal
  /** One for each jurisdiction. */
  taxes: RatedTax[]
}

export type RatedTax = {
  amount: Decimal
  /** A fraction: 0.0625 is 6.25 %. */
  statutoryRate: Decimal
}

/**
 * For each tax of a line the rates, in percent, of the tax lines that it takes:
 * one, or a further, tiny one where one cannot say it exactly enough.
 */
export type RatedTaxes = number[][]

/** Carts keep rates as `real`, orders as decimals. */
export type RateStorage = "float4" | "decimal"

/** Rates in percent. */
type Storage = {
  nearest: (rate: number) => number
  /** The nearest that is not larger in size. */
  towardsZero: (rate: number) => number
}

const STORAGES: Record<RateStorage, Storage> = {
  float4: { nearest: nearestFloat4, towardsZero: float4TowardsZero },
  decimal: { nearest: (rate) => rate, towardsZero: (rate) => rate },
}

/**
 * How far a sum may be off, in major units, before its last tax takes two tax
 * lines. A tenth of this would be felt in everyday carts: 7 in 100 would need
 * a second line, instead of 6 in 1,000.
 */
const SUM_TOLERANCE = 0.000005

/**
 * How far a single rate may miss what it is to say, in major units. What it
 * misses is handed on to the next: a tax that takes one error over and leaves
 * another is off by twice this at most, and still rounds to its cent.
 */
const TAX_TOLERANCE = 0.002

/** A difference below this is the last digits of a division or of a double. */
const NOISE = 1e-12

/**
 * A line below this, in major units, is reckoned in doubles: they are off by
 * less than 1e-10 there, which ten thousand lines do not make felt. Beyond it,
 * and where a price includes tax, decimals reckon.
 */
const SMALL = 100_000

const ZERO = MathBN.convert(0)

/**
 * The rates by which Medusa's arithmetic gives back Kintsugi's amounts.
 *
 * Medusa multiplies: tax = rate / 100 × net, unrounded, where net is
 * withTax / (1 + Σ rates / 100) + withoutTax. A rate is the statutory one where
 * that is exact, otherwise the effective one. As float4 keeps seven digits of
 * it, each tax takes over what the one before it could not say, from the
 * largest to the smallest, then on to the next line. What is left at the end,
 * or is too much to be handed on, takes a further tax line with a tiny rate.
 *
 * Bounds, whatever the number of lines, for amounts between a cent and 1e10:
 * - the sum over the lines is within 0.00001 of Kintsugi's (twice 0.000005: the
 *   lines with tax on top and those with tax in their prices);
 * - each tax is within 0.004 of Kintsugi's amount, and so rounds to its cent;
 *   where no tax is above 10,000.00 it is within 2.4e-7 times the largest.
 *
 * Not covered: a discount without tax that takes up more than about 60 % of a
 * price with tax. There a tax rounded to its coin may be more than any rate
 * makes; by that (up to half a coin's tax) the line stays short, and the next
 * line takes it over.
 *
 * Call it once for the items and once for the shipping methods, whose sums
 * Medusa shows apart. Where nothing can be multiplied (see `withPlacedFees`)
 * rates are 0, and the amount is lost.
 *
 * @returns for each line, in the order given, its taxes in the order given
 */
export const effectiveRates = (
  lines: RatedLine[],
  { storage }: { storage: RateStorage }
): RatedTaxes[] => {
  const drafts = lines.map((line) => toDraft(line, STORAGES[storage]))
  const inexact = drafts.filter((draft) => draft.inexact.length > 0)
  // Apart, as the error of a tax that a price includes does not show in totals.
  settleAll(inexact.filter(taxIsOnTop), STORAGES[storage])
  settleAll(
    inexact.filter((draft) => !taxIsOnTop(draft)),
    STORAGES[storage]
  )
  return drafts.map(({ rates }) => rates)
}

const settleAll = (drafts: Draft[], storage: Storage): void => {
  fromLargestToSmallest(drafts).reduce(
    (carry, draft, index) =>
      settle(draft, { carry, storage, isLast: index === drafts.length - 1 }),
    0
  )
}

const taxIsOnTop = ({ line }: Draft): boolean => line.price.withTax.isZero()

type Draft = {
  line: RatedLine
  /** Before tax; zero where no rate makes its taxes out of the price. */
  net: Decimal
  /** What is due in total, in major units, where doubles may reckon. */
  small?: { net: number; due: number }
  /** The size of the smallest tax without a rate, in major units. */
  smallest: number
  /** Each tax in percent of the line's net. */
  shares: number[]
  /** As far as they are known: the statutory ones that are exact, and zeros. */
  rates: RatedTaxes
  /** Which taxes are still without a rate, from the largest to the smallest. */
  inexact: number[]
}

const toDraft = (line: RatedLine, storage: Storage): Draft => {
  const { price, amount, taxes } = line
  if (isUsedUp(line)) {
    return {
      line,
      net: ZERO,
      smallest: 0,
      shares: [],
      rates: taxes.map((_, index) =>
        index ? [0] : ratesToNothing(price, storage)
      ),
      inexact: [],
    }
  }
  const isOnTop = price.withTax.isZero()
  const net = isOnTop
    ? price.withoutTax
    : (netOf(price, totalOf(taxes), amount) ?? ZERO)
  const netNumber = net.toNumber()
  const amounts = taxes.map((tax) => tax.amount.toNumber())
  const percentOfOne = 100 / netNumber
  const shares = amounts.map((amount) => amount * percentOfOne)
  const rates: RatedTaxes = []
  const inexact: number[] = []
  taxes.forEach((tax, index) => {
    const known =
      netNumber === 0 || amounts[index] === 0
        ? [0]
        : statutoryRates(tax, net, shares[index]!, storage)
    rates.push(known ?? [])
    if (!known) {
      inexact.push(index)
    }
  })
  if (inexact.length > 1) {
    inexact.sort((a, b) => Math.abs(amounts[b]!) - Math.abs(amounts[a]!))
  }
  const due = sum(amounts)
  return {
    line,
    net,
    ...(isOnTop &&
      Math.max(Math.abs(netNumber), Math.abs(due)) < SMALL && {
        small: { net: netNumber, due },
      }),
    smallest: Math.abs(amounts[inexact.at(-1) ?? 0] ?? 0),
    shares,
    rates,
    inexact,
  }
}

/**
 * Whether discounts without tax take up all of a price that includes it. The
 * discount was reckoned at a rate, and only at that rate is nothing left: at
 * none, the shopper would pay the tax that was in the price.
 */
const isUsedUp = ({ price, amount, taxes }: RatedLine): boolean =>
  isMixed(price) &&
  amount.isZero() &&
  taxes.every((tax) => tax.amount.isZero()) &&
  price.withTax.div(price.withoutTax.negated()).gt(1)

/** Rates in percent at which withTax / (1 + Σ rates) + withoutTax is nothing. */
const ratesToNothing = (
  { withTax, withoutTax }: LinePrice,
  storage: Storage
): number[] => {
  const whole = withTax.div(withoutTax.negated())
  const lostByOne = withTax.div(whole.times(whole)).abs().toNumber() / 100
  return pieces(
    whole.minus(1).times(100).toNumber(),
    SUM_TOLERANCE / lostByOne,
    storage
  )
}

/** @returns nothing where the statutory rate is not exact */
const statutoryRates = (
  { amount, statutoryRate }: RatedTax,
  net: Decimal,
  share: number,
  storage: Storage
): number[] | undefined => {
  const percent = percentOf(statutoryRate)
  // Doubles say soon that it is not; decimals have to say that it is.
  const isExact =
    Math.abs(share - percent) <= Math.abs(percent) * NOISE &&
    net.times(percent).minus(amount.times(100)).abs().lt(NOISE) &&
    storage.nearest(percent) === percent
  return isExact ? [percent] : undefined
}

const percentOf = (rate: Decimal): number => {
  let percent = PERCENTS.get(rate)
  if (percent === undefined) {
    percent = Number((rate.toNumber() * 100).toPrecision(12))
    PERCENTS.set(rate, percent)
  }
  return percent
}

/** Lines share their jurisdictions, and so their rates. */
const PERCENTS = new WeakMap<Decimal, number>()

/**
 * By the tax that settles a line's error, its smallest; but before all others
 * the lines that may have to leave one, since no rate makes their tax.
 */
const fromLargestToSmallest = (drafts: Draft[]): Draft[] =>
  drafts
    .map((draft) => ({
      draft,
      smallest: isMixed(draft.line.price) ? Infinity : draft.smallest,
    }))
    .sort((a, b) => (a.smallest === b.smallest ? 0 : b.smallest - a.smallest))
    .map(({ draft }) => draft)

type Settling = {
  /** What the lines before could not say, in major units. */
  carry: number
  storage: Storage
  isLast: boolean
}

/**
 * Fills in a draft's missing rates.
 *
 * Doubles choose them: sixteen digits are more than enough to find one of
 * seven. What they come to is reckoned in decimals where it is much.
 *
 * @returns what the rates could not say, in major units
 */
const settle = (draft: Draft, { carry, ...how }: Settling): number => {
  const { line, small, net: netWithoutCarry, rates } = draft
  if (small) {
    const due = small.due + carry
    fillIn(draft, { due, net: small.net, steepness: small.net }, how)
    return due - (sumOfAll(rates) / 100) * small.net
  }
  const due = totalOf(line.taxes).plus(carry)
  const net = netOf(line.price, due, line.amount) ?? netWithoutCarry
  fillIn(
    draft,
    {
      due: due.toNumber(),
      net: net.toNumber(),
      steepness: steepness(line.price, due, net),
    },
    how
  )
  return due.minus(taxByMedusa(line.price, rates.flat())).toNumber()
}

const fillIn = (
  { shares, rates, inexact }: Draft,
  { due, net, steepness }: { due: number; net: number; steepness: number },
  { storage, isLast }: Omit<Settling, "carry">
): void => {
  const percentOfError = 100 / Math.abs(steepness)
  // In percent: what is due beyond the taxes' own shares.
  let rest = (due * 100) / net - sumOfAll(rates)
  for (const tax of inexact) {
    rest -= shares[tax]!
  }
  inexact.forEach((tax, index) => {
    const isLastTax = isLast && index === inexact.length - 1
    const tolerance = isLastTax ? SUM_TOLERANCE : TAX_TOLERANCE
    const wanted = shares[tax]! + rest
    rates[tax] = pieces(wanted, tolerance * percentOfError, storage)
    rest = wanted - sum(rates[tax]!)
  })
}

const sumOfAll = (rates: RatedTaxes): number => {
  let total = 0
  for (const ofTax of rates) {
    for (const rate of ofTax) {
      total += rate
    }
  }
  return total
}

/**
 * Rates that add up to the one wanted, all in percent. Where one does not do,
 * it is the one below, so that the next has the same sign.
 */
const pieces = (
  wanted: number,
  tolerance: number,
  storage: Storage
): number[] => {
  const nearest = storage.nearest(wanted)
  if (Math.abs(wanted - nearest) <= tolerance) {
    return [nearest]
  }
  const below = storage.towardsZero(wanted)
  return [below, ...pieces(wanted - below, tolerance, storage)]
}

/**
 * How much tax a rate of 1 more makes, in major units: no more than the net,
 * but where a discount without tax takes up most of a price that includes it.
 */
const steepness = (
  { withTax, withoutTax }: LinePrice,
  tax: Decimal,
  net: Decimal
): number => {
  if (!isMixed({ withTax, withoutTax })) {
    return Math.abs(net.toNumber())
  }
  const one = tax.div(net).plus(1)
  const slope = withTax.div(one.times(one)).plus(withoutTax)
  return MathBN.max(slope.abs(), net.abs()).toNumber()
}

const sum = (rates: number[]): number =>
  rates.reduce((total, rate) => total + rate, 0)

const taxByMedusa = (
  { withTax, withoutTax }: LinePrice,
  rates: number[]
): Decimal => {
  const rate = MathBN.sum(...rates).shiftedBy(-2)
  const net = withTax.isZero()
    ? withoutTax
    : withTax.div(rate.plus(1)).plus(withoutTax)
  return net.times(rate)
}

const totalOf = (taxes: RatedTax[]): Decimal =>
  taxes.reduce((total, { amount }) => total.plus(amount), ZERO)
