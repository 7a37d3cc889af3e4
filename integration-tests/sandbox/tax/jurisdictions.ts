import { canadianTerritory } from "./canada"
import type { EstimateAddress } from "./estimate"
import { isInTheEU, nationalTerritory } from "./national"
import type { Territory } from "./territory"
import { usTerritory } from "./united-states"

type Place = Pick<EstimateAddress, "country" | "state" | "postal_code">

/** The taxes at an address; undefined where the sandbox knows none. */
export function territoryAt(place: Place): Territory | undefined {
  switch (place.country) {
    case "US":
      return usTerritory(place.state, place.postal_code)
    case "CA":
      return canadianTerritory(place.state)
    default:
      return nationalTerritory(place.country)
  }
}

/**
 * The registrations that cover an address, as `setRegistrations` and a
 * customer's `exemptIn` name them: "US-TX" or all of "US", "DE" or all of
 * "EU".
 */
export function registrationsCovering(place: Place): string[] {
  const { country, state } = place

  if (country === "US" || country === "CA") {
    return [`${country}-${state}`, country]
  }
  return isInTheEU(country) ? [country, "EU"] : [country]
}
