import { rawTimeZones } from "@vvo/tzdb"
import { readTimeZone } from "../../contract/time-zone-name"
import { subdivisionCode } from "./subdivisions"

/**
 * The zones of the states that lie in one zone as a whole, by law: in the US by
 * 49 CFR 71. Its split states (Texas, Florida, …) are left out, and so are
 * Arizona (the Navajo Nation observes daylight saving time) and Nevada (West
 * Wendover is on mountain time). No package has this data.
 */
const STATES: Record<string, Record<string, string>> = {
  US: {
    ...inZone("America/New_York", "CT DC DE GA MA MD ME NC NH NJ NY OH PA"),
    ...inZone("America/New_York", "RI SC VA VT WV"),
    ...inZone("America/Chicago", "AL AR IA IL LA MN MO MS OK WI"),
    ...inZone("America/Denver", "CO MT NM UT WY"),
    ...inZone("America/Los_Angeles", "CA WA"),
    HI: "Pacific/Honolulu",
    PR: "America/Puerto_Rico",
    VI: "America/St_Thomas",
    GU: "Pacific/Guam",
    MP: "Pacific/Guam",
    AS: "Pacific/Pago_Pago",
  },
  CA: {
    AB: "America/Edmonton",
    MB: "America/Winnipeg",
    NB: "America/Moncton",
    NS: "America/Halifax",
    PE: "America/Halifax",
    YT: "America/Whitehorse",
  },
}

function inZone(zone: string, states: string): Record<string, string> {
  return Object.fromEntries(states.split(" ").map((state) => [state, zone]))
}

/**
 * The time zone of an address, where country and state leave no doubt: the
 * state lies in one zone, or the country does (zones with the same time count
 * as one).
 *
 * @param address - as Medusa stores it
 * @returns an IANA name; undefined where there is doubt
 *
 * @example
 * timeZoneOf({ country_code: "us", province: "ny" }) // "America/New_York"
 * timeZoneOf({ country_code: "us", province: "tx" }) // undefined
 */
export const timeZoneOf = ({
  country_code,
  province,
}: {
  country_code?: string | null
  province?: string | null
}): string | undefined => {
  const country = (country_code ?? "").trim().toUpperCase()
  const states = STATES[country]
  const zone = states
    ? states[subdivisionCode(country, province ?? "") ?? ""]
    : onlyZoneOf(country)
  return zone && readTimeZone(zone)
}

/** In `rawTimeZones`, zones with the same time count as one. */
const onlyZoneOf = (country: string): string | undefined => {
  const [zone, another] = rawTimeZones.filter(
    ({ countryCode }) => countryCode === country
  )
  return another ? undefined : zone?.name
}
