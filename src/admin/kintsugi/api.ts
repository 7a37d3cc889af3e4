import {
  keepPreviousData,
  useMutation,
  useQuery,
  useQueryClient,
  type UseQueryOptions,
} from "@tanstack/react-query"
import type {
  Backfill,
  Classification,
  Collection,
  Health,
  ListedProduct,
  OrderLedger,
  Pair,
  Reconciliation,
  Rule,
  Settings,
  SettingsChange,
  TaxedCountries,
  TaxedCountry,
  Transaction,
  TrialAnswer,
} from "./answers"
import { sdk } from "./sdk"

export { COLLECTION_STATUSES } from "../../tax/nexus/statuses"
export type * from "./answers"

const ROOT = "/admin/kintsugi"
const KEY = "kintsugi"

const useRead = <T>(
  key: unknown[],
  path: string,
  query?: Record<string, string | string[] | number | undefined>,
  options?: Pick<
    UseQueryOptions<T>,
    "enabled" | "placeholderData" | "refetchInterval" | "staleTime"
  >
) =>
  useQuery<T>({
    queryKey: [KEY, ...key],
    queryFn: () => sdk.client.fetch<T>(ROOT + path, { query }),
    retry: false,
    ...options,
  })

/**
 * A write that refetches all of the plugin's data afterwards. It does not wait
 * for that: the new data may remove the button from the page, and the merchant
 * would not see the result.
 */
const useWrite = <Input, Output = unknown>(
  write: (input: Input) => Promise<Output>
) => {
  const client = useQueryClient()
  return useMutation<Output, Error, Input>({
    mutationFn: write,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: [KEY] })
    },
  })
}

const post = <T>(path: string, body: object): Promise<T> =>
  sdk.client.fetch<T>(ROOT + path, { method: "POST", body })

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

export const useTrial = () =>
  useMutation({
    mutationFn: async (trial: object) =>
      (await post<{ estimate: TrialAnswer }>("/trial-estimate", trial))
        .estimate,
  })

export const useHealth = () =>
  useRead<{ health: Health }>(["health"], "/health", undefined, {
    refetchInterval: 30_000,
  })

export const useProductCategories = () =>
  useRead<{
    product_categories: { name: string; subcategories: { name: string }[] }[]
  }>(["product-categories"], "/product-categories", undefined, {
    staleTime: 10 * 60 * 1000,
  })

export const useClassification = (productId: string) =>
  useRead<Classification>(["product", productId], `/products/${productId}`)

export const useClassifyProduct = (productId: string) =>
  useWrite((pair: Pair | null) =>
    post(
      `/products/${productId}`,
      pair ?? { category: null, subcategory: null }
    )
  )

export const useProducts = (page: {
  limit: number
  offset: number
  q?: string
  classified?: "true" | "false"
}) =>
  useRead<{ products: ListedProduct[]; count: number }>(
    ["products", page],
    "/products",
    page
  )

export const useClassifyProducts = () =>
  useWrite(({ ids, pair }: { ids: string[]; pair: Pair | null }) =>
    post("/products", {
      classifications: ids.map((product_id) => ({
        product_id,
        category: pair?.category ?? null,
        subcategory: pair?.subcategory ?? null,
      })),
    })
  )

export const useRules = () =>
  useRead<{ classification_rules: Rule[]; count: number }>(
    ["rules"],
    "/classification-rules",
    { limit: 200 }
  )

export const useAddRule = () =>
  useWrite((rule: Pair & { kind: string; reference_id: string }) =>
    post("/classification-rules", rule)
  )

export const useDeleteRule = () =>
  useWrite((id: string) =>
    sdk.client.fetch(`${ROOT}/classification-rules/${id}`, { method: "DELETE" })
  )

const REFERENCES: Record<
  string,
  { path: string; list: string; label: string }
> = {
  category: {
    path: "/admin/product-categories",
    list: "product_categories",
    label: "name",
  },
  collection: {
    path: "/admin/collections",
    list: "collections",
    label: "title",
  },
  product_type: {
    path: "/admin/product-types",
    list: "product_types",
    label: "value",
  },
  tag: { path: "/admin/product-tags", list: "product_tags", label: "value" },
}

type Reference = { id: string; name: string }

const REFERENCES_PER_PAGE = 200

/**
 * The store's categories, collections, types or tags that a rule of this kind
 * can refer to, by name. All of them, since a missing one is shown as deleted.
 */
export const useReferences = (kind: string) =>
  useQuery({
    queryKey: [KEY, "references", kind],
    queryFn: async (): Promise<Reference[]> => {
      const { path, list, label } = REFERENCES[kind]!
      const all: Reference[] = []
      for (;;) {
        const page = await sdk.client.fetch<
          Record<string, Record<string, string>[]>
        >(path, {
          query: {
            limit: REFERENCES_PER_PAGE,
            offset: all.length,
            fields: `id,${label}`,
          },
        })
        const rows = page[list] ?? []
        all.push(
          ...rows.map((reference) => ({
            id: reference.id!,
            name: reference[label] ?? reference.id!,
          }))
        )
        if (rows.length < REFERENCES_PER_PAGE) {
          return all
        }
      }
    },
  })

/** How often data that changes on the server is refetched, in ms. */
const REFETCH_MS = { soon: 2_000, running: 1_000, occasionally: 15_000 }

/** Whether its state will soon change without the merchant's action. */
const isInProgress = ({ state, blocked_by }: Transaction): boolean =>
  state === "sending" || (state === "waiting" && !blocked_by)

const refetchDelay = (transactions: Transaction[] | undefined): number =>
  transactions?.some(isInProgress) ? REFETCH_MS.soon : REFETCH_MS.occasionally

export const useTransactions = (page: {
  limit: number
  offset: number
  q?: string
  state?: string[]
  type?: string
}) =>
  useRead<{ transactions: Transaction[]; count: number }>(
    ["transactions", page],
    "/transactions",
    page,
    {
      placeholderData: keepPreviousData,
      refetchInterval: ({ state }) => refetchDelay(state.data?.transactions),
    }
  )

export const useOrderLedger = (orderId: string) =>
  useRead<OrderLedger>(["order", orderId], `/orders/${orderId}`, undefined, {
    refetchInterval: ({ state }) => refetchDelay(state.data?.transactions),
  })

export const useRetry = () =>
  useWrite(
    async (id: string) =>
      (
        await post<{ transaction: Transaction }>(
          `/transactions/${id}/retry`,
          {}
        )
      ).transaction
  )

export const useRetryAll = () =>
  useWrite(() => post<{ count: number }>("/transactions/retry", {}))

export const useBackfill = () =>
  useRead<{ backfill: Backfill | null }>(["backfill"], "/backfill", undefined, {
    refetchInterval: ({ state }) =>
      state.data?.backfill?.state === "running"
        ? REFETCH_MS.running
        : REFETCH_MS.occasionally,
  })

export const useStartBackfill = () =>
  useWrite((range: { from?: string; to?: string }) => post("/backfill", range))

export const useReconciliation = () =>
  useRead<{ reconciliation: Reconciliation | null }>(
    ["reconciliation"],
    "/reconciliation",
    undefined,
    {
      refetchInterval: ({ state }) =>
        state.data?.reconciliation?.state === "running"
          ? REFETCH_MS.soon
          : false,
    }
  )

export const useReconcile = () =>
  useWrite((repairs: { repair?: boolean; take_over?: boolean }) =>
    post<{ reconciliation: Reconciliation }>("/reconciliation", repairs)
  )
