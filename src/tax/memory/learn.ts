import { MathBN } from "@medusajs/framework/utils"
import type {
  LearnedFee,
  LearnedPoint,
  LearnedRule,
  LearnedSubject,
  LearnedVariant,
  Rounding,
} from "./learned"
import type { Observation, ObservedAnswer } from "./observe"
import { type BasePoint, fitBase } from "./taxable-base"

/** How much is kept of a postal code's parts, and of the streets in each. */
const MAX_VARIANTS = 4
const MAX_STREETS = 20

/** Where and when something was learned. */
export type Circumstances = {
  isRegistered: boolean
  /** A token of the street; absent where the address has none. */
  street?: string
  /** The day of the answer, in ISO 8601. */
  at: string
}

/**
 * Adds an answer to what is known of a subject in a postal code. Other rates of
 * the same taxes replace the earlier ones; other taxes are those of another
 * part of the postal code.
 */
export const learnSubject = (
  known: LearnedSubject | undefined,
  { taxes, exemptReason }: Pick<Observation, "taxes" | "exemptReason">,
  { isRegistered, street, at }: Circumstances
): LearnedSubject => {
  const earlier = known?.isRegistered === isRegistered ? known.variants : []
  if (
    isUnlisted({ taxes }) &&
    earlier.some((variant) => !isUnlisted(variant))
  ) {
    // It is the same as a base of nothing: see `basesOf`.
    return { isRegistered, variants: earlier }
  }
  const same = earlier.find((variant) =>
    isSame(variant, { taxes, exemptReason })
  )
  const others = earlier.filter(
    (variant) =>
      variant !== same &&
      !isUnlisted(variant) &&
      !hasSameTaxes(variant, { taxes })
  )
  const current: LearnedVariant = {
    taxes,
    ...(exemptReason && { exemptReason }),
    count: (same?.count ?? 0) + 1,
    at,
    streets: street
      ? [
          street,
          ...(same?.streets ?? []).filter((one) => one !== street),
        ].slice(0, MAX_STREETS)
      : (same?.streets ?? []),
  }
  return {
    isRegistered,
    variants: [
      current,
      ...others.flatMap((variant) => withoutStreet(variant, street) ?? []),
    ].slice(0, MAX_VARIANTS),
  }
}

type Listed = Pick<LearnedVariant, "taxes">

/** Kintsugi may list no taxes at all for what it exempts. */
const isUnlisted = ({ taxes }: Listed): boolean => taxes.length === 0

const isSame = (
  one: Pick<LearnedVariant, "taxes" | "exemptReason">,
  other: Pick<LearnedVariant, "taxes" | "exemptReason">
): boolean =>
  one.exemptReason === other.exemptReason &&
  hasSameTaxes(one, other) &&
  one.taxes.every(({ rate }, index) => rate === other.taxes[index]?.rate)

const hasSameTaxes = (one: Listed, other: Listed): boolean =>
  one.taxes.length === other.taxes.length &&
  one.taxes.every(({ name }, index) => name === other.taxes[index]?.name)

/** @returns undefined where it was known of this street alone */
const withoutStreet = (
  variant: LearnedVariant,
  street: string | undefined
): LearnedVariant | undefined => {
  const streets = variant.streets.filter((one) => one !== street)
  if (streets.length === variant.streets.length) {
    return variant
  }
  return streets.length ? { ...variant, streets } : undefined
}

/**
 * The bases that an observation shows, of a subject that was learned with it:
 * where Kintsugi lists no taxes for what it exempts, each has none.
 */
export const basesOf = (
  { taxes, bases, line }: Observation,
  { isRegistered, variants }: LearnedSubject
): Observation["bases"] =>
  taxes.length || !isRegistered
    ? bases
    : (variants[0]?.taxes ?? []).map(({ name }) => ({
        tax: name,
        point: { ...line, low: "0", high: "0" },
        roundings: [...ALL_ROUNDINGS],
      }))

const ALL_ROUNDINGS: Rounding[] = ["cent", "unit", "unit_down"]

