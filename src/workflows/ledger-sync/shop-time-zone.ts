import type {
  IStockLocationService,
  MedusaContainer,
} from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import type { KintsugiSettings } from "../../options"
import { timeZoneOf } from "../../tax/address/time-zone"

/** The time zone that decides on which day a sale was. */
export type ShopTimeZone = {
  /** An IANA name. */
  name: string
  /**
   * - `setting`: the merchant's setting, in the Admin or in the options
   * - `stock_location`: of the store's only stock location
   * - `utc`: there is neither, or the location's address is ambiguous
   */
  from: "setting" | "stock_location" | "utc"
}

/**
 * Reads it: the setting; else the zone of the store's only stock location, if
 * its address is unambiguous, see `timeZoneOf`; else UTC.
 *
 * @param readZone - {@link locationZoneOnce} where many orders ask
 */
export const shopTimeZone = async (
  { sync }: Pick<KintsugiSettings, "sync">,
  container: MedusaContainer,
  readZone: LocationZone = () => zoneOfOnlyLocation(container)
): Promise<ShopTimeZone> => {
  if (sync.timeZone) {
    return { name: sync.timeZone, from: "setting" }
  }
  const name = await readZone()
  return name ? { name, from: "stock_location" } : { name: "UTC", from: "utc" }
}

/** Reads the zone of the store's only stock location. */
export type LocationZone = () => Promise<string | undefined>

/** Reads the location once, when the first order of a batch needs its zone. */
export const locationZoneOnce = (container: MedusaContainer): LocationZone => {
  let reading: Promise<string | undefined> | undefined
  return () => (reading ??= zoneOfOnlyLocation(container))
}

const zoneOfOnlyLocation = async (
  container: MedusaContainer
): Promise<string | undefined> => {
  const locations: IStockLocationService = container.resolve(
    Modules.STOCK_LOCATION
  )
  const [location, another] = await locations.listStockLocations(
    {},
    {
      take: 2,
      select: ["id", "address.country_code", "address.province"],
      relations: ["address"],
    }
  )
  return location?.address && !another
    ? timeZoneOf(location.address)
    : undefined
}
