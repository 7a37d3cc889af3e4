import { AxiosError } from "axios"
import { setTimeout as delay } from "node:timers/promises"
import type { Store } from "./store"

export type Pair = { category: string | null; subcategory: string | null }

export type Reading = Pair & {
  product_id: string
  effective: Pair & { source: Record<string, string> }
}

type Refusal = { status: number; message: string; code?: string }

/** Classifies products as a merchant does, over the Admin API. */
export const merchantOf = (store: Store) => {
  const call = async <T>(
    method: "GET" | "POST" | "DELETE",
    path: string,
    body?: unknown
  ): Promise<T> => {
    const { data } = await store.api.request<T>({
      method,
      url: path,
      data: body,
      headers: store.adminHeaders(),
    })
    return data
  }
  const product = (id: string) => `/admin/kintsugi/products/${id}`

  return {
    call,
    classify: (id: string, pair: Pair) =>
      call<Reading>("POST", product(id), pair),
    read: (id: string) => call<Reading>("GET", product(id)),
    setRule: (
      kind: "category" | "collection" | "product_type" | "tag",
      reference_id: string,
      pair: Pair
    ) =>
      call<{ classification_rule: { id: string } }>(
        "POST",
        "/admin/kintsugi/classification-rules",
        { kind, reference_id, ...pair }
      ),
    /** The answer of a call that must be refused. */
    expectRefusal: async (request: Promise<unknown>): Promise<Refusal> => {
      try {
        await request
      } catch (error) {
        if (error instanceof AxiosError || "response" in (error as object)) {
          const { response } = error as AxiosError<Omit<Refusal, "status">>
          return {
            status: response?.status ?? 0,
            ...(response?.data ?? { message: "" }),
          }
        }
        throw error
      }
      throw new Error("The call was not refused")
    },
  }
}

/** Waits until Kintsugi has received no request for a moment. */
export const waitUntilQuiet = async (
  { sandbox }: Store,
  ms = 600
): Promise<void> => {
  let count: number
  do {
    count = sandbox.requests().length
    await delay(ms)
  } while (sandbox.requests().length !== count)
}
