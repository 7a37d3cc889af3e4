import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { isFreshlyTaxed } from "./is-up-to-date"
import { type CartLookups, createCartLookups } from "./lookups"
import {
  ADDRESS,
  type CartForTax,
  allLines,
  prefixFields,
  readCartWithoutShippingOptions,
} from "./read-cart"

/**
 * Those of Medusa's default fields that show whether a cart is freshly taxed.
 */
const FRESHNESS_FIELDS = [
  "currency_code",
  "completed_at",
  "region_id",
  "region.automatic_taxes",
  "customer.id",
  "customer.email",
  "customer.groups.id",
  ...prefixFields("shipping_address", ADDRESS),
  ...prefixFields("billing_address", ADDRESS),
  ...prefixFields("items", [
    "id",
    "title",
    "variant_sku",
    "product_id",
    "product_title",
    "quantity",
    "unit_price",
    "is_tax_inclusive",
    "is_giftcard",
    "requires_shipping",
    "adjustments.promotion_id",
    "adjustments.amount",
    "adjustments.is_tax_inclusive",
    "tax_lines.provider_id",
    "tax_lines.data",
  ]),
  ...prefixFields("shipping_methods", [
    "amount",
    "is_tax_inclusive",
    "shipping_option_id",
    "adjustments.amount",
    "tax_lines.provider_id",
    "tax_lines.data",
  ]),
]

/** The other required fields, which Medusa leaves out by default. */
const EXTRA_FIELDS = [
  ["items.tax_lines", "created_at"],
  ["shipping_methods", "name"],
  ["shipping_methods.adjustments", "metadata"],
  ["shipping_methods.tax_lines", "created_at"],
] as const

type CartOfResponse = CartForTax & {
  region?: { automatic_taxes?: boolean | null } | null
  customer?: {
    id: string
    email: string
    groups?: { id: string }[] | null
  } | null
}

/**
 * Reads a cart for a response, if Medusa would write exactly the tax lines that
 * the cart already has; otherwise `undefined`.
 *
 * @param fields - of the response, in Query's notation. If they include
 * Medusa's default fields, the cart is read only once.
 */
export const freshCartShortcut = async (
  cartId: string,
  fields: string[],
  container: MedusaContainer
): Promise<object | undefined> => {
  const read = async (fields: string[]) => {
    const { data } = await container
      .resolve(ContainerRegistrationKeys.QUERY)
      .graph({ entity: "cart", fields, filters: { id: cartId } })
    return data[0] as unknown as CartOfResponse | undefined
  }
  const lookups = createCartLookups(container)
  if (!FRESHNESS_FIELDS.every((path) => isAskedFor(path, fields))) {
    const stored = await readCartWithoutShippingOptions(cartId, container)
    return (await isFreshlyTaxed(stored, lookups, container))
      ? read(fields)
      : undefined
  }
  const extraFields = EXTRA_FIELDS.filter(
    ([owner, field]) => !isAskedFor(`${owner}.${field}`, fields)
  )
  const cart = await read([
    ...fields,
    ...extraFields.map(([owner, field]) => `${owner}.${field}`),
  ])
  const isFresh =
    hasIds(cart) &&
    ((await isFreshlyTaxed(cart, lookupsFromCart(cart, lookups), container)) ||
      // A share of a discount may have more digits than the number read here.
      (hasDiscounts(cart) &&
        (await isFreshlyTaxed(
          await readCartWithoutShippingOptions(cartId, container),
          lookups,
          container
        ))))
  if (!isFresh) {
    return undefined
  }
  for (const [owner, field] of extraFields) {
    removeField(cart, owner.split("."), field)
  }
  return cart
}

/** Whether the fields include this path, or all fields of its owner. */
const isAskedFor = (path: string, fields: string[]): boolean => {
  const owner = path.split(".").slice(0, -1).join(".")
  return [path, `${owner}.*`, `*${owner}`].some((field) =>
    fields.includes(field)
  )
}

/** Without ids, the tax lines of one line would be taken for another's. */
const hasIds = (cart: CartOfResponse | undefined): boolean =>
  allLines(cart).every(({ id }) => id)

const hasDiscounts = (cart: CartOfResponse | undefined): boolean =>
  allLines(cart).some(({ adjustments }) => adjustments?.length)

const lookupsFromCart = (
  cart: CartOfResponse | undefined,
  lookups: CartLookups
): CartLookups => ({
  ...lookups,
  hasAutomaticTaxes: async () => cart?.region?.automatic_taxes ?? false,
  customer: async () =>
    cart?.customer
      ? {
          id: cart.customer.id,
          email: cart.customer.email,
          customer_groups: (cart.customer.groups ?? []).map(({ id }) => id),
        }
      : undefined,
})

const removeField = (owner: unknown, path: string[], field: string): void => {
  if (Array.isArray(owner)) {
    owner.forEach((each) => removeField(each, path, field))
  } else if (owner && typeof owner === "object") {
    const record = owner as Record<string, unknown>
    const [next, ...rest] = path
    if (next === undefined) {
      delete record[field]
    } else {
      removeField(record[next], rest, field)
    }
  }
}
