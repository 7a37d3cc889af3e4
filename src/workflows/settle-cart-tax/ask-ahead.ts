import type { MedusaContainer } from "@medusajs/framework/types"
import {
  ContainerRegistrationKeys,
  Modules,
  QueryContext,
} from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { readAddress } from "../../tax/address"
import { forTax } from "../../tax/place-of-supply"
import { type AddressOfCart, type CartForTax, readCartAlone } from "./read-cart"
import { askAheadAbout } from "./settle-cart-tax"

/**
 * How fast an answer, in ms, is there before asking ahead has saved anything:
 * it takes some 20 ms of work.
 */
const FAST_MS = 40

/** What a cart is just being given. */
export type NewAddress = { address: AddressOfCart; email?: string | null }

/**
 * Asks Kintsugi about a cart with the address that is just being given it, while
 * Medusa still checks it and prices the items anew.
 *
 * Only where what the cart will be is certain: it takes the whole of the new
 * address, stays in its region and its customer's, and has no shipping that may
 * not be offered there.
 *
 * @throws whatever kept it from being answered; Medusa's own question meets it
 */
export const askAheadOfAddress = async (
  cartId: string,
  { address, email }: NewAddress,
  container: MedusaContainer
): Promise<void> => {
  if (readAddress(forTax(address)).status !== "complete") {
    return
  }
  const cart = await simpleCart(cartId, container)
  if (
    cart &&
    // Another e-mail address makes another customer.
    (email === undefined || email === cart.email) &&
    isWhole(address, cart.shipping_address) &&
    (await isInRegion(address, cart, container))
  ) {
    await askAheadAbout({ ...cart, shipping_address: address }, container)
  }
}

/**
 * Asks Kintsugi about a cart with the shipping option that is just being chosen,
 * while Medusa still validates and prices it.
 *
 * Only where what the cart will be is certain: it has no shipping method yet, and
 * the option's price is the same for every cart of the region.
 *
 * @throws whatever kept it from being answered; Medusa's own question meets it
 */
export const askAheadOfShipping = async (
  cartId: string,
  optionId: string,
  container: MedusaContainer
): Promise<void> => {
  const cart = await simpleCart(cartId, container)
  const method = cart && (await methodOf(optionId, cart, container))
  if (method) {
    await askAheadAbout({ ...cart, shipping_methods: [method] }, container)
  }
}

/** A cart of which it is certain what becomes of it; if it pays to ask ahead. */
const simpleCart = async (
  cartId: string,
  container: MedusaContainer
): Promise<(CartForTax & { region_id: string }) | undefined> => {
  const usual = container
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .getUsualLatency()
  if (usual === undefined || usual < FAST_MS) {
    return undefined
  }
  const cart = await readCartAlone(cartId, container)
  return cart?.region_id &&
    cart.items?.length &&
    !cart.shipping_methods?.length &&
    // Medusa translates what the lines are called.
    !cart.locale
    ? { ...cart, region_id: cart.region_id }
    : undefined
}

/** Whether nothing of the old address can remain under the new one. */
const isWhole = (
  address: AddressOfCart,
  old: AddressOfCart | null | undefined
): boolean => {
  const fresh = forTax(address)
  return Object.entries(forTax(old)).every(
    ([field, value]) => !value || fresh[field as keyof typeof fresh]
  )
}

const isInRegion = async (
  { country_code }: AddressOfCart,
  { region_id }: { region_id: string },
  container: MedusaContainer
): Promise<boolean> => {
  const countries = await container
    .resolve(Modules.REGION)
    .listCountries({ region_id, iso_2: country_code ?? "" } as never, {
      select: ["iso_2"],
    })
  return countries.length > 0
}

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

const methodOf = async (
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
      // The price of another one may have to be asked of a carrier.
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
        // Of another kind than any id of Medusa's, which it does not have yet.
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
