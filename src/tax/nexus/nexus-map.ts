import { MathBN } from "@medusajs/framework/utils"
import { COLLECTION_STATUSES, type CollectionStatus } from "./statuses"
import { subdivisionNames } from "../address/subdivisions"

/** A measure against the threshold above which tax has to be collected. */
export type Measure = {
  /** A decimal. */
  value: string
  threshold: string | null
  /** A fraction of the threshold; `null` where there is none. */
  share: number | null
}

export type CollectionPlace = {
  /** ISO 3166-1 alpha-2 in lower case; `eu` for the bloc as a whole. */
  country_code: string
  /** Upper case; `null` for a country as a whole. */
  state_code: string | null
  /** In English. */
  name: string
  status: CollectionStatus
  /**
   * Kintsugi's status where the plugin has none for it, e.g. `SELF_MANAGED`:
   * the registration's, whatever `status` the nexus leads to, or else the
   * nexus's.
   */
  other: string | null
  registration: {
    /** Kintsugi's status, e.g. `REGISTERED` or `AWAITING_CLARIFICATION`. */
    status: string
    /** `YYYY-MM-DD` */
    since: string | null
    /** Kintsugi's value, e.g. `MONTHLY`. */
    filing_frequency: string | null
  } | null
  nexus: {
    /** Kintsugi's status, e.g. `APPROACHING`. */
    status: string | null
    /** Whether it comes from physical presence, not from sales. */
    is_physical: boolean
    met_on: string | null
    /** In major units of `currency`. */
    sales: Measure
    transactions: Measure
    /** Which threshold counts: `SALES`, `TRANSACTIONS`, `EITHER` or `BOTH`. */
    counts: string | null
    currency: string
    period_start: string | null
    period_end: string | null
  } | null
}

export type Collection = {
  /** Each of the 50 states and the District of Columbia, by name. */
  states: CollectionPlace[]
  /** Other places with anything to report, by name. */
  elsewhere: CollectionPlace[]
}

type Place = {
  country_code: string
  state_code?: string
  state_name?: string
}

type Registration = Place & {
  status: string
  registration_date?: string
  filing_frequency?: string
}

type Nexus = Place & {
  status?: string
  nexus_met?: boolean
  nexus_met_date?: string
  physical_nexus_met?: boolean
  sales_or_transactions?: string
  threshold_sales?: string
  threshold_transactions?: string
  transactions_amount?: string
  transaction_count?: string
  currency?: string
  period_start_date?: string
  period_end_date?: string
}

/** Postal codes of territories, associated states and the armed forces. */
const NOT_STATES = new Set("AS FM GU MH MP PR PW UM VI AA AE AP".split(" "))

const STATES = [...subdivisionNames("US").keys()].filter(
  (code) => !NOT_STATES.has(code)
)

/**
 * Where the merchant collects tax, and where it will soon have to, by place.
 *
 * @param registrations - all of Kintsugi's, whatever their status
 * @param nexus - all of Kintsugi's
 */
export const mapCollection = (
  registrations: Registration[],
  nexus: Nexus[]
): Collection => {
  const places = new Map(
    [
      ...STATES.map((state_code) => ({ country_code: "US", state_code })),
      ...registrations,
      ...nexus,
    ].map((place) => [keyOf(place), place as Place])
  )
  const registrationsIn = byPlace(registrations)
  const nexusIn = byPlace(nexus)
  const all = [...places]
    .map(([key, place]) =>
      toCollectionPlace(
        place,
        bestRegistration(registrationsIn.get(key) ?? []),
        nexusIn.get(key)?.[0]
      )
    )
    .sort((a, b) => a.name.localeCompare(b.name, "en"))
  const isState = ({ country_code, state_code }: CollectionPlace) =>
    country_code === "us" && STATES.includes(state_code ?? "")
  return {
    states: all.filter(isState),
    elsewhere: all.filter(
      (place) =>
        !isState(place) && (place.registration || isWorthReporting(place))
    ),
  }
}

const codesOf = ({ country_code, state_code }: Place) => {
  const country = country_code.toUpperCase()
  const state = (state_code ?? "").toUpperCase()
  return {
    country: country === "ZZ_EU" ? "EU" : country,
    // Some records of other countries repeat the country as the state.
    state: subdivisionNames(country).has(state) ? state : "",
  }
}

const keyOf = (place: Place): string => {
  const { country, state } = codesOf(place)
  return `${country}-${state}`
}

const byPlace = <T extends Place>(records: T[]): Map<string, T[]> => {
  const places = new Map<string, T[]>()
  for (const record of records) {
    const key = keyOf(record)
    const samePlace = places.get(key)
    if (samePlace) {
      samePlace.push(record)
    } else {
      places.set(key, [record])
    }
  }
  return places
}

