import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { MathBN } from "@medusajs/framework/utils"
import type { TaxableLine } from "../../src/tax/cart/taxable-line"
import {
  type LineTax,
  validateEstimate,
} from "../../src/tax/estimate/validate-estimate"
import {
  basesOf,
  learnFees,
  learnRule,
  learnSubject,
} from "../../src/tax/memory/learn"
import {
  type LearnedFee,
  type LearnedRule,
  type LearnedSubject,
  ruleKey,
} from "../../src/tax/memory/learned"
import { observeAnswer } from "../../src/tax/memory/observe"
import { type RecalledTax, recallTaxes } from "../../src/tax/memory/recall"
import { type Decimal, ZERO, currencyDigits, sumOf } from "../../src/tax/money"
import { type TaxKnowledge, estimateTax } from "../sandbox/tax/estimate-tax"
import { type Random, type SimulatedCart, randomCart } from "./random-carts"

/** Registered in some states, and not in others. */
const KINTSUGI: TaxKnowledge = {
  registrations: new Set([
    ..."TX CA NY FL TN CO MA NJ PA WA GA OH NC"
      .split(" ")
      .map((state) => `US-${state}`),
    "CA",
    "EU",
    "JP",
  ]),
  products: new Map(),
  customers: new Map(),
}

const DAY = "2026-11-30"

/** The flat rate of a store that remembers nothing, in percent. */
const FLAT_RATE = 8

const subjectOf = ({
  category,
  subcategory,
}: SimulatedCart["lines"][number]): string =>
  JSON.stringify([category, subcategory])

const toTaxableLines = ({ lines, currency }: SimulatedCart): TaxableLine[] =>
  lines.map(({ kind, amount, quantity }, index) => ({
    kind,
    id: `line_${index}`,
    quantity: MathBN.convert(quantity),
    price: { withTax: ZERO, withoutTax: MathBN.convert(amount) },
    amount: MathBN.convert(amount),
    currencyCode: currency,
    rates: [],
  }))

/** The sandbox's answer. */
const askSandbox = (
  cart: SimulatedCart
): { taxes: LineTax[]; isRegistered: boolean } => {
  const { country, state, postalCode, currency } = cart
  const date = `${DAY}T00:00:00Z`
  const answer = estimateTax(
    {
      date,
      external_id: "cart",
      currency,
      addresses: [{ type: "SHIP_TO", country, state, postal_code: postalCode }],
      transaction_items: cart.lines.map(
        ({ category, subcategory, quantity, amount }, index) => ({
          external_id: `line_${index}`,
          date,
          product_category: category,
          product_subcategory: subcategory,
          quantity,
          amount: Number(amount),
        })
      ),
    },
    KINTSUGI
  )
  const valid = validateEstimate(answer as never, toTaxableLines(cart))
  if ("problem" in valid) {
    throw new Error(valid.problem)
  }
  return {
    taxes: valid.taxes,
    isRegistered: answer.has_active_registration ?? false,
  }
}

type State = {
  places: Map<string, Map<string, LearnedSubject>>
  rules: Map<string, LearnedRule>
  fees: Map<string, LearnedFee[]>
}

/** A memory of this process, without a database. */
const createMemory = () => {
  const states = new Map<string, State>()
  const stateOf = ({ country, state, currency }: SimulatedCart): State => {
    const key = JSON.stringify([country, state, currency])
    const known = states.get(key) ?? {
      places: new Map(),
      rules: new Map(),
      fees: new Map(),
    }
    states.set(key, known)
    return known
  }
  return {
    learn(cart: SimulatedCart): void {
      const { taxes, isRegistered } = askSandbox(cart)
      const observed = observeAnswer(taxes, cart.lines.map(subjectOf), {
        digits: currencyDigits(cart.currency),
      })
      const { places, rules, fees } = stateOf(cart)
      const place =
        places.get(cart.postalCode) ?? new Map<string, LearnedSubject>()
      places.set(cart.postalCode, place)
      for (const observation of observed?.lines ?? []) {
        const { subject } = observation
        const learned = learnSubject(place.get(subject), observation, {
          isRegistered,
          at: DAY,
        })
        place.set(subject, learned)
        for (const { tax, ...base } of basesOf(observation, learned)) {
          const key = ruleKey(subject, tax)
          rules.set(key, learnRule(rules.get(key), base))
        }
      }
      if (observed) {
        fees.set(
          cart.postalCode,
          learnFees(fees.get(cart.postalCode) ?? [], observed)
        )
      }
    },
    recall: (cart: SimulatedCart): (RecalledTax | undefined)[] =>
      recallTaxes(
        toTaxableLines(cart).map((line, index) => ({
          line,
          subject: subjectOf(cart.lines[index]!),
        })),
        { postalCode: cart.postalCode, hasStates: cart.state !== "" },
        stateOf(cart)
      ),
  }
}

