import type { Store } from "./store"

/** Takes away what would stand in for Kintsugi's answer in the US. */
export const withoutRates = async (store: Store): Promise<void> => {
  const { tax_rates } = await store.admin<{ tax_rates: { id: string }[] }>(
    "GET",
    `/admin/tax-rates?tax_region_id=${store.shop.taxRegions.us}`
  )
  for (const { id } of tax_rates) {
    await store.api.delete(`/admin/tax-rates/${id}`, {
      headers: store.adminHeaders(),
    })
  }
}
