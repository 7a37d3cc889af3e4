import { rawTimeZones } from "@vvo/tzdb"

/** Names by lower case: Intl accepts any case, Kintsugi's server does not. */
const NAMES: ReadonlyMap<string, string> = new Map(
  [
    "UTC",
    ...Intl.supportedValuesOf("timeZone"),
    ...rawTimeZones.flatMap(({ name, group }) => [name, ...group]),
  ].map((name) => [name.toLowerCase(), name])
)

/**
 * A time zone's IANA name in its official spelling.
 *
 * @returns undefined where there is no such zone, or Node does not know it; an
 * offset such as `+05:30` is not a zone
 *
 * @example
 * readTimeZone("america/new_york") // "America/New_York"
 */
export const readTimeZone = (text: string): string | undefined => {
  const name = NAMES.get(text.trim().toLowerCase())
  return name && isKnownToNode(name) ? name : undefined
}

const isKnownToNode = (timeZone: string): boolean => {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone }))
  } catch {
    return false
  }
}
