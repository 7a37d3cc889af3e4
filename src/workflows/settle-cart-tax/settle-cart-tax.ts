import type {
  MedusaContainer,
  TaxCalculationContext,
} from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import type { KintsugiErrorCode } from "../../kintsugi/errors"
import { readAddress } from "../../tax/address"
import { stillStands } from "../../tax/answer-age"
import { type LineInContext, fromLinesInContext } from "../../tax/cart-lines"
import type { CustomerStanding } from "../../tax/customer-standing"
import { hasForeignDiscount, inOwnTerms } from "../../tax/discount-terms"
import { identify } from "../../tax/fingerprint"
import {
  type PlaceOfSupply,
  forTax,
  placeOfSupply,
} from "../../tax/place-of-supply"
import { takeAnsweredCart } from "../../providers/kintsugi/answered-carts"
import type { KintsugiTaxContext } from "../../providers/kintsugi/estimate-context"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { isKintsugi } from "../kintsugi-regions"
import {
  type CartFacts,
  type CustomerOfCart,
  createCartFacts,
} from "./cart-facts"
import {
  type CartForTax,
  type TaxLineOfCart,
  everyLine,
  linesOfCart,
  readCartAlone,
  withHandovers,
  withPricesAsTheyAre,
} from "./read-cart"
import type { Seen } from "./seen"
import {
  type SettledBefore,
  type SettledKinds,
  type StoredDiscount,
  writeTaxLines,
} from "./tax-lines-of-cart"

export type Settlement = {
  /** Whether it is Kintsugi that taxes this cart. */
  isKintsugis: boolean
  /** What stood before, where anything was changed. */
  before?: SettledBefore
  /** Whether what was written is Kintsugi's answer, and stands in for none. */
  isAnswered?: boolean
}

export type SettlementOptions = {
  /**
   * What this run of a workflow has seen of the cart, and nobody has changed
   * since but its promotions.
   */
  seen?: Seen
  /**
   * Whether Kintsugi is asked again about a cart that it could not answer for,
   * unchanged as it is: it may be back. Otherwise what stands in stays.
   */
  asksAgain?: boolean
}

/**
 * Makes a cart's tax lines those that Kintsugi answers for the cart as it now
 * stands: items, quantities, discounts, shipping, customer and address. Its
 * items' discounts are put in the items' own terms ({@link inOwnTerms}).
 *
 * Asks for nothing where the tax lines already belong to this very cart (by
 * their fingerprint), nor where Kintsugi does not tax it. Writes with the Cart
 * Module, so that it can run while a workflow holds the cart's lock.
 *
 * @throws MedusaError as the provider does
 */
export const settleCartTax = async (
  cartId: string,
  container: MedusaContainer,
  { seen, asksAgain = false }: SettlementOptions = {}
): Promise<Settlement> => {
  const asSeen = seen && (await settleAsSeen(cartId, seen, container))
  if (asSeen) {
    return asSeen
  }
  const found = await readKintsugis(cartId, container, { seen, asksAgain })
  if (!found || hasNothingToWrite(found)) {
    return { isKintsugis: found !== undefined }
  }
  const { cart, isSettled, foreignDiscounts } = found
  const taxLines = isAllSettled(isSettled)
    ? []
    : await container
        .resolve(Modules.TAX)
        .getTaxLines(linesToAskAbout(cart), contextOf(found))
  const before = await writeTaxLines(
    cart,
    isSettled,
    taxLines,
    seen?.givenBack ?? new Set(),
    container
  )
  if (foreignDiscounts) {
    await container
      .resolve(Modules.CART)
      .setLineItemAdjustments(cart.id, discountsOf(cart))
  }
  return {
    isKintsugis: true,
    isAnswered:
      taxLines.length > 0 &&
      taxLines.every(({ data }) => data?.source === "kintsugi"),
    before: { ...before, discounts: foreignDiscounts },
  }
}

/**
 * Whether {@link settleCartTax} has nothing to ask about a cart, which is also
 * as `isSo` says.
 */
