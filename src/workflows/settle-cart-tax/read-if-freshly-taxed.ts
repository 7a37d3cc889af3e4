import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { type CartFacts, createCartFacts } from "./cart-facts"
import {
  ADDRESS,
  type CartForTax,
  everyLine,
  of,
  readCartAlone,
} from "./read-cart"
import { isFreshlyTaxed } from "./settle-cart-tax"

/** What tells whether a cart is freshly taxed, of what Medusa answers with. */
const TELLING = [
  "currency_code",
  "completed_at",
  "region_id",
  "region.automatic_taxes",
  "customer.id",
  "customer.email",
  "customer.groups.id",
  ...of("shipping_address", ADDRESS),
  ...of("billing_address", ADDRESS),
  ...of("items", [
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
  ...of("shipping_methods", [
    "amount",
    "is_tax_inclusive",
    "shipping_option_id",
    "adjustments.amount",
    "tax_lines.provider_id",
    "tax_lines.data",
  ]),
]

/** What it takes besides, by what has it: Medusa leaves it out by default. */
const BESIDES = [
  ["items.tax_lines", "created_at"],
  ["shipping_methods", "name"],
  ["shipping_methods.adjustments", "is_tax_inclusive"],
  ["shipping_methods.tax_lines", "created_at"],
] as const

type AnsweredCart = CartForTax & {
  region?: { automatic_taxes?: boolean | null } | null
  customer?: {
    id: string
    email: string
    groups?: { id: string }[] | null
  } | null
}

/**
 * Reads a cart for an answer, if Medusa would write the very tax lines that it
 * has; otherwise `undefined`.
 *
 * @param fields - of the answer, in Query's terms. With those that Medusa
 * answers with by default the cart is read once, and tells by itself.
 */
export const readIfFreshlyTaxed = async (
  cartId: string,
  fields: string[],
  container: MedusaContainer
): Promise<object | undefined> => {
  const read = async (fields: string[]) => {
    const { data } = await container
      .resolve(ContainerRegistrationKeys.QUERY)
      .graph({ entity: "cart", fields, filters: { id: cartId } })
    return data[0] as unknown as AnsweredCart | undefined
  }
  const facts = createCartFacts(container)
  if (!TELLING.every((path) => isAskedFor(path, fields))) {
    const alone = await readCartAlone(cartId, container)
    return (await isFreshlyTaxed(alone, facts, container))
      ? read(fields)
      : undefined
  }
  const besides = BESIDES.filter(
    ([owner, field]) => !isAskedFor(`${owner}.${field}`, fields)
  )
  const cart = await read([
    ...fields,
    ...besides.map(([owner, field]) => `${owner}.${field}`),
  ])
  const isFresh =
    hasIds(cart) &&
    ((await isFreshlyTaxed(cart, withFactsOf(cart, facts), container)) ||
      // Shares of a discount may have more digits than a number, as it is read.
      (hasDiscounts(cart) &&
        (await isFreshlyTaxed(
          await readCartAlone(cartId, container),
          facts,
          container
        ))))
  if (!isFresh) {
    return undefined
  }
  for (const [owner, field] of besides) {
    removeField(cart, owner.split("."), field)
  }
  return cart
}

/** Whether it is among them, or everything of what has it is. */
const isAskedFor = (path: string, fields: string[]): boolean => {
  const owner = path.split(".").slice(0, -1).join(".")
  return [path, `${owner}.*`, `*${owner}`].some((field) =>
    fields.includes(field)
  )
}

/** Without them, the tax lines of one line would be taken for another's. */
const hasIds = (cart: AnsweredCart | undefined): boolean =>
  everyLine(cart).every(({ id }) => id)

const hasDiscounts = (cart: AnsweredCart | undefined): boolean =>
  everyLine(cart).some(({ adjustments }) => adjustments?.length)

const withFactsOf = (
  cart: AnsweredCart | undefined,
  facts: CartFacts
): CartFacts => ({
  ...facts,
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
