import type {
  MedusaContainer,
  TaxCalculationContext,
} from "@medusajs/framework/types"
import { MathBN, Modules } from "@medusajs/framework/utils"
import type { KintsugiErrorCode } from "../../kintsugi-api/errors"
import { readAddress } from "../../tax/address/read-address"
import { isFresh } from "../../tax/estimate/freshness"
import {
  type SerializedLine,
  deserializeLines,
} from "../../tax/cart/cart-lines"
import type { CustomerTaxStatus } from "../../tax/customer/customer-tax-status"
import { storedRate } from "../../tax/tax-lines/float4"
import { fingerprintOf } from "../../tax/estimate/fingerprint"
import type { Decimal } from "../../tax/money"
import { type TaxLine, lineIdOf } from "../../tax/tax-lines/build-tax-lines"
import {
  type PlaceOfSupply,
  toTaxAddress,
  placeOfSupply,
  shipsNothing,
} from "../../tax/cart/place-of-supply"
import { takeAnswer } from "../../modules/kintsugi/cart-handoff"
import type { KintsugiTaxContext } from "../../tax/cart/tax-context"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { isKintsugi } from "../settings/taxed-countries"
import {
  type CartLookups,
  type CustomerOfCart,
  createCartLookups,
} from "./lookups"
import {
  type CartForTax,
  type TaxLineOfCart,
  allLines,
  linesOfCart,
  readCartWithoutShippingOptions,
  withPickupInfo,
  withCurrentPrices,
} from "./read-cart"
import {
  changedDiscounts,
  getCartRounding,
  withNormalizedDiscounts,
  withRoundedDiscounts,
  writeDiscounts,
} from "./cart-discounts"
import type { RunState } from "./run-state"
import {
  type StateBefore,
  type UpToDateKinds,
  writeTaxLines,
} from "./write-tax-lines"

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
  runState?: RunState
  /**
   * Whether to ask Kintsugi again about an unchanged cart that it could not
   * answer for: it may be available again. Otherwise the fallback stays.
   */
  asksAgain?: boolean
}

/**
 * Refreshes a cart's tax lines to Kintsugi's answer for the current cart:
 * items, quantities, discounts, shipping, customer and address. Also refreshes
 * its discounts ({@link withNormalizedDiscounts}).
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
  { runState: seen, asksAgain = false }: RefreshOptions = {}
): Promise<RefreshedCart> => {
  const reused = seen && (await reuseRunState(cartId, seen, container))
  if (reused) {
    return reused
  }
  const found = await loadCurrentCart(cartId, container, {
    runState: seen,
    asksAgain,
  })
  if (!found || hasNothingToWrite(found)) {
    return { isTaxedByKintsugi: found !== undefined }
  }
  const { stored, cart, upToDateKinds } = found
  const taxLines = isAllUpToDate(upToDateKinds)
    ? []
    : await container
        .resolve(Modules.TAX)
        .getTaxLines(toTaxModuleLines(cart), contextOf(found))
  const before = await writeTaxLines(
    cart,
    upToDateKinds,
    taxLines,
    seen?.restoredByRun ?? new Set(),
    container
  )
  const discounts = changedDiscounts(
    stored,
    cart,
    upToDateKinds.shipping ? currentRates(stored) : ratesOf(taxLines)
  )
  if (discounts) {
    await writeDiscounts(discounts.after, container)
  }
  return {
    isTaxedByKintsugi: true,
    isAnswered:
      taxLines.length > 0 &&
      taxLines.every(({ data }) => data?.source === "kintsugi"),
    before: { ...before, discounts: discounts?.before },
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
  const found = await loadCurrentCart(cartId, container)
  const discounts = found?.isAutomatic
    ? changedDiscounts(found.stored, found.cart, currentRates(found.stored))
    : undefined
  if (discounts) {
    await writeDiscounts(discounts.after, container)
  }
}

/** @returns a shipping method's sum of rates, as a fraction, by its id */
const currentRates =
  ({ shipping_methods }: CartForTax) =>
  (methodId: string): Decimal =>
    sumOfRates(
      shipping_methods?.find(({ id }) => id === methodId)?.tax_lines ?? []
    )

/** {@link currentRates} of tax lines, as the cart is going to store them. */
const ratesOf =
  (taxLines: TaxLine[]) =>
  (methodId: string): Decimal =>
    sumOfRates(
      taxLines
        .filter((taxLine) => lineIdOf(taxLine) === methodId)
        .map(({ rate }) => ({ rate: storedRate(Number(rate ?? 0)) }))
    )

const sumOfRates = (taxLines: { rate?: number }[]): Decimal =>
  MathBN.sum(0, ...taxLines.map(({ rate }) => rate ?? 0)).shiftedBy(-2)

