/**
 * The wire types of `POST /store/kintsugi/address-validation`. The route
 * answers them, and storefronts read them: `medusa-plugin-kintsugi/storefront`
 * exports these types, so this file imports nothing.
 */
export type ValidatedAddress = {
  status: AddressStatus
  /**
   * The address to use: Kintsugi's form if it is verified, or else the address
   * that was sent. Fields that differ only in capitals stay as typed.
   */
  address: StoreAddress
  /** Other possible addresses, the best first. */
  suggestions: StoreAddress[]
  /**
   * The fields in which the sent address differs from the verified one, or else
   * from the first suggestion.
   */
  changed_fields: (keyof StoreAddress)[]
}

/** An address as a storefront has it, in Medusa's field names. */
export type StoreAddress = {
  address_1: string
  address_2: string
  city: string
  province: string
  postal_code: string
  /** ISO 3166-1 alpha-2, in lower case. */
  country_code: string
}

export type AddressStatus =
  /** It exists. */
  | "verified"
  /** The place exists, but something else is wrong or missing. */
  | "partially_verified"
  /** There is no such address. */
  | "invalid"
  /** Kintsugi cannot tell. */
  | "unverifiable"
  /** Outside the US, where Kintsugi validates nothing. */
  | "not_checked"
  /** Kintsugi could not be asked. Says nothing about the address. */
  | "unavailable"
