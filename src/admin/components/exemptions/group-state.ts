import type { Translate } from "../../i18n/translate"
import type { GroupTax } from "../../kintsugi/customer-api"

type Shown = { color: "green" | "grey" | "red"; text: string }

/**
 * Whether a group is exempt, for a badge.
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
  return country_code
    ? {
        color: "green",
        text: jurisdictions.length
          ? t("groupExemption.exemptInStates")
          : t("groupExemption.exemptInCountry"),
      }
    : { color: "green", text: t("groupExemption.exempt") }
}
