import { MathBN } from "@medusajs/framework/utils"
import { float4TowardsZero, nearestFloat4 } from "./float4"
import { isMixed, netOf } from "../estimate/net-price"
import { type Decimal, ZERO, sumOf } from "../money"
import type { LinePrice } from "../cart/taxable-line"

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
 * For each tax of a line, the rates (in percent) of its tax lines: one, and a
 * further, tiny one where one is not exact enough.
 */
export type RatedTaxes = number[][]

/** Carts store rates as `real`, orders as decimals. */
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
 * lines. A tenth of this would affect everyday carts: 7 in 100 would need a
 * second line, instead of 6 in 1,000.
 */
const SUM_TOLERANCE = 0.000005

/**
 * How far a single rate may miss its tax, in major units. The error is passed
 * to the next tax: a tax that takes over one error and leaves another is off by
 * at most twice this, and still rounds to its cent.
 */
const TAX_TOLERANCE = 0.002

/** A difference below this is the rounding of a division or of a double. */
const NOISE = 1e-12

/**
 * Lines below this, in major units, are calculated in doubles: these are off by
 * less than 1e-10 there, which is negligible even for ten thousand lines.
 * Larger lines, and prices that include tax, are calculated in decimals.
 */
const SMALL = 100_000

/**
 * The rates with which Medusa's arithmetic yields Kintsugi's amounts.
 *
 * Medusa multiplies: tax = rate / 100 × net, unrounded, where net is
 * withTax / (1 + Σ rates / 100) + withoutTax. A rate is the statutory one where
 * that is exact, otherwise the effective one. As float4 keeps seven digits of
 * it, each tax takes over the error of the previous one, from the largest to
 * the smallest, then on to the next line. An error that remains at the end, or
 * is too large to pass on, takes a further tax line with a tiny rate.
 *
 * Bounds, whatever the number of lines, for amounts between a cent and 1e10:
 * - the sum over the lines is within 0.00001 of Kintsugi's (twice 0.000005: the
 *   lines with tax on top and those with tax in their prices);
 * - each tax is within 0.004 of Kintsugi's amount, and so rounds to its cent;
 *   where no tax is above 10,000.00 it is within 2.4e-7 times the largest.
 *
 * Not covered: a discount without tax that takes up more than about 60% of a
 * price with tax. There a tax rounded to its coin may exceed what any rate
 * yields; the line falls short by the difference (up to half a coin's tax), and
 * the next line takes it over.
 *
 * Call it once for the items and once for the shipping methods, whose sums
 * Medusa shows separately. Where nothing can be multiplied (see
 * `reallocateFees`), rates are 0, and the amount is lost.
 *
 * @returns for each line, in the order given, its taxes in the order given
 */
export const effectiveRates = (
  lines: RatedLine[],
  { storage }: { storage: RateStorage }
): RatedTaxes[] => {
  const drafts = lines.map((line) => toDraft(line, STORAGES[storage]))
  const inexact = drafts.filter((draft) => draft.inexact.length > 0)
  // Separately, since the error of an included tax does not show in totals.
  completeDrafts(inexact.filter(taxIsOnTop), STORAGES[storage])
  completeDrafts(
    inexact.filter((draft) => !taxIsOnTop(draft)),
    STORAGES[storage]
  )
  return drafts.map(({ rates }) => rates)
}

const completeDrafts = (drafts: Draft[], storage: Storage): void => {
  fromLargestToSmallest(drafts).reduce(
    (carry, draft, index) =>
      completeDraft(draft, {
        carry,
        storage,
        isLast: index === drafts.length - 1,
      }),
    0
  )
}

const taxIsOnTop = ({ line }: Draft): boolean => line.price.withTax.isZero()