export const isSettledAs = async (
  cartId: string,
  isSo: (cart: CartForTax) => boolean,
  container: MedusaContainer
): Promise<boolean> => {
  const cart = await readCartAlone(cartId, container)
  const facts = createCartFacts(container)
  const isSettled = async (facts: CartFacts) => {
    const found = await kintsugisCart(cart, facts, container)
    return !found?.isAutomatic || (hasNothingToWrite(found) && isSo(found.cart))
  }
  return (
    (isTaxedByKintsugi(cart) &&
      (await isSettled(presuming(facts, container)))) ||
    (await isSettled(facts))
  )
}

const isTaxedByKintsugi = (cart: CartForTax | undefined): boolean =>
  everyLine(cart).some(({ tax_lines }) =>
    tax_lines?.some(({ provider_id }) => isKintsugi(provider_id))
  )

/**
 * What mostly holds and is not worth reading where the tax lines belong to the
 * cart as it stands: that Kintsugi taxes it, and that no group of its customer
 * matters.
 */
const presuming = (
  facts: CartFacts,
  container: MedusaContainer
): CartFacts => ({
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
 * Whether all of a cart's tax is Kintsugi's answer for the cart as it stands, so
 * recent that asking once more would be answered from memory.
 */
export const isFreshlyTaxed = async (
  cart: CartForTax | undefined,
  facts: CartFacts,
  container: MedusaContainer
): Promise<boolean> => {
  const found = await kintsugisCart(cart, facts, container)
  if (!found?.isAutomatic || !found.lines.length || !hasNothingToWrite(found)) {
    return false
  }
  const now = new Date()
  return everyLine(found.cart)
    .flatMap(({ tax_lines }) => tax_lines ?? [])
    .every(
      ({ data, created_at }) =>
        data?.source === "kintsugi" &&
        stillStands(new Date(created_at ?? NaN), now)
    )
}

/**
 * Asks Kintsugi about a cart as it is about to be, so that the answer is on its
 * way when Medusa asks: the same question then shares the one request. If the
 * cart becomes another one, nothing but a request was lost.
 *
 * @throws whatever kept it from being answered; Medusa's own question meets it
 */
export const askAheadAbout = async (
  cart: CartForTax,
  container: MedusaContainer
): Promise<void> => {
  const found = await kintsugisCart(cart, createCartFacts(container), container)
  if (!found?.isAutomatic || isAllSettled(found.isSettled)) {
    return
  }
  const context = contextOf(found)
  const { kintsugi } = context.additional_context
  await container
    .resolve(Modules.TAX)
    .getTaxLines(linesToAskAbout(found.cart), {
      ...context,
      additional_context: { kintsugi: { ...kintsugi, ahead: true } },
    } as TaxCalculationContext)
}

type KintsugisCart = {
  /** Whether its tax is kept up to date; otherwise `/taxes` has to be called. */
  isAutomatic: boolean
  /** With all discounts in their items' own terms. */
  cart: CartForTax
  /** All discounts as they stand, where some are not in these terms. */
  foreignDiscounts?: StoredDiscount[]
  place: PlaceOfSupply
  lines: LineInContext[]
  customer?: CustomerOfCart
  isSettled: SettledKinds
}

const isAllSettled = (isSettled: SettledKinds): boolean =>
  isSettled.item && isSettled.shipping

const hasNothingToWrite = ({
  isAutomatic,
  isSettled,
  foreignDiscounts,
}: KintsugisCart): boolean =>
  !isAutomatic || (isAllSettled(isSettled) && !foreignDiscounts)

/**
 * Settles a cart with what this run of a workflow has seen and Kintsugi has
 * answered in it, where the cart is still that one after its promotions;
 * `undefined` where it may be another one.
 */
const settleAsSeen = async (
  cartId: string,
  { as, facts }: Seen,
  container: MedusaContainer
): Promise<Settlement | undefined> => {
  if (!as) {
    return undefined
  }
  if ("shipsNothing" in as) {
    return as.shipsNothing && (await hasBillingCountry(cartId, container))
      ? undefined
      : { isKintsugis: true }
  }
  const cart = await withPricesAsTheyAre(as.whole, container)
  if (
    !cart ||
    cart.items?.some(hasForeignDiscount) ||
    !isSame(await linesOfCart(cart, facts), as.lines)
  ) {
    return undefined
  }
  return as.asked
    ? settleAsAnswered(cart, as.lines, as.asked, container)
    : { isKintsugis: true }
}

/**
 * Has Medusa asked about some lines, what Kintsugi answered was about all: the
 * others' tax lines are at hand.
 */
const settleAsAnswered = async (
  cart: CartForTax,
  lines: LineInContext[],
  asked: ReadonlySet<string>,
  container: MedusaContainer
): Promise<Settlement | undefined> => {
  const place = placeOfSupply(cart)
  const answered = takeAnsweredCart(cart.id)
  if (
    !answered ||
    !isSame(answered.lines, lines) ||
    !isSame(answered.address, forTax(place?.address))
  ) {
    return undefined
  }
  // Medusa has written those that it asked about since the cart was read.
  const others = withoutLines(cart, asked)
  const isSettled = settledKinds(
    others,
    lines.filter(({ id }) => !asked.has(id)),
    ({ source, fingerprint }) =>
      source === "kintsugi" && fingerprint === answered.fingerprint
  )
  return isAllSettled(isSettled)
    ? { isKintsugis: true }
    : {
        isKintsugis: true,
        isAnswered: true,
        before: await writeTaxLines(
          others,
          isSettled,
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

/** Where nothing is shipped, it may be that address that decides. */
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

/** A cart as it stands; `undefined` where Kintsugi does not tax it (any more). */
const readKintsugis = async (
  cartId: string,
  container: MedusaContainer,
  { seen, asksAgain = false }: SettlementOptions = {}
): Promise<KintsugisCart | undefined> =>
  kintsugisCart(
    await readCartAlone(cartId, container),
    seen?.facts ?? createCartFacts(container),
    container,
    asksAgain
  )

const kintsugisCart = async (
  standing: CartForTax | undefined,
  facts: CartFacts,
  container: MedusaContainer,
  asksAgain = false
): Promise<KintsugisCart | undefined> => {
  if (!standing?.region_id || standing.completed_at || !mayBeTaxed(standing)) {
    return undefined
  }
  const region = standing.region_id
  const alone = await withDiscountsInOwnTerms(standing, facts)
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const [cart, isAutomatic, lines, { key }, buyer] = await Promise.all([
    withHandovers(alone, facts),
    facts.hasAutomaticTaxes(region),
    linesOfCart(alone, facts),
    service.getEffective(),
    whoBuys(alone, facts, service),
    isLikelyCountryKintsugis(alone, facts),
  ])
  const place = placeOfSupply(cart)
  const country = place?.address.country_code
  return place && country && (await facts.isKintsugiCountry(country))
    ? {
        isAutomatic,
        cart,
        foreignDiscounts: standing.items?.some(hasForeignDiscount)
          ? discountsOf(standing)
          : undefined,
        place,
        lines,
        customer: buyer.customer,
        isSettled: settledKinds(
          cart,
          lines,
          belonging(cart, place, lines, {
            settings: key,
            customer: buyer.standing,
            asksAgain,
          })
        ),
      }
    : undefined
}

const withDiscountsInOwnTerms = async (
  cart: CartForTax,
  facts: CartFacts
): Promise<CartForTax> => {
  const foreign = (cart.items ?? []).filter(hasForeignDiscount)
  const fixed = await facts.fixedPromotions([
    ...new Set(
      foreign.flatMap(({ adjustments }) =>
        (adjustments ?? []).flatMap(({ promotion_id }) => promotion_id ?? [])
      )
    ),
  ])
  return { ...cart, items: inOwnTerms(cart.items ?? [], fixed) }
}

const discountsOf = ({ items }: CartForTax): StoredDiscount[] =>
  (items ?? []).flatMap(({ id: item_id, adjustments }) =>
    (adjustments ?? []).flatMap(
      ({ id, amount, raw_amount, is_tax_inclusive }) =>
        id
          ? {
              id,
              item_id,
              amount: raw_amount ?? amount ?? 0,
              is_tax_inclusive: Boolean(is_tax_inclusive),
            }
          : []
    )
  )

/**
 * Mostly it is the country shipped to that decides: whether it is Kintsugi's can
 * be found out while the place is.
 */
export const isLikelyCountryKintsugis = async (
  { shipping_address }: CartForTax,
  facts: CartFacts
): Promise<boolean> =>
  Boolean(shipping_address?.country_code) &&
  facts.isKintsugiCountry(shipping_address!.country_code!)

/** Whether anything at all says where it is bought. */
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

/** What a cart's tax depends on beside the cart. */
type KnownOfCart = {
  settings: string
  customer?: CustomerStanding
  /** See {@link SettlementOptions}. */
  asksAgain: boolean
}

const whoBuys = async (
  { customer_id }: CartForTax,
  facts: CartFacts,
  service: KintsugiModuleService
): Promise<{ customer?: CustomerOfCart; standing?: CustomerStanding }> => {
  const customer = customer_id ? await facts.customer(customer_id) : undefined
  return {
    customer,
    standing:
      customer &&
      (await service.getCustomerStanding(
        customer.id,
        customer.customer_groups
      )),
  }
}

/**
 * Of which kinds every line's tax belongs to the cart as it stands.
 *
 * @param belongs - tells it by a tax line's data
 */
const settledKinds = (
  cart: CartForTax,
  lines: LineInContext[],
  belongs: (data: Record<string, unknown>) => boolean
): SettledKinds => {
  const taxLines = new Map(
    everyLine(cart).map((line) => [line.id, line.tax_lines ?? []])
  )
  const isSettled = (kind: LineInContext["kind"]) =>
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
  return { item: isSettled("item"), shipping: isSettled("shipping") }
}

/**
 * Whether a line's tax lines come from one answer: all of them say the same of
 * the line, and none is there twice. When Medusa undoes the removal of a line, it
 * brings back with it what had been replaced.
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

/** How to tell by a tax line's data that it belongs to this very cart. */
const belonging = (
  cart: CartForTax,
  place: PlaceOfSupply,
  lines: LineInContext[],
  { settings, customer, asksAgain }: KnownOfCart
): ((data: Record<string, unknown>) => boolean) => {
  const reading = readAddress(forTax(place.address))
  if (reading.status === "incomplete") {
    return ({ reason }) => reason === "address_incomplete"
  }
  if (reading.status === "invalid") {
    return ({ reason }) => reason === "invalid_address"
  }
  const { fingerprint: current } = identify({
    lines: fromLinesInContext(
      lines,
      cart.currency_code.toUpperCase(),
      new Map()
    ),
    address: { ...reading.address, type: place.type },
    customer,
    settings,
  })
  return ({ fingerprint, reason }) =>
    fingerprint === current && !(asksAgain && PASSING.has(String(reason)))
}

/** Why Kintsugi gave no answer, where it may have one the next moment. */
const PASSING = new Set<string>([
  "unavailable",
  "timed_out",
  "rate_limited",
  "bad_response",
  "unauthorized",
  "forbidden",
  "not_found",
] satisfies KintsugiErrorCode[])

/** The shapes in which Medusa's own workflows ask the Tax Module. */
const linesToAskAbout = (cart: CartForTax) => [
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
}: KintsugisCart): TaxCalculationContext & {
  additional_context: KintsugiTaxContext
} => ({
  address: forTax(place.address),
  customer,
  is_return: false,
  ...cartContext(cart, place, lines),
})

/** What the provider needs to tax the whole cart, as `additional_context`. */
export const cartContext = (
  cart: CartForTax,
  place: PlaceOfSupply,
  lines: LineInContext[]
): { additional_context: KintsugiTaxContext } => ({
  additional_context: {
    kintsugi: {
      external_id: cart.id,
      replaces: true,
      lines,
      address: forTax(place.address),
      address_type: place.type,
    },
  },
})
