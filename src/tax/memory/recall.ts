import { MathBN } from "@medusajs/framework/utils"
import type { TaxableLine } from "../cart/taxable-line"
import type {
  JurisdictionTax,
  LineTax,
  Remembered,
} from "../estimate/validate-estimate"
import { type Decimal, ZERO, sumOf } from "../money"
import { roundBy } from "./observe"
import { toBasePoint } from "./learn"
import {
  type LearnedFee,
  type LearnedRule,
  type LearnedState,
  type LearnedSubject,
  type LearnedVariant,
  type Rounding,
  type Subject,
  ruleKey,
} from "./learned"
import { type TaxableBase, fitBase, nearestBase } from "./taxable-base"

/** The tax on a line, calculated without asking Kintsugi. */
export type RecalledTax = LineTax & { remembered: Remembered }

/** Where lines are taxed. */
export type RecallPlace = {
  postalCode: string
  /** A token of the street; absent where the address has none. */
  street?: string
  /** Whether its country has taxes of states or provinces. */
  hasStates: boolean
}

/**
 * Calculates the tax on a buyer's lines as Kintsugi would, from its earlier
 * answers: by jurisdiction, each rounded. In a postal code that is not known,
 * as in the nearest one that is.
 *
 * @param lines - net amounts; what each is taxed as
 * @returns by line, undefined for what is not known at all
 */
export const recallTaxes = (
  lines: { line: TaxableLine; subject: Subject }[],
  place: RecallPlace,
  state: LearnedState
): (RecalledTax | undefined)[] => {
  const found = new Map(
    [...new Set(lines.map(({ subject }) => subject))].map((subject) => [
      subject,
      findSubject(subject, place, state),
    ])
  )
  const taxes = lines.map(({ line, subject }) => {
    const known = found.get(subject)
    return known && recallLine(line, subject, known, state)
  })
  return withFees(taxes, lines, place, state)
}

type Found = {
  variant: LearnedVariant
  isRegistered: boolean
  isApproximate: boolean
}

const findSubject = (
  subject: Subject,
  place: RecallPlace,
  state: LearnedState
): Found | undefined => {
  const here = state.places.get(place.postalCode)?.get(subject)
  if (here) {
    return chooseVariant(here, place.street)
  }
  const others = [...state.places].flatMap(([postalCode, subjects]) => {
    const known = subjects.get(subject)
    return known ? { postalCode, known } : []
  })
  const [first] = others
  if (!first) {
    return findUnregistered(state)
  }
  const isNearer = byNearness(place.postalCode)
  const nearest = others.reduce((best, other) =>
    isNearer(other, best) < 0 ? other : best
  )
  const chosen = chooseVariant(nearest.known, undefined)
  return {
    ...chosen,
    // Registrations are a state's.
    isApproximate:
      chosen.isRegistered && (place.hasStates || !isUniform(others)),
  }
}

const chooseVariant = (
  { isRegistered, variants }: LearnedSubject,
  street: string | undefined
): Found => {
  const ofStreet =
    street && variants.find(({ streets }) => streets.includes(street))
  const mostFrequent = variants.reduce((most, variant) =>
    variant.count > most.count ? variant : most
  )
  return {
    variant: ofStreet || mostFrequent,
    isRegistered,
    isApproximate: !ofStreet && variants.length > 1,
  }
}

/** What Kintsugi says of anything where the store is not registered. */
const findUnregistered = ({ places }: LearnedState): Found | undefined => {
  for (const subjects of places.values()) {
    for (const known of subjects.values()) {
      return known.isRegistered ? undefined : chooseVariant(known, undefined)
    }
  }
  return undefined
}

type OtherPlace = { postalCode: string; known: LearnedSubject }

/** Beginnings in common are places in common; then by number; then by use. */
const byNearness =
  (postalCode: string) =>
  (one: OtherPlace, other: OtherPlace): number =>
    commonLength(other.postalCode, postalCode) -
      commonLength(one.postalCode, postalCode) ||
    distance(one.postalCode, postalCode) -
      distance(other.postalCode, postalCode) ||
    (other.known.variants[0]?.count ?? 0) - (one.known.variants[0]?.count ?? 0)

const commonLength = (one: string, other: string): number => {
  let length = 0
  while (length < one.length && one[length] === other[length]) {
    length += 1
  }
  return length
}

const distance = (one: string, other: string): number => {
  const difference = Math.abs(Number(one) - Number(other))
  return Number.isNaN(difference) ? 0 : difference
}

/** How many postal codes prove that a country has one tax. */
const ENOUGH_PLACES = 5

const isUniform = (places: OtherPlace[]): boolean =>
  places.length >= ENOUGH_PLACES &&
  new Set(
    places.flatMap(({ known }) =>
      known.variants.map(({ taxes, exemptReason }) =>
        JSON.stringify([taxes, exemptReason])
      )
    )
  ).size === 1

