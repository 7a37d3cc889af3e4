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
