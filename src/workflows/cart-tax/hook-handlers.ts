import type {
  MedusaContainer,
  TaxCalculationContext,
} from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { StepResponse } from "@medusajs/framework/workflows-sdk"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { takeAnswer } from "../../modules/kintsugi/cart-handoff"
import type { KintsugiTaxContext } from "../../tax/cart/tax-context"
import { readAddress } from "../../tax/address/read-address"
import { toTaxAddress, shipsNothing } from "../../tax/cart/place-of-supply"
import { lineIdOf } from "../../tax/tax-lines/build-tax-lines"
import {
  type RestorableTaxLines,
  type CurrentTaxLine,
  type TaxLineStore,
  type TaxLineStores,
  cartTaxLineStores,
  toRestorable,
  orderTaxLineStores,
  withOwner,
  setTaxLines,
  taxLineIds,
} from "./tax-line-store"
import { isKintsugi, isKintsugiCountry } from "../settings/taxed-countries"
import { type CartLookups, createCartLookups } from "./lookups"
import type { AddressOfCart, CartForTax } from "./read-cart"
import { type CartInRun, currentTaxRequest, saveRunState } from "./run-state"
import { toTaxModuleLines } from "./refresh-cart-tax"
import { toContent } from "./write-tax-lines"
import { readWholeCart } from "./cart-context"
import { type AddedLines, wholeOrderContext } from "../order-tax/order-context"

/** The lines whose tax Medusa is about to ask for, as its hooks name them. */
type LinesToTax = {
  items?: { id: string }[] | null
  shipping_methods?: { id: string }[] | null
}

type TaxedAs = {
  id: string
  region?: { automatic_taxes?: boolean | null } | null
  shipping_address?: { country_code?: string | null } | null
}

/** A cart as a hook receives it: all of it, or a part. */
type CartOfHook = Omit<TaxedAs, "shipping_address"> & {
  currency_code?: string
  customer?: { id: string } | null
  shipping_address?: AddressOfCart | null
  items?: NonNullable<CartForTax["items"]>
  shipping_methods?: NonNullable<CartForTax["shipping_methods"]>
}

/** An order as a hook receives it. */
type OrderOfHook = TaxedAs &
  AddedLines & {
    currency_code: string
    customer?: {
      id: string
      email?: string | null
      groups?: { id: string }[] | null
    } | null
  }

type Hook = {
  container: MedusaContainer
  transactionId?: string
  /** The key of the step in another workflow that runs this workflow. */
  parentStepIdempotencyKey?: string
}

/** The tax lines that the compensation restores. */
type TaxLinesToRestore = Record<keyof TaxLineStores, RestorableTaxLines>

type HookResult = StepResponse<
  KintsugiTaxContext | undefined,
  TaxLinesToRestore
>

/**
 * Handler of `upsertTaxLinesWorkflow.hooks.setTaxLineContext`: deletes the
 * lines' old tax lines, so that all of the new ones are stored. Otherwise
 * Medusa would give each new tax line the id of the first old one: of several
 * jurisdictions only the last would survive, and an empty answer would delete
 * nothing.
 *
 * Does nothing where Kintsugi neither taxes the cart nor has taxed it before. A
 * store with its own handler calls this one from it and passes on its result;
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
  const asked = { items, shipping_methods }
  const facts = createCartLookups(container)
  // An earlier answer does not belong to this run.
  takeAnswer(cart.id)
  if (waitsForAddress(cart, asked, hook)) {
    const as = { shipsNothing: shipsNothing(cart) }
    saveRunState(cart.id, transactionId, {
      lookups: facts,
      cart: as,
      restoredByRun: idsOf(asked),
    })
    return new StepResponse(undefined, noTaxLines())
  }
  let as: CartInRun | undefined
  const replaced = await replace(
    cart,
    asked,
    cartTaxLineStores(container),
    cart,
    facts,
    async () => {
      const whole = await readWholeCart(
        cart.id,
        facts,
        container,
        cartOfHook(cart)
      )
      as = whole && {
        whole: whole.cart,
        lines: whole.lines,
        writtenLineIds: idsOf(asked),
      }
      return whole?.context
    }
  )
  saveRunState(cart.id, transactionId, {
    lookups: facts,
    cart: as,
    restoredByRun: idsOf(asked),
  })
  return replaced
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
  asked: LinesToTax,
  { container, parentStepIdempotencyKey }: Hook
): boolean => {
  const ids = new Set((asked.items ?? []).map(({ id }) => id))
  const isPending = ({ provider_id, data }: CurrentTaxLine) =>
    isKintsugi(provider_id) && data?.reason === "address_incomplete"
  return (
    Boolean(region?.automatic_taxes) &&
    Boolean(shipping_address?.country_code) &&
    readAddress(toTaxAddress(shipping_address)).status === "incomplete" &&
    shipping_methods?.length === 0 &&
    !asked.shipping_methods?.length &&
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
): Promise<void> => restore(oldTaxLines, cartTaxLineStores(container))

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
  const facts = createCartLookups(container)
  const whole = await readWholeCart(cart.id, facts, container)
  const replaced = taxLineIds(whole?.cart ?? cart)
  const isAutomatic = isTaxedAutomatically(cart)
  const as =
    whole && isAutomatic && isUnchanged(whole.cart, cart)
      ? { whole: whole.cart, lines: whole.lines }
      : undefined
  saveRunState(cart.id, transactionId, {
    lookups: facts,
    cart: as,
    restoredByRun: idsOf(cart),
    replaced,
  })
  const request = currentTaxRequest()
  if (request) {
    request.replaced = replaced
    request.taxedCartId = as && cart.id
  }
  if (isAutomatic) {
    return new StepResponse(whole?.context, noTaxLines())
  }
  const found = await findTaxLines(cart, cartTaxLineStores(container))
  return new StepResponse(
    whole?.context,
    isTaxedByKintsugi(found) ? found : noTaxLines()
  )
}

/** Whether Medusa asks for the tax without being forced to. */
const isTaxedAutomatically = ({ region, shipping_address }: TaxedAs): boolean =>
  Boolean(region?.automatic_taxes && shipping_address?.country_code)

