import { type AddressMethods, addressMethods } from "./addresses"
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

/** An address of an estimate: `SHIP_TO` decides where tax is due. */
export type EstimateAddress = {
  type: "SHIP_TO" | "BILL_TO"
  street_1?: string
  street_2?: string
  city?: string
  /** Two letters in the US and Canada; `""` elsewhere, where it plays no part. */
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
  /** Whether it is not taxed whatever else is known. */
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

/** The body of `PUT /v1/products/{id}`: what is left out goes to its default. */
export type ProductUpdate = Omit<NewProduct, "external_id" | "source"> & {
  external_id?: string
  sku?: string[]
  description?: string
  status?: string
  classification_failed?: boolean
}

/** When a call must be over, in ms since the epoch. */
export type Deadline = { deadline: number }

/** A {@link Deadline} for what no cart waits for. */
export type Patience = Deadline & {
  /** How long one attempt may take, in ms; absent: as the option says. */
  timeoutMs?: number
}

/** Kintsugi's API: one method an endpoint. Every method throws KintsugiError. */
export type KintsugiClient = TransactionMethods &
  AddressMethods &
  RegistrationMethods &
  CustomerMethods &
  ExemptionMethods & {
    /**
     * Asks for next to nothing, to see whether Kintsugi lets us in: throws what a
     * refused key, a refused organization or a broken connection throws.
     */
    checkAccess(call: Deadline): Promise<void>
    /** Estimates a transaction's tax. Creates nothing at Kintsugi. */
    estimateTax(request: EstimateRequest, call: Deadline): Promise<Estimate>
    /** Kintsugi's product under this id of ours, if it has one. */
    findProduct(
      externalId: string,
      call: Patience
    ): Promise<KintsugiProduct | undefined>
    createProduct(product: NewProduct, call: Patience): Promise<KintsugiProduct>
    /** @param id - Kintsugi's own */
    updateProduct(
      id: string,
      product: ProductUpdate,
      call: Patience
    ): Promise<KintsugiProduct>
    /** All categories that a product can have, with their subcategories. */
    productCategories(call: Deadline): Promise<ProductCategories>
  }

/**
 * @example
 * const client = createClient(createTransport({ baseUrl, apiKey, … }))
 * const estimate = await client.estimateTax(request, { deadline: Date.now() + 1900 })
 */
export const createClient = (transport: Transport): KintsugiClient => ({
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
    const estimates = await transport.request({
      method: "POST",
      path: "/v1/tax/estimate",
      body: request,
      schema: estimateResponseSchema,
      deadline,
    })
    const [estimate, ...others] = estimates
    if (!estimate || others.length) {
      throw badResponse(`it has ${estimates.length} estimates instead of one`)
    }
    return estimate
  },

  async findProduct(externalId, call) {
    const found = await searchProduct(transport, externalId, call)
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
    transport.request({
      method: "POST",
      path: "/v1/products",
      body: product,
      schema: productSchema,
      timeoutMs,
      deadline,
    }),

  updateProduct: (id, product, { deadline, timeoutMs }) =>
    transport.request({
      method: "PUT",
      path: `/v1/products/${encodeURIComponent(id)}`,
      body: product,
      schema: productSchema,
      timeoutMs,
      deadline,
    }),

  productCategories: ({ deadline }) =>
    transport.request({
      method: "GET",
      path: "/v1/products/categories",
      schema: productCategoriesSchema,
      deadline,
    }),
})

/** There is no endpoint by external id: a search, whose hits are compared. */
const searchProduct = async (
  transport: Transport,
  externalId: string,
  { deadline, timeoutMs }: Patience
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
