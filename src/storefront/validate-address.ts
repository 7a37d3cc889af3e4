import type {
  StoreAddress,
  ValidatedAddress,
} from "../tax/address/validated-address"

const PATH = "/store/kintsugi/address-validation"

const FIELDS = [
  "address_1",
  "address_2",
  "city",
  "province",
  "postal_code",
  "country_code",
] as const satisfies (keyof StoreAddress)[]

/** How the store is reached. */
export type Store = StoreClient | StoreConnection

/** The `client` of an instance of `@medusajs/js-sdk`, or what acts like it. */
export type StoreClient = {
  /** @returns the parsed body; rejects unless the status is 2xx */
  fetch(
    path: string,
    init: {
      method: "POST"
      body: Record<string, unknown>
      signal?: AbortSignal
    }
  ): Promise<unknown>
}

export type StoreConnection = {
  /** The store's public address: `https://store.example.com`. */
  baseUrl: string
  publishableKey: string
  /** The global `fetch` by default. */
  fetch?: FetchLike
}

/** The part of `fetch` that is used. */
export type FetchLike = (
  url: string,
  init: {
    method: "POST"
    headers: Record<string, string>
    body: string
    signal?: AbortSignal
  }
) => Promise<{ ok: boolean; json(): Promise<unknown> }>

/** As it is typed: what is missing may be left out. */
export type AddressToValidate = {
  [Field in keyof StoreAddress]?: string | null
}

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
  address: AddressToValidate,
  { signal }: { signal?: AbortSignal } = {}
): Promise<ValidatedAddress> => {
  const body = Object.fromEntries(
    FIELDS.flatMap((field) => {
      const value = address[field]
      return value ? [[field, value]] : []
    })
  )
  try {
    const answer = await clientOf(store).fetch(PATH, {
      method: "POST",
      body,
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

const clientOf = (store: Store): StoreClient =>
  "baseUrl" in store ? connect(store) : store

const connect = ({
  baseUrl,
  publishableKey,
  // A browser's fetch must not be called as a method of another object.
  fetch = globalThis.fetch,
}: StoreConnection): StoreClient => ({
  fetch: async (path, { method, body, signal }) => {
    const response = await fetch(`${baseUrl.replace(/\/+$/, "")}${path}`, {
      method,
      headers: {
        "content-type": "application/json",
        "x-publishable-api-key": publishableKey,
      },
      body: JSON.stringify(body),
      signal,
    })
    if (!response.ok) {
      throw new Error("The store refused to validate the address.")
    }
    return response.json()
  },
})

const isValidatedAddress = (answer: unknown): answer is ValidatedAddress => {
  const { status, suggestions } = (answer ?? {}) as Partial<ValidatedAddress>
  return typeof status === "string" && Array.isArray(suggestions)
}

const unavailable = (address: AddressToValidate): ValidatedAddress => ({
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
