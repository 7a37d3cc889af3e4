import type { ValidatedAddress } from "../tax/address/validated-address"
import {
  type Store,
  type TypedAddress,
  clientOf,
  toAddressBody,
} from "./store-client"

const PATH = "/store/kintsugi/address-validation"

/**
 * Asks the store whether an address exists, and which one may be meant. Call it
 * from the shopper's browser: the route limits requests by IP address.
 *
 * A failed validation must not hold up a checkout: if the store refuses the
 * request or can't be reached, the address is `unavailable`.
 *
 * @param address - further fields (names, phone) are not sent
 * @throws what `signal` was aborted with, and nothing else
 *
 * @example
 * const { status, suggestions } = await validateAddress(sdk.client, address)
 */
export const validateAddress = async (
  store: Store,
  address: TypedAddress,
  { signal }: { signal?: AbortSignal } = {}
): Promise<ValidatedAddress> => {
  try {
    const answer = await clientOf(store).fetch(PATH, {
      method: "POST",
      body: toAddressBody(address),
      signal,
    })
    if (isValidatedAddress(answer)) {
      return answer
    }
  } catch {
    signal?.throwIfAborted()
  }
  return unavailable(address)
}

const isValidatedAddress = (answer: unknown): answer is ValidatedAddress => {
  const { status, suggestions } = (answer ?? {}) as Partial<ValidatedAddress>
  return typeof status === "string" && Array.isArray(suggestions)
}

const unavailable = (address: TypedAddress): ValidatedAddress => ({
  status: "unavailable",
  address: {
    address_1: address.address_1 ?? "",
    address_2: address.address_2 ?? "",
    city: address.city ?? "",
    province: address.province ?? "",
    postal_code: address.postal_code ?? "",
    country_code: address.country_code ?? "",
  },
  suggestions: [],
  changed_fields: [],
})
