import type { TaxCalculationContext } from "@medusajs/framework/types"
import { hasSubdivisions, subdivisionCode } from "./subdivisions"

/** The address that decides the tax, in Kintsugi's terms. */
export type DestinationAddress = {
  /** Where the goods go, or (where none do) where the bill goes. */
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
  | { status: "complete"; address: DestinationAddress }
  /** Not filled in yet: nothing to estimate, nothing wrong. */
  | { status: "incomplete"; missing: string[] }
  /** Filled in with what cannot be. */
  | { status: "invalid"; problem: string }

/**
 * Countries and territories without postal codes (Universal Postal Union):
 * there an empty one is complete.
 */
const WITHOUT_POSTAL_CODES = new Set(
  (
    "AE AG AO AW BF BI BJ BO BS BW BZ CD CF CG CI CK CM CW DJ DM ER FJ GD GM " +
    "GQ GY HK JM KI KM KP LY ML MO MR MW NR NU PA QA RW SB SC SL SR ST SX SY " +
    "TD TF TG TK TL TO TV UG VU YE ZW"
  ).split(" ")
)

const text = (value: unknown): string =>
  typeof value === "string" ? value.trim() : ""

/**
 * Reads a shopper's address as Medusa stores it (lower-case country, the
 * province as the shopper's client spelled it).
 *
 * Kintsugi needs a state where the country has them, a postal code and a
 * country; street and city only make the answer more precise.
 */
export const readAddress = (
  address: TaxCalculationContext["address"] | undefined
): AddressReading => {
  const country = text(address?.country_code).toUpperCase()
  const province = text(address?.province_code)
  const postalCode = text(address?.postal_code)
  const needsState = hasSubdivisions(country)

  const missing = [
    !country && "country",
    needsState && !province && "state",
    !postalCode && !WITHOUT_POSTAL_CODES.has(country) && "postal code",
  ].filter((field): field is string => Boolean(field))
  if (missing.length) {
    return { status: "incomplete", missing }
  }

  const state = needsState ? subdivisionCode(country, province) : ""
  if (state === undefined) {
    return {
      status: "invalid",
      problem: `the state is none of ${country}'s`,
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
  }
}

const withoutBlanks = <T extends Record<string, string>>(
  fields: T
): Partial<T> =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value)
  ) as Partial<T>
