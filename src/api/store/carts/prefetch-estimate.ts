import type {
  MedusaNextFunction,
  MedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import {
  predictCartAtAddress,
  prefetchForAddress,
  prefetchForShipping,
} from "../../../workflows/cart-tax/prefetch"

const field = z.string().nullish()

const address = z.object({
  address_1: field,
  address_2: field,
  city: field,
  province: field,
  postal_code: field,
  country_code: field,
})

/** A change of a cart that affects its tax only through its address. */
const newAddress = z.strictObject({
  shipping_address: address,
  billing_address: address.nullish(),
  email: field,
  region_id: field,
  metadata: z.unknown(),
})

const chosenShipping = z.object({ option_id: z.string() })

/**
 * Middleware: asks Kintsugi while Medusa prices a cart's items at their new
 * address.
 */
export const prefetchForNewAddress = (
  { params, body, scope }: MedusaRequest,
  _: MedusaResponse,
  next: MedusaNextFunction
): void => {
  const { data } = newAddress.safeParse(body)
  if (params.id && data) {
    const { shipping_address, email, region_id } = data
    ignoreFailure(
      predictCartAtAddress(
        params.id,
        { address: shipping_address, email, region_id },
        scope
      ).then((cart) => cart && prefetchForAddress(cart, {}, scope))
    )
  }
  next()
}

/** Middleware: asks Kintsugi while Medusa prices the chosen shipping. */
export const prefetchForChosenShipping = (
  { params, body, scope }: MedusaRequest,
  _: MedusaResponse,
  next: MedusaNextFunction
): void => {
  const { data } = chosenShipping.safeParse(body)
  if (params.id && data) {
    ignoreFailure(prefetchForShipping(params.id, data.option_id, scope))
  }
  next()
}

/** Medusa's own request meets the same failure, and reports it. */
const ignoreFailure = (prefetch: Promise<void>): void => {
  prefetch.catch(() => undefined)
}
