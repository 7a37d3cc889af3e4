import type {
  ICartModuleService,
  IOrderModuleService,
  MedusaContainer,
} from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { StepResponse } from "@medusajs/framework/workflows-sdk"
import { KINTSUGI_MODULE } from "../modules/kintsugi"
import type { KintsugiModuleService } from "../modules/kintsugi/service"
import { takeAnsweredCart } from "../providers/kintsugi/answered-carts"
import type { KintsugiTaxContext } from "../providers/kintsugi/estimate-context"
import { readAddress } from "../tax/address"
import { forTax, shipsNothing } from "../tax/place-of-supply"
import { isKintsugi } from "./kintsugi-regions"
import { type CartFacts, createCartFacts } from "./settle-cart-tax/cart-facts"
import type { AddressOfCart, CartForTax } from "./settle-cart-tax/read-cart"
import {
  type SeenCart,
  currentTaxRequest,
  remember,
} from "./settle-cart-tax/seen"
import { wholeCart } from "./settle-cart-tax/whole-cart-context"
import { type AddedLines, wholeOrderContext } from "./whole-order-context"

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

/** A cart as a hook is given it: with all of it, or with a part. */
type CartOfHook = Omit<TaxedAs, "shipping_address"> & {
  currency_code?: string
  customer?: { id: string } | null
  shipping_address?: AddressOfCart | null
  items?: NonNullable<CartForTax["items"]>
  shipping_methods?: NonNullable<CartForTax["shipping_methods"]>
}

type Hook = {
  container: MedusaContainer
  transactionId?: string
  /** Of the step that this workflow is in another one. */
  parentStepIdempotencyKey?: string
}

type TaxLineIds = { itemTaxLines: string[]; shippingTaxLines: string[] }

/**
 * The tax lines that were taken away; what the compensation gives back, in the
 * place of whatever these lines have got since.
 */
type TakenAway = TaxLineIds & { items: string[]; shippingMethods: string[] }

type TaxLine = {
  id: string
  provider_id?: string | null
  data?: Record<string, unknown> | null
}

/** The few things a replacement needs of the Cart or the Order Module. */
type TaxLineShelf = {
  ofItems(ids: string[]): Promise<TaxLine[]>
  ofShippingMethods(ids: string[]): Promise<TaxLine[]>
  takeAway(taken: TaxLineIds): Promise<unknown>
  giveBack(taken: TaxLineIds): Promise<unknown>
}

/**
 * Handler of `upsertTaxLinesWorkflow.hooks.setTaxLineContext`: takes away the
 * lines' old tax lines, so that the new ones come whole. Medusa would give
 * each new line the id of the first old one, so that of several jurisdictions
 * only the last would survive, and an empty answer would remove nothing.
 *
 * Does nothing where Kintsugi neither taxes the cart nor has done so. A store
 * with a handler of its own calls this one from it and hands on its result;
 * {@link restoreCartTaxLines} is the compensation.
 *
 * @example
 * upsertTaxLinesWorkflow.hooks.setTaxLineContext(
 *   async (input, context) => {
 *     const kintsugi = await replaceCartTaxLines(input, context)
 *     return new StepResponse(
 *       { ...kintsugi.output, mine: true },
 *       kintsugi.compensateInput
 *     )
 *   },
 *   restoreCartTaxLines
 * )
 */
export const replaceCartTaxLines = async (
  { cart, items, shipping_methods }: LinesToTax & { cart: CartOfHook },
  hook: Hook
): Promise<StepResponse<KintsugiTaxContext | undefined, TakenAway>> => {
  const { container, transactionId } = hook
  const asked = { items, shipping_methods }
  const facts = createCartFacts(container)
  // What was answered before is none of this run's.
  takeAnsweredCart(cart.id)
  if (waitsForAddress(cart, asked, hook)) {
    const as = { shipsNothing: shipsNothing(cart) }
    remember(cart.id, transactionId, { facts, as })
    return new StepResponse(undefined, nothing())
  }
  let as: SeenCart | undefined
  const replaced = await replace(
    cart,
    asked,
    cartShelf(container, cart),
    facts,
    async () => {
      const whole = await wholeCart(cart.id, facts, container, asGiven(cart))
      as = whole && {
        whole: whole.cart,
        lines: whole.lines,
        asked: idsOf(asked),
      }
      return whole?.context
    }
  )
  remember(cart.id, transactionId, { facts, as })
  return replaced
}

