import type { StoreAddress } from "../tax/address/validated-address"

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
export type TypedAddress = {
  [Field in keyof StoreAddress]?: string | null
}

const FIELDS = [
  "address_1",
  "address_2",
  "city",
  "province",
  "postal_code",
  "country_code",
] as const satisfies (keyof StoreAddress)[]

/** The address alone: no names, and no phone number. */
export const toAddressBody = (address: TypedAddress): Record<string, string> =>
  Object.fromEntries(
    FIELDS.flatMap((field) => {
      const value = address[field]
      return value ? [[field, value]] : []
    })
  )

export const clientOf = (store: Store): StoreClient =>
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
      throw new Error("The store refused the request.")
    }
    return response.json()
  },
})
