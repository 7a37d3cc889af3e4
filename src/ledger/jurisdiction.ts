import { boundedText } from "../contract/bounds"
import { subdivisionNames } from "../tax/address/subdivisions"

/** Where a tax is due: ISO 3166-1 alpha-2, and a state's letters. */
type Place = { country?: string; state?: string }

/** The Kintsugi types that can be derived from a name with certainty. */
export type JurisdictionType = "COUNTRY" | "STATE"

/**
 * A tax's jurisdiction as a transaction names it. An estimate names only
 * the tax, so the kind of jurisdiction is left out unless the name leaves no
 * doubt: a value added tax is a country's; in the US a tax called "State Tax",
 * or by the name of the very state where it is due, is the state's. Counties,
 * cities and districts share their names ("Orange County", "Kansas City"), and
 * a wrong kind would go into a filing.
 */
export const jurisdictionOf = (
  taxName: string,
  place: Place
): { jurisdiction_name: string; jurisdiction_type?: JurisdictionType } => {
  const type = typeOf(taxName, place)
  return {
    jurisdiction_name: boundedText(taxName, "jurisdictionName"),
    ...(type && { jurisdiction_type: type }),
  }
}

const VALUE_ADDED = /\b(VAT|value[- ]added tax)\b/i

const STATE_TAX_NAME =
  /^(?:(?<state>.+) )?state(?: sales)?(?: (?:and|&) use)?(?: tax)?$/i

const typeOf = (
  taxName: string,
  { country, state = "" }: Place
): JurisdictionType | undefined => {
  if (country !== "US") {
    return VALUE_ADDED.test(taxName) ? "COUNTRY" : undefined
  }
  const match = STATE_TAX_NAME.exec(taxName.trim())
  const stateName = match?.groups?.state?.toUpperCase()
  const names = [state, subdivisionNames("US").get(state)?.toUpperCase()]
  return match && state && (!stateName || names.includes(stateName))
    ? "STATE"
    : undefined
}
