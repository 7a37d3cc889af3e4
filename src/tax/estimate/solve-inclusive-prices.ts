import {
  type Decimal,
  ZERO,
  roundDown,
  roundHalfUp,
  smallestUnit,
  sumOf,
} from "../money"
import { isMixed, netAfterTax, netAt, netOf } from "./net-price"
import type { LinePrice } from "../cart/taxable-line"

/** The maximum number of requests to Kintsugi about one cart. */
const MAX_ROUNDS = 4

/** The maximum number of steps to a line's next guess; they send no request. */
const MAX_STEPS = 20

/** A jurisdiction's tax on a line, in Kintsugi's answer. */
export type AnsweredTax = {
  /** The statutory rate, a fraction; 0 for a flat fee. */
  rate: Decimal
  /** In major units. */
  amount: Decimal
}

/** Kintsugi's answer for net amounts: the taxes line by line. */
export type Answered<T> = { taxes: AnsweredTax[][]; answer: T }

export type InclusiveOptions = {
  /** Of the amounts that are sent to Kintsugi: 2 for USD, and for KWD. */
  currencyDigits: number
  /**
   * By line, the rates (fractions) to expect, e.g. those of the last answer for
   * a similar line: they save a request.
   */
  startingRates?: Decimal[][]
  /** The maximum number of requests. */
  maxRounds?: number
}

export type SolvedPrices<T> = Answered<T> & {
  /** The net amounts that the answer is about, rounded to the currency. */
  asked: Decimal[]
  /** The net amounts that its taxes leave: net + tax = gross, exactly. */
  nets: Decimal[]
  /** The number of requests. */
  rounds: number
  /** Whether `asked` and `nets` are equal, to the currency's unit. */
  exact: boolean
}

/**
 * Finds the net amounts of lines whose prices include tax, and Kintsugi's
 * answer for them.
 *
 * The price is fixed, so net depends on tax, and tax on net. The first guess
 * uses `startingRates` or, without them, takes the price as the net. Each
 * answer then shows how tax changes with the net, and the next guess is the net
 * that fits. A confirmed guess ends the search. Where tax is a rate, that takes
 * one request with the right starting rates and two without; a cap takes one
 * more.
 *
 * Often no net fits its own tax: at 19%, one price in six is a cent short on
 * one net and a cent over on the next; and a threshold may lie between them.
 * Then the answer on the lower net wins, and the net absorbs the rest.
 *
 * Lines whose prices exclude tax are sent unchanged.
 *
 * @param estimate - asks Kintsugi about net amounts; it should return its
 * answer with fees reallocated (`reallocateFees`), since fees too come out of
 * the price
 */
export const solveInclusive = async <T>(
  prices: LinePrice[],
  estimate: (nets: Decimal[]) => Promise<Answered<T>>,
  { currencyDigits, startingRates, maxRounds = MAX_ROUNDS }: InclusiveOptions
): Promise<SolvedPrices<T>> => {
  if (prices.every(({ withTax }) => withTax.isZero())) {
    const asked = prices.map(({ withoutTax }) =>
      roundHalfUp(withoutTax, currencyDigits)
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
    const sameRound = rounds.find((round) => isSame(round.asked, asked))
    const finalRound =
      sameRound ?? (rounds.length < maxRounds ? undefined : last)
    if (finalRound) {
      return toSolution(prices, finalRound, rounds.length, currencyDigits)
    }
    rounds.push({ asked, ...(await estimate(asked)) })
  }
}

type Round<T> = Answered<T> & { asked: Decimal[] }

const isSame = (a: Decimal[], b: Decimal[]): boolean =>
  a.every((net, index) => net.eq(b[index]!))

const toSolution = <T>(
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
      fitsOwnTax(
        price,
        { net: round.asked[index]!, taxes: round.taxes[index]! },
        digits
      )
  ),
})

/** A guess, with the taxes that Kintsugi answered. */
type Guess = { net: Decimal; taxes: AnsweredTax[] }

type Search = {
  price: LinePrice
  digits: number
  /** Fractions; empty where nothing is known. */
  expectedRates: Decimal[]
  /** The guesses so far, the oldest first. */
  history: Guess[]
}

/** The next net to ask about; a repeated net ends the search. */
const nextNet = ({
  price,
  digits,
  expectedRates,
  history,
}: Search): Decimal => {
  const gross = price.withTax.plus(price.withoutTax)
  if (price.withTax.isZero()) {
    return roundHalfUp(gross, digits)
  }
  const last = history.at(-1)
  const rates = last?.taxes.map(({ rate }) => rate) ?? expectedRates
  if (isUsedUp(price, rates, digits)) {
    return ZERO
  }
  if (!last) {
    const expected = expectedRates.map(
      (rate) => (net: Decimal) => roundToCents(net.times(rate))
    )
    return findFittingNet(price, expectTotal(expected), digits)
  }
  if (fitsOwnTax(price, last, digits)) {
    return last.net
  }
  const expected = last.taxes.map((_, index) =>
    expectTax(history, index, digits)
  )
  const guess = findFittingNet(price, expectTotal(expected), digits)
  return history.some(({ net }) => net.eq(guess))
    ? lowerNet(price, history, digits)
    : guess
}

