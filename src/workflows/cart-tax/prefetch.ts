import type { MedusaContainer } from "@medusajs/framework/types"
import {
  ContainerRegistrationKeys,
  QueryContext,
} from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { readAddress } from "../../tax/address/read-address"
import { toTaxAddress } from "../../tax/cart/place-of-supply"
import { askForTax } from "./ask-for-tax"
import { checkCart } from "./is-up-to-date"
import { readIsCustomerTrusted } from "./load-cart"
import { createLikelyOptions } from "./likely-option"
import { createCartLookups, readRegion } from "./lookups"
import {
  type AddressOfCart,
  type CartForTax,
  readCartWithoutShippingOptions,
} from "./read-cart"
import { createPrefetchOnce } from "./prefetched"
import { isAllUpToDate } from "./tax-line-freshness"

/**
 * The usual latency, in ms, below which a prefetch saves nothing: it takes some
 * 20 ms of work itself.
 */
const FAST_MS = 40

/**
 * The usual latency, in ms, from which the estimate with shipping is asked for
 * together with the one for the address: the time until it is needed is too
 * short for Kintsugi.
 */
const SLOW_MS = 250

/** Of this process. */
const likelyOptions = createLikelyOptions()
const prefetchOnce = createPrefetchOnce()

/** What a cart is about to get; `undefined`: it stays the same. */
export type NewAddress = {
  address: AddressOfCart
  email?: string | null
  region_id?: string | null
}

/**
 * Predicts a cart with its new address, to ask Kintsugi about it while Medusa
 * still checks the address and prices the items again, or even while the
 * shopper types the rest of the form.
 *
 * @returns `undefined` unless it is certain, and waiting is saved: Kintsugi
 * takes {@link FAST_MS} or more, and the cart has items, takes the whole new
 * address, keeps its region, and has no shipping that might not be offered there
 */
export const predictCartAtAddress = async (
  cartId: string,
  { address, email, region_id }: NewAddress,
  container: MedusaContainer
): Promise<PredictableCart | undefined> => {
  if (readAddress(toTaxAddress(address)).status !== "complete") {
    return undefined
  }
  const cart = await readPredictableCart(cartId, container)
  const customer = cart && customerAfter(email, cart, container)
  return customer &&
    // Another region has other prices.
    (region_id === undefined || region_id === cart.region_id) &&
    replacesEveryField(address, cart.shipping_address) &&
    (await isInRegion(address, cart, container))
    ? { ...cart, ...customer, shipping_address: address }
    : undefined
}

/**
 * Asks Kintsugi about a cart as it is about to be. Where Kintsugi is slow, or
 * nothing waits for it, asks about the cart with the shipping option that nearly
 * all shoppers choose, too.
 *
 * @param isTyping - whether the shopper is still typing
 * @throws the error that prevented an answer; Medusa's own request meets it too
 */
export const prefetchForAddress = async (
  cart: PredictableCart,
  { isTyping = false }: { isTyping?: boolean },
  container: MedusaContainer
): Promise<void> => {
  const optionId =
    isTyping || usualLatency(container) >= SLOW_MS
      ? likelyOptions.predict(cart.region_id)
      : undefined
  const customerId = await customerWhoCounts(cart, container)
  await Promise.all([
    prefetchOnce({ cart, customerId }, () => prefetchEstimate(cart, container)),
    optionId && prefetchWithShipping(cart, customerId, optionId, container),
  ])
}

/**
 * Another e-mail address makes another customer, who is not known to be the
 * shopper: such a customer's tax status does not count, unless `exemptGuests`
 * says so.
 */
const customerAfter = (
  email: string | null | undefined,
  cart: CartForTax,
  container: MedusaContainer
): Pick<CartForTax, "customer_id"> | undefined => {
  if (email === undefined || email === cart.email) {
    return { customer_id: cart.customer_id }
  }
  const { exemptGuests } = container
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .settings.getOptions()
  return exemptGuests ? undefined : { customer_id: null }
}

/**
 * Asks Kintsugi about a cart with the shipping option that is being chosen,
 * while Medusa still validates and prices the option.
 *
 * Only where the resulting cart is certain: it has no shipping method yet, and
 * the option's price is the same for every cart of the region.
 *
 * @throws the error that prevented an answer; Medusa's own request meets it too
 */
