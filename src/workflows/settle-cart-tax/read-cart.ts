import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import {
  classificationsFor,
  toldCategoriesFor,
} from "../classify-products/classifications-for"
import {
  type ItemOfCart,
  type LineInContext,
  type ShippingMethodOfCart,
  toLinesInContext,
} from "../../tax/cart-lines"

type TaxLineOfCart = {
  id: string
  provider_id?: string | null
  data?: Record<string, unknown> | null
}

type AddressOfCart = {
  address_1?: string | null
  address_2?: string | null
  city?: string | null
  province?: string | null
  postal_code?: string | null
  country_code?: string | null
  metadata?: Record<string, unknown> | null
}

/** A cart with all that its tax depends on. */
export type CartForTax = {
  id: string
  currency_code: string
  completed_at?: Date | string | null
  locale?: string | null
  region?: { automatic_taxes?: boolean | null } | null
  customer?: {
    id: string
    email: string
    metadata?: Record<string, unknown> | null
    groups?: { id: string }[] | null
  } | null
  shipping_address?: AddressOfCart | null
  billing_address?: AddressOfCart | null
  items?: (ItemOfCart & {
    product_type_id?: string | null
    requires_shipping?: boolean | null
    tax_lines?: TaxLineOfCart[] | null
  })[]
  shipping_methods?: (ShippingMethodOfCart & {
    shipping_option_id?: string | null
    tax_lines?: TaxLineOfCart[] | null
    shipping_option?: {
      service_zone?: {
        fulfillment_set?: {
          type?: string | null
          location?: { address?: AddressOfCart | null } | null
        } | null
      } | null
    } | null
  })[]
}

const FIELDS = [
  "id",
  "currency_code",
  "completed_at",
  "locale",
  "region.automatic_taxes",
  "customer.id",
  "customer.email",
  "customer.metadata",
  "customer.groups.id",
  "shipping_address.*",
  "billing_address.*",
  "items.*",
  "items.adjustments.*",
  "items.tax_lines.*",
  "shipping_methods.*",
  "shipping_methods.adjustments.*",
  "shipping_methods.tax_lines.*",
  "shipping_methods.shipping_option.service_zone.fulfillment_set.type",
  "shipping_methods.shipping_option.service_zone.fulfillment_set.location.address.*",
]

/** Reads a cart as it stands in the database; `undefined` if there is none. */
export const readCart = async (
  cartId: string,
  container: MedusaContainer
): Promise<CartForTax | undefined> => {
  const { data } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({ entity: "cart", fields: FIELDS, filters: { id: cartId } })
  return data[0] as unknown as CartForTax | undefined
}

/** The cart's lines with what the merchant classified their products as. */
export const linesOfCart = async (
  cart: CartForTax,
  container: MedusaContainer
): Promise<LineInContext[]> => {
  const productIds = (cart.items ?? []).flatMap(
    ({ product_id }) => product_id ?? []
  )
  const [classifications, told] = await Promise.all([
    classificationsFor(productIds, container),
    toldCategoriesFor(productIds, container),
  ])
  return toLinesInContext(cart, classifications, told)
}
