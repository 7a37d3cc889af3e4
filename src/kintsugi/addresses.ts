import { z } from "@medusajs/framework/zod"
import type { Deadline } from "./client"
import { maybe } from "./schemas"
import type { Transport } from "./transport"

/** The body of `POST /v1/address_validation/search`. Only the US is known. */
export type AddressSearch = {
  street_1?: string
  street_2?: string
  city?: string
  /** Two letters. */
  state: string
  postal_code: string
  country: "US"
}

const text = maybe(z.string()).optional()

const foundAddressSchema = z.object({
  street_1: text,
  street_2: text,
  city: text,
  county: text,
  state: text,
  postal_code: text,
  country: text,
})

/** The 200 of `POST /v1/address_validation/search`, as far as it is read. */
export const addressSearchSchema = z.array(
  z.object({
    /**
     * `VERIFIED`, `PARTIALLY_VERIFIED`, `INVALID`, `UNVERIFIABLE` or `BLANK`;
     * the contract has no enum for it.
     */
    verification_status: text,
    /** In the Postal Service's spelling, which is all capitals. */
    response_address: maybe(foundAddressSchema).optional(),
  })
)

/** An address as Kintsugi answers it: a part that it does not know is absent. */
export type FoundAddress = z.output<typeof foundAddressSchema>
export type AddressSearchResult = z.output<typeof addressSearchSchema>[number]

/** Addresses at Kintsugi. Every method throws KintsugiError. */
export type AddressMethods = {
  /** What Kintsugi makes of an address, the best first. Keeps nothing there. */
  searchAddress(
    address: AddressSearch,
    call: Deadline
  ): Promise<AddressSearchResult[]>
}

export const addressMethods = (transport: Transport): AddressMethods => ({
  searchAddress: (address, { deadline }) =>
    transport.request({
      method: "POST",
      path: "/v1/address_validation/search",
      body: address,
      schema: addressSearchSchema,
      deadline,
    }),
})