const toCollectionPlace = (
  place: Place,
  registration: Registration | undefined,
  nexus: Nexus | undefined
): CollectionPlace => {
  const { country, state } = codesOf(place)
  return {
    country_code: country.toLowerCase(),
    state_code: state || null,
    name: nameOf(country, state),
    status: statusOf(registration, nexus),
    other: otherStatusOf(registration, nexus),
    registration: registration
      ? {
          status: registration.status,
          since: registration.registration_date ?? null,
          filing_frequency: registration.filing_frequency ?? null,
        }
      : null,
    nexus: nexus ? toNexusFigures(nexus) : null,
  }
}

const COUNTRY_NAMES = new Intl.DisplayNames("en", { type: "region" })

const nameOf = (country: string, state: string): string => {
  const subdivision = subdivisionNames(country).get(state)
  if (country === "US" && subdivision) {
    return subdivision
  }
  const name = /^[A-Z]{2}$/.test(country)
    ? (COUNTRY_NAMES.of(country) ?? country)
    : country
  return subdivision ? `${name}: ${subdivision}` : name
}

const REGISTRATION_STATUSES: Record<string, CollectionStatus> = {
  REGISTERED: "registered",
  // Tax is still collected until the deregistration is complete.
  DEREGISTERING: "registered",
  PROCESSING: "registering",
  VALIDATING: "registering",
  AWAITING_CLARIFICATION: "registering",
  UNREGISTERED: "none",
  DEREGISTERED: "none",
}

const NEXUS_STATUSES: Record<string, CollectionStatus> = {
  REGISTERED: "registered",
  OSS_REGISTERED: "registered",
  PENDING_REGISTRATION: "registering",
  OSS_PENDING_REGISTRATION: "registering",
  EXPOSED: "met",
  APPROACHING: "near",
  NOT_EXPOSED: "none",
}

/** "other": `SELF_MANAGED`, `CANCELLED`, and statuses that Kintsugi may add. */
const registrationStatus = ({ status }: Registration): CollectionStatus =>
  REGISTRATION_STATUSES[status] ?? "other"

const nexusStatus = ({ status = "", nexus_met }: Nexus): CollectionStatus =>
  NEXUS_STATUSES[status] ?? (nexus_met ? "met" : status ? "other" : "none")

const rankOf = (status: CollectionStatus): number =>
  COLLECTION_STATUSES.indexOf(status)

/** A place can have an old registration in addition to the current one. */
const bestRegistration = (
  registrations: Registration[]
): Registration | undefined =>
  registrations.toSorted(
    (a, b) => rankOf(registrationStatus(a)) - rankOf(registrationStatus(b))
  )[0]

const statusOf = (
  registration: Registration | undefined,
  nexus: Nexus | undefined
): CollectionStatus =>
  [
    registration ? registrationStatus(registration) : "none",
    nexus ? nexusStatus(nexus) : "none",
  ].reduce<CollectionStatus>(
    (first, second) => (rankOf(second) < rankOf(first) ? second : first),
    "none"
  )

const otherStatusOf = (
  registration: Registration | undefined,
  nexus: Nexus | undefined
): string | null =>
  registration && registrationStatus(registration) === "other"
    ? registration.status
    : statusOf(registration, nexus) === "other"
      ? (nexus?.status ?? null)
      : null

const toNexusFigures = (nexus: Nexus): CollectionPlace["nexus"] => ({
  status: nexus.status ?? null,
  is_physical: nexus.physical_nexus_met ?? false,
  met_on: nexus.nexus_met_date ?? null,
  sales: toMeasure(nexus.transactions_amount, nexus.threshold_sales),
  transactions: toMeasure(
    nexus.transaction_count,
    nexus.threshold_transactions
  ),
  counts: nexus.sales_or_transactions ?? null,
  currency: nexus.currency ?? "USD",
  period_start: nexus.period_start_date ?? null,
  period_end: nexus.period_end_date ?? null,
})

const toMeasure = (
  value: string | undefined = "0",
  threshold: string | undefined
): Measure => {
  const hasThreshold = threshold !== undefined && MathBN.gt(threshold, 0)
  return {
    value,
    threshold: hasThreshold ? threshold : null,
    share: hasThreshold ? MathBN.div(value, threshold).toNumber() : null,
  }
}

/** Kintsugi tracks many countries in which nothing has ever been sold. */
const isWorthReporting = ({ status, nexus }: CollectionPlace): boolean =>
  status !== "none" ||
  MathBN.gt(nexus?.sales.value ?? 0, 0) ||
  MathBN.gt(nexus?.transactions.value ?? 0, 0)
