import type { FetchLike } from "../store-client"

/** A connection to a store whose answers are these, and what it was asked. */
export const storeThat = (answers: () => ReturnType<FetchLike>) => {
  const requests: Parameters<FetchLike>[] = []
  return {
    baseUrl: "https://store.example.com/",
    publishableKey: "pk_1",
    fetch: (...request: Parameters<FetchLike>) => {
      requests.push(request)
      return answers()
    },
    requests,
  }
}

/** A connection to a store that always answers this. */
export const answering = (body: unknown, ok = true) =>
  storeThat(async () => ({ ok, json: async () => body }))

/** A connection to a store during whose answer the shopper types on. */
export const abortedStore = (): {
  store: ReturnType<typeof storeThat>
  signal: AbortSignal
} => {
  const abort = new AbortController()
  const store = storeThat(async () => {
    abort.abort(new Error("The shopper typed on."))
    throw abort.signal.reason
  })
  return { store, signal: abort.signal }
}

/** What {@link storeThat} was asked, where an address alone was posted to it. */
export const postOf = (path: string, address: object) => [
  `https://store.example.com${path}`,
  {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-publishable-api-key": "pk_1",
    },
    body: JSON.stringify(address),
    signal: undefined,
  },
]
