import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import {
  type ItemOfCart,
  type SerializedLine,
  type ShippingMethodOfCart,
  serializeLines,
} from "../../tax/cart/cart-lines"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { CartRow } from "../../modules/kintsugi/queries/store-rows"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
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

const SHIPPING_METHODS = linesWith([
  "id",
  "name",
  "amount",
  "raw_amount",
  "is_tax_inclusive",
  "shipping_option_id",
])

/** Items and shipping methods. */
export const allLines = (
  cart: Pick<CartForTax, "items" | "shipping_methods"> | undefined
) => [...(cart?.items ?? []), ...(cart?.shipping_methods ?? [])]

/** Reads a cart from the database; `undefined` if there is none. */
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
  const cart = await container
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .storeRows.cart(cartId, () => readCartByModule(cartId, container))
  return (cart ?? undefined) as CartForTax | undefined
}

/** {@link readCartWithoutShippingOptions} through the Cart Module. */
const readCartByModule = async (
  cartId: string,
  container: MedusaContainer
): Promise<CartRow | null> => {
  const carts = container.resolve(Modules.CART)
  // As relations of the cart, one after the other, they take twice as long.
  const [[cart], items, shipping_methods] = await Promise.all([
    carts.listCarts({ id: [cartId] }, CART as never),
    carts.listLineItems({ cart_id: cartId }, ITEMS as never),
    carts.listShippingMethods({ cart_id: cartId }, SHIPPING_METHODS as never),
  ])
  return cart
    ? ({ ...cart, items, shipping_methods } as unknown as CartRow)
    : null
}

/** All tax lines of a cart. */
export const readTaxLinesOfCart = async (
  cartId: string,
  container: MedusaContainer
): Promise<TaxLineOfCart[]> =>
  allLines(await readCartWithoutShippingOptions(cartId, container)).flatMap(
    ({ tax_lines }) => tax_lines ?? []
  )

/**
 * A cart that was read before, with its current discounts and shipping prices;
 * `undefined` where it has other lines by now.
 */
export const withCurrentPrices = async (
  cart: CartForTax,
  container: MedusaContainer
): Promise<CartForTax | undefined> => {
  const current = await readCartWithoutShippingOptions(cart.id, container)
  if (
    !haveSameIds(cart.items, current?.items) ||
    !haveSameIds(cart.shipping_methods, current?.shipping_methods)
  ) {
    return undefined
  }
  const items = byId(current?.items)
  const methods = byId(current?.shipping_methods)
  return {
    ...cart,
    items: cart.items?.map((item) => ({
      ...item,
      adjustments: items.get(item.id)?.adjustments,
    })),
    shipping_methods: cart.shipping_methods?.map((method) => ({
      ...method,
      ...methods.get(method.id),
      tax_lines: method.tax_lines,
    })),
  }
}

const byId = <Line extends { id: string }>(
  lines: Line[] | undefined
): ReadonlyMap<string, Line> =>
  new Map((lines ?? []).map((line) => [line.id, line]))

/** Whether both are the same lines, in any order. */
export const haveSameIds = (
  lines: { id: string }[] = [],
  others: { id: string }[] = []
): boolean => {
  const ids = new Set(others.map(({ id }) => id))
  return lines.length === ids.size && lines.every(({ id }) => ids.has(id))
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
