import type { EstimateAddress } from "./estimate"

/** A postal code that has the right form and that no place has. */
export const NOBODYS_ZIP = "00000"

/**
 * How far Kintsugi would trust an address. It validates US addresses only,
 * and asks for a street and a city before it calls one verified.
 */
export function addressStatus(address: EstimateAddress): string {
  if (address.country !== "US") {
    return "UNVERIFIED"
  }
  if (address.postal_code.startsWith(NOBODYS_ZIP)) {
    return "INVALID"
  }
  return address.street_1 && address.city ? "VERIFIED" : "PARTIALLY_VERIFIED"
}
