import { subdivisionNames } from "../../../tax/address/subdivisions"
import type { Translate } from "../../i18n/translate"
import { compareNames } from "../../kintsugi/format"

type State = { code: string; name: string }

/**
 * The states of a country that are not chosen yet and match a search by code or
 * by a part of the name, sorted by name.
 */
export const toChoices = (
  country: string,
  chosen: string[],
  search: string
): State[] => {
  const term = search.trim().toLowerCase()
  return [...subdivisionNames(country)]
    .map(([code, name]) => ({ code, name }))
    .filter(
      ({ code, name }) =>
        !chosen.includes(code) &&
        (name.toLowerCase().includes(term) || code.toLowerCase() === term)
    )
    .sort((a, b) => compareNames(a.name, b.name))
}

/** Regions' codes in free text such as "by, BW", each once. */
export const parseRegions = (text: string): string[] => [
  ...new Set(
    text
      .toUpperCase()
      .split(/[\s,;]+/)
      .filter(Boolean)
  ),
]

/** How many states are named in one line; more are counted. */
const NAMED = 6

/** Where an exemption applies, in words: `TX, CA`, `all of US`, `everywhere`. */
export const formatWhere = (
  country: string | null | undefined,
  states: string[],
  t: Translate
): string => {
  if (!country) {
    return t("exemptions.everywhere")
  }
  if (!states.length) {
    return t("exemptions.wholeOf", { country })
  }
  return states.length > NAMED
    ? t("exemptions.statesOf", { country, count: states.length })
    : t("exemptions.statesIn", { states: states.join(", "), country })
}
