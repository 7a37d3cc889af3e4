/**
 * What the store has learned from Kintsugi's answers, as it is stored: in JSON,
 * with decimals as text. Nothing of it is about a customer: no name, no id, no
 * street. A street is a token that nobody can read.
 */

/** What lines were taxed as: a category, or as the product is at Kintsugi. */
export type Subject = string

/** A tax that a jurisdiction levies, apart from the amount. */
export type LearnedTax = {
  name: string
  /** A fraction: `"0.0625"` is 6.25 %. */
  rate: string
}

/** What Kintsugi's answers say of a subject in a part of a postal code. */
export type LearnedVariant = {
  taxes: LearnedTax[]
  /** Kintsugi's own word, where nothing taxes it: `REGION`. */
  exemptReason?: string
  /** How many answers said this. */
  count: number
  /** The day of the latest: ISO 8601. */
  at: string
  /** The latest streets that it was about. */
  streets: string[]
}

/** All that was learned of a subject in a postal code. */
export type LearnedSubject = {
  isRegistered: boolean
  /** One, unless the border of a city crosses the postal code. */
  variants: LearnedVariant[]
}

/** See `BasePoint`. */
export type LearnedPoint = {
  quantity: string
  amount: string
  low: string
  high: string
}

/** How a jurisdiction's tax on a subject comes about, all over a state. */
export type LearnedRule = {
  points: LearnedPoint[]
  /** The ways of rounding that have been right each time. */
  roundings: Rounding[]
}

/** Half up to the cent; half up, or down, to the whole unit, as for yen. */
export type Rounding = "cent" | "unit" | "unit_down"

/** A flat amount per sale, not a rate, as in Colorado. */
export type LearnedFee = {
  name: string
  /** In major units. */
  amount: string
  /** Subjects of which one alone was enough for it to be due. */
  dueFor: Subject[]
  /** Subjects that were taxed without it. */
  notDueFor: Subject[]
}

/** All that was learned of a state, or of a country without states. */
export type LearnedState = {
  /** By postal code, then by subject. */
  places: ReadonlyMap<string, ReadonlyMap<Subject, LearnedSubject>>
  /** By {@link ruleKey}. */
  rules: ReadonlyMap<string, LearnedRule>
  /** By postal code. */
  fees: ReadonlyMap<string, LearnedFee[]>
}

/** @param tax - the jurisdiction's name for it */
export const ruleKey = (subject: Subject, tax: string): string =>
  JSON.stringify([subject, tax])
