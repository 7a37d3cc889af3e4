import type { TaxCalculationContext } from "@medusajs/framework/types"
import { boundedText } from "../../contract/bounds"
import { normalizePostalCode } from "./postal-codes"
import { hasSubdivisions, subdivisionCode } from "./subdivisions"
import { statesOfZip } from "./zip-codes"

/** The address that decides the tax, in Kintsugi's terms. */
export type DestinationAddress = {
  /** Where the goods go or, if none are shipped, where the bill goes. */
  type: "SHIP_TO" | "BILL_TO"
  street_1?: string
  street_2?: string
  city?: string
  /** Two letters in the US and Canada, `""` elsewhere. */
  state: string
  /** `""` in the countries that have none. */
  postal_code: string
  /** ISO 3166-1 alpha-2, upper case. */
  country: string
}

export type AddressReading =
  | {
      status: "complete"
      address: DestinationAddress
      /** Whether the state was missing and was derived from the postal code. */
      isStateFromPostalCode?: true
    }
  /** Not filled in yet: nothing to estimate, and not an error. */
  | { status: "incomplete"; missing: string[] }
  /** Filled in with impossible values. */
  | { status: "invalid"; problem: string }

/**
 * Countries and territories without postal codes, or where they are rare
 * (Universal Postal Union): there an empty postal code is complete.
 */
const WITHOUT_POSTAL_CODES = new Set(
  (
    "AE AG AO AW BF BI BJ BO BQ BS BW BZ CD CF CG CI CK CM CW DJ DM ER FJ GA " +
    "GD GH GM GQ GY HK JM KI KM KN KP LY ML MO MR MW NR NU PA QA RW SB SC SL " +
    "SO SR SS ST SX SY TD TF TG TK TL TO TT TV TZ UG VU YE ZW"
  ).split(" ")
)

const text = (value: unknown): string =>
  typeof value === "string" ? boundedText(value.trim(), "addressPart") : ""

/**
 * Reads a shopper's address as Medusa stores it (lower-case country, the
 * province and the postal code as the shopper's client spelled them).
 *
 * Kintsugi needs a state where the country has them, a postal code and a
 * country; street and city only make the answer more precise. In the US a ZIP
 * code is enough if it certainly lies in one state.
 */
export const readAddress = (
  address: TaxCalculationContext["address"] | undefined
): AddressReading => {
  const country = text(address?.country_code).toUpperCase()
  const province = text(address?.province_code)
  const needsState = hasSubdivisions(country)
  const givenState =
    needsState && province ? subdivisionCode(country, province) : undefined
  const postalCode = normalizePostalCode(
    country,
    text(address?.postal_code),
    givenState
  )
  const postalCodeState =
    country === "US" && !province
      ? singleState(statesOfZip(postalCode))
      : undefined
  const state = needsState ? (givenState ?? postalCodeState) : ""

  const missing = [
    !country && "country",
    needsState && !province && !postalCodeState && "state",
    !postalCode && !WITHOUT_POSTAL_CODES.has(country) && "postal code",
  ].filter((field): field is string => Boolean(field))
  if (missing.length) {
    return { status: "incomplete", missing }
  }
  if (state === undefined) {
    return {
      status: "invalid",
      problem: `the state is not one of ${country}'s`,
    }
  }

  return {
    status: "complete",
    address: {
      type: "SHIP_TO",
      ...withoutBlanks({
        street_1: text(address?.address_1),
        street_2: text(address?.address_2),
        city: text(address?.city),
      }),
      state,
      postal_code: postalCode,
      country,
    },
    ...(postalCodeState && { isStateFromPostalCode: true as const }),
  }
}

const singleState = (states: readonly string[]): string | undefined =>
  states.length === 1 ? states[0] : undefined

const withoutBlanks = <T extends Record<string, string>>(
  fields: T
): Partial<T> =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value)
  ) as Partial<T>