const idsOf = ({ items, shipping_methods }: LinesToTax): Set<string> =>
  new Set([...(items ?? []), ...(shipping_methods ?? [])].map(({ id }) => id))

/**
 * Whether there is nothing to do: the address is not filled in, all that Medusa
 * can be answered is "pending", every other line says so already, and the
 * settlement that follows in this run sees to what a hook is not told.
 */
const waitsForAddress = (
  { region, shipping_address, items, shipping_methods }: CartOfHook,
  asked: LinesToTax,
  { container, parentStepIdempotencyKey }: Hook
): boolean => {
  const ids = new Set((asked.items ?? []).map(({ id }) => id))
  const isPending = ({ provider_id, data }: TaxLine) =>
    isKintsugi(provider_id) && data?.reason === "address_incomplete"
  return (
    Boolean(region?.automatic_taxes) &&
    Boolean(shipping_address?.country_code) &&
    readAddress(forTax(shipping_address)).status === "incomplete" &&
    shipping_methods?.length === 0 &&
    !asked.shipping_methods?.length &&
    items !== undefined &&
    items.every(({ id, is_giftcard, tax_lines }) =>
      ids.has(id)
        ? // Medusa writes its one new tax line over the one that is there.
          tax_lines && tax_lines.length < 2 && tax_lines.every(isPending)
        : is_giftcard || (tax_lines?.length && tax_lines.every(isPending))
    ) &&
    (parentStepIdempotencyKey?.startsWith("refresh-cart-items:") ?? false) &&
    container.resolve<KintsugiModuleService>(KINTSUGI_MODULE).getOptions().hooks
      .cartRefresh
  )
}

/**
 * The cart that a hook is given, if it has all that its tax depends on: Medusa
 * has just read it. A billing address it never has, which decides where the
 * shipping address does not.
 */
const asGiven = (cart: CartOfHook): CartForTax | undefined => {
  const { currency_code, customer, items, shipping_methods } = cart
  const isWhole =
    currency_code !== undefined &&
    readAddress(forTax(cart.shipping_address)).status === "complete" &&
    [items, shipping_methods].every((lines) =>
      lines?.every(
        ({ adjustments, is_tax_inclusive }) =>
          Array.isArray(adjustments) && typeof is_tax_inclusive === "boolean"
      )
    )
  return isWhole
    ? { ...cart, currency_code, customer_id: customer?.id }
    : undefined
}

/** Gives back what {@link replaceCartTaxLines} took away. */
export const restoreCartTaxLines = async (
  taken: TakenAway | undefined,
  { container }: Hook
): Promise<void> => {
  await restore(taken, cartShelf(container))
}

/**
 * Handler of `updateTaxLinesWorkflow.hooks.setTaxLineContext`, which replaces a
 * cart's tax lines by itself: hands the whole cart to the provider.
 */
export const handOnWholeCart = async (
  { cart }: { cart: CartOfHook },
  { container, transactionId }: Hook
): Promise<StepResponse<KintsugiTaxContext | undefined>> => {
  if (cart.items?.length === 0 && cart.shipping_methods?.length === 0) {
    return new StepResponse(undefined)
  }
  const facts = createCartFacts(container)
  const whole = await wholeCart(cart.id, facts, container)
  // Where these are missing, Medusa does not ask.
  if (
    whole &&
    cart.region?.automatic_taxes &&
    cart.shipping_address?.country_code &&
    isStill(whole.cart, cart)
  ) {
    const { cart: read, lines } = whole
    remember(cart.id, transactionId, { facts, as: { whole: read, lines } })
    const request = currentTaxRequest()
    if (request) {
      request.taxedCart = cart.id
    }
  }
  return new StepResponse(whole?.context)
}

