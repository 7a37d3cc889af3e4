import type { MedusaContainer } from "@medusajs/framework/types"
import { StepResponse } from "@medusajs/framework/workflows-sdk"
import { KINTSUGI_MODULE } from "../modules/kintsugi"
import type { KintsugiModuleService } from "../modules/kintsugi/service"
import { takeAnsweredCart } from "../providers/kintsugi/answered-carts"
import type { KintsugiTaxContext } from "../providers/kintsugi/estimate-context"
import { readAddress } from "../tax/address"
import { forTax, shipsNothing } from "../tax/place-of-supply"
import {
  type KeptTaxLines,
  type StandingTaxLine,
  type TaxLineShelf,
  type TaxLineShelves,
  cartShelves,
  kept,
  orderShelves,
  owned,
  setTaxLines,
  standingIds,
} from "./kept-tax-lines"
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

/** The tax lines that were taken away; what the compensation puts back. */
type TakenAway = Record<keyof TaxLineShelves, KeptTaxLines>

type Handed = StepResponse<KintsugiTaxContext | undefined, TakenAway>

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
): Promise<Handed> => {
  const { container, transactionId } = hook
  const asked = { items, shipping_methods }
  const facts = createCartFacts(container)
  // What was answered before is none of this run's.
  takeAnsweredCart(cart.id)
  if (waitsForAddress(cart, asked, hook)) {
    const as = { shipsNothing: shipsNothing(cart) }
    remember(cart.id, transactionId, { facts, as, givenBack: idsOf(asked) })
    return new StepResponse(undefined, nothing())
  }
  let as: SeenCart | undefined
  const replaced = await replace(
    cart,
    asked,
    cartShelves(container),
    cart,
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
  remember(cart.id, transactionId, { facts, as, givenBack: idsOf(asked) })
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
  const isPending = ({ provider_id, data }: StandingTaxLine) =>
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

/**
 * Puts back what {@link replaceCartTaxLines} took away, and what Medusa did
 * after {@link handOnWholeCart}.
 */
export const restoreCartTaxLines = (
  taken: TakenAway | undefined,
  { container }: Hook
): Promise<void> => restore(taken, cartShelves(container))

/**
 * Handler of `updateTaxLinesWorkflow.hooks.setTaxLineContext`, which replaces a
 * cart's tax lines by itself: hands the whole cart to the provider.
 *
 * {@link restoreCartTaxLines} is the compensation: where Medusa has nobody to
 * ask, it takes all tax lines away, and would not put them back.
 */
export const handOnWholeCart = async (
  { cart }: { cart: CartOfHook },
  { container, transactionId }: Hook
): Promise<Handed> => {
  if (cart.items?.length === 0 && cart.shipping_methods?.length === 0) {
    return new StepResponse(undefined, nothing())
  }
  const facts = createCartFacts(container)
  const whole = await wholeCart(cart.id, facts, container)
  const replaced = standingIds(whole?.cart ?? cart)
  const isAsked = isAskedAbout(cart)
  const as =
    whole && isAsked && isStill(whole.cart, cart)
      ? { whole: whole.cart, lines: whole.lines }
      : undefined
  remember(cart.id, transactionId, {
    facts,
    as,
    givenBack: idsOf(cart),
    replaced,
  })
  const request = currentTaxRequest()
  if (request) {
    request.replaced = replaced
    request.taxed = as && cart.id
  }
  if (isAsked) {
    return new StepResponse(whole?.context, nothing())
  }
  const found = await standingOn(cart, cartShelves(container))
  return new StepResponse(
    whole?.context,
    isTaxedByKintsugi(found) ? found : nothing()
  )
}

/** Whether Medusa asks for its tax, unless it is forced to. */
const isAskedAbout = ({ region, shipping_address }: TaxedAs): boolean =>
  Boolean(region?.automatic_taxes && shipping_address?.country_code)

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
    orderShelves(container),
    undefined,
    createCartFacts(container),
    () => wholeOrderContext(order.id, { items, shipping_methods }, container)
  )

/** Puts back what {@link replaceOrderTaxLines} took away. */
export const restoreOrderTaxLines = (
  taken: TakenAway | undefined,
  { container }: Hook
): Promise<void> => restore(taken, orderShelves(container))

const replace = async (
  taxed: TaxedAs,
  asked: LinesToTax,
  shelves: TaxLineShelves,
  given: CartOfHook | undefined,
  facts: CartFacts,
  context: () => Promise<KintsugiTaxContext | undefined>
): Promise<Handed> => {
  // Medusa will not ask for these, so what stands there has to stay.
  const country = taxed.shipping_address?.country_code
  if (!isAskedAbout(taxed) || !country) {
    return new StepResponse(undefined, nothing())
  }
  const [taken, kintsugiTaxes] = await Promise.all([
    standingOn(asked, shelves, given),
    facts.isKintsugiCountry(country),
  ])
  if (!kintsugiTaxes && !isTaxedByKintsugi(taken)) {
    return new StepResponse(undefined, nothing())
  }
  // First what may fail: what is taken away can only be put back afterwards.
  const handedOn = await context()
  await Promise.all(
    KINDS.map(
      (kind) =>
        taken[kind].taxLines.length && shelves[kind].takeAway(taken[kind].of)
    )
  )
  return new StepResponse(handedOn, taken)
}

const nothing = (): TakenAway => ({
  items: kept([], []),
  shippingMethods: kept([], []),
})

const KINDS = ["items", "shippingMethods"] as const

const isTaxedByKintsugi = ({ items, shippingMethods }: TakenAway): boolean =>
  [...items.taxLines, ...shippingMethods.taxLines].some(({ provider_id }) =>
    isKintsugi(provider_id as string)
  )

/** Medusa does not take back what it wrote for lines that had no tax lines. */
const restore = async (
  taken: TakenAway | undefined,
  shelves: TaxLineShelves
): Promise<void> => {
  if (taken) {
    await Promise.all(
      KINDS.map((kind) => setTaxLines(taken[kind], shelves[kind]))
    )
  }
}

/** What stands on the lines that are asked about, as it may be given already. */
const standingOn = async (
  { items, shipping_methods }: LinesToTax,
  shelves: TaxLineShelves,
  given?: CartOfHook
): Promise<TakenAway> => {
  const [ofItems, ofMethods] = await Promise.all([
    standing(items, shelves.items, given?.items),
    standing(
      shipping_methods,
      shelves.shippingMethods,
      given?.shipping_methods
    ),
  ])
  return { items: ofItems, shippingMethods: ofMethods }
}

const standing = async (
  asked: { id: string }[] | null | undefined,
  shelf: TaxLineShelf,
  given: LineAsGiven[] | undefined
): Promise<KeptTaxLines> => {
  const of = (asked ?? []).map(({ id }) => id)
  return kept(
    of,
    of.length ? (taxLinesGiven(given, of, shelf) ?? (await shelf.find(of))) : []
  )
}

type LineAsGiven = { id: string; tax_lines?: StandingTaxLine[] | null }

/** `undefined` where not all of these lines come with all of their tax lines. */
const taxLinesGiven = (
  lines: LineAsGiven[] | undefined,
  ids: string[],
  shelf: TaxLineShelf
): StandingTaxLine[] | undefined => {
  const given = new Map(lines?.map((line) => [line.id, line]))
  const asked = ids.flatMap((id) => given.get(id) ?? [])
  const isWhole = ({ tax_lines }: LineAsGiven): boolean =>
    tax_lines?.every((taxLine) => "metadata" in taxLine) ?? false
  return asked.length === ids.length && asked.every(isWhole)
    ? owned(asked, shelf)
    : undefined
}
