import { createHash } from "node:crypto"
import { isUsState, statesOfZip } from "../contract/zip-codes"
import { UNUSED_ZIP } from "./address-status"
import { knownCity } from "./known-cities"

/** The body of `POST /v1/address_validation/search`. */
export type SubmittedAddress = {
  phone?: string
  street_1?: string
  street_2?: string
  city?: string
  county?: string
  state?: string
  postal_code?: string
  country?: string
  full_address?: string
}

const FIELDS = [
  "street_1",
  "street_2",
  "city",
  "county",
  "state",
  "postal_code",
  "country",
  "full_address",
] as const

type Address = Record<(typeof FIELDS)[number], string>

type Found = {
  address_submitted: Address
  response_address: Address
  verification_status:
    "VERIFIED" | "PARTIALLY_VERIFIED" | "INVALID" | "UNVERIFIABLE" | "BLANK"
  enrich_fields: string[]
}

const ZIP_FORMAT = /^\d{5}(-\d{4})?$/

/**
 * Kintsugi's answer for an address, as far as states and ZIP codes tell: a
 * state that does not match the ZIP code, and a city that is known to have
 * another name, are corrected, with one answer for each possible state.
 */
export function searchAddress(submitted: SubmittedAddress): Found[] {
  const sent = withAllFields(submitted)
  const address_submitted = { ...sent }
  const answer = (
    verification_status: Found["verification_status"],
    found: Partial<Address> = {},
    enrich_fields: string[] = []
  ): Found => ({
    address_submitted,
    response_address: { ...toCapitals(sent), ...found },
    verification_status,
    enrich_fields,
  })

  if (FIELDS.every((field) => field === "country" || !sent[field])) {
    return [answer("BLANK")]
  }
  if (sent.country.toUpperCase() !== "US") {
    return [answer("UNVERIFIABLE")]
  }
  const { street_1, city, state, postal_code: zip } = toCapitals(sent)
  const states = statesOfZip(zip)
  if (
    !ZIP_FORMAT.test(zip) ||
    zip.startsWith(UNUSED_ZIP) ||
    states.length === 0 ||
    (state !== "" && !isUsState(state))
  ) {
    return [answer("INVALID")]
  }

  const rightCity = knownCity(zip) ?? city
  if (!states.includes(state)) {
    return states.map((correctState) =>
      answer("PARTIALLY_VERIFIED", { state: correctState, city: rightCity })
    )
  }
  if (!street_1 || city !== rightCity) {
    return [answer("PARTIALLY_VERIFIED", { city: rightCity })]
  }
  return zip.length > "78701".length
    ? [answer("VERIFIED")]
    : [
        answer("VERIFIED", { postal_code: `${zip}-${plusFour(street_1)}` }, [
          "postal_code",
        ]),
      ]
}

/** The same four digits for the same street. */
function plusFour(street: string): string {
  const [first = 0, second = 0] = createHash("sha256").update(street).digest()
  return String(1000 + ((first * 256 + second) % 9000))
}

function withAllFields(submitted: SubmittedAddress): Address {
  return Object.fromEntries(
    FIELDS.map((field) => [field, submitted[field] ?? ""])
  ) as Address
}

function toCapitals(address: Address): Address {
  return Object.fromEntries(
    FIELDS.map((field) => [field, address[field].trim().toUpperCase()])
  ) as Address
}