/** How many of a rule's points are kept. */
const MAX_POINTS = 16

/**
 * Adds a point to what is known of a tax on a subject. Where no rule fits all
 * points, the law has changed: the oldest go.
 */
export const learnRule = (
  known: LearnedRule | undefined,
  {
    point,
    roundings,
  }: Pick<Observation["bases"][number], "point" | "roundings">
): LearnedRule => {
  const agreed = (known?.roundings ?? roundings).filter((rounding) =>
    roundings.includes(rounding)
  )
  return {
    points: fittingPoints([
      point,
      ...(known?.points ?? []).filter((other) => !isSamePoint(other, point)),
    ]),
    roundings: agreed.length ? agreed : roundings,
  }
}

const isSamePoint = (one: LearnedPoint, other: LearnedPoint): boolean =>
  (["quantity", "amount", "low", "high"] as const).every(
    (field) => one[field] === other[field]
  )

/** @param points - latest first */
const fittingPoints = (points: LearnedPoint[]): LearnedPoint[] => {
  const kept = points.length > MAX_POINTS ? mostTelling(points) : points
  for (let count = kept.length; count > 1; count -= 1) {
    const latest = kept.slice(0, count)
    if (fitBase(latest.map(toBasePoint))) {
      return latest
    }
  }
  return kept.slice(0, 1)
}

/**
 * Of articles that are taxed in full, or not at all, the cheapest and the
 * dearest say all; likewise of lines. Of others, the latest.
 */
const mostTelling = (points: LearnedPoint[]): LearnedPoint[] => {
  const extremes = [
    points.filter(({ high }) => MathBN.convert(high).isZero()),
    points.filter(({ low, amount }) => low === amount),
  ].flatMap((alike) =>
    [priceOf, amountOf].flatMap((sizeOf) => {
      const sorted = [...alike].sort(
        (one, other) => sizeOf(one) - sizeOf(other)
      )
      return sorted.length ? [sorted[0]!, sorted.at(-1)!] : []
    })
  )
  const others = points.filter(
    ({ low, high, amount }) => low !== amount && !MathBN.convert(high).isZero()
  )
  const telling = new Set([
    ...extremes,
    ...others.slice(0, MAX_POINTS - extremes.length),
  ])
  return points.filter((point) => telling.has(point))
}

/** Floats suffice to compare sizes. */
const priceOf = ({ amount, quantity }: LearnedPoint): number =>
  Number(amount) / Number(quantity)

const amountOf = ({ amount }: LearnedPoint): number => Number(amount)

export const toBasePoint = ({
  quantity,
  amount,
  low,
  high,
}: LearnedPoint): BasePoint => ({
  quantity: MathBN.convert(quantity),
  amount: MathBN.convert(amount),
  low: MathBN.convert(low),
  high: MathBN.convert(high),
})

/** Adds what a sale says of the flat fees in a postal code. */
export const learnFees = (
  known: LearnedFee[],
  { fees, taxedSubjects }: Pick<ObservedAnswer, "fees" | "taxedSubjects">
): LearnedFee[] => {
  const names = new Set(fees.map(({ name }) => name))
  return [
    ...fees.map(({ name, amount }) => {
      const earlier = known.find((fee) => fee.name === name)
      return {
        name,
        amount,
        dueFor: union(
          earlier?.dueFor,
          taxedSubjects.length === 1 ? taxedSubjects : []
        ),
        notDueFor: (earlier?.notDueFor ?? []).filter(
          (subject) =>
            !(taxedSubjects.length === 1 && taxedSubjects[0] === subject)
        ),
      }
    }),
    ...known
      .filter(({ name }) => !names.has(name))
      .map((fee) => ({
        ...fee,
        dueFor: fee.dueFor.filter(
          (subject) => !taxedSubjects.includes(subject)
        ),
        notDueFor: union(fee.notDueFor, taxedSubjects),
      })),
  ]
}

const union = (some: string[] | undefined, others: string[]): string[] => [
  ...new Set([...(some ?? []), ...others]),
]
