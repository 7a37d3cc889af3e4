import type {
  ICartModuleService,
  IOrderModuleService,
  MedusaContainer,
} from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { StepResponse } from "@medusajs/framework/workflows-sdk"
import type { KintsugiTaxContext } from "../providers/kintsugi/estimate-context"
import { isKintsugi, isKintsugiCountry } from "./kintsugi-regions"
import { wholeCartContext } from "./settle-cart-tax/whole-cart-context"
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

type Hook = { container: MedusaContainer }

/** The tax lines that were taken away; what the compensation gives back. */
type TakenAway = { itemTaxLines: string[]; shippingTaxLines: string[] }

type TaxLine = { id: string; provider_id?: string | null }

/** The few things a replacement needs of the Cart or the Order Module. */
type TaxLineShelf = {
  ofItems(ids: string[]): Promise<TaxLine[]>
  ofShippingMethods(ids: string[]): Promise<TaxLine[]>
  takeAway(taken: TakenAway): Promise<unknown>
  giveBack(taken: TakenAway): Promise<unknown>
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
export const replaceCartTaxLines = (
  { cart, items, shipping_methods }: LinesToTax & { cart: TaxedAs },
  { container }: Hook
) =>
  replace(
    cart,
    { items, shipping_methods },
    cartShelf(container),
    container,
    () => wholeCartContext(cart.id, container)
  )

/** Gives back what {@link replaceCartTaxLines} took away. */
export const restoreCartTaxLines = async (
  taken: TakenAway | undefined,
  { container }: Hook
): Promise<void> => {
  await cartShelf(container).giveBack(taken ?? nothing())
}

/**
 * Handler of `updateTaxLinesWorkflow.hooks.setTaxLineContext`, which replaces a
 * cart's tax lines by itself: hands the whole cart to the provider.
 */
export const handOnWholeCart = async (
  { cart }: { cart: TaxedAs },
  { container }: Hook
): Promise<StepResponse<KintsugiTaxContext | undefined>> =>
  new StepResponse(await wholeCartContext(cart.id, container))

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
    container,
    () => wholeOrderContext(order.id, { items, shipping_methods }, container)
  )

/** Gives back what {@link replaceOrderTaxLines} took away. */
export const restoreOrderTaxLines = async (
  taken: TakenAway | undefined,
  { container }: Hook
): Promise<void> => {
  await orderShelf(container).giveBack(taken ?? nothing())
}

const replace = async (
  taxed: TaxedAs,
  { items, shipping_methods }: LinesToTax,
  shelf: TaxLineShelf,
  container: MedusaContainer,
  context: () => Promise<KintsugiTaxContext | undefined>
): Promise<StepResponse<KintsugiTaxContext | undefined, TakenAway>> => {
  // Medusa will not ask for these, so what stands there has to stay.
  const country = taxed.shipping_address?.country_code
  if (!taxed.region?.automatic_taxes || !country) {
    return new StepResponse(undefined, nothing())
  }
  const [itemTaxLines, shippingTaxLines, kintsugiTaxes] = await Promise.all([
    linesOf(items, shelf.ofItems),
    linesOf(shipping_methods, shelf.ofShippingMethods),
    isKintsugiCountry(country, container),
  ])
  const kintsugiTaxed = [...itemTaxLines, ...shippingTaxLines].some(
    ({ provider_id }) => isKintsugi(provider_id)
  )
  if (!kintsugiTaxes && !kintsugiTaxed) {
    return new StepResponse(undefined, nothing())
  }
  const taken = {
    itemTaxLines: itemTaxLines.map(({ id }) => id),
    shippingTaxLines: shippingTaxLines.map(({ id }) => id),
  }
  // First what may fail: what is taken away can only be given back afterwards.
  const handedOn = await context()
  await shelf.takeAway(taken)
  return new StepResponse(handedOn, taken)
}

const nothing = (): TakenAway => ({ itemTaxLines: [], shippingTaxLines: [] })

const linesOf = async (
  lines: { id: string }[] | null | undefined,
  find: (ids: string[]) => Promise<TaxLine[]>
): Promise<TaxLine[]> => (lines?.length ? find(lines.map(({ id }) => id)) : [])

const ID_AND_PROVIDER = {
  select: ["id", "provider_id"] as ("id" | "provider_id")[],
}

const cartShelf = (container: MedusaContainer): TaxLineShelf => {
  const carts: ICartModuleService = container.resolve(Modules.CART)
  return {
    ofItems: (item_id) =>
      carts.listLineItemTaxLines({ item_id }, ID_AND_PROVIDER),
    ofShippingMethods: (shipping_method_id) =>
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
