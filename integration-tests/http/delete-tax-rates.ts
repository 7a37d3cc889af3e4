import type { Store } from "./store"

/** Deletes the US tax rates, the fallback for Kintsugi's answer. */
export const deleteUsRates = async (store: Store): Promise<void> => {
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
