import { MathBN } from "@medusajs/framework/utils"
import type { Decimal } from "./money"
import { isMixed, left, netAt, netOf } from "./net-of-price"
import type { LinePrice } from "./taxable-lines"

/** How often Kintsugi is asked at most about one cart. */
const MAX_ROUNDS = 4

/** How long one line's next guess may take; no question is asked in it. */
const MAX_STEPS = 20

const ZERO = MathBN.convert(0)

const HALF_UP = 4
const ROUND_DOWN = 1

/** What a jurisdiction takes of a line, as Kintsugi answers. */
export type AnsweredTax = {
  /** The statutory rate, a fraction; 0 for a flat fee. */
  rate: Decimal
  /** In major units. */
  amount: Decimal
}

/** Kintsugi's answer for net amounts: the taxes line by line. */
export type Answered<T> = { taxes: AnsweredTax[][]; answer: T }

export type InclusiveOptions = {
  /** Of the currency: 2 for USD. */
  currencyDigits: number
  /**
   * By line, the rates (fractions) to be expected, such as those of the last
   * answer for such a line: they save a question.
   */
  startingRates?: Decimal[][]
  /** How often to ask at most. */
  maxRounds?: number
}

export type SolvedPrices<T> = Answered<T> & {
  /** The net amounts that the answer is about, rounded to the currency. */
  asked: Decimal[]
  /** The net amounts that its taxes leave: net + tax = gross, exactly. */
  nets: Decimal[]
  /** How often was asked. */
  rounds: number
  /** Whether `asked` and `nets` are the same, to the currency's unit. */
  exact: boolean
}

/**
 * Finds the net amounts of lines whose prices include tax, and Kintsugi's
 * answer for them.
 *
 * The price stands, so that net depends on tax, and tax on net. The first guess
 * is made with `startingRates`, or else takes the price for net; each answer
 * then shows how tax follows the net, and the next guess is the net that fits.
 * A guess that is confirmed ends it. Where tax is a rate, that is one question
 * with the right starting rates and two without; a cap takes one more.
 *
 * Often no net fits its own tax: at 19 %, one price in six has a cent too few
 * on one net and a cent too many on the next; and a threshold may lie between.
 * Then the answer on the lower net wins, and the net takes up the rest.
 *
 * Lines without tax in their prices are asked about as they are.
 *
 * @param estimate - asks Kintsugi about net amounts; fees should be placed
 * (`withPlacedFees`) in what it returns, since they too come out of the price
 */
export const solveInclusive = async <T>(
  prices: LinePrice[],
  estimate: (nets: Decimal[]) => Promise<Answered<T>>,
  { currencyDigits, startingRates, maxRounds = MAX_ROUNDS }: InclusiveOptions
): Promise<SolvedPrices<T>> => {
  if (prices.every(({ withTax }) => withTax.isZero())) {
    const asked = prices.map(({ withoutTax }) =>
      withoutTax.decimalPlaces(currencyDigits, HALF_UP)
    )
    const nets = prices.map(({ withoutTax }) => withoutTax)
    return { ...(await estimate(asked)), asked, nets, rounds: 1, exact: true }
  }
  const rounds: Round<T>[] = []
  for (;;) {
    const asked = prices.map((price, index) =>
      nextNet({
        price,
        digits: currencyDigits,
        expectedRates: startingRates?.[index] ?? [],
        history: rounds.map((round) => ({
          net: round.asked[index]!,
          taxes: round.taxes[index]!,
        })),
      })
    )
    const last = rounds.at(-1)
    const known = rounds.find((round) => isSame(round.asked, asked))
    const used = known ?? (rounds.length < maxRounds ? undefined : last)
    if (used) {
      return solved(prices, used, rounds.length, currencyDigits)
    }
    rounds.push({ asked, ...(await estimate(asked)) })
  }
}

type Round<T> = Answered<T> & { asked: Decimal[] }

const isSame = (a: Decimal[], b: Decimal[]): boolean =>
  a.every((net, index) => net.eq(b[index]!))

const solved = <T>(
  prices: LinePrice[],
  round: Round<T>,
  rounds: number,
  digits: number
): SolvedPrices<T> => ({
  ...round,
  nets: prices.map((price, index) => {
    const asked = round.asked[index]!
    return isMixed(price) && asked.isZero()
      ? asked
      : (netOf(price, totalOf(round.taxes[index]!), asked) ?? asked)
  }),
  rounds,
  exact: prices.every(
    (price, index) =>
      price.withTax.isZero() ||
      isFitting(
        price,
        { net: round.asked[index]!, taxes: round.taxes[index]! },
        digits
      )
  ),
})

/** What Kintsugi said to one guess. */
type Guess = { net: Decimal; taxes: AnsweredTax[] }

type Search = {
  price: LinePrice
  digits: number
  /** Fractions; none where nothing is known. */
  expectedRates: Decimal[]
  /** The guesses so far, the last one last. */
  history: Guess[]
}

