import { readAddress } from "./read-address"
import { subdivisionCode } from "./subdivisions"
import type {
  AddressStatus,
  StoreAddress,
  ValidatedAddress,
} from "./validated-address"

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
 * The search to send to Kintsugi for an address, or the status that the address
 * has without a search.
 */
export const addressToSearch = (
  address: StoreAddress
): { search: Search } | { status: AddressStatus } => {
  if (address.country_code.toUpperCase() !== "US") {
    return { status: "not_checked" }
  }
  const { province, ...fields } = address
  const reading = readAddress({ ...fields, province_code: province })
  // The address is judged as typed: parcels go there.
  if (reading.status !== "complete" || reading.isStateFromPostalCode) {
    return { status: "invalid" }
  }
  const { street_1, street_2, city, state, postal_code } = reading.address
  return {
    search: { street_1, street_2, city, state, postal_code, country: "US" },
  }
}

/** The answer for an address that Kintsugi says nothing about. */
export const unchangedAddress = (
  address: StoreAddress,
  status: AddressStatus
): ValidatedAddress => ({
  status,
  address,
  suggestions: [],
  changed_fields: [],
})

/** Converts Kintsugi's answers to a storefront's format. */
export const toValidatedAddress = (
  sent: StoreAddress,
  findings: Finding[]
): ValidatedAddress => {
  const status = statusOf(findings[0]?.verification_status)
  const candidates = findings.map((finding) => mergeFinding(sent, finding))
  const address = status === "verified" ? (candidates.shift() ?? sent) : sent
  const suggestions = withoutDuplicates(candidates).filter(
    (candidate) =>
      changedFields(sent, candidate).length &&
      changedFields(address, candidate).length
  )
  return {
    status,
    address,
    suggestions,
    changed_fields: changedFields(
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

/** The contract has no enum for it, so any value is possible. */
const statusOf = (status: string | undefined): AddressStatus =>
  STATUSES[(status ?? "").toUpperCase()] ?? "unverifiable"

const mergeFinding = (
  sent: StoreAddress,
  { response_address: found = {} }: Finding
): StoreAddress => ({
  address_1: chooseSpelling(sent.address_1, found.street_1),
  address_2: chooseSpelling(sent.address_2, found.street_2),
  city: chooseSpelling(sent.city, found.city),
  province:
    found.state && subdivisionCode("US", sent.province) !== found.state
      ? found.state
      : sent.province,
  postal_code: chooseSpelling(sent.postal_code, found.postal_code),
  country_code: sent.country_code,
})

/** The found text; the typed one where both mean the same. */
const chooseSpelling = (typed: string, found: string | undefined): string =>
  !found || normalizeText(found) === normalizeText(typed) ? typed : found

const normalizeText = (text: string): string =>
  text
    .replace(/[\s.,]+/g, " ")
    .trim()
    .toUpperCase()

const changedFields = (
  one: StoreAddress,
  other: StoreAddress
): (keyof StoreAddress)[] =>
  (Object.keys(one) as (keyof StoreAddress)[]).filter(
    (field) => one[field] !== other[field]
  )

const withoutDuplicates = (addresses: StoreAddress[]): StoreAddress[] =>
  addresses.filter(
    (address, index) =>
      addresses.findIndex((other) => !changedFields(address, other).length) ===
      index
  )
