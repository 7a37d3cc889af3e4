import type {
  MedusaNextFunction,
  MedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import {
  askAheadOfAddress,
  askAheadOfShipping,
} from "../../../workflows/settle-cart-tax/ask-ahead"

const field = z.string().nullish()

const address = z.object({
  address_1: field,
  address_2: field,
  city: field,
  province: field,
  postal_code: field,
  country_code: field,
})

/** A change to a cart of nothing that tax depends on but its address. */
const newAddress = z.strictObject({
  shipping_address: address,
  billing_address: address.nullish(),
  email: field,
  metadata: z.unknown(),
})

const chosenShipping = z.object({ option_id: z.string() })

/**
 * Middleware: has Kintsugi asked while Medusa prices a cart's items at their new
 * address.
 */
export const askAheadOfNewAddress = (
  { params, body, scope }: MedusaRequest,
  _: MedusaResponse,
  next: MedusaNextFunction
): void => {
  const { data } = newAddress.safeParse(body)
  if (params.id && data) {
    const { shipping_address, email } = data
    unheard(
      askAheadOfAddress(params.id, { address: shipping_address, email }, scope)
    )
  }
  next()
}

/** Middleware: has Kintsugi asked while Medusa prices the chosen shipping. */
export const askAheadOfChosenShipping = (
  { params, body, scope }: MedusaRequest,
  _: MedusaResponse,
  next: MedusaNextFunction
): void => {
  const { data } = chosenShipping.safeParse(body)
  if (params.id && data) {
    unheard(askAheadOfShipping(params.id, data.option_id, scope))
  }
  next()
}

/** Medusa's own question meets the same failure, and says so. */
const unheard = (asking: Promise<void>): void => {
  asking.catch(() => undefined)
}