/** Which net to ask about; one that was asked about before ends the search. */
const nextNet = ({
  price,
  digits,
  expectedRates,
  history,
}: Search): Decimal => {
  const gross = price.withTax.plus(price.withoutTax)
  if (price.withTax.isZero()) {
    return gross.decimalPlaces(digits, HALF_UP)
  }
  const last = history.at(-1)
  const rates = last?.taxes.map(({ rate }) => rate) ?? expectedRates
  if (isUsedUp(price, rates, digits)) {
    return ZERO
  }
  if (!last) {
    const expected = expectedRates.map(
      (rate) => (net: Decimal) => cents(net.times(rate))
    )
    return fitting(price, inTotal(expected), digits)
  }
  if (isFitting(price, last, digits)) {
    return last.net
  }
  const expected = last.taxes.map((_, index) =>
    expectation(history, index, digits)
  )
  const guess = fitting(price, inTotal(expected), digits)
  return history.some(({ net }) => net.eq(guess))
    ? lower(price, history, digits)
    : guess
}

/**
 * Whether discounts without tax take up a price that includes it at the rates
 * that they were reckoned at. At lower ones something would be left.
 */
const isUsedUp = (
  price: LinePrice,
  rates: Decimal[],
  digits: number
): boolean =>
  isMixed(price) &&
  (netAt(price, MathBN.sum(...rates)) ?? ZERO)
    .decimalPlaces(digits, HALF_UP)
    .isZero()

/** Whether the tax on this net leaves this net. */
const isFitting = (
  price: LinePrice,
  { net, taxes }: Guess,
  digits: number
): boolean =>
  left(price, net, totalOf(taxes), digits).eq(net) ||
  (net.isZero() &&
    isUsedUp(
      price,
      taxes.map(({ rate }) => rate),
      digits
    ))

/** How a tax follows the net, as far as the answers tell. */
type Expectation = (net: Decimal) => Decimal

const inTotal =
  (taxes: Expectation[]): Expectation =>
  (net) =>
    MathBN.sum(...taxes.map((tax) => tax(net)))

const expectation = (
  history: Guess[],
  index: number,
  digits: number
): Expectation => {
  const last = history.at(-1)!
  const before = history.at(-2)
  const { rate, amount } = last.taxes[index]!
  const rounding = roundings(digits).find((round) =>
    round(last.net.times(rate)).eq(amount)
  )
  if (rounding) {
    return (net) => rounding(net.times(rate))
  }
  const slope = before && slopeBetween(before, last, index)
  if (slope?.gte(0) && slope.lte(rate.times(2))) {
    // A cap, or a tax on a part of the price.
    return (net) => amount.plus(net.minus(last.net).times(slope))
  }
  // A fee; or steeper than a rate can be: between the answers is a threshold.
  return slope || rate.isZero() || last.net.isZero()
    ? () => amount
    : (net) => net.times(amount).div(last.net)
}

const slopeBetween = (
  before: Guess,
  last: Guess,
  index: number
): Decimal | undefined => {
  const more = last.net.minus(before.net)
  const amount = before.taxes[index]?.amount
  return more.isZero() || !amount
    ? undefined
    : last.taxes[index]!.amount.minus(amount).div(more)
}

/** How Kintsugi may have rounded: to the cent, or as the currency has it. */
const roundings = (digits: number): ((amount: Decimal) => Decimal)[] => [
  cents,
  (amount) => amount.decimalPlaces(digits, HALF_UP),
  (amount) => amount.decimalPlaces(digits, ROUND_DOWN),
]

const cents = (amount: Decimal): Decimal => amount.decimalPlaces(2, HALF_UP)

/** The net that leaves room for the tax expected on it, or the next lower. */
const fitting = (
  price: LinePrice,
  expected: Expectation,
  digits: number
): Decimal => {
  const seen: Decimal[] = []
  let net = proportionalNet(price, expected).decimalPlaces(digits, HALF_UP)
  while (!seen.some((earlier) => earlier.eq(net)) && seen.length < MAX_STEPS) {
    seen.push(net)
    net = left(price, net, expected(net), digits)
  }
  const cycle = seen.slice(seen.findIndex((earlier) => earlier.eq(net)))
  if (cycle.length === 1) {
    return net
  }
  const lowest = lowestOf(cycle)
  const following = Array.from({ length: MAX_STEPS }, (_, step) =>
    lowest.plus(MathBN.convert(step).shiftedBy(-digits))
  )
  return (
    following.find((one) => left(price, one, expected(one), digits).eq(one)) ??
    lowest
  )
}

/** As if tax on the whole price were proportional to it. */
const proportionalNet = (price: LinePrice, expected: Expectation): Decimal => {
  const gross = price.withTax.plus(price.withoutTax)
  return gross.isZero()
    ? gross
    : (netAt(price, expected(gross).div(gross)) ?? ZERO)
}

/** The answer on the lower net wins: the nearest that leaves too much. */
const lower = (price: LinePrice, history: Guess[], digits: number): Decimal => {
  const tooLow = history.filter(({ net, taxes }) =>
    left(price, net, totalOf(taxes), digits).abs().gt(net.abs())
  )
  return tooLow.length
    ? tooLow.reduce((most, next) =>
        next.net.abs().gt(most.net.abs()) ? next : most
      ).net
    : lowestOf(history.map(({ net }) => net))
}

const lowestOf = (nets: Decimal[]): Decimal =>
  nets.reduce((least, next) => (next.abs().lt(least.abs()) ? next : least))

const totalOf = (taxes: AnsweredTax[]): Decimal =>
  MathBN.sum(...taxes.map(({ amount }) => amount))