export const prefetchForShipping = async (
  cartId: string,
  optionId: string,
  container: MedusaContainer
): Promise<void> => {
  const cart = await readPredictableCart(cartId, container)
  if (!cart) {
    return
  }
  likelyOptions.record(cart.region_id, optionId)
  await prefetchWithShipping(
    cart,
    await customerWhoCounts(cart, container),
    optionId,
    container
  )
}

const customerWhoCounts = async (
  cart: CartForTax,
  container: MedusaContainer
): Promise<string | undefined> =>
  (await readIsCustomerTrusted(cart, container))
    ? (cart.customer_id ?? undefined)
    : undefined

const prefetchWithShipping = (
  cart: PredictableCart,
  customerId: string | undefined,
  optionId: string,
  container: MedusaContainer
): Promise<void> =>
  prefetchOnce({ cart, customerId, optionId }, async () => {
    const method = await readShippingMethod(optionId, cart, container)
    if (method) {
      await prefetchEstimate({ ...cart, shipping_methods: [method] }, container)
    }
  })

/**
 * Asks Kintsugi about a cart as it is about to be, so that the answer is on its
 * way when Medusa asks: the same question then shares this request. If the cart
 * turns out different, only a request was wasted.
 */
const prefetchEstimate = async (
  cart: CartForTax,
  container: MedusaContainer
): Promise<void> => {
  const checked = await checkCart(cart, createCartLookups(container), container)
  if (checked?.isAutomatic && !isAllUpToDate(checked.upToDateKinds)) {
    await askForTax(checked, { isPrefetch: true }, container)
  }
}

/** A cart whose next change has a certain result. */
export type PredictableCart = CartForTax & { region_id: string }

/** What Kintsugi usually takes now, in ms; 0: not known. */
const usualLatency = (container: MedusaContainer): number =>
  container
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .stats.getRecentLatency() ?? 0

/** A cart whose change has a certain result; only if a prefetch saves time. */
const readPredictableCart = async (
  cartId: string,
  container: MedusaContainer
): Promise<PredictableCart | undefined> => {
  if (usualLatency(container) < FAST_MS) {
    return undefined
  }
  const cart = await readCartWithoutShippingOptions(cartId, container)
  return cart?.region_id &&
    cart.items?.length &&
    !cart.shipping_methods?.length &&
    // Medusa translates the titles of the lines.
    !cart.locale
    ? { ...cart, region_id: cart.region_id }
    : undefined
}

/** Whether no field of the old address can remain in the new one. */
const replacesEveryField = (
  address: AddressOfCart,
  old: AddressOfCart | null | undefined
): boolean => {
  const fresh = toTaxAddress(address)
  return Object.entries(toTaxAddress(old)).every(
    ([field, value]) => !value || fresh[field as keyof typeof fresh]
  )
}

const isInRegion = async (
  { country_code }: AddressOfCart,
  { region_id }: { region_id: string },
  container: MedusaContainer
): Promise<boolean> =>
  (await readRegion(region_id, container))?.countries.includes(
    country_code?.toLowerCase() ?? ""
  ) ?? false

type ShippingMethod = NonNullable<CartForTax["shipping_methods"]>[number]

type ShippingOption = {
  id: string
  name: string
  prices?: { price_rules?: { attribute: string }[] | null }[] | null
  calculated_price?: {
    calculated_amount?: number | null
    is_calculated_price_tax_inclusive?: boolean | null
  } | null
}

const readShippingMethod = async (
  optionId: string,
  { currency_code, region_id }: CartForTax,
  container: MedusaContainer
): Promise<ShippingMethod | undefined> => {
  const { data } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({
      entity: "shipping_option",
      fields: [
        "id",
        "name",
        "prices.price_rules.attribute",
        "calculated_price.*",
      ],
      // The price of any other type may have to come from a carrier.
      filters: { id: optionId, price_type: "flat" },
      context: { calculated_price: QueryContext({ currency_code, region_id }) },
    })
  const [option] = data as unknown as ShippingOption[]
  const { calculated_amount: amount, is_calculated_price_tax_inclusive } =
    option?.calculated_price ?? {}
  const dependsOnCart = option?.prices?.some(({ price_rules }) =>
    price_rules?.some(({ attribute }) => attribute !== "region_id")
  )
  return option && typeof amount === "number" && !dependsOnCart
    ? {
        // Unlike any id of Medusa's, which has not created the method yet.
        id: `ahead_${option.id}`,
        name: option.name,
        amount,
        is_tax_inclusive: Boolean(is_calculated_price_tax_inclusive),
        shipping_option_id: option.id,
        adjustments: [],
        tax_lines: [],
      }
    : undefined
}
