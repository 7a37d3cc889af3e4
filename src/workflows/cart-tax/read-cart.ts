import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import {
  type ItemOfCart,
  type SerializedLine,
  type ShippingMethodOfCart,
  serializeLines,
} from "../../tax/cart/cart-lines"
import { type CartLookups, type PickupInfo, createCartLookups } from "./lookups"

export type TaxLineOfCart = {
  id: string
  tax_rate_id?: string | null
  code?: string | null
  description?: string | null
  /** In percent. */
  rate?: number
  provider_id?: string | null
  data?: Record<string, unknown> | null
  created_at?: Date | string
}

export type AddressOfCart = {
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
  email?: string | null
  completed_at?: Date | string | null
  locale?: string | null
  region_id?: string | null
  customer_id?: string | null
  metadata?: Record<string, unknown> | null
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
      service_zone?: { fulfillment_set?: PickupInfo | null } | null
    } | null
  })[]
}

export const ADDRESS = [
  "id",
  "address_1",
  "address_2",
  "city",
  "province",
  "postal_code",
  "country_code",
]
const ADJUSTMENT = [
  "id",
  "promotion_id",
  "amount",
  "raw_amount",
  "is_tax_inclusive",
  "metadata",
]

/** The content of a tax line; its other columns are the database's own. */
export const TAX_LINE_CONTENT = [
  "description",
  "tax_rate_id",
  "code",
  "rate",
  "provider_id",
  "data",
  "metadata",
]

const TAX_LINE = ["id", ...TAX_LINE_CONTENT, "created_at"]

export const prefixFields = (relation: string, fields: string[]): string[] =>
  fields.map((field) => `${relation}.${field}`)

const CART = {
  select: [
    "id",
    "currency_code",
    "email",
    "completed_at",
    "locale",
    "region_id",
    "customer_id",
    "metadata",
    ...prefixFields("shipping_address", ADDRESS),
    ...prefixFields("billing_address", ADDRESS),
  ],
  relations: ["shipping_address", "billing_address"],
}

/** Lines of a cart, with their discounts and tax lines. */
const linesWith = (fields: string[]) => ({
  take: null,
  select: [
    ...fields,
    ...prefixFields("adjustments", ADJUSTMENT),
    ...prefixFields("tax_lines", TAX_LINE),
  ],
  relations: ["adjustments", "tax_lines"],
})

const ITEMS = linesWith([
  "id",
  "title",
  "variant_sku",
  "product_id",
  "product_title",
  "product_type_id",
  "quantity",
  "unit_price",
  "raw_unit_price",
  "is_tax_inclusive",
  "is_giftcard",
  "requires_shipping",
])

const SHIPPING_METHOD = [
  "id",
  "name",
  "amount",
  "raw_amount",
  "is_tax_inclusive",
  "shipping_option_id",
]

const SHIPPING_METHODS = linesWith(SHIPPING_METHOD)

/** Without their tax lines. */
const PRICED_METHODS = {
  take: null,
  select: [...SHIPPING_METHOD, ...prefixFields("adjustments", ADJUSTMENT)],
  relations: ["adjustments"],
}

/** Items and shipping methods. */
export const allLines = (
  cart: Pick<CartForTax, "items" | "shipping_methods"> | undefined
) => [...(cart?.items ?? []), ...(cart?.shipping_methods ?? [])]

/**
 * Reads a cart from the database; `undefined` if there is none. Uses the Cart
 * Module alone, which takes a third of the time that Query takes, and adds only
 * the pickup info of the shipping options.
 */
export const readCart = async (
  cartId: string,
  container: MedusaContainer,
  lookups: CartLookups = createCartLookups(container)
): Promise<CartForTax | undefined> => {
  const cart = await readCartWithoutShippingOptions(cartId, container)
  return cart && withPickupInfo(cart, lookups)
}

/** {@link readCart}, without the pickup info of its shipping options. */
export const readCartWithoutShippingOptions = async (
  cartId: string,
  container: MedusaContainer
): Promise<CartForTax | undefined> => {
  const carts = container.resolve(Modules.CART)
  // As relations of the cart, one after the other, they take twice as long.
  const [[cart], items, shipping_methods] = await Promise.all([
    carts.listCarts({ id: [cartId] }, CART as never),
    carts.listLineItems({ cart_id: cartId }, ITEMS as never),
    carts.listShippingMethods({ cart_id: cartId }, SHIPPING_METHODS as never),
  ])
  return cart && ({ ...cart, items, shipping_methods } as unknown as CartForTax)
}

/** All tax lines of a cart, without anything else of it. */
export const readTaxLinesOfCart = async (
  cartId: string,
  container: MedusaContainer
): Promise<TaxLineOfCart[]> => {
  const carts = container.resolve(Modules.CART)
  const config = { take: null, select: TAX_LINE } as never
  const [ofItems, ofMethods] = await Promise.all([
    carts.listLineItemTaxLines({ item: { cart_id: cartId } } as never, config),
    carts.listShippingMethodTaxLines(
      { shipping_method: { cart_id: cartId } } as never,
      config
    ),
  ])
  return [...ofItems, ...ofMethods] as unknown as TaxLineOfCart[]
}

/**
 * A cart that was read before, with its current discounts and shipping prices;
 * `undefined` where it has other shipping methods by now.
 */
export const withCurrentPrices = async (
  cart: CartForTax,
  container: MedusaContainer
): Promise<CartForTax | undefined> => {
  const carts = container.resolve(Modules.CART)
  const items = cart.items ?? []
  const methods = cart.shipping_methods ?? []
  const [adjustments, priced] = await Promise.all([
    items.length
      ? carts.listLineItemAdjustments(
          { item_id: items.map(({ id }) => id) },
          { take: null as never }
        )
      : [],
    methods.length
      ? carts.listShippingMethods({ cart_id: cart.id }, PRICED_METHODS as never)
      : [],
  ])
  const prices = new Map(
    (priced as unknown as ShippingMethodOfCart[]).map((method) => [
      method.id,
      method,
    ])
  )
  const hasOthers =
    prices.size !== methods.length || methods.some(({ id }) => !prices.has(id))
  return hasOthers
    ? undefined
    : {
        ...cart,
        items: items.map((item) => ({
          ...item,
          adjustments: adjustments.filter(({ item_id }) => item_id === item.id),
        })),
        shipping_methods: methods.map((method) => ({
          ...method,
          ...prices.get(method.id),
        })),
      }
}

/** A cart with the pickup info of its shipping options. */
export const withPickupInfo = async (
  cart: CartForTax,
  lookups: CartLookups
): Promise<CartForTax> => {
  const methods = cart.shipping_methods ?? []
  const pickupInfo = await lookups.pickupInfo([
    ...new Set(
      methods.flatMap(({ shipping_option_id }) => shipping_option_id ?? [])
    ),
  ])
  return {
    ...cart,
    shipping_methods: methods.map((method) => ({
      ...method,
      shipping_option: {
        service_zone: {
          fulfillment_set: pickupInfo.get(method.shipping_option_id ?? ""),
        },
      },
    })),
  }
}

/** The cart's lines with the classifications of their products. */
export const linesOfCart = async (
  cart: CartForTax,
  lookups: CartLookups
): Promise<SerializedLine[]> => {
  const productIds = (cart.items ?? []).flatMap(
    ({ product_id }) => product_id ?? []
  )
  const { classifications, synced } = await lookups.categories(
    [...new Set(productIds)].sort()
  )
  return serializeLines(cart, classifications, synced)
}
