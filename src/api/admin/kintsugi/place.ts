import { z } from "@medusajs/framework/zod"
import {
  hasSubdivisions,
  subdivisionCode,
} from "../../../tax/address/subdivisions"
import { readCountryCode } from "../../../tax/address/tax-id-country"

/** The field `country_code`. */
export const country = z.string().transform((given, context) => {
  const code = readCountryCode(given)
  if (code === undefined) {
    context.addIssue({
      code: "custom",
      message:
        "Field 'country_code' is not a country: give its two letters, such as US",
    })
    return z.NEVER
  }
  return code
})

/** A field that is a day. */
export const day = (field: string) =>
  z.iso.date(`Field '${field}' must be a day as YYYY-MM-DD`)

/** More than the states and territories of any country with a sales tax. */
const MAX_STATES = 100

/** The field `jurisdictions`: states' codes or names. */
export const jurisdictions = z
  .array(z.string().trim().min(1).max(60))
  .max(MAX_STATES)
  .default([])

/**
 * What is wrong with the states of a country, for the merchant; `undefined` if
 * nothing is. Where tax has no states, two or three letters are a region's.
 */
export const unknownStates = (
  countryCode: string,
  states: string[]
): string | undefined => {
  const unknown = states.filter((state) =>
    hasSubdivisions(countryCode)
      ? !subdivisionCode(countryCode, state)
      : !/^[A-Z]{2,3}$/i.test(state)
  )
  return unknown.length
    ? `Field 'jurisdictions' must list states of ${countryCode} by their two letters, such as TX; it has no ${unknown.slice(0, 10).join(", ")}`
    : undefined
}

/** The states' codes, each once. */
export const toStateCodes = (
  countryCode: string,
  states: string[]
): string[] => [
  ...new Set(
    states.map(
      (state) => subdivisionCode(countryCode, state) ?? state.toUpperCase()
    )
  ),
]
