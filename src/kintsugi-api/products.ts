import { z } from "@medusajs/framework/zod"
import { boundedId } from "../contract/bounds"
import {
  type CategorySpelling,
  categoryIn,
  withSpelling,
} from "./category-spelling"
import type { TimeLimits } from "./deadlines"
import { badResponse } from "./errors"
import { optional, word } from "./field-schemas"
import type { Transport } from "./transport"

/** The body of `POST /v1/products`. */
export type NewProduct = {
  /** Unique: a repeat is refused with a 400 or a 409. */
  external_id: string
  name: string
  /** Labels as `GET /v1/products/categories` names them, not the enum. */
  product_category: string
  product_subcategory: string
  tax_exempt: boolean
  source: "API"
}

/** The body of `PUT /v1/products/{id}`: omitted fields go to their defaults. */
export type ProductUpdate = Omit<NewProduct, "external_id" | "source"> & {
  external_id?: string
  sku?: string[]
  description?: string
  status?: string
  classification_failed?: boolean
}

/** A product in Kintsugi's answer: all fields that an update must send back. */
export const productSchema = z.object({
  /** Kintsugi's own id. */
  id: word,
  external_id: z.string(),
  name: z.string(),
  description: optional(z.string()).optional(),
  sku: optional(z.array(z.string())).optional(),
  status: optional(word).optional(),
  /** A label, as `GET /v1/products/categories` names it. */
  product_category: z.string(),
  product_subcategory: z.string(),
  tax_exempt: optional(z.boolean()).optional(),
  classification_failed: optional(z.boolean()).optional(),
})

export type KintsugiProduct = z.output<typeof productSchema>

/**
 * A page of `GET /v1/products`. Only external ids are checked: most products on
 * it are not the requested one.
 */
export const productPageSchema = z.object({
  items: z.array(z.looseObject({ external_id: optional(z.string()) })),
})

/** Products at Kintsugi. Every method throws KintsugiError. */
export type ProductMethods = {
  /** Kintsugi's product with this id of ours, if it has one. */
  findProduct(
    externalId: string,
    call: TimeLimits
  ): Promise<KintsugiProduct | undefined>
  /** Not sent twice: look for the product if no answer came back. */
  createProduct(product: NewProduct, call: TimeLimits): Promise<KintsugiProduct>
  /** @param id - Kintsugi's id */
  updateProduct(
    id: string,
    product: ProductUpdate,
    call: TimeLimits
  ): Promise<KintsugiProduct>
}

export const productMethods = (
  transport: Transport,
  spelling: CategorySpelling
): ProductMethods => ({
  async findProduct(externalId, call) {
    const found = await searchProduct(
      transport,
      boundedId(externalId, "product"),
      call
    )
    if (!found) {
      return undefined
    }
    const product = productSchema.safeParse(found)
    if (!product.success) {
      const [issue] = product.error.issues
      throw badResponse(
        `the product's ${issue?.path.join(".")}: ${issue?.message}`
      )
    }
    return product.data
  },

  createProduct: (product, limits) =>
    spelling.send([categoryIn(product)], (spell) =>
      transport.request({
        method: "POST",
        path: "/v1/products",
        body: {
          ...withSpelling(product, spell),
          external_id: boundedId(product.external_id, "product"),
        },
        schema: productSchema,
        once: true,
        ...limits,
      })
    ),

  updateProduct: (id, product, limits) =>
    spelling.send([categoryIn(product)], (spell) =>
      transport.request({
        method: "PUT",
        path: `/v1/products/${encodeURIComponent(id)}`,
        body: withSpelling(product, spell),
        schema: productSchema,
        ...limits,
      })
    ),
})

/** Compares a search's hits: no endpoint finds a product by external id. */
const searchProduct = async (
  transport: Transport,
  externalId: string,
  limits: TimeLimits
) => {
  const page = await transport.request({
    method: "GET",
    path: "/v1/products",
    query: { query: externalId, size: 100 },
    schema: productPageSchema,
    ...limits,
  })
  return page.items.find(({ external_id }) => external_id === externalId)
}
