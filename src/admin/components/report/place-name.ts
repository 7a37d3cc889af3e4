import { subdivisionNames } from "../../../tax/address/subdivisions"
import type { Translate } from "../../i18n/translate"
import { formatCountry } from "../../kintsugi/format"
import type { PlacePath } from "./report-query"

/** A place of the report in words, without the larger ones that it is in. */
export const placeName = (place: PlacePath, t: Translate): string => {
  if (place.city !== undefined) {
    return place.city || t("report.unknown.city")
  }
  if (place.county !== undefined) {
    return place.county || t("report.unknown.county")
  }
  const { country, state } = place
  if (!country) {
    return t("report.unknown.state")
  }
  return state
    ? `${subdivisionNames(country).get(state) ?? state}, ${country}`
    : formatCountry(country, country)
}