/**
 * Whether {@link refreshCartTax} has nothing to do for a cart that also meets
 * this condition.
 */
export const isUpToDate = async (
  cartId: string,
  meetsCondition: (cart: CartForTax) => boolean,
  container: MedusaContainer
): Promise<boolean> => {
  const cart = await readCartWithoutShippingOptions(cartId, container)
  const facts = createCartLookups(container)
  const isCurrent = async (facts: CartLookups) => {
    const found = await loadCart(cart, facts, container)
    return (
      !found?.isAutomatic ||
      (hasNothingToWrite(found) && meetsCondition(found.cart))
    )
  }
  return (
    (isTaxedByKintsugi(cart) &&
      (await isCurrent(optimisticLookups(facts, container)))) ||
    (await isCurrent(facts))
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
  facts: CartLookups,
  container: MedusaContainer
): CartLookups => ({
  ...facts,
  isKintsugiCountry: async () => true,
  hasAutomaticTaxes: async () => true,
  customer: async (id) =>
    (await container
      .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
      .hasExemptGroups())
      ? facts.customer(id)
      : { id, email: "", customer_groups: [] },
})

/**
 * Whether all of a cart's tax is Kintsugi's answer for the current cart, and so
 * recent that another request would be answered from memory.
 */
export const isFreshlyTaxed = async (
  cart: CartForTax | undefined,
  facts: CartLookups,
  container: MedusaContainer
): Promise<boolean> => {
  const found = await loadCart(cart, facts, container)
  if (!found?.isAutomatic || !found.lines.length || !hasNothingToWrite(found)) {
    return false
  }
  const now = new Date()
  return allLines(found.cart)
    .flatMap(({ tax_lines }) => tax_lines ?? [])
    .every(
      ({ data, created_at }) =>
        data?.source === "kintsugi" && isFresh(new Date(created_at ?? NaN), now)
    )
}

/**
 * Asks Kintsugi about a cart as it is about to be, so that the answer is on its
 * way when Medusa asks: the same question then shares this request. If the cart
 * turns out different, only a request was wasted.
 *
 * @throws the error that prevented an answer; Medusa's own request meets it too
 */
export const prefetchEstimate = async (
  cart: CartForTax,
  container: MedusaContainer
): Promise<void> => {
  const found = await loadCart(cart, createCartLookups(container), container)
  if (!found?.isAutomatic || isAllUpToDate(found.upToDateKinds)) {
    return
  }
  const context = contextOf(found)
  const { kintsugi } = context.additional_context
  await container
    .resolve(Modules.TAX)
    .getTaxLines(toTaxModuleLines(found.cart), {
      ...context,
      additional_context: { kintsugi: { ...kintsugi, prefetch: true } },
    } as TaxCalculationContext)
}

type LoadedCart = {
  /** Whether its tax is refreshed automatically, without a call of `/taxes`. */
  isAutomatic: boolean
  /** As it was read. */
  stored: CartForTax
  /** With normalized discounts. */
  cart: CartForTax
  place: PlaceOfSupply
  lines: SerializedLine[]
  customer?: CustomerOfCart
  isCustomerTrusted: boolean
  upToDateKinds: UpToDateKinds
}

const isAllUpToDate = (kinds: UpToDateKinds): boolean =>
  kinds.item && kinds.shipping

const hasNothingToWrite = ({
  isAutomatic,
  upToDateKinds,
  stored,
  cart,
}: LoadedCart): boolean =>
  !isAutomatic ||
  (isAllUpToDate(upToDateKinds) &&
    !changedDiscounts(stored, cart, currentRates(stored)))

/**
 * Refreshes a cart with what this workflow run saw and Kintsugi answered in it,
 * where the cart is still the same after its promotions; `undefined` where it
 * may have changed.
 */
const reuseRunState = async (
  cartId: string,
  { cart: as, lookups: facts }: RunState,
  container: MedusaContainer
): Promise<RefreshedCart | undefined> => {
  if (!as) {
    return undefined
  }
  if ("shipsNothing" in as) {
    return as.shipsNothing && (await hasBillingCountry(cartId, container))
      ? undefined
      : { isTaxedByKintsugi: true }
  }
  const stored = await withCurrentPrices(as.whole, container)
  const cart =
    stored && withRoundedDiscounts(stored, getCartRounding(stored, container))
  if (!cart || !isSame(await linesOfCart(cart, facts), as.lines)) {
    return undefined
  }
  const refreshed = as.writtenLineIds
    ? await reuseAnswer(cart, as.lines, as.writtenLineIds, container)
    : { isTaxedByKintsugi: true }
  // No shipping method here has discounts that depend on a rate.
  const discounts = refreshed && changedDiscounts(stored, cart, () => NO_RATE)
  if (!discounts) {
    return refreshed
  }
  await writeDiscounts(discounts.after, container)
  return {
    ...refreshed,
    before: { cartId, ...refreshed.before, discounts: discounts.before },
  }
}

const NO_RATE = MathBN.convert(0)

/**
 * Where Medusa asked about some lines, Kintsugi answered for all of them: the
 * tax lines of the others are available.
 */
const reuseAnswer = async (
  cart: CartForTax,
  lines: SerializedLine[],
  asked: ReadonlySet<string>,
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
  const others = withoutLines(cart, asked)
  const kinds = findUpToDateKinds(
    others,
    lines.filter(({ id }) => !asked.has(id)),
    ({ source, fingerprint }) =>
      source === "kintsugi" && fingerprint === answered.fingerprint
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
          asked,
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

/** The current cart; `undefined` where Kintsugi does not tax it (any more). */
const loadCurrentCart = async (
  cartId: string,
  container: MedusaContainer,
  { runState: seen, asksAgain = false }: RefreshOptions = {}
): Promise<LoadedCart | undefined> =>
  loadCart(
    await readCartWithoutShippingOptions(cartId, container),
    seen?.lookups ?? createCartLookups(container),
    container,
    asksAgain
  )

const loadCart = async (
  stored: CartForTax | undefined,
  facts: CartLookups,
  container: MedusaContainer,
  asksAgain = false
): Promise<LoadedCart | undefined> => {
  if (!stored?.region_id || stored.completed_at || !mayBeTaxed(stored)) {
    return undefined
  }
  const region = stored.region_id
  const normalized = await withNormalizedDiscounts(
    stored,
    getCartRounding(stored, container),
    facts
  )
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const [cart, isAutomatic, lines, { key }, buyer] = await Promise.all([
    withPickupInfo(normalized, facts),
    facts.hasAutomaticTaxes(region),
    linesOfCart(normalized, facts),
    service.getEffectiveSettings(),
    readBuyer(normalized, facts, service),
    prewarmCountryLookup(normalized, facts),
  ])
  const place = placeOfSupply(cart)
  const country = place?.address.country_code
  return place && country && (await facts.isKintsugiCountry(country))
    ? {
        isAutomatic,
        stored,
        cart,
        place,
        lines,
        customer: buyer.customer,
        isCustomerTrusted: buyer.isTrusted,
        upToDateKinds: findUpToDateKinds(
          cart,
          lines,
          createFreshnessCheck(cart, place, lines, {
            settings: key,
            customer: buyer.taxStatus,
            isTrusted: buyer.isTrusted,
            asksAgain,
          })
        ),
      }
    : undefined
}

/**
 * Usually the shipping country decides: looks up whether Kintsugi taxes it
 * while the place of supply is still being read.
 */
export const prewarmCountryLookup = async (
  { shipping_address }: CartForTax,
  facts: CartLookups
): Promise<boolean> =>
  Boolean(shipping_address?.country_code) &&
  facts.isKintsugiCountry(shipping_address!.country_code!)

/** Whether the cart has anything that may decide its place of supply. */
export const mayBeTaxed = ({
  shipping_address,
  billing_address,
  shipping_methods,
}: CartForTax): boolean =>
  Boolean(
    shipping_address?.country_code ||
    billing_address?.country_code ||
    shipping_methods?.length
  )

/** What a cart's tax depends on apart from the cart. */
type FreshnessInput = {
  settings: string
  /** Of a customer who is trusted. */
  customer?: CustomerTaxStatus
  isTrusted: boolean
  /** See {@link RefreshOptions}. */
  asksAgain: boolean
}

const readBuyer = async (
  { id, customer_id }: CartForTax,
  facts: CartLookups,
  service: KintsugiModuleService
): Promise<{
  customer?: CustomerOfCart
  isTrusted: boolean
  taxStatus?: CustomerTaxStatus
}> => {
  const [customer, isTrusted] = await Promise.all([
    customer_id ? facts.customer(customer_id) : undefined,
    service.isCustomerTrusted(id, customer_id),
  ])
  return {
    customer,
    isTrusted,
    taxStatus:
      customer && isTrusted
        ? await service.getCustomerTaxStatus(
            customer.id,
            customer.customer_groups
          )
        : undefined,
  }
}

/**
 * For each kind, whether every line's tax belongs to the current cart.
 *
 * @param belongs - decides by a tax line's data
 */
const findUpToDateKinds = (
  cart: CartForTax,
  lines: SerializedLine[],
  belongs: (data: Record<string, unknown>) => boolean
): UpToDateKinds => {
  const taxLines = new Map(
    allLines(cart).map((line) => [line.id, line.tax_lines ?? []])
  )
  const isUpToDateKind = (kind: SerializedLine["kind"]) =>
    lines
      .filter((line) => line.kind === kind)
      .every(({ id }) => {
        const ofLine = taxLines.get(id) ?? []
        return (
          ofLine.length > 0 &&
          isOneAnswer(ofLine) &&
          ofLine.every(
            ({ provider_id, data }) =>
              isKintsugi(provider_id) && belongs(data ?? {})
          )
        )
      })
  return { item: isUpToDateKind("item"), shipping: isUpToDateKind("shipping") }
}

/**
 * Whether a line's tax lines come from one answer: all of them say the same of
 * the line, and there are no duplicates. When Medusa undoes the removal of a
 * line, it also restores the tax lines that had been replaced.
 */
const isOneAnswer = (taxLines: TaxLineOfCart[]): boolean =>
  countOf(
    taxLines.map(({ tax_rate_id, code, description, rate }) => [
      tax_rate_id,
      code,
      description,
      rate,
    ])
  ) === taxLines.length &&
  countOf(taxLines.map(({ data }) => [data?.source, data?.line])) === 1

const countOf = (values: unknown[]): number =>
  new Set(values.map((value) => JSON.stringify(value))).size

/** @returns whether a tax line, by its data, belongs to the current cart */
export const createFreshnessCheck = (
  cart: CartForTax,
  place: PlaceOfSupply,
  lines: SerializedLine[],
  { settings, customer, isTrusted, asksAgain }: FreshnessInput
): ((data: Record<string, unknown>) => boolean) => {
  const reading = readAddress(toTaxAddress(place.address))
  const hasExpectedMark = (mark: unknown): boolean =>
    (mark === "guest") === !isTrusted
  if (reading.status === "incomplete") {
    return ({ reason, customer: mark }) =>
      reason === "address_incomplete" && hasExpectedMark(mark)
  }
  if (reading.status === "invalid") {
    const mayBeExempt = Boolean(
      customer?.exemptBecause || customer?.exemptions?.length
    )
    return ({ reason, customer: mark, exempt_by }) =>
      reason === "invalid_address" &&
      hasExpectedMark(mark) &&
      // No request is made for such an address: asking again costs nothing.
      !mayBeExempt &&
      exempt_by === undefined
  }
  const { fingerprint: current } = fingerprintOf({
    lines: deserializeLines(lines, cart.currency_code.toUpperCase(), new Map()),
    address: { ...reading.address, type: place.type },
    shipsNothing: shipsNothing(cart),
    customer,
    settings,
  })
  return ({ fingerprint, reason, exempt_because }) =>
    fingerprint === current &&
    // Written before tax lines left out the merchant's own words.
    exempt_because === undefined &&
    !(asksAgain && RETRYABLE_REASONS.has(String(reason)))
}

/** Why Kintsugi gave no answer, where a retry may get one. */
const RETRYABLE_REASONS = new Set<string>([
  "unavailable",
  "timed_out",
  "rate_limited",
  "bad_response",
  "unauthorized",
  "forbidden",
  "not_found",
] satisfies KintsugiErrorCode[])

/** The shapes in which Medusa's own workflows ask the Tax Module. */
export const toTaxModuleLines = (
  cart: Pick<CartForTax, "currency_code" | "items" | "shipping_methods">
) => [
  ...(cart.items ?? [])
    .filter(({ is_giftcard }) => !is_giftcard)
    .map((item) => ({
      id: item.id,
      product_id: item.product_id ?? "",
      product_type_id: item.product_type_id ?? undefined,
      quantity: item.quantity,
      unit_price: item.unit_price,
      currency_code: cart.currency_code,
    })),
  ...(cart.shipping_methods ?? []).map((method) => ({
    id: method.id,
    shipping_option_id: method.shipping_option_id ?? "",
    unit_price: method.amount,
    currency_code: cart.currency_code,
  })),
]

const contextOf = ({
  cart,
  place,
  lines,
  customer,
  isCustomerTrusted,
}: LoadedCart): TaxCalculationContext & {
  additional_context: KintsugiTaxContext
} => ({
  address: toTaxAddress(place.address),
  customer,
  is_return: false,
  ...toTaxContext(cart, place, lines, isCustomerTrusted),
})

/** What the provider needs to tax the whole cart, as `additional_context`. */
export const toTaxContext = (
  cart: CartForTax,
  place: PlaceOfSupply,
  lines: SerializedLine[],
  isCustomerTrusted: boolean
): { additional_context: KintsugiTaxContext } => ({
  additional_context: {
    kintsugi: {
      external_id: cart.id,
      replaces: true,
      lines,
      address: toTaxAddress(place.address),
      address_type: place.type,
      ships_nothing: shipsNothing(cart),
      customer_trusted: isCustomerTrusted,
    },
  },
})
