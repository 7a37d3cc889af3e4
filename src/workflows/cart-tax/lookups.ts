import type {
  MedusaContainer,
  TaxCalculationContext,
} from "@medusajs/framework/types"
import {
  ContainerRegistrationKeys,
  MathBN,
  Modules,
} from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type {
  CustomerRow,
  FulfillmentSetRow,
  RegionRow,
} from "../../modules/kintsugi/queries/store-rows"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import {
  type CategoriesOfProducts,
  categoriesFor,
} from "../products/read-classifications"
import type { Promotion } from "../../tax/cart/promotion-amounts"
import { isKintsugiCountry } from "../settings/taxed-countries"
import type { AddressOfCart } from "./read-cart"

/**
 * A shipping option's fulfillment set; its location only if it is for pickup.
 */
export type PickupInfo = {
  type?: string | null
  location?: { address?: AddressOfCart | null } | null
}

/** A customer in the shape of Medusa's tax calculation. */
export type CustomerOfCart = NonNullable<TaxCalculationContext["customer"]>

/**
 * What a cart's tax depends on apart from the cart. Each value is read once,
 * however often it is asked for: keep lookups no longer than one workflow run.
 */
export type CartLookups = {
  isKintsugiCountry(countryCode: string): Promise<boolean>
  /** Whether a region's carts are taxed automatically. */
  hasAutomaticTaxes(regionId: string): Promise<boolean>
  customer(customerId: string): Promise<CustomerOfCart | undefined>
  categories(productIds: string[]): Promise<CategoriesOfProducts>
  /** Pickup info by shipping option id. */
  pickupInfo(optionIds: string[]): Promise<ReadonlyMap<string, PickupInfo>>
  /** By id; one that is deleted is missing. */
  promotions(promotionIds: string[]): Promise<ReadonlyMap<string, Promotion>>
}

export const createCartLookups = (container: MedusaContainer): CartLookups => ({
  isKintsugiCountry: once((code: string) => isKintsugiCountry(code, container)),
  hasAutomaticTaxes: once(
    async (id: string) =>
      (await readRegion(id, container))?.automatic_taxes ?? false
  ),
  customer: once((id: string) => readCustomer(id, container)),
  categories: once((ids: string[]) => categoriesFor(ids, container)),
  pickupInfo: once((ids: string[]) => readPickupInfo(ids, container)),
  promotions: once((ids: string[]) => readPromotions(ids, container)),
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

/** Whether a region's taxes are automatic, and its countries. */
export const readRegion = async (
  regionId: string,
  container: MedusaContainer
): Promise<RegionRow | null> =>
  container
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .storeRows.region(regionId, () => readRegionByModule(regionId, container))

const readRegionByModule = async (
  regionId: string,
  container: MedusaContainer
): Promise<RegionRow | null> => {
  const [region] = await container
    .resolve(Modules.REGION)
    .listRegions(
      { id: regionId },
      { select: ["id", "automatic_taxes"], relations: ["countries"] }
    )
  return region
    ? {
        automatic_taxes: region.automatic_taxes,
        countries: region.countries.map(({ iso_2 }) => iso_2).toSorted(),
      }
    : null
}

const readCustomer = async (
  customerId: string,
  container: MedusaContainer
): Promise<CustomerOfCart | undefined> => {
  const customer = await container
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .storeRows.customer(customerId, () =>
      readCustomerByModule(customerId, container)
    )
  return customer
    ? {
        id: customer.id,
        email: customer.email,
        customer_groups: customer.groups,
        metadata: customer.metadata ?? undefined,
      }
    : undefined
}

const readCustomerByModule = async (
  customerId: string,
  container: MedusaContainer
): Promise<CustomerRow | null> => {
  const [customer] = await container
    .resolve(Modules.CUSTOMER)
    .listCustomers(
      { id: customerId },
      { select: ["id", "email", "metadata"], relations: ["groups"] }
    )
  return customer
    ? {
        id: customer.id,
        email: customer.email,
        metadata: customer.metadata ?? null,
        groups: (customer.groups ?? [])
          .flatMap(({ id }) => id ?? [])
          .toSorted(),
      }
    : null
}

const readPromotions = async (
  promotionIds: string[],
  container: MedusaContainer
): Promise<ReadonlyMap<string, Promotion>> => {
  const promotions = promotionIds.length
    ? await container.resolve(Modules.PROMOTION).listPromotions(
        { id: promotionIds },
        {
          take: null as never,
          select: ["id", "type", "is_tax_inclusive"],
          relations: ["application_method"],
        }
      )
    : []
  return new Map(
    promotions.flatMap(
      ({ id, type, is_tax_inclusive, application_method: method }) =>
        method?.type && method.target_type
          ? [
              [
                id,
                {
                  id,
                  type: type === "buyget" ? "buyget" : "standard",
                  isTaxInclusive: Boolean(is_tax_inclusive),
                  method: {
                    type: method.type,
                    value: MathBN.convert(method.value ?? 0),
                    target: method.target_type,
                    allocation: method.allocation ?? undefined,
                    maxQuantity: method.max_quantity ?? undefined,
                  },
                },
              ] as const,
            ]
          : []
    )
  )
}

const readPickupInfo = async (
  optionIds: string[],
  container: MedusaContainer
): Promise<ReadonlyMap<string, PickupInfo>> => {
  if (!optionIds.length) {
    return new Map()
  }
  const sets = new Map(
    Object.entries(
      await container
        .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
        .storeRows.fulfillmentSets(optionIds, () =>
          readFulfillmentSets(optionIds, container)
        )
    )
  )
  const pickupSets = [...sets.values()].filter(({ type }) => type === "pickup")
  const locations = await readPickupLocations(
    pickupSets.map(({ id }) => id),
    container
  )
  return new Map(
    [...sets].map(([option, { id, type }]) => [
      option,
      { type, location: locations.get(id) },
    ])
  )
}

const readFulfillmentSets = async (
  optionIds: string[],
  container: MedusaContainer
): Promise<Record<string, FulfillmentSetRow>> => {
  const options = await container
    .resolve(Modules.FULFILLMENT)
    .listShippingOptions(
      { id: optionIds },
      { select: ["id"], relations: ["service_zone.fulfillment_set"] }
    )
  return Object.fromEntries(
    options.flatMap(({ id, service_zone }) => {
      const set = service_zone?.fulfillment_set
      return set ? [[id, { id: set.id, type: set.type }] as const] : []
    })
  )
}

/**
 * The locations of fulfillment sets for pickup, by the sets' ids. To be read for
 * no others: a ship-from location decides nothing, and takes two queries.
 */
export const readPickupLocations = async (
  setIds: string[],
  container: MedusaContainer
): Promise<ReadonlyMap<string, PickupInfo["location"]>> => {
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
    (data as unknown as (PickupInfo & { id: string })[]).map(
      ({ id, location }) => [id, location]
    )
  )
}
