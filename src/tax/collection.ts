import { MathBN } from "@medusajs/framework/utils"
import {
  COLLECTION_STATUSES,
  type CollectionStatus,
} from "./collection-statuses"
import { subdivisionNames } from "./subdivisions"

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
  registration: {
    /** Kintsugi's word, e.g. `REGISTERED` or `AWAITING_CLARIFICATION`. */
    status: string
    /** `YYYY-MM-DD` */
    since: string | null
    /** Kintsugi's word, e.g. `MONTHLY`. */
    filing_frequency: string | null
  } | null
  nexus: {
    /** Kintsugi's word, e.g. `APPROACHING`. */
    status: string | null
    /** Whether it comes from being there, and not from sales. */
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
  /** Other places where there is anything to tell, by name. */
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

/** Codes of the post that are no states: territories and armed forces. */
const NOT_STATES = new Set(["AS", "GU", "MP", "PR", "VI", "AA", "AE", "AP"])

const STATES = [...subdivisionNames("US").keys()].filter(
  (code) => !NOT_STATES.has(code)
)

/**
 * Where the merchant collects and where it is about to have to, place by place.
 *
 * @param registrations - all of Kintsugi's, in whatever state they are
 * @param nexus - all of Kintsugi's
 */
export const collectionOf = (
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
  const all = [...places]
    .map(([key, place]) =>
      describe(
        place,
        best(registrations.filter((other) => keyOf(other) === key)),
        nexus.find((other) => keyOf(other) === key)
      )
    )
    .sort((a, b) => a.name.localeCompare(b.name, "en"))
  const isState = ({ country_code, state_code }: CollectionPlace) =>
    country_code === "us" && STATES.includes(state_code ?? "")
  return {
    states: all.filter(isState),
    elsewhere: all.filter(
      (place) => !isState(place) && (place.registration || isWatched(place))
    ),
  }
}

const codesOf = ({ country_code, state_code }: Place) => {
  const country = country_code.toUpperCase()
  const state = (state_code ?? "").toUpperCase()
  return {
    country: country === "ZZ_EU" ? "EU" : country,
    // Elsewhere some give the country once more.
    state: subdivisionNames(country).has(state) ? state : "",
  }
}

const keyOf = (place: Place): string => {
  const { country, state } = codesOf(place)
  return `${country}-${state}`
}

const describe = (
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
    registration: registration
      ? {
          status: registration.status,
          since: registration.registration_date ?? null,
          filing_frequency: registration.filing_frequency ?? null,
        }
      : null,
    nexus: nexus ? figures(nexus) : null,
  }
}

const COUNTRY_NAMES = new Intl.DisplayNames("en", { type: "region" })

const nameOf = (country: string, state: string): string => {
  const inside = subdivisionNames(country).get(state)
  if (country === "US" && inside) {
    return inside
  }
  const name = /^[A-Z]{2}$/.test(country)
    ? (COUNTRY_NAMES.of(country) ?? country)
    : country
  return inside ? `${name}: ${inside}` : name
}

const REGISTRATION_STATUSES: Record<string, CollectionStatus> = {
  REGISTERED: "registered",
  // Until that is through, tax is still collected.
  DEREGISTERING: "registered",
  PROCESSING: "registering",
  VALIDATING: "registering",
  AWAITING_CLARIFICATION: "registering",
}

const NEXUS_STATUSES: Record<string, CollectionStatus> = {
  REGISTERED: "registered",
  OSS_REGISTERED: "registered",
  PENDING_REGISTRATION: "registering",
  OSS_PENDING_REGISTRATION: "registering",
  EXPOSED: "met",
  APPROACHING: "near",
}

const ofRegistration = ({ status }: Registration): CollectionStatus =>
  REGISTRATION_STATUSES[status] ?? "none"

const ofNexus = ({ status, nexus_met }: Nexus): CollectionStatus =>
  NEXUS_STATUSES[status ?? ""] ?? (nexus_met ? "met" : "none")

const rank = (status: CollectionStatus): number =>
  COLLECTION_STATUSES.indexOf(status)

/** A place can have an old registration beside the one that holds. */
const best = (registrations: Registration[]): Registration | undefined =>
  registrations.toSorted(
    (a, b) => rank(ofRegistration(a)) - rank(ofRegistration(b))
  )[0]

const statusOf = (
  registration: Registration | undefined,
  nexus: Nexus | undefined
): CollectionStatus =>
  [
    registration ? ofRegistration(registration) : "none",
    nexus ? ofNexus(nexus) : "none",
  ].reduce<CollectionStatus>(
    (first, second) => (rank(second) < rank(first) ? second : first),
    "none"
  )

const figures = (nexus: Nexus): CollectionPlace["nexus"] => ({
  status: nexus.status ?? null,
  is_physical: nexus.physical_nexus_met ?? false,
  met_on: nexus.nexus_met_date ?? null,
  sales: measure(nexus.transactions_amount, nexus.threshold_sales),
  transactions: measure(nexus.transaction_count, nexus.threshold_transactions),
  counts: nexus.sales_or_transactions ?? null,
  currency: nexus.currency ?? "USD",
  period_start: nexus.period_start_date ?? null,
  period_end: nexus.period_end_date ?? null,
})

const measure = (
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

/** Kintsugi watches many countries in which nothing has ever been sold. */
const isWatched = ({ status, nexus }: CollectionPlace): boolean =>
  status !== "none" ||
  MathBN.gt(nexus?.sales.value ?? 0, 0) ||
  MathBN.gt(nexus?.transactions.value ?? 0, 0)
