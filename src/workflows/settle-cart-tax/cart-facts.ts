import type {
  MedusaContainer,
  TaxCalculationContext,
} from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import {
  type CategoriesOfProducts,
  categoriesFor,
} from "../classify-products/classifications-for"
import type { FixedSums } from "../../tax/discount-terms"
import { isKintsugiCountry } from "../kintsugi-regions"
import type { AddressOfCart } from "./read-cart"

/** Where a shipping option hands over; the location of a pick-up alone. */
export type Handover = {
  type?: string | null
  location?: { address?: AddressOfCart | null } | null
}

/** As Medusa's tax calculation names a customer. */
export type CustomerOfCart = NonNullable<TaxCalculationContext["customer"]>

/**
 * What a cart's tax depends on beside the cart. Each is read once, however
 * often it is asked for: keep it no longer than one run of a workflow takes.
 */
export type CartFacts = {
  isKintsugiCountry(countryCode: string): Promise<boolean>
  /** Whether a region's carts are taxed by themselves. */
  hasAutomaticTaxes(regionId: string): Promise<boolean>
  customer(customerId: string): Promise<CustomerOfCart | undefined>
  categories(productIds: string[]): Promise<CategoriesOfProducts>
  /** By shipping option id. */
  handovers(optionIds: string[]): Promise<ReadonlyMap<string, Handover>>
  /** Which of these promotions take off a fixed sum. */
  fixedPromotions(promotionIds: string[]): Promise<FixedSums>
}

export const createCartFacts = (container: MedusaContainer): CartFacts => ({
  isKintsugiCountry: once((code: string) => isKintsugiCountry(code, container)),
  hasAutomaticTaxes: once(async (regionId: string) => {
    const [region] = await container
      .resolve(Modules.REGION)
      .listRegions({ id: regionId }, { select: ["id", "automatic_taxes"] })
    return region?.automatic_taxes ?? false
  }),
  customer: once((id: string) => readCustomer(id, container)),
  categories: once((ids: string[]) => categoriesFor(ids, container)),
  handovers: once((ids: string[]) => readHandovers(ids, container)),
  fixedPromotions: once((ids: string[]) => readFixed(ids, container)),
})

const once = <Key, T>(
  read: (key: Key) => Promise<T>
): ((key: Key) => Promise<T>) => {
  const readings = new Map<string, Promise<T>>()
  return (key) => {
    const name = JSON.stringify(key)
    const reading = readings.get(name) ?? read(key)
    readings.set(name, reading)
    return reading
  }
}

const readCustomer = async (
  customerId: string,
  container: MedusaContainer
): Promise<CustomerOfCart | undefined> => {
  const [customer] = await container
    .resolve(Modules.CUSTOMER)
    .listCustomers(
      { id: customerId },
      { select: ["id", "email", "metadata"], relations: ["groups"] }
    )
  return (
    customer && {
      id: customer.id,
      email: customer.email,
      customer_groups: (customer.groups ?? []).flatMap(({ id }) => id ?? []),
      metadata: customer.metadata ?? undefined,
    }
  )
}

const readFixed = async (
  promotionIds: string[],
  container: MedusaContainer
): Promise<FixedSums> => {
  const promotions = promotionIds.length
    ? await container
        .resolve(Modules.PROMOTION)
        .listPromotions(
          { id: promotionIds },
          { select: ["id"], relations: ["application_method"] }
        )
    : []
  return new Map(
    promotions.flatMap(({ id, application_method: method }) =>
      method?.type === "fixed"
        ? [[id, isAlone(method.allocation) ? "alone" : "shared"] as const]
        : []
    )
  )
}

/** An order's discount names no allocation, and is shared. */
const isAlone = (allocation: string | undefined): boolean =>
  allocation === "each" || allocation === "once"

const readHandovers = async (
  optionIds: string[],
  container: MedusaContainer
): Promise<ReadonlyMap<string, Handover>> => {
  if (!optionIds.length) {
    return new Map()
  }
  const options = await container
    .resolve(Modules.FULFILLMENT)
    .listShippingOptions(
      { id: optionIds },
      { select: ["id"], relations: ["service_zone.fulfillment_set"] }
    )
  const sets = new Map(
    options.flatMap(({ id, service_zone }) => {
      const set = service_zone?.fulfillment_set
      return set ? [[id, { id: set.id, type: set.type }] as const] : []
    })
  )
  const pickUps = [...sets.values()].filter(({ type }) => type === "pickup")
  const places = await readPlaces(
    pickUps.map(({ id }) => id),
    container
  )
  return new Map(
    [...sets].map(([option, { id, type }]) => [
      option,
      { type, location: places.get(id) },
    ])
  )
}

/** Where a parcel is sent from decides nothing, and would take two queries. */
const readPlaces = async (
  setIds: string[],
  container: MedusaContainer
): Promise<ReadonlyMap<string, Handover["location"]>> => {
  if (!setIds.length) {
    return new Map()
  }
  const { data } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({
      entity: "fulfillment_set",
      fields: ["id", "location.address.*"],
      filters: { id: [...new Set(setIds)] },
    })
  return new Map(
    (data as unknown as (Handover & { id: string })[]).map(
      ({ id, location }) => [id, location]
    )
  )
}
