import { StepResponse } from "@medusajs/framework/workflows-sdk"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import {
  currentRequest,
  saveRunState,
  takeAnswer,
} from "../../modules/kintsugi/cart-handoff"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { readAddress } from "../../tax/address/read-address"
import { toTaxAddress, shipsNothing } from "../../tax/cart/place-of-supply"
import { toTaxContext } from "./ask-for-tax"
import { loadCart } from "./load-cart"
import { createCartLookups } from "./lookups"
import {
  type AddressOfCart,
  type CartForTax,
  haveSameIds,
  readCartWithoutShippingOptions,
} from "./read-cart"
import type { CartRunState } from "./reuse-run"
import {
  type Hook,
  type HookResult,
  type LinesToTax,
  type TaxLinesToRestore,
  type TaxedSubject,
  clearStaleTaxLines,
  findTaxLines,
  isTaxedAutomatically,
  isTaxedByKintsugi,
  noTaxLines,
  restoreTaxLines,
} from "./stale-tax-lines"
import { isPending } from "./tax-line-freshness"
import { cartTaxLineStores, taxLineIds } from "./tax-line-store"

/** A cart as a hook receives it: all of it, or a part. */
type CartOfHook = Omit<TaxedSubject, "shipping_address"> & {
  currency_code?: string
  customer?: { id: string } | null
  shipping_address?: AddressOfCart | null
  items?: NonNullable<CartForTax["items"]>
  shipping_methods?: NonNullable<CartForTax["shipping_methods"]>
}

/**
 * Handler of `upsertTaxLinesWorkflow.hooks.setTaxLineContext`: deletes the
 * lines' old tax lines, so that all of the new ones are stored. Otherwise
 * Medusa would give each new tax line the id of the first old one: of several
 * jurisdictions only the last would survive, and an empty answer would delete
 * nothing.
 *
 * Does nothing where Kintsugi neither taxes the cart nor has taxed it before. A
 * store that leaves the hook to its own handler (the option
 * `hooks.cartTaxLines`) calls this one from it and passes on its result;
 * {@link restoreCartTaxLines} is the compensation.
 *
 * @example
 * upsertTaxLinesWorkflow.hooks.setTaxLineContext(
 *   async (input, context) => {
 *     const kintsugi = await clearStaleCartTaxLines(input, context)
 *     return new StepResponse(
 *       { ...kintsugi.output, mine: true },
 *       kintsugi.compensateInput
 *     )
 *   },
 *   restoreCartTaxLines
 * )
 */
export const clearStaleCartTaxLines = async (
  { cart, items, shipping_methods }: LinesToTax & { cart: CartOfHook },
  hook: Hook
): Promise<HookResult> => {
  const { container, transactionId } = hook
  const linesToTax = { items, shipping_methods }
  // An earlier answer does not belong to this run.
  takeAnswer(cart.id)
  const runState: CartRunState = {
    lookups: createCartLookups(container),
    restoredByRun: idsOf(linesToTax),
  }
  if (waitsForAddress(cart, linesToTax, hook)) {
    runState.cart = { shipsNothing: shipsNothing(cart) }
    saveRunState(cart.id, transactionId, runState)
    return new StepResponse(undefined, noTaxLines())
  }
  const cleared = await clearStaleTaxLines(
    cart,
    linesToTax,
    cartTaxLineStores(container),
    cart,
    runState.lookups,
    async () => {
      const loaded = await loadCart(
        cartOfHook(cart) ??
          (await readCartWithoutShippingOptions(cart.id, container)),
        runState.lookups,
        container
      )
      runState.cart = loaded && {
        whole: loaded.cart,
        lines: loaded.lines,
        writtenLineIds: idsOf(linesToTax),
      }
      return loaded && toTaxContext(loaded)
    }
  )
  saveRunState(cart.id, transactionId, runState)
  return cleared
}

const idsOf = ({ items, shipping_methods }: LinesToTax): Set<string> =>
  new Set([...(items ?? []), ...(shipping_methods ?? [])].map(({ id }) => id))

/**
 * Whether there is nothing to do: the address is incomplete, so that the only
 * possible answer is "pending", every other line already says so, and the
 * refresh that follows in this run covers what a hook does not receive.
 */
