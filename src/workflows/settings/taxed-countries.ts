import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"

/** Whether a tax provider id is ours, for any `id` in medusa-config. */
export const isKintsugi = (providerId: string | null | undefined): boolean =>
  providerId?.startsWith("tp_kintsugi") ?? false

/**
 * Whether Kintsugi taxes a country (ISO 3166-1 alpha-2, any case). A province's
 * tax region has no provider of its own: the country's provider applies.
 */
export const isKintsugiCountry = async (
  countryCode: string,
  container: MedusaContainer
): Promise<boolean> => {
  const regions = await container
    .resolve(Modules.TAX)
    .listTaxRegions(
      { country_code: countryCode.toLowerCase() },
      { select: ["provider_id", "province_code"] }
    )
  const countryRegion = regions.find(({ province_code }) => !province_code)
  return isKintsugi(countryRegion?.provider_id)
}