const recallLine = (
  line: TaxableLine,
  subject: Subject,
  { variant, isRegistered, isApproximate: isPlaceDoubtful }: Found,
  { rules }: LearnedState
): RecalledTax => {
  const amount = line.amount.abs()
  const assessed = variant.taxes.map(({ name, rate }) => {
    const rule = rules.get(ruleKey(subject, name))
    const base = baseOf({ amount, quantity: line.quantity.abs() }, rule)
    return {
      base,
      tax: toTax(name, rate, base.base, rule?.roundings[0], line.amount),
    }
  })
  const jurisdictions = assessed.map(({ tax }) => tax)
  const taxable = assessed.reduce(
    (most, { base }) => MathBN.max(most, base.base),
    ZERO
  )
  const isExempt = taxable.isZero()
  return {
    line,
    amount: sumOf(jurisdictions.map((tax) => tax.amount)),
    taxableAmount: withSign(taxable, line.amount),
    rate: isExempt
      ? ZERO
      : sumOf(
          jurisdictions.filter(({ exempt }) => !exempt).map(({ rate }) => rate)
        ),
    exempt: isExempt,
    exemptReason: isExempt
      ? amount.isZero()
        ? "ZERO_VALUE_ITEM"
        : (variant.exemptReason ?? "PRODUCT")
      : undefined,
    jurisdictions,
    remembered: {
      asOf: variant.at,
      isApproximate:
        isPlaceDoubtful ||
        (!amount.isZero() && assessed.some(({ base }) => !base.isKnown)),
      isRegistered,
    },
  }
}

/** Each rule is fitted once, however many lines it applies to. */
const FITTED_RULES = new WeakMap<
  LearnedRule,
  (line: { amount: Decimal; quantity: Decimal }) => TaxableBase
>()

const baseOf = (
  line: { amount: Decimal; quantity: Decimal },
  rule: LearnedRule | undefined
): TaxableBase => {
  if (!rule) {
    // Only lines of a cent or so were seen: all of it is the usual case.
    return { base: line.amount, isKnown: false }
  }
  let fitted = FITTED_RULES.get(rule)
  if (!fitted) {
    const points = rule.points.map(toBasePoint)
    fitted = fitBase(points) ?? ((other) => nearestBase(points, other))
    FITTED_RULES.set(rule, fitted)
  }
  return fitted(line)
}

const toTax = (
  name: string,
  rate: string,
  base: Decimal,
  rounding: Rounding = "cent",
  amount: Decimal
): JurisdictionTax => {
  const decimal = MathBN.convert(rate)
  return {
    name,
    rate: decimal,
    amount: withSign(roundBy(rounding, base.times(decimal)), amount),
    exempt: base.isZero() && !amount.isZero(),
  }
}

const withSign = (size: Decimal, amount: Decimal): Decimal =>
  amount.isNegative() && !size.isZero() ? size.negated() : size

/** Adds the flat fees that are due, to the shipping or else to an item. */
const withFees = (
  taxes: (RecalledTax | undefined)[],
  lines: { line: TaxableLine; subject: Subject }[],
  { postalCode }: RecallPlace,
  { fees }: LearnedState
): (RecalledTax | undefined)[] => {
  // A postal code without any may only have had sales that bear none.
  const ownFees = fees.get(postalCode) ?? []
  const feesHere = ownFees.length ? ownFees : nearestFees(postalCode, fees)
  const taxed = lines.flatMap(({ line, subject }, index) =>
    line.kind === "item" && taxes[index]?.amount.gt(0) ? { index, subject } : []
  )
  const due = feesHere.filter(({ notDueFor }) =>
    taxed.some(({ subject }) => !notDueFor.includes(subject))
  )
  if (!due.length) {
    return taxes
  }
  const shipping = lines.findIndex(
    ({ line }, index) => line.kind === "shipping" && taxes[index]
  )
  const bearer = shipping < 0 ? taxed[0]!.index : shipping
  const isSure =
    ownFees.length > 0 &&
    due.every(({ dueFor }) =>
      taxed.some(({ subject }) => dueFor.includes(subject))
    )
  return taxes.map((tax, index) =>
    tax && index === bearer ? addFees(tax, due, isSure) : tax
  )
}

const nearestFees = (
  postalCode: string,
  fees: LearnedState["fees"]
): LearnedFee[] => {
  const [nearest] = [...fees]
    .filter(([, feesThere]) => feesThere.length)
    .sort(
      ([one], [other]) =>
        commonLength(other, postalCode) - commonLength(one, postalCode) ||
        distance(one, postalCode) - distance(other, postalCode)
    )
  return nearest?.[1] ?? []
}

const addFees = (
  tax: RecalledTax,
  fees: LearnedFee[],
  isSure: boolean
): RecalledTax => ({
  ...tax,
  remembered: {
    ...tax.remembered,
    isApproximate: tax.remembered.isApproximate || !isSure,
  },
  amount: sumOf([tax.amount, ...fees.map(({ amount }) => amount)]),
  exempt: false,
  exemptReason: undefined,
  jurisdictions: [
    ...tax.jurisdictions,
    ...fees.map(({ name, amount }) => ({
      name,
      rate: ZERO,
      amount: MathBN.convert(amount),
      exempt: false,
    })),
  ],
})