const waitsForAddress = (
  { region, shipping_address, items, shipping_methods }: CartOfHook,
  linesToTax: LinesToTax,
  { container, parentStepIdempotencyKey }: Hook
): boolean => {
  const ids = new Set((linesToTax.items ?? []).map(({ id }) => id))
  return (
    Boolean(region?.automatic_taxes) &&
    Boolean(shipping_address?.country_code) &&
    readAddress(toTaxAddress(shipping_address)).status === "incomplete" &&
    shipping_methods?.length === 0 &&
    !linesToTax.shipping_methods?.length &&
    items !== undefined &&
    items.every(({ id, is_giftcard, tax_lines }) =>
      ids.has(id)
        ? // Medusa overwrites the existing tax line with its one new one.
          tax_lines && tax_lines.length < 2 && tax_lines.every(isPending)
        : is_giftcard || (tax_lines?.length && tax_lines.every(isPending))
    ) &&
    (parentStepIdempotencyKey?.startsWith("refresh-cart-items:") ?? false) &&
    container
      .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
      .settings.getOptions().hooks.cartRefresh
  )
}

/**
 * The cart that a hook receives, if it has all that its tax depends on: Medusa
 * has just read it. It never has a billing address, which decides where the
 * shipping address does not.
 */
const cartOfHook = (cart: CartOfHook): CartForTax | undefined => {
  const { currency_code, customer, items, shipping_methods } = cart
  const isComplete =
    currency_code !== undefined &&
    readAddress(toTaxAddress(cart.shipping_address)).status === "complete" &&
    [items, shipping_methods].every((lines) =>
      lines?.every(
        ({ adjustments, is_tax_inclusive }) =>
          Array.isArray(adjustments) && typeof is_tax_inclusive === "boolean"
      )
    )
  return isComplete
    ? { ...cart, currency_code, customer_id: customer?.id }
    : undefined
}

/**
 * Restores what {@link clearStaleCartTaxLines} deleted, and what Medusa
 * replaced after {@link provideCartTaxContext}.
 */
export const restoreCartTaxLines = (
  oldTaxLines: TaxLinesToRestore | undefined,
  { container }: Hook
): Promise<void> => restoreTaxLines(oldTaxLines, cartTaxLineStores(container))

/**
 * Handler of `updateTaxLinesWorkflow.hooks.setTaxLineContext`: passes the whole
 * cart to the provider. The workflow itself replaces the cart's tax lines.
 *
 * {@link restoreCartTaxLines} is the compensation: where Medusa has no provider
 * to ask, it deletes all tax lines, and would not restore them.
 */
export const provideCartTaxContext = async (
  { cart }: { cart: CartOfHook },
  { container, transactionId }: Hook
): Promise<HookResult> => {
  if (cart.items?.length === 0 && cart.shipping_methods?.length === 0) {
    return new StepResponse(undefined, noTaxLines())
  }
  const lookups = createCartLookups(container)
  const loaded = await loadCart(
    await readCartWithoutShippingOptions(cart.id, container),
    lookups,
    container
  )
  const replaced = taxLineIds(loaded?.cart ?? cart)
  const isAutomatic = isTaxedAutomatically(cart)
  const cartInRun =
    loaded && isAutomatic && isUnchanged(loaded.cart, cart)
      ? { whole: loaded.cart, lines: loaded.lines }
      : undefined
  saveRunState(cart.id, transactionId, {
    lookups,
    cart: cartInRun,
    restoredByRun: idsOf(cart),
    replaced,
  } satisfies CartRunState)
  const { taxRequest } = currentRequest()
  if (taxRequest) {
    taxRequest.replaced = replaced
    taxRequest.taxedCartId = cartInRun && cart.id
  }
  const context = loaded && toTaxContext(loaded)
  if (isAutomatic) {
    return new StepResponse(context, noTaxLines())
  }
  const taxLines = await findTaxLines(cart, cartTaxLineStores(container))
  return new StepResponse(
    context,
    isTaxedByKintsugi(taxLines) ? taxLines : noTaxLines()
  )
}

/**
 * Whether Medusa asks about the current cart: it reads the cart before it waits
 * for the lock, and another request may have changed the cart in between.
 */
const isUnchanged = (current: CartForTax, cart: CartOfHook): boolean =>
  current.currency_code === cart.currency_code &&
  (current.customer_id ?? undefined) === cart.customer?.id &&
  haveSameIds(current.items, cart.items) &&
  haveSameIds(current.shipping_methods, cart.shipping_methods)
