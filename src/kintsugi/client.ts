import { badResponse } from "./errors"
import {
  type Estimate,
  estimateResponseSchema,
  productPageSchema,
} from "./schemas"
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
  customer?: { external_id: string }
}

/** When a call must be over, in ms since the epoch. */
export type Deadline = { deadline: number }

/** Kintsugi's API: one method an endpoint. Every method throws KintsugiError. */
export type KintsugiClient = {
  /** Estimates a transaction's tax. Creates nothing at Kintsugi. */
  estimateTax(request: EstimateRequest, call: Deadline): Promise<Estimate>
  /** Whether Kintsugi has a product under this id of ours. */
  hasProduct(externalId: string, call: Deadline): Promise<boolean>
}

/**
 * @example
 * const client = createClient(createTransport({ baseUrl, apiKey, … }))
 * const estimate = await client.estimateTax(request, { deadline: Date.now() + 1900 })
 */
export const createClient = (transport: Transport): KintsugiClient => ({
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

  async hasProduct(externalId, { deadline }) {
    const page = await transport.request({
      method: "GET",
      path: "/v1/products",
      query: { query: externalId, size: 100 },
      schema: productPageSchema,
      deadline,
    })
    return page.items.some(({ external_id }) => external_id === externalId)
  },
})