/**
 * Whether discounts without tax use up a price that includes it, at the rates
 * that they were calculated at. At lower rates, part of it would remain.
 */
const isUsedUp = (
  price: LinePrice,
  rates: Decimal[],
  digits: number
): boolean =>
  isMixed(price) &&
  roundHalfUp(netAt(price, sumOf(rates)) ?? ZERO, digits).isZero()

/** Whether the tax on this net leaves this net. */
const fitsOwnTax = (
  price: LinePrice,
  { net, taxes }: Guess,
  digits: number
): boolean =>
  netAfterTax(price, net, totalOf(taxes), digits).eq(net) ||
  (net.isZero() &&
    isUsedUp(
      price,
      taxes.map(({ rate }) => rate),
      digits
    ))

/** How a tax depends on the net, according to the answers so far. */
type Expectation = (net: Decimal) => Decimal

const expectTotal =
  (taxes: Expectation[]): Expectation =>
  (net) =>
    sumOf(taxes.map((tax) => tax(net)))

const expectTax = (
  history: Guess[],
  index: number,
  digits: number
): Expectation => {
  const last = history.at(-1)!
  const previous = history.at(-2)
  const { rate, amount } = last.taxes[index]!
  const rounding = roundings(digits).find((round) =>
    round(last.net.times(rate)).eq(amount)
  )
  if (rounding) {
    return (net) => rounding(net.times(rate))
  }
  const slope = previous && slopeBetween(previous, last, index)
  if (slope?.gte(0) && slope.lte(rate.times(2))) {
    // A cap, or a tax on a part of the price.
    return (net) => amount.plus(net.minus(last.net).times(slope))
  }
  // A fee; or too steep for a rate: there is a threshold between the answers.
  return slope || rate.isZero() || last.net.isZero()
    ? () => amount
    : (net) => net.times(amount).div(last.net)
}

const slopeBetween = (
  before: Guess,
  last: Guess,
  index: number
): Decimal | undefined => {
  const netDifference = last.net.minus(before.net)
  const amount = before.taxes[index]?.amount
  return netDifference.isZero() || !amount
    ? undefined
    : last.taxes[index]!.amount.minus(amount).div(netDifference)
}

/** How Kintsugi may have rounded: to the cent, or to the currency's unit. */
const roundings = (digits: number): ((amount: Decimal) => Decimal)[] => [
  roundToCents,
  (amount) => roundHalfUp(amount, digits),
  (amount) => roundDown(amount, digits),
]

const roundToCents = (amount: Decimal): Decimal => roundHalfUp(amount, 2)

/** The net that leaves room for its expected tax, or the next lower one. */
const findFittingNet = (
  price: LinePrice,
  expected: Expectation,
  digits: number
): Decimal => {
  const seenNets: Decimal[] = []
  let net = roundHalfUp(proportionalNet(price, expected), digits)
  while (
    !seenNets.some((earlier) => earlier.eq(net)) &&
    seenNets.length < MAX_STEPS
  ) {
    seenNets.push(net)
    net = netAfterTax(price, net, expected(net), digits)
  }
  const cycle = seenNets.slice(seenNets.findIndex((earlier) => earlier.eq(net)))
  if (cycle.length === 1) {
    return net
  }
  const lowest = lowestOf(cycle)
  const higherNets = Array.from({ length: MAX_STEPS }, (_, step) =>
    lowest.plus(smallestUnit(digits).times(step))
  )
  return (
    higherNets.find((candidate) =>
      netAfterTax(price, candidate, expected(candidate), digits).eq(candidate)
    ) ?? lowest
  )
}

/** The net, if tax were proportional to the whole price. */
const proportionalNet = (price: LinePrice, expected: Expectation): Decimal => {
  const gross = price.withTax.plus(price.withoutTax)
  return gross.isZero()
    ? gross
    : (netAt(price, expected(gross).div(gross)) ?? ZERO)
}

/** The answer on the lower net wins: the nearest net that leaves too much. */
const lowerNet = (
  price: LinePrice,
  history: Guess[],
  digits: number
): Decimal => {
  const tooLow = history.filter(({ net, taxes }) =>
    netAfterTax(price, net, totalOf(taxes), digits).abs().gt(net.abs())
  )
  return tooLow.length
    ? tooLow.reduce((highest, next) =>
        next.net.abs().gt(highest.net.abs()) ? next : highest
      ).net
    : lowestOf(history.map(({ net }) => net))
}

const lowestOf = (nets: Decimal[]): Decimal =>
  nets.reduce((lowest, next) => (next.abs().lt(lowest.abs()) ? next : lowest))

const totalOf = (taxes: AnsweredTax[]): Decimal =>
  sumOf(taxes.map(({ amount }) => amount))
