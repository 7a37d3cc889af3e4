import type { Translate } from "../../i18n/translate"
import type { GroupTax } from "../../kintsugi/customer-api"
import { SOON_DAYS } from "./soon"

type Shown = { color: "green" | "grey" | "orange" | "red"; text: string }

const DAY_MS = 24 * 60 * 60 * 1000

/**
 * Whether a group is exempt, and whether that ends soon, for a badge.
 *
 * @param today - `YYYY-MM-DD`, in UTC, as carts are judged
 */
export const formatGroupState = (
  {
    reason,
    country_code,
    jurisdictions,
    end_date,
  }: Pick<GroupTax, "reason" | "country_code" | "jurisdictions" | "end_date">,
  t: Translate,
  today = new Date().toISOString().slice(0, 10)
): Shown => {
  if (!reason) {
    return { color: "grey", text: t("groupExemption.taxed") }
  }
  if (end_date && end_date < today) {
    return { color: "red", text: t("groupExemption.ended") }
  }
  const daysLeft = end_date
    ? (Date.parse(end_date) - Date.parse(today)) / DAY_MS
    : Infinity
  if (daysLeft <= SOON_DAYS) {
    return {
      color: "orange",
      text: t("register.daysLeft", { count: daysLeft }),
    }
  }
  return country_code
    ? {
        color: "green",
        text: jurisdictions.length
          ? t("groupExemption.exemptInStates")
          : t("groupExemption.exemptInCountry"),
      }
    : { color: "green", text: t("groupExemption.exempt") }
}
