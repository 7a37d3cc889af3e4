import type { KintsugiSettings } from "../../../options"
import type { TaxedCountries } from "../../settings/list-countries"
import { type CheckResult, toCheckResult } from "../check-result"

/** Whether there is a rate to fall back on where Kintsugi can't answer. */
export const checkDefaultRates = (
  { countries }: TaxedCountries,
  onFailure: KintsugiSettings["onFailure"]
): CheckResult => {
  const ours = countries.filter(({ is_kintsugi }) => is_kintsugi)
  const missing = ours.filter(({ default_rate }) => default_rate === null)
  const facts = [
    `While Kintsugi can't answer, carts are taxed by onFailure: "${onFailure}".`,
    ...ours.map(
      ({ name, default_rate }) =>
        `${name}: ${default_rate === null ? "no default rate" : `a default rate of ${default_rate}%`}.`
    ),
  ]
  const usesRates = onFailure === "remember" || onFailure === "fallback"
  return toCheckResult(
    "default_rates",
    facts,
    usesRates && missing.length
      ? [
          {
            status: "warning",
            meaning: `In ${missing.map(({ name }) => name).join(", ")} a cart can't be taxed in an outage where ${onFailure === "remember" ? "nothing is remembered of it" : "the region has no rate"}: its change is refused with a message for the shopper.`,
            advice:
              "Enter a default rate for the tax region, on the high side: Kintsugi remits the greater of collected and calculated tax.",
          },
        ]
      : [],
    usesRates
      ? "There is a rate to fall back on."
      : "Default rates play no part with this setting."
  )
}
