import type {
  TaxedCountries,
  TaxedCountry,
} from "../../settings/list-countries"
import { type CheckResult, type Finding, toCheckResult } from "../check-result"

const namesOf = (countries: TaxedCountry[]): string =>
  countries.map(({ name }) => name).join(", ")

/** Whether the store's countries are taxed by Kintsugi, and automatically. */
export const checkTaxRegions = ({
  countries,
  kintsugi_provider_id,
}: TaxedCountries): CheckResult => {
  const ours = countries.filter(({ is_kintsugi }) => is_kintsugi)
  const sold = countries.filter(({ regions }) => regions.length > 0)
  const facts = [
    kintsugi_provider_id
      ? `The tax provider is registered as ${kintsugi_provider_id}.`
      : "The tax provider is not registered.",
    `The store sells to ${sold.length} countries; Kintsugi taxes ${ours.length ? namesOf(ours) : "none"}.`,
  ]
  const withWarning = (warning: TaxedCountry["warnings"][number]) =>
    countries.filter(({ warnings }) => warnings.includes(warning))
  const untaxed = withWarning("no_tax_region")
  const manual = withWarning("not_automatic").filter(
    ({ is_kintsugi }) => is_kintsugi
  )
  const findings: (Finding | false)[] = [
    !kintsugi_provider_id && {
      status: "failed",
      meaning: "Medusa has no tax provider that asks Kintsugi.",
      advice:
        "Wrap the configuration with withKintsugi in medusa-config, or register the provider under the Tax Module, and start the store once.",
    },
    Boolean(kintsugi_provider_id) &&
      !ours.length && {
        status: "failed",
        meaning: "No tax region uses Kintsugi, so it taxes nothing.",
        advice:
          "Choose Kintsugi for the countries under Settings → Kintsugi → Tax regions.",
      },
    manual.length > 0 && {
      status: "failed",
      meaning: `A region does not calculate taxes automatically in ${namesOf(manual)}: Medusa does not ask for tax there until a storefront does.`,
      advice: "Turn on automatic taxes in the region's settings.",
    },
    untaxed.length > 0 && {
      status: "warning",
      meaning: `The store sells without a tax region to ${namesOf(untaxed)}: no tax is charged there.`,
      advice: "Add a tax region for each of them, or stop selling there.",
    },
  ]
  return toCheckResult(
    "tax_regions",
    facts,
    findings.filter((finding) => finding !== false),
    "Each country that the store sells to has a tax provider."
  )
}
