import {
  type CollectionPlace,
  mapCollection,
} from "../../../tax/nexus/nexus-map"
import type { TaxedCountries } from "../../settings/list-countries"
import { type CheckResult, type Finding, toCheckResult } from "../check-result"
import type { KintsugiAnswers } from "../kintsugi-answers"

/** How many places a sentence names. */
const NAMED = 12

const namesOf = (places: { name: string }[]): string => {
  const named = places.slice(0, NAMED).map(({ name }) => name)
  const others = places.length - named.length
  return `${named.join(", ")}${others ? ` and ${others} more` : ""}`
}

/** Where the organization collects, and where it should. */
export const checkRegistrations = (
  more: KintsugiAnswers["more"],
  { countries }: TaxedCountries
): CheckResult => {
  if (!more || "error" in more.registrations || "error" in more.nexus) {
    return toCheckResult(
      "registrations",
      [],
      [
        {
          status: "skipped",
          meaning: "Kintsugi did not list the registrations; see the scope.",
          advice: null,
        },
      ],
      ""
    )
  }
  const { states, elsewhere } = mapCollection(
    more.registrations.value,
    more.nexus.value
  )
  const places = [...states, ...elsewhere]
  const at = (status: CollectionPlace["status"]) =>
    places.filter((place) => place.status === status)
  const registered = at("registered")
  const met = at("met")
  const other = at("other")
  const untaxed = countries.filter(
    ({ is_kintsugi, country_code }) =>
      is_kintsugi && !registered.some((place) => covers(place, country_code))
  )
  const findings: (Finding | false)[] = [
    !registered.length && {
      status: "warning",
      meaning:
        "The organization is registered nowhere, so every tax is zero (has_active_registration: false).",
      advice:
        "Add the registrations in Kintsugi. To see rates before that, use Settings → Kintsugi → Try it, as if registered.",
    },
    registered.length > 0 &&
      untaxed.length > 0 && {
        status: "warning",
        meaning: `Kintsugi taxes nothing in ${namesOf(untaxed)}, for lack of a registration there.`,
        advice:
          "Add a registration in Kintsugi where tax has to be collected; leave it where there is no nexus.",
      },
    met.length > 0 && {
      status: "warning",
      meaning: `A threshold is met without a registration in ${namesOf(met)}: tax is due there, and is not collected.`,
      advice: "Register there, with Kintsugi or yourself.",
    },
    other.length > 0 && {
      status: "warning",
      meaning: `A status that the plugin does not know applies to ${other.map(({ name, other: status }) => `${name} (${status})`).join(", ")}.`,
      advice: "Look at these registrations in Kintsugi.",
    },
  ]
  return toCheckResult(
    "registrations",
    [
      `Registered: ${registered.length ? namesOf(registered) : "nowhere"}.`,
      ...(at("near").length
        ? [`Near a threshold: ${namesOf(at("near"))}.`]
        : []),
    ],
    findings.filter((finding) => finding !== false),
    "Tax is collected where the organization is registered."
  )
}

/** Members of the EU, which has one registration for all of them. */
const EU = new Set(
  "at be bg hr cy cz dk ee fi fr de gr hu ie it lv lt lu mt nl pl pt ro sk si es se".split(
    " "
  )
)

const covers = (
  { country_code }: CollectionPlace,
  countryCode: string
): boolean =>
  country_code === countryCode || (country_code === "eu" && EU.has(countryCode))