type Draft = {
  line: RatedLine
  /** Before tax; zero where no rate yields its taxes from the price. */
  net: Decimal
  /** The net and the total due, in major units, where doubles suffice. */
  small?: { net: number; due: number }
  /** The size of the smallest tax without a rate, in major units. */
  smallest: number
  /** Each tax in percent of the line's net. */
  shares: number[]
  /** The known ones: the statutory ones that are exact, and zeros. */
  rates: RatedTaxes
  /** Indices of the taxes without a rate, from the largest to the smallest. */
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
 * Whether discounts without tax use up a price that includes it. The discount
 * was calculated at a rate, and nothing is left only at that rate: at rate 0,
 * the shopper would pay the tax that was in the price.
 */
const isUsedUp = ({ price, amount, taxes }: RatedLine): boolean =>
  isMixed(price) &&
  amount.isZero() &&
  taxes.every((tax) => tax.amount.isZero()) &&
  price.withTax.div(price.withoutTax.negated()).gt(1)

/** Rates in percent at which withTax / (1 + Σ rates) + withoutTax is zero. */
const ratesToNothing = (
  { withTax, withoutTax }: LinePrice,
  storage: Storage
): number[] => {
  const whole = withTax.div(withoutTax.negated())
  const lostByOne = withTax.div(whole.times(whole)).abs().toNumber() / 100
  return splitRate(
    whole.minus(1).times(100).toNumber(),
    SUM_TOLERANCE / lostByOne,
    storage
  )
}

/** @returns `undefined` where the statutory rate is not exact */
const statutoryRates = (
  { amount, statutoryRate }: RatedTax,
  net: Decimal,
  share: number,
  storage: Storage
): number[] | undefined => {
  const percent = percentOf(statutoryRate)
  // Doubles are fast to rule it out; only decimals can confirm it.
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
 * Sorts by each line's smallest tax, which absorbs the line's error. Lines with
 * mixed prices come first: they may leave an error, since possibly no rate
 * yields their tax.
 */
const fromLargestToSmallest = (drafts: Draft[]): Draft[] =>
  drafts
    .map((draft) => ({
      draft,
      smallest: isMixed(draft.line.price) ? Infinity : draft.smallest,
    }))
    .sort((a, b) => (a.smallest === b.smallest ? 0 : b.smallest - a.smallest))
    .map(({ draft }) => draft)

type CompletionOptions = {
  /** The error of the previous lines, in major units. */
  carry: number
  storage: Storage
  isLast: boolean
}

/**
 * Fills in a draft's missing rates.
 *
 * Doubles choose them: sixteen digits are more than enough to find one of
 * seven. The resulting tax of large amounts is calculated in decimals.
 *
 * @returns the error that the rates leave, in major units
 */
const completeDraft = (
  draft: Draft,
  { carry, ...options }: CompletionOptions
): number => {
  const { line, small, net: netWithoutCarry, rates } = draft
  if (small) {
    const due = small.due + carry
    fillInRates(draft, { due, net: small.net, steepness: small.net }, options)
    return due - (sumOfAllRates(rates) / 100) * small.net
  }
  const due = totalOf(line.taxes).plus(carry)
  const net = netOf(line.price, due, line.amount) ?? netWithoutCarry
  fillInRates(
    draft,
    {
      due: due.toNumber(),
      net: net.toNumber(),
      steepness: steepness(line.price, due, net),
    },
    options
  )
  return due.minus(taxByMedusa(line.price, rates.flat())).toNumber()
}

const fillInRates = (
  { shares, rates, inexact }: Draft,
  { due, net, steepness }: { due: number; net: number; steepness: number },
  { storage, isLast }: Omit<CompletionOptions, "carry">
): void => {
  const percentOfError = 100 / Math.abs(steepness)
  // In percent: the amount due in addition to the taxes' own shares.
  let rest = (due * 100) / net - sumOfAllRates(rates)
  for (const tax of inexact) {
    rest -= shares[tax]!
  }
  inexact.forEach((tax, index) => {
    const isLastTax = isLast && index === inexact.length - 1
    const tolerance = isLastTax ? SUM_TOLERANCE : TAX_TOLERANCE
    const wanted = shares[tax]! + rest
    rates[tax] = splitRate(wanted, tolerance * percentOfError, storage)
    rest = wanted - sum(rates[tax]!)
  })
}

const sumOfAllRates = (rates: RatedTaxes): number => {
  let total = 0
  for (const ratesOfTax of rates) {
    for (const rate of ratesOfTax) {
      total += rate
    }
  }
  return total
}

/**
 * Splits a rate into rates that add up to it, all in percent. Where one is not
 * enough, it is the next lower one, so that the second has the same sign.
 */
const splitRate = (
  wanted: number,
  tolerance: number,
  storage: Storage
): number[] => {
  const nearest = storage.nearest(wanted)
  if (Math.abs(wanted - nearest) <= tolerance) {
    return [nearest]
  }
  const below = storage.towardsZero(wanted)
  return [below, ...splitRate(wanted - below, tolerance, storage)]
}

/**
 * How much more tax a rate higher by 1 yields, in major units: at most the net,
 * except where a discount without tax uses up most of a price that includes it.
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
  const rate = sumOf(rates).shiftedBy(-2)
  const net = withTax.isZero()
    ? withoutTax
    : withTax.div(rate.plus(1)).plus(withoutTax)
  return net.times(rate)
}

const totalOf = (taxes: RatedTax[]): Decimal =>
  sumOf(taxes.map(({ amount }) => amount))