/**
 * Whether Medusa asks about the current cart: it reads the cart before it waits
 * for the lock, and another request may have changed the cart in between.
 */
const isUnchanged = (current: CartForTax, asked: CartOfHook): boolean =>
  current.currency_code === asked.currency_code &&
  (current.customer_id ?? undefined) === asked.customer?.id &&
  haveSameIds(current.items, asked.items) &&
  haveSameIds(current.shipping_methods, asked.shipping_methods)

const haveSameIds = (
  lines: { id: string }[] = [],
  others: { id: string }[] = []
): boolean => {
  const ids = new Set(others.map(({ id }) => id))
  return lines.length === ids.size && lines.every(({ id }) => ids.has(id))
}

/**
 * Handler of `updateOrderTaxLinesWorkflow.hooks.setTaxLineContext`: deletes the
 * old tax lines of the lines that Medusa asks about. For single lines of an
 * order, Medusa only adds tax lines, so that a line that it asks about twice
 * would be taxed twice. Medusa itself replaces the tax lines of a whole order.
 *
 * Passes the whole order to the provider, so that caps, fees and discounts are
 * those of the order.
 */
export const clearStaleOrderTaxLines = (
  { order, items, shipping_methods }: AddedLines & { order: OrderOfHook },
  { container }: Hook
): Promise<HookResult> =>
  order.region?.automatic_taxes && !order.shipping_address?.country_code
    ? taxWithoutMedusa(order, { items, shipping_methods }, container)
    : replace(
        order,
        { items, shipping_methods },
        orderTaxLineStores(container),
        undefined,
        createCartLookups(container),
        () =>
          wholeOrderContext(order.id, { items, shipping_methods }, container)
      )

/**
 * Taxes lines for which Medusa asks no provider: Medusa considers the shipping
 * address alone, and would create an order that has only a billing address, or
 * add to it, without tax. It does not touch the tax lines of lines that it has
 * no answer for.
 */
const taxWithoutMedusa = async (
  order: OrderOfHook,
  added: AddedLines,
  container: MedusaContainer
): Promise<HookResult> => {
  const context = await wholeOrderContext(order.id, added, container)
  const address = context?.kintsugi.address
  if (
    !address?.country_code ||
    !(await isKintsugiCountry(address.country_code, container))
  ) {
    return new StepResponse(undefined, noTaxLines())
  }
  const isWholeOrder = !added.items && !added.shipping_methods
  const { items, shipping_methods } = isWholeOrder ? order : added
  const asked = { items: items?.filter(isTaxed), shipping_methods }
  const stores = orderTaxLineStores(container)
  const [replaced, taxLines] = await Promise.all([
    findTaxLines(asked, stores),
    container.resolve(Modules.TAX).getTaxLines(
      toTaxModuleLines({
        ...asked,
        currency_code: order.currency_code,
      } as Pick<CartForTax, "currency_code" | "items" | "shipping_methods">),
      {
        address,
        customer: order.customer
          ? {
              id: order.customer.id,
              email: order.customer.email ?? "",
              customer_groups: (order.customer.groups ?? []).map(
                ({ id }) => id
              ),
            }
          : undefined,
        is_return: false,
        additional_context: context,
      } as TaxCalculationContext
    ),
  ])
  await Promise.all(
    KINDS.map((kind) => {
      const ids = new Set(replaced[kind].lineIds)
      return setTaxLines(
        {
          lineIds: replaced[kind].lineIds,
          taxLines: taxLines
            .filter((taxLine) => ids.has(lineIdOf(taxLine)))
            .map((taxLine) => toContent(taxLine, stores[kind])),
        },
        stores[kind]
      )
    })
  )
  return new StepResponse(undefined, replaced)
}