/**
 * Whether Medusa asks about the cart as it stands: it reads the cart before it
 * waits for the lock, and somebody else may have changed it meanwhile.
 */
const isStill = (standing: CartForTax, asked: CartOfHook): boolean =>
  standing.currency_code === asked.currency_code &&
  (standing.customer_id ?? undefined) === asked.customer?.id &&
  isSameLines(standing.items, asked.items) &&
  isSameLines(standing.shipping_methods, asked.shipping_methods)

const isSameLines = (
  some: { id: string }[] = [],
  others: { id: string }[] = []
): boolean => {
  const ids = new Set(others.map(({ id }) => id))
  return some.length === ids.size && some.every(({ id }) => ids.has(id))
}

/**
 * Handler of `updateOrderTaxLinesWorkflow.hooks.setTaxLineContext`: takes away
 * the old tax lines of the lines that are asked about, since Medusa only ever
 * adds to those of an order's single lines, so that a line asked about twice
 * would be taxed twice. A whole order's tax lines Medusa replaces by itself.
 *
 * The provider is handed the whole order, so that caps, fees and discounts are
 * those of the order.
 */
export const replaceOrderTaxLines = (
  { order, items, shipping_methods }: AddedLines & { order: TaxedAs },
  { container }: Hook
) =>
  replace(
    order,
    { items, shipping_methods },
    orderShelf(container),
    createCartFacts(container),
    () => wholeOrderContext(order.id, { items, shipping_methods }, container)
  )

/** Gives back what {@link replaceOrderTaxLines} took away. */
export const restoreOrderTaxLines = async (
  taken: TakenAway | undefined,
  { container }: Hook
): Promise<void> => {
  await restore(taken, orderShelf(container))
}

const replace = async (
  taxed: TaxedAs,
  { items, shipping_methods }: LinesToTax,
  shelf: TaxLineShelf,
  facts: CartFacts,
  context: () => Promise<KintsugiTaxContext | undefined>
): Promise<StepResponse<KintsugiTaxContext | undefined, TakenAway>> => {
  // Medusa will not ask for these, so what stands there has to stay.
  const country = taxed.shipping_address?.country_code
  if (!taxed.region?.automatic_taxes || !country) {
    return new StepResponse(undefined, nothing())
  }
  const itemIds = (items ?? []).map(({ id }) => id)
  const methodIds = (shipping_methods ?? []).map(({ id }) => id)
  const [itemTaxLines, shippingTaxLines, kintsugiTaxes] = await Promise.all([
    linesOf(itemIds, shelf.ofItems),
    linesOf(methodIds, shelf.ofShippingMethods),
    facts.isKintsugiCountry(country),
  ])
  const kintsugiTaxed = [...itemTaxLines, ...shippingTaxLines].some(
    ({ provider_id }) => isKintsugi(provider_id)
  )
  if (!kintsugiTaxes && !kintsugiTaxed) {
    return new StepResponse(undefined, nothing())
  }
  const taken = {
    items: itemIds,
    shippingMethods: methodIds,
    itemTaxLines: itemTaxLines.map(({ id }) => id),
    shippingTaxLines: shippingTaxLines.map(({ id }) => id),
  }
  // First what may fail: what is taken away can only be given back afterwards.
  const handedOn = await context()
  await shelf.takeAway(taken)
  return new StepResponse(handedOn, taken)
}

const nothing = (): TakenAway => ({
  items: [],
  shippingMethods: [],
  itemTaxLines: [],
  shippingTaxLines: [],
})

