import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import type { ImportPreview } from "../../workflows/products/import-classifications"
import type {
  Classification,
  ListedProduct,
  CategoryPair,
  Rule,
} from "./answers"
import { download, uploadFile } from "./download"
import { KEY, ROOT, post, useRead, useWrite } from "./request"
import { sdk } from "./sdk"

export type { ImportPreview }

export const useProductCategories = () =>
  useRead<{
    product_categories: { name: string; subcategories: { name: string }[] }[]
  }>(["product-categories"], "/product-categories", undefined, {
    staleTime: 10 * 60 * 1000,
  })

export const useClassification = (productId: string) =>
  useRead<Classification>(["product", productId], `/products/${productId}`)

export const useClassifyProduct = (productId: string) =>
  useWrite((pair: CategoryPair | null) =>
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
  /** Whether Kintsugi is asked what unclassified products are taxed as. */
  resolved?: true
}) =>
  useRead<{
    products: ListedProduct[]
    count: number
    defaults: CategoryPair
  }>(["products", page], "/products", page)

export const useClassifyProducts = () =>
  useWrite(({ ids, pair }: { ids: string[]; pair: CategoryPair | null }) =>
    post("/products", {
      classifications: ids.map((product_id) => ({
        product_id,
        category: pair?.category ?? null,
        subcategory: pair?.subcategory ?? null,
      })),
    })
  )

export const useRules = () =>
  useRead<{
    classification_rules: (Rule & { products?: number })[]
    count: number
  }>(["rules"], "/classification-rules", { limit: 200, with_products: true })

/** How many products a rule would decide on; asked once it refers to anything. */
export const useProductsOfRule = (kind: string, referenceId: string) =>
  useRead<{ products: number }>(
    ["rule-products", kind, referenceId],
    "/classification-rules/products",
    { kind, reference_id: referenceId },
    { enabled: Boolean(referenceId) }
  )

export const downloadClassifications = (): Promise<void> =>
  download("/products/export", "tax-classification.csv")

const IMPORT = "/products/import"

/** What a file would change; changes nothing. */
export const usePreviewImport = () =>
  useMutation({
    mutationFn: (file: File) =>
      uploadFile<ImportPreview>(IMPORT, file, { preview: true }),
  })

export const useImportClassifications = () => {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (file: File) => uploadFile(IMPORT, file),
    // A part of it may be saved even if it failed.
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: [KEY] })
    },
  })
}

export const useAddRule = () =>
  useWrite((rule: CategoryPair & { kind: string; reference_id: string }) =>
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