/** How carts were taxed from memory, against what Kintsugi would have said. */
export type OutageResult = {
  carts: number
  /** Distinct (postal code, category) pairs that were learned. */
  pairs: number
  /** Carts of which everything had been seen, each in its postal code. */
  seen: number
  /** Of those, within a cent. */
  seenWithinCent: number
  /** Carts of which a line was not known at all. */
  notCovered: number
  /** Of the others, within a cent. */
  withinCent: number
  /** Carts with a line that was marked as approximate. */
  approximate: number
  /** Lines taxed wrongly that are exempt, or the reverse, without a mark. */
  silent: number
  /** In major units, over all covered carts. */
  error: Decimal
  worst: Decimal
  /** Of the flat rate, over the same carts. */
  flatError: Decimal
}

/**
 * Learns from some carts, and then taxes others from memory.
 *
 * @param learned - how many to learn from
 * @param carts - how many to tax
 */
export const simulateOutage = (
  random: Random,
  { learned, carts }: { learned: number; carts: number }
): OutageResult => {
  const memory = createMemory()
  const pairs = new Set<string>()
  for (let count = 0; count < learned; count += 1) {
    const cart = randomCart(random)
    memory.learn(cart)
    pairsOf(cart).forEach((pair) => pairs.add(pair))
  }
  const result: OutageResult = {
    carts,
    pairs: pairs.size,
    seen: 0,
    seenWithinCent: 0,
    notCovered: 0,
    withinCent: 0,
    approximate: 0,
    silent: 0,
    error: ZERO,
    worst: ZERO,
    flatError: ZERO,
  }
  for (let count = 0; count < carts; count += 1) {
    const cart = randomCart(random)
    addResult(result, cart, memory.recall(cart), (pair) => pairs.has(pair))
  }
  return result
}

/** What is free has no tax to learn. */
const pairsOf = (cart: SimulatedCart): string[] =>
  cart.lines
    .filter(({ amount }) => Number(amount) > 0)
    .map((line) =>
      JSON.stringify([
        cart.country,
        cart.state,
        cart.postalCode,
        subjectOf(line),
      ])
    )

const CENT = MathBN.convert("0.01")

const addResult = (
  result: OutageResult,
  cart: SimulatedCart,
  recalled: (RecalledTax | undefined)[],
  isKnown: (pair: string) => boolean
): void => {
  const due = askSandbox(cart).taxes
  const isSeen = pairsOf(cart).every(isKnown)
  result.seen += Number(isSeen)
  const known = recalled.filter((tax) => tax !== undefined)
  if (known.length < recalled.length) {
    result.notCovered += 1
    return
  }
  const taxDue = sumOf(due.map(({ amount }) => amount))
  const error = sumOf(known.map(({ amount }) => amount))
    .minus(taxDue)
    .abs()
  const net = sumOf(cart.lines.map(({ amount }) => amount))
  const isRight = error.lte(CENT)
  result.withinCent += Number(isRight)
  result.seenWithinCent += Number(isSeen && isRight)
  result.approximate += Number(
    known.some(({ remembered }) => remembered.isApproximate)
  )
  result.silent += known.filter(
    ({ amount, remembered }, index) =>
      !remembered.isApproximate &&
      amount.isZero() !== due[index]!.amount.isZero()
  ).length
  result.error = result.error.plus(error)
  result.worst = MathBN.max(result.worst, error)
  result.flatError = result.flatError.plus(
    net.times(FLAT_RATE).div(100).minus(taxDue).abs()
  )
}

/** How many postal codes a state has in {@link measureMemory}. */
const POSTAL_CODES = 2_000

/** How often a look-up is timed. */
const LOOK_UPS = 50

/**
 * How much memory pairs of postal codes and categories take, and how long a
 * cart with 100 lines takes to be looked up, in the median.
 */
export const measureMemory = (
  pairs: number
): { bytes: number; lookUpMs: number } => {
  const memory = createMemory()
  const cart: SimulatedCart = {
    country: "US",
    state: "TX",
    postalCode: "",
    currency: "USD",
    lines: Array.from({ length: 100 }, (_, line) => ({
      kind: "item" as const,
      category: "Physical",
      subcategory: `Category ${line % (pairs / POSTAL_CODES)}`,
      amount: `${10 + line}.99`,
      quantity: 1,
    })),
  }
  const before = heapUsed()
  for (let place = 0; place < POSTAL_CODES; place += 1) {
    memory.learn({ ...cart, postalCode: String(75_000 + place) })
  }
  const bytes = heapUsed() - before
  const times = Array.from({ length: LOOK_UPS }, (_, time) => {
    const start = performance.now()
    memory.recall({ ...cart, postalCode: String(75_000 + time) })
    return performance.now() - start
  })
  return { bytes, lookUpMs: times.sort((a, b) => a - b)[LOOK_UPS / 2]! }
}

/** In bytes, without what is garbage already. */
const heapUsed = (): number => {
  setFlagsFromString("--expose-gc")
  const collectGarbage = runInNewContext("gc") as () => void
  collectGarbage()
  return process.memoryUsage().heapUsed
}
