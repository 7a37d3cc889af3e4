import type { EstimateAddress } from "./estimate"

/** A postal code in the right format that no place uses. */
export const UNUSED_ZIP = "00000"

/**
 * Kintsugi's status of an address. It validates US addresses only, and requires
 * a street and a city for a verified one.
 */
export function addressStatus(address: EstimateAddress): string {
  if (address.country !== "US") {
    return "UNVERIFIED"
  }
  if (address.postal_code.startsWith(UNUSED_ZIP)) {
    return "INVALID"
  }
  return address.street_1 && address.city ? "VERIFIED" : "PARTIALLY_VERIFIED"
}
