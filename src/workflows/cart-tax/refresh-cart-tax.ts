import type { MedusaContainer } from "@medusajs/framework/types"
import { askForTax } from "./ask-for-tax"
import {
  ratesOfCart,
  ratesOfTaxLines,
  writeChangedDiscounts,
} from "./cart-discounts"
import { checkCart, needsNoRefresh } from "./is-up-to-date"
import { createCartLookups } from "./lookups"
import { readCartWithoutShippingOptions } from "./read-cart"
import { type CartRunState, reuseRun } from "./reuse-run"
import { isAllUpToDate } from "./tax-line-freshness"
import { type StateBefore, writeTaxLines } from "./write-tax-lines"

export type RefreshedCart = {
  /** Whether Kintsugi taxes this cart. */
  isTaxedByKintsugi: boolean
  /** The previous state, where anything was changed. */
  before?: StateBefore
  /** Whether what was written is Kintsugi's answer, and not a fallback. */
  isAnswered?: boolean
}

export type RefreshOptions = {
  /**
   * What this workflow run saw of the cart, which has not changed since except
   * for its promotions.
   */
  runState?: CartRunState
  /**
   * Whether to ask Kintsugi again about an unchanged cart that it could not
   * answer for: it may be available again. Otherwise the fallback stays.
   */
  retryUnanswered?: boolean
}

/**
 * Refreshes a cart's tax lines to Kintsugi's answer for the current cart:
 * items, quantities, discounts, shipping, customer and address. Also refreshes
 * its discounts (`withNormalizedDiscounts`).
 *
 * Asks for nothing where the tax lines already belong to the current cart (by
 * their fingerprint), nor where Kintsugi does not tax it. Writes with the Cart
 * Module, so that it can run while a workflow holds the cart's lock.
 *
 * @throws MedusaError as the provider does
 */
export const refreshCartTax = async (
  cartId: string,
  container: MedusaContainer,
  { runState, retryUnanswered = false }: RefreshOptions = {}
): Promise<RefreshedCart> => {
  const reused = runState && (await reuseRun(cartId, runState, container))
  if (reused) {
    return reused
  }
  const checked = await checkCart(
    await readCartWithoutShippingOptions(cartId, container),
    runState?.lookups ?? createCartLookups(container),
    container,
    retryUnanswered
  )
  if (!checked || needsNoRefresh(checked)) {
    return { isTaxedByKintsugi: checked !== undefined }
  }
  const { stored, cart, upToDateKinds } = checked
  const taxLines = isAllUpToDate(upToDateKinds)
    ? []
    : await askForTax(checked, {}, container)
  const before = await writeTaxLines(
    cart,
    upToDateKinds,
    taxLines,
    runState?.restoredByRun ?? new Set(),
    container
  )
  const discounts = await writeChangedDiscounts(
    stored,
    cart,
    upToDateKinds.shipping ? ratesOfCart(stored) : ratesOfTaxLines(taxLines),
    container
  )
  return {
    isTaxedByKintsugi: true,
    isAnswered:
      taxLines.length > 0 &&
      taxLines.every(({ data }) => data?.source === "kintsugi"),
    before: { ...before, discounts },
  }
}

/**
 * Refreshes the discounts of a cart that Kintsugi taxes, at the rates of its
 * current tax lines. Asks Kintsugi nothing, and changes no tax line.
 */
export const refreshCartDiscounts = async (
  cartId: string,
  container: MedusaContainer
): Promise<void> => {
  const checked = await checkCart(
    await readCartWithoutShippingOptions(cartId, container),
    createCartLookups(container),
    container
  )
  if (checked?.isAutomatic) {
    const { stored, cart } = checked
    await writeChangedDiscounts(stored, cart, ratesOfCart(stored), container)
  }
}
