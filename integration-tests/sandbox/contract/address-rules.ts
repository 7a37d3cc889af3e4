import type { Refusal } from "../answers"
import { UNUSED_ZIP } from "../tax/address-status"
import type { EstimateAddress } from "../tax/estimate"
import { defaultContract } from "./carried"
import { valueError } from "./pydantic"
import { isUsState, zipFitsState } from "./zip-codes"

// ZZ_EU is Kintsugi's own code for the bloc, not a country to ship to.
const COUNTRIES = new Set(
  (defaultContract.schemas.CountryCodeEnum?.enum as string[]).filter(
    (code) => code.length === 2
  )
)

const PROVINCES = new Set("AB BC MB NB NL NS NT NU ON PE QC SK YT".split(" "))

/** Why Kintsugi would refuse an address of an estimate. */
export function addressRefusals(
  address: EstimateAddress,
  index: number
): Refusal[] {
  const refuse = (field: keyof EstimateAddress, message: string) => [
    valueError(["addresses", index, field], message, address[field]),
  ]
  const { country, state, postal_code: zip } = address

  if (!COUNTRIES.has(country)) {
    return refuse(
      "country",
      "country must be an ISO 3166-1 alpha-2 code in upper case"
    )
  }
  if (country === "CA" && !PROVINCES.has(state)) {
    return refuse("state", "state must be a two-letter Canadian province code")
  }
  if (country !== "US") {
    return []
  }

  if (!isUsState(state)) {
    return refuse("state", "state must be a two-letter US state code")
  }
  if (!/^\d{5}(-\d{4})?$/.test(zip)) {
    return refuse("postal_code", "postal_code must be a US ZIP code")
  }
  if (!zip.startsWith(UNUSED_ZIP) && !zipFitsState(zip, state)) {
    return refuse(
      "postal_code",
      `the address is not valid: postal code ${zip} is not in ${state}`
    )
  }
  return []
}