/** Medusa does not take back what it wrote for lines that had no tax lines. */
const restore = async (
  taken: TakenAway | undefined,
  shelf: TaxLineShelf
): Promise<void> => {
  if (!taken) {
    return
  }
  const since = (found: TaxLine[], before: string[]) =>
    found.flatMap(({ id }) => (before.includes(id) ? [] : id))
  const { items, shippingMethods, itemTaxLines, shippingTaxLines } = taken
  const [ofItems, ofMethods] = await Promise.all([
    linesOf(items, shelf.ofItems),
    linesOf(shippingMethods, shelf.ofShippingMethods),
  ])
  await shelf.takeAway({
    itemTaxLines: since(ofItems, itemTaxLines),
    shippingTaxLines: since(ofMethods, shippingTaxLines),
  })
  await shelf.giveBack(taken)
}

const linesOf = async (
  ids: string[],
  find: (ids: string[]) => Promise<TaxLine[]>
): Promise<TaxLine[]> => (ids.length ? find(ids) : [])

const ID_AND_PROVIDER = {
  select: ["id", "provider_id"] as ("id" | "provider_id")[],
}

/** @param given - the cart as a hook is given it, which may save a query */
const cartShelf = (
  container: MedusaContainer,
  given?: CartOfHook
): TaxLineShelf => {
  const carts: ICartModuleService = container.resolve(Modules.CART)
  return {
    ofItems: async (item_id) =>
      taxLinesGiven(given?.items, item_id) ??
      carts.listLineItemTaxLines({ item_id }, ID_AND_PROVIDER),
    ofShippingMethods: async (shipping_method_id) =>
      taxLinesGiven(given?.shipping_methods, shipping_method_id) ??
      carts.listShippingMethodTaxLines({ shipping_method_id }, ID_AND_PROVIDER),
    takeAway: ({ itemTaxLines, shippingTaxLines }) =>
      Promise.all([
        itemTaxLines.length && carts.softDeleteLineItemTaxLines(itemTaxLines),
        shippingTaxLines.length &&
          carts.softDeleteShippingMethodTaxLines(shippingTaxLines),
      ]),
    giveBack: ({ itemTaxLines, shippingTaxLines }) =>
      Promise.all([
        itemTaxLines.length && carts.restoreLineItemTaxLines(itemTaxLines),
        shippingTaxLines.length &&
          carts.restoreShippingMethodTaxLines(shippingTaxLines),
      ]),
  }
}

/** `undefined` where not all of these lines come with their tax lines. */
const taxLinesGiven = (
  lines: { id: string; tax_lines?: TaxLine[] | null }[] | undefined,
  ids: string[]
): TaxLine[] | undefined => {
  const given = new Map(lines?.map(({ id, tax_lines }) => [id, tax_lines]))
  return ids.every((id) => given.get(id))
    ? ids.flatMap((id) => given.get(id) ?? [])
    : undefined
}

const orderShelf = (container: MedusaContainer): TaxLineShelf => {
  const orders: IOrderModuleService = container.resolve(Modules.ORDER)
  return {
    ofItems: (item_id) =>
      orders.listOrderLineItemTaxLines({ item_id }, ID_AND_PROVIDER),
    ofShippingMethods: (shipping_method_id) =>
      orders.listOrderShippingMethodTaxLines(
        { shipping_method_id },
        ID_AND_PROVIDER
      ),
    takeAway: ({ itemTaxLines, shippingTaxLines }) =>
      Promise.all([
        itemTaxLines.length &&
          orders.softDeleteOrderLineItemTaxLines(itemTaxLines),
        shippingTaxLines.length &&
          orders.softDeleteOrderShippingMethodTaxLines(shippingTaxLines),
      ]),
    giveBack: ({ itemTaxLines, shippingTaxLines }) =>
      Promise.all([
        itemTaxLines.length &&
          orders.restoreOrderLineItemTaxLines(itemTaxLines),
        shippingTaxLines.length &&
          orders.restoreOrderShippingMethodTaxLines(shippingTaxLines),
      ]),
  }
}
