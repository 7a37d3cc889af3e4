import { useMutation, useQueryClient } from "@tanstack/react-query"
import type {
  Collection,
  Doctor,
  Health,
  Settings,
  SettingsChange,
  TaxedCountries,
  TaxedCountry,
} from "./answers"
import { KEY, ROOT, post, useRead, useWrite } from "./request"
import { sdk } from "./sdk"

export const useSettings = () => useRead<Settings>(["settings"], "/settings")

export const useSaveSettings = () =>
  useWrite((change: SettingsChange) => post<Settings>("/settings", change))

export const useRemoveCredentials = () =>
  useWrite(() => sdk.client.fetch(`${ROOT}/settings`, { method: "DELETE" }))

/** A successful connection may resolve problems under Health. */
export const useConnectionTest = () => {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (credentials: { api_key?: string; organization_id?: string }) =>
      post<{ connected: boolean; message: string }>(
        "/connection-test",
        credentials
      ),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: [KEY, "health"] })
    },
  })
}

export const useTaxRegions = () =>
  useRead<TaxedCountries>(["tax-regions"], "/tax-regions")

/** Sets a country's tax provider; creates the tax region if there is none. */
export const useChangeTaxProvider = () =>
  useWrite(
    async ({
      country,
      provider,
    }: {
      country: TaxedCountry
      provider: string
    }): Promise<void> => {
      await (country.tax_region_id
        ? sdk.client.fetch(`/admin/tax-regions/${country.tax_region_id}`, {
            method: "POST",
            body: { provider_id: provider },
          })
        : sdk.client.fetch("/admin/tax-regions", {
            method: "POST",
            body: {
              country_code: country.country_code,
              provider_id: provider,
            },
          }))
    }
  )

export const useCollection = () =>
  useRead<{
    collection: Collection | null
    as_of: string | null
    problem: string | null
  }>(["collection"], "/collection")

/** Runs for some seconds: it asks Kintsugi a dozen questions. */
export const useDoctor = () =>
  useMutation({
    mutationFn: async () =>
      (await post<{ doctor: Doctor }>("/doctor", {})).doctor,
  })

export const useHealth = () =>
  useRead<{ health: Health }>(["health"], "/health", undefined, {
    refetchInterval: 30_000,
  })
