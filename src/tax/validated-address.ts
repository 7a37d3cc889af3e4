import { readAddress } from "./address"
import { subdivisionCode } from "./subdivisions"

/** An address as a storefront has it, in Medusa's field names. */
export type StoreAddress = {
  address_1: string
  address_2: string
  city: string
  province: string
  postal_code: string
  /** ISO 3166-1 alpha-2, in lower case. */
  country_code: string
}

export type AddressStatus =
  /** It exists. */
  | "verified"
  /** The place exists, something about the rest is wrong or missing. */
  | "partially_verified"
  /** There is no such address. */
  | "invalid"
  /** Kintsugi cannot tell. */
  | "unverifiable"
  /** Outside the US, where Kintsugi validates nothing. */
  | "not_checked"
  /** Kintsugi could not be asked. Says nothing about the address. */
  | "unavailable"

export type ValidatedAddress = {
  status: AddressStatus
  /**
   * The address to go on with: Kintsugi's form of it where it is verified, or
   * else what was sent. What differs in capitals alone is left as it was typed.
   */
  address: StoreAddress
  /** What else it could be, the best first. */
  suggestions: StoreAddress[]
  /**
   * Where what was sent differs from the verified address, or else from the
   * first suggestion.
   */
  changed_fields: (keyof StoreAddress)[]
}

type Search = {
  street_1?: string
  street_2?: string
  city?: string
  state: string
  postal_code: string
  country: "US"
}

/** An answer of Kintsugi's; parts that it does not know are absent. */
type Finding = {
  verification_status?: string
  response_address?: {
    street_1?: string
    street_2?: string
    city?: string
    state?: string
    postal_code?: string
  }
}

/**
 * What to ask Kintsugi about an address, or the status that it has without being
 * asked about.
 */
export const addressToSearch = (
  address: StoreAddress
): { search: Search } | { status: AddressStatus } => {
  if (address.country_code.toUpperCase() !== "US") {
    return { status: "not_checked" }
  }
  const { province, ...fields } = address
  const reading = readAddress({ ...fields, province_code: province })
  if (reading.status !== "complete") {
    return { status: "invalid" }
  }
  const { street_1, street_2, city, state, postal_code } = reading.address
  return {
    search: { street_1, street_2, city, state, postal_code, country: "US" },
  }
}

/** The answer for an address that Kintsugi has nothing to say on. */
export const unchanged = (
  address: StoreAddress,
  status: AddressStatus
): ValidatedAddress => ({
  status,
  address,
  suggestions: [],
  changed_fields: [],
})

/** Kintsugi's answers in the words of a storefront. */
export const validatedAddress = (
  sent: StoreAddress,
  findings: Finding[]
): ValidatedAddress => {
  const status = statusOf(findings[0]?.verification_status)
  const candidates = findings.map((finding) => merged(sent, finding))
  const address = status === "verified" ? (candidates.shift() ?? sent) : sent
  const suggestions = distinct(candidates).filter(
    (candidate) =>
      differences(sent, candidate).length &&
      differences(address, candidate).length
  )
  return {
    status,
    address,
    suggestions,
    changed_fields: differences(
      sent,
      status === "verified" ? address : (suggestions[0] ?? sent)
    ),
  }
}

const STATUSES: Record<string, AddressStatus> = {
  VERIFIED: "verified",
  PARTIALLY_VERIFIED: "partially_verified",
  INVALID: "invalid",
  BLANK: "invalid",
  UNVERIFIABLE: "unverifiable",
}

/** The contract has no enum for it, so that anything may come. */
const statusOf = (status: string | undefined): AddressStatus =>
  STATUSES[(status ?? "").toUpperCase()] ?? "unverifiable"

const merged = (
  sent: StoreAddress,
  { response_address: found = {} }: Finding
): StoreAddress => ({
  address_1: spelled(sent.address_1, found.street_1),
  address_2: spelled(sent.address_2, found.street_2),
  city: spelled(sent.city, found.city),
  province:
    found.state && subdivisionCode("US", sent.province) !== found.state
      ? found.state
      : sent.province,
  postal_code: spelled(sent.postal_code, found.postal_code),
  country_code: sent.country_code,
})

/** What was found, as it was typed where that is the same. */
const spelled = (typed: string, found: string | undefined): string =>
  !found || plain(found) === plain(typed) ? typed : found

const plain = (text: string): string =>
  text
    .replace(/[\s.,]+/g, " ")
    .trim()
    .toUpperCase()

const differences = (
  one: StoreAddress,
  other: StoreAddress
): (keyof StoreAddress)[] =>
  (Object.keys(one) as (keyof StoreAddress)[]).filter(
    (field) => one[field] !== other[field]
  )

const distinct = (addresses: StoreAddress[]): StoreAddress[] =>
  addresses.filter(
    (address, index) =>
      addresses.findIndex((other) => !differences(address, other).length) ===
      index
  )
