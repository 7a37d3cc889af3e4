import { z } from "@medusajs/framework/zod"
import type { Deadline } from "./deadlines"
import { optional, textUpTo, word } from "./field-schemas"
import type { Transport } from "./transport"

/** The body of `POST /v1/address_validation/search`. US addresses only. */
export type AddressSearch = {
  street_1?: string
  street_2?: string
  city?: string
  /** Two letters. */
  state: string
  postal_code: string
  country: "US"
}

/** As long as a part of an address that is sent may be. */
const text = optional(textUpTo(500)).optional()

/** An address in Kintsugi's answer: parts that it does not know are absent. */
const foundAddressSchema = z.object({
  street_1: text,
  street_2: text,
  city: text,
  county: text,
  state: text,
  postal_code: text,
  country: text,
})

/** The fields of `POST /v1/address_validation/search`'s 200 that are read. */
export const addressSearchSchema = z.array(
  z.object({
    /**
     * `VERIFIED`, `PARTIALLY_VERIFIED`, `INVALID`, `UNVERIFIABLE` or `BLANK`;
     * the contract has no enum for it.
     */
    verification_status: optional(word).optional(),
    /** In the Postal Service's spelling, which is all capitals. */
    response_address: optional(foundAddressSchema).optional(),
  })
)

export type AddressSearchResult = z.output<typeof addressSearchSchema>[number]

/** Addresses at Kintsugi. Every method throws KintsugiError. */
export type AddressMethods = {
  /** Kintsugi's matches for an address, best first. Stores nothing there. */
  searchAddress(
    address: AddressSearch,
    call: Deadline
  ): Promise<AddressSearchResult[]>
}

export const addressMethods = (transport: Transport): AddressMethods => ({
  searchAddress: (address, limits) =>
    transport.request({
      method: "POST",
      path: "/v1/address_validation/search",
      body: address,
      schema: addressSearchSchema,
      ...limits,
    }),
})