const isTaxed = ({ is_giftcard }: { is_giftcard?: boolean | null }): boolean =>
  !is_giftcard

/** Restores what {@link clearStaleOrderTaxLines} deleted. */
export const restoreOrderTaxLines = (
  oldTaxLines: TaxLinesToRestore | undefined,
  { container }: Hook
): Promise<void> => restore(oldTaxLines, orderTaxLineStores(container))

const replace = async (
  taxed: TaxedAs,
  asked: LinesToTax,
  stores: TaxLineStores,
  hookCart: CartOfHook | undefined,
  facts: CartLookups,
  readContext: () => Promise<KintsugiTaxContext | undefined>
): Promise<HookResult> => {
  // Medusa will not ask about these lines, so their tax lines have to stay.
  const country = taxed.shipping_address?.country_code
  if (!isTaxedAutomatically(taxed) || !country) {
    return new StepResponse(undefined, noTaxLines())
  }
  const [oldTaxLines, kintsugiTaxes] = await Promise.all([
    findTaxLines(asked, stores, hookCart),
    facts.isKintsugiCountry(country),
  ])
  if (!kintsugiTaxes && !isTaxedByKintsugi(oldTaxLines)) {
    return new StepResponse(undefined, noTaxLines())
  }
  // First what may fail: a deletion can be undone only after this hook is done.
  const context = await readContext()
  await Promise.all(
    KINDS.map(
      (kind) =>
        oldTaxLines[kind].taxLines.length &&
        stores[kind].delete(oldTaxLines[kind].lineIds)
    )
  )
  return new StepResponse(context, oldTaxLines)
}

const noTaxLines = (): TaxLinesToRestore => ({
  items: toRestorable([], []),
  shippingMethods: toRestorable([], []),
})

const KINDS = ["items", "shippingMethods"] as const

const isTaxedByKintsugi = ({
  items,
  shippingMethods,
}: TaxLinesToRestore): boolean =>
  [...items.taxLines, ...shippingMethods.taxLines].some(({ provider_id }) =>
    isKintsugi(provider_id as string)
  )

/** Medusa does not delete what it wrote for lines that had no tax lines. */
const restore = async (
  oldTaxLines: TaxLinesToRestore | undefined,
  stores: TaxLineStores
): Promise<void> => {
  if (oldTaxLines) {
    await Promise.all(
      KINDS.map((kind) => setTaxLines(oldTaxLines[kind], stores[kind]))
    )
  }
}

/** The tax lines of these lines; read only where the hook's cart lacks them. */
const findTaxLines = async (
  { items, shipping_methods }: LinesToTax,
  stores: TaxLineStores,
  hookCart?: CartOfHook
): Promise<TaxLinesToRestore> => {
  const [ofItems, ofMethods] = await Promise.all([
    findTaxLinesOfKind(items, stores.items, hookCart?.items),
    findTaxLinesOfKind(
      shipping_methods,
      stores.shippingMethods,
      hookCart?.shipping_methods
    ),
  ])
  return { items: ofItems, shippingMethods: ofMethods }
}

const findTaxLinesOfKind = async (
  asked: { id: string }[] | null | undefined,
  store: TaxLineStore,
  hookLines: LineOfHook[] | undefined
): Promise<RestorableTaxLines> => {
  const ids = (asked ?? []).map(({ id }) => id)
  return toRestorable(
    ids,
    ids.length
      ? (taxLinesOfHook(hookLines, ids, store) ?? (await store.find(ids)))
      : []
  )
}

type LineOfHook = { id: string; tax_lines?: CurrentTaxLine[] | null }

/** `undefined` unless all of these lines come with their full tax lines. */
const taxLinesOfHook = (
  lines: LineOfHook[] | undefined,
  ids: string[],
  store: TaxLineStore
): CurrentTaxLine[] | undefined => {
  const linesById = new Map(lines?.map((line) => [line.id, line]))
  const asked = ids.flatMap((id) => linesById.get(id) ?? [])
  const isComplete = ({ tax_lines }: LineOfHook): boolean =>
    tax_lines?.every((taxLine) => "metadata" in taxLine) ?? false
  return asked.length === ids.length && asked.every(isComplete)
    ? withOwner(asked, store)
    : undefined
}
