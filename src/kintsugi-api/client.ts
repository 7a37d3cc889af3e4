import { boundedId } from "../contract/bounds"
import type { CategoryPair } from "../contract/category-names"
import { type AddressMethods, addressMethods } from "./addresses"
import { createCategorySpelling } from "./category-spelling"
import { type CustomerMethods, customerMethods } from "./customers"
import { badResponse } from "./errors"
import { type ExemptionMethods, exemptionMethods } from "./exemptions"
import { type RegistrationMethods, registrationMethods } from "./registrations"
import {
  type Estimate,
  type KintsugiProduct,
  type ProductCategories,
  estimateResponseSchema,
  productCategoriesSchema,
  productPageSchema,
  productSchema,
} from "./schemas"
import { type TransactionMethods, transactionMethods } from "./transactions"
import type { Transport } from "./transport"

/** An address of an estimate: `SHIP_TO` determines where tax is due. */
export type EstimateAddress = {
  type: "SHIP_TO" | "BILL_TO"
  street_1?: string
  street_2?: string
  city?: string
  /** Two letters in the US and Canada; `""` elsewhere, where it is not used. */
  state: string
  postal_code: string
  /** ISO 3166-1 alpha-2, upper case. */
  country: string
}

/** A line of an estimate. */
export type EstimateItem = {
  external_id: string
  /** ISO 8601. */
  date: string
  external_product_id?: string
  product_category?: string
  product_subcategory?: string
  quantity: number
  /** The line's total after discounts, before tax, in major units. */
  amount: number
  /** Whether the line is not taxed, regardless of everything else. */
  exempt?: boolean
}

/** The body of `POST /v1/tax/estimate`. */
export type EstimateRequest = {
  /** ISO 8601. */
  date: string
  external_id: string
  /** ISO 4217, upper case. */
  currency: string
  addresses: EstimateAddress[]
  transaction_items: EstimateItem[]
  /** `registration_number` is a business tax id. */
  customer?: { external_id: string; registration_number?: string }
  /** Calculates as if registered there; for trials, never for a sale. */
  simulate_active_registration?: boolean
}

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

/** When a call must be over, in ms since the epoch. */
export type Deadline = { deadline: number }

/** A {@link Deadline} for calls that no cart waits for. */
export type TimeLimits = Deadline & {
  /** How long one attempt may take, in ms; default: the option `timeoutMs`. */
  timeoutMs?: number
}

/** Kintsugi's API: one method per endpoint; every one throws KintsugiError. */
export type KintsugiClient = TransactionMethods &
  AddressMethods &
  RegistrationMethods &
  CustomerMethods &
  ExemptionMethods & {
    /**
     * Makes a minimal request to check the access: throws the error of a
     * refused key, a refused organization or a broken connection.
     */
    checkAccess(call: Deadline): Promise<void>
    /** Estimates a transaction's tax. Creates nothing at Kintsugi. */
    estimateTax(request: EstimateRequest, call: Deadline): Promise<Estimate>
    /** Kintsugi's product with this id of ours, if it has one. */
    findProduct(
      externalId: string,
      call: TimeLimits
    ): Promise<KintsugiProduct | undefined>
    /** Not sent twice: look for the product if no answer came back. */
    createProduct(
      product: NewProduct,
      call: TimeLimits
    ): Promise<KintsugiProduct>
    /** @param id - Kintsugi's id */
    updateProduct(
      id: string,
      product: ProductUpdate,
      call: TimeLimits
    ): Promise<KintsugiProduct>
    /** All categories that a product can have, with their subcategories. */
    productCategories(call: Deadline): Promise<ProductCategories>
  }

/**
 * @example
 * const client = createClient(createTransport({ baseUrl, apiKey, … }))
 * const estimate = await client.estimateTax(request, { deadline: Date.now() + 1900 })
 */
export const createClient = (transport: Transport): KintsugiClient => {
  const spelling = createCategorySpelling(async () =>
    (
      await readCategories(transport, { deadline: Date.now() + LABELS_MS })
    ).flatMap(({ name, subcategories }) =>
      subcategories.map((subcategory) => ({
        category: name,
        subcategory: subcategory.name,
      }))
    )
  )
  return {
    ...transactionMethods(transport),
    ...addressMethods(transport),
    ...registrationMethods(transport),
    ...customerMethods(transport),
    ...exemptionMethods(transport),
    async checkAccess({ deadline }) {
      await transport.request({
        method: "GET",
        path: "/v1/products",
        query: { size: 1 },
        schema: productPageSchema,
        deadline,
      })
    },

    async estimateTax(request, { deadline }) {
      const items = request.transaction_items
      const estimates = await spelling.send(
        items.map(categoryIn),
        (spell) =>
          transport.request({
            method: "POST",
            path: "/v1/tax/estimate",
            body: {
              ...request,
              transaction_items: items.map((item) => withSpelling(item, spell)),
            },
            schema: estimateResponseSchema,
            deadline,
          }),
        deadline
      )
      const [estimate, ...others] = estimates
      if (!estimate || others.length) {
        throw badResponse(`it has ${estimates.length} estimates instead of one`)
      }
      return estimate
    },

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

    createProduct: (product, { deadline, timeoutMs }) =>
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
          timeoutMs,
          deadline,
        })
      ),

    updateProduct: (id, product, { deadline, timeoutMs }) =>
      spelling.send([categoryIn(product)], (spell) =>
        transport.request({
          method: "PUT",
          path: `/v1/products/${encodeURIComponent(id)}`,
          body: withSpelling(product, spell),
          schema: productSchema,
          timeoutMs,
          deadline,
        })
      ),

    productCategories: (call) => readCategories(transport, call),
  }
}

/** How long reading Kintsugi's list may take when looking up a label, in ms. */
const LABELS_MS = 1_000

const readCategories = (
  transport: Transport,
  { deadline }: Deadline
): Promise<ProductCategories> =>
  transport.request({
    method: "GET",
    path: "/v1/products/categories",
    schema: productCategoriesSchema,
    deadline,
  })

type Categorized = { product_category?: string; product_subcategory?: string }

const categoryIn = ({
  product_category: category,
  product_subcategory: subcategory,
}: Categorized): CategoryPair | undefined =>
  category && subcategory ? { category, subcategory } : undefined

/** A copy with its category in the spelling to send. */
const withSpelling = <T extends Categorized>(
  one: T,
  spell: (pair: CategoryPair) => CategoryPair
): T => {
  const pair = categoryIn(one)
  const { category, subcategory } = (pair && spell(pair)) ?? {}
  return pair
    ? {
        ...one,
        product_category: category,
        product_subcategory: subcategory,
      }
    : one
}

/** Compares a search's hits: no endpoint finds a product by external id. */
const searchProduct = async (
  transport: Transport,
  externalId: string,
  { deadline, timeoutMs }: TimeLimits
) => {
  const page = await transport.request({
    method: "GET",
    path: "/v1/products",
    query: { query: externalId, size: 100 },
    schema: productPageSchema,
    timeoutMs,
    deadline,
  })
  return page.items.find(({ external_id }) => external_id === externalId)
}
