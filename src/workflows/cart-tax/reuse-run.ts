import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { type RunState, takeAnswer } from "../../modules/kintsugi/cart-handoff"
import type { SerializedLine } from "../../tax/cart/cart-lines"
import { placeOfSupply, toTaxAddress } from "../../tax/cart/place-of-supply"
import { ZERO } from "../../tax/money"
import {
  getCartRounding,
  withRoundedDiscounts,
  writeChangedDiscounts,
} from "./cart-discounts"
import type { CartLookups } from "./lookups"
import { type CartForTax, linesOfCart, withCurrentPrices } from "./read-cart"
import type { RefreshedCart } from "./refresh-cart-tax"
import { findKindsOfAnswer, isAllUpToDate } from "./tax-line-freshness"
import { writeTaxLines } from "./write-tax-lines"

export type CartRunState = RunState<CartLookups, CartForTax>

/**
 * Refreshes a cart with what this workflow run saw and Kintsugi answered in it,
 * where the cart is still the same after its promotions; `undefined` where it
 * may have changed.
 */
export const reuseRun = async (
  cartId: string,
  { cart: cartInRun, lookups }: CartRunState,
  container: MedusaContainer
): Promise<RefreshedCart | undefined> => {
  if (!cartInRun) {
    return undefined
  }
  if ("shipsNothing" in cartInRun) {
    return cartInRun.shipsNothing &&
      (await hasBillingCountry(cartId, container))
      ? undefined
      : { isTaxedByKintsugi: true }
  }
  const stored = await withCurrentPrices(cartInRun.whole, container)
  const cart =
    stored && withRoundedDiscounts(stored, getCartRounding(stored, container))
  if (!cart || !isSame(await linesOfCart(cart, lookups), cartInRun.lines)) {
    return undefined
  }
  const refreshed = cartInRun.writtenLineIds
    ? await reuseAnswer(
        cart,
        cartInRun.lines,
        cartInRun.writtenLineIds,
        container
      )
    : { isTaxedByKintsugi: true }
  // No shipping method here has discounts that depend on a rate.
  const discounts =
    refreshed &&
    (await writeChangedDiscounts(stored, cart, () => ZERO, container))
  return discounts
    ? { ...refreshed, before: { cartId, ...refreshed.before, discounts } }
    : refreshed
}

/**
 * Where Medusa asked about some lines, Kintsugi answered for all of them: the
 * tax lines of the others are available.
 */
const reuseAnswer = async (
  cart: CartForTax,
  lines: SerializedLine[],
  askedIds: ReadonlySet<string>,
  container: MedusaContainer
): Promise<RefreshedCart | undefined> => {
  const place = placeOfSupply(cart)
  const answered = takeAnswer(cart.id)
  if (
    !answered ||
    !isSame(answered.lines, lines) ||
    !isSame(answered.address, toTaxAddress(place?.address))
  ) {
    return undefined
  }
  // Medusa has written those that it asked about since the cart was read.
  const others = withoutLines(cart, askedIds)
  const kinds = findKindsOfAnswer(
    others,
    lines.filter(({ id }) => !askedIds.has(id)),
    answered
  )
  return isAllUpToDate(kinds)
    ? { isTaxedByKintsugi: true }
    : {
        isTaxedByKintsugi: true,
        isAnswered: true,
        before: await writeTaxLines(
          others,
          kinds,
          answered.taxLines,
          askedIds,
          container
        ),
      }
}

const withoutLines = (
  cart: CartForTax,
  ids: ReadonlySet<string>
): CartForTax => ({
  ...cart,
  items: cart.items?.filter(({ id }) => !ids.has(id)),
  shipping_methods: cart.shipping_methods?.filter(({ id }) => !ids.has(id)),
})

const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other)

/** Where nothing is shipped, the billing address may decide. */
const hasBillingCountry = async (
  cartId: string,
  container: MedusaContainer
): Promise<boolean> => {
  const [cart] = await container.resolve(Modules.CART).listCarts(
    { id: [cartId] },
    {
      select: ["id", "billing_address.country_code"] as never,
      relations: ["billing_address"],
    }
  )
  return Boolean(cart?.billing_address?.country_code)
}
