import type { MedusaContainer } from "@medusajs/framework/types"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import type { CustomerTaxStatus } from "../../tax/customer/customer-tax-status"
import { isFresh } from "../../tax/estimate/freshness"
import { isKintsugi } from "../settings/taxed-countries"
import { changedDiscounts, ratesOfCart } from "./cart-discounts"
import {
  type LoadedCart,
  loadCart,
  mayBeTaxed,
  readIsCustomerTrusted,
} from "./load-cart"
import {
  type CartLookups,
  type CustomerOfCart,
  createCartLookups,
} from "./lookups"
import {
  type CartForTax,
  allLines,
  readCartWithoutShippingOptions,
} from "./read-cart"
import {
  type UpToDateKinds,
  createFreshnessCheck,
  findUpToDateKinds,
  isAllUpToDate,
} from "./tax-line-freshness"

/** A loaded cart, and which of its tax belongs to it as it is now. */
export type CheckedCart = LoadedCart & {
  /** Whether its tax is refreshed automatically, without a call of `/taxes`. */
  isAutomatic: boolean
  customer?: CustomerOfCart
  upToDateKinds: UpToDateKinds
}

/**
 * Loads a cart ({@link loadCart}) and checks which of its tax is up to date.
 *
 * @param retryUnanswered - see `RefreshOptions`
 * @returns `undefined` where Kintsugi does not tax the cart (any more)
 */
export const checkCart = async (
  stored: CartForTax | undefined,
  lookups: CartLookups,
  container: MedusaContainer,
  retryUnanswered = false
): Promise<CheckedCart | undefined> => {
  if (!stored?.region_id || stored.completed_at || !mayBeTaxed(stored)) {
    return undefined
  }
  const isTrusted = readIsCustomerTrusted(stored, container)
  const [loaded, isAutomatic, settings, buyer] = await Promise.all([
    loadCart(stored, lookups, container, isTrusted),
    lookups.hasAutomaticTaxes(stored.region_id),
    container
      .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
      .settings.getEffective(),
    readBuyer(stored, isTrusted, lookups, container),
  ])
  return (
    loaded && {
      ...loaded,
      isAutomatic,
      customer: buyer.customer,
      upToDateKinds: findUpToDateKinds(
        loaded.cart,
        loaded.lines,
        createFreshnessCheck(loaded, {
          settings: settings.key,
          customer: buyer.taxStatus,
          retryUnanswered,
        })
      ),
    }
  )
}

const readBuyer = async (
  { customer_id }: CartForTax,
  isTrusted: Promise<boolean>,
  lookups: CartLookups,
  container: MedusaContainer
): Promise<{ customer?: CustomerOfCart; taxStatus?: CustomerTaxStatus }> => {
  const [customer, counts] = await Promise.all([
    customer_id ? lookups.customer(customer_id) : undefined,
    isTrusted,
  ])
  return {
    customer,
    taxStatus:
      customer && counts
        ? await container
            .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
            .customers.getTaxStatus(customer.id, customer.customer_groups)
        : undefined,
  }
}

/**
 * Whether a refresh of a checked cart has nothing to write: its tax lines and
 * discounts are right, or its tax is not refreshed automatically.
 */
export const needsNoRefresh = ({
  isAutomatic,
  upToDateKinds,
  stored,
  cart,
}: CheckedCart): boolean =>
  !isAutomatic ||
  (isAllUpToDate(upToDateKinds) &&
    !changedDiscounts(stored, cart, ratesOfCart(stored)))

/**
 * Reads a cart and checks whether a refresh has nothing to do for it.
 *
 * @param meetsCondition - what else the cart must meet
 */
export const cartNeedsNoRefresh = async (
  cartId: string,
  meetsCondition: (cart: CartForTax) => boolean,
  container: MedusaContainer,
  { retryUnanswered = false }: { retryUnanswered?: boolean } = {}
): Promise<boolean> => {
  const stored = await readCartWithoutShippingOptions(cartId, container)
  const lookups = createCartLookups(container)
  const isCurrent = async (lookups: CartLookups) => {
    const checked = await checkCart(stored, lookups, container, retryUnanswered)
    return (
      !checked?.isAutomatic ||
      (needsNoRefresh(checked) && meetsCondition(checked.cart))
    )
  }
  return (
    (isTaxedByKintsugi(stored) &&
      (await isCurrent(optimisticLookups(lookups, container)))) ||
    (await isCurrent(lookups))
  )
}

const isTaxedByKintsugi = (cart: CartForTax | undefined): boolean =>
  allLines(cart).some(({ tax_lines }) =>
    tax_lines?.some(({ provider_id }) => isKintsugi(provider_id))
  )

/**
 * Assumes what is usually true and not worth reading where the tax lines belong
 * to the current cart: that Kintsugi taxes it, and that no group of its
 * customer matters.
 */
const optimisticLookups = (
  lookups: CartLookups,
  container: MedusaContainer
): CartLookups => ({
  ...lookups,
  isKintsugiCountry: async () => true,
  hasAutomaticTaxes: async () => true,
  customer: async (id) =>
    (await container
      .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
      .customers.hasExemptGroups())
      ? lookups.customer(id)
      : { id, email: "", customer_groups: [] },
})

/**
 * Whether all of a cart's tax is Kintsugi's answer for the current cart, and so
 * recent that another request would be answered from memory.
 */
export const isFreshlyTaxed = async (
  stored: CartForTax | undefined,
  lookups: CartLookups,
  container: MedusaContainer
): Promise<boolean> => {
  const checked = await checkCart(stored, lookups, container)
  if (
    !checked?.isAutomatic ||
    !checked.lines.length ||
    !needsNoRefresh(checked)
  ) {
    return false
  }
  const now = new Date()
  return allLines(checked.cart)
    .flatMap(({ tax_lines }) => tax_lines ?? [])
    .every(
      ({ data, created_at }) =>
        data?.source === "kintsugi" && isFresh(new Date(created_at ?? NaN), now)
    )
}
