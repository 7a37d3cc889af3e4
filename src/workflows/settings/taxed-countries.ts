import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"

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
  const code = countryCode.toLowerCase()
  return isKintsugi(
    await container
      .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
      .storeRows.taxProvider(code, () => readTaxProvider(code, container))
  )
}

const readTaxProvider = async (
  country_code: string,
  container: MedusaContainer
): Promise<string | null> => {
  const regions = await container
    .resolve(Modules.TAX)
    .listTaxRegions(
      { country_code },
      { select: ["provider_id", "province_code"] }
    )
  const countryRegion = regions.find(({ province_code }) => !province_code)
  return countryRegion?.provider_id ?? null
}
