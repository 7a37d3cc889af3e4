import {
  abortedStore,
  answering,
  postOf,
  storeThat,
} from "./__fixtures__/answering-store"
import { prefetchTax } from "./prefetch-tax"

const AUSTIN = {
  address_1: "1100 Congress Ave",
  city: "Austin",
  province: "TX",
  postal_code: "78701",
  country_code: "us",
}

describe("prefetchTax", () => {
  it("posts the address alone, and says whether Kintsugi is asked", async () => {
    const store = answering({ prefetching: true })
    await expect(
      prefetchTax(store, "cart_1", {
        ...AUSTIN,
        address_2: null,
        ...{ first_name: "Mia", phone: "+1 512 555 0100" },
      })
    ).resolves.toBe(true)
    expect(store.requests).toEqual([
      postOf("/store/kintsugi/carts/cart_1/prefetch-tax", AUSTIN),
    ])
  })

  it("keeps a cart's id within its part of the path", async () => {
    const store = answering({ prefetching: true })
    await prefetchTax(store, "../carts/cart_1?a=b", AUSTIN)
    expect(store.requests[0]![0]).toBe(
      "https://store.example.com/store/kintsugi/carts/..%2Fcarts%2Fcart_1%3Fa%3Db/prefetch-tax"
    )
  })

  it.each([
    ["Kintsugi is not asked", answering({ prefetching: false })],
    ["the store refuses", answering({ message: "Too many" }, false)],
    ["another page answers", answering("<html>")],
    ["nothing answers", answering(null)],
    [
      "the store can't be reached",
      storeThat(async () => {
        throw new TypeError("Failed to fetch")
      }),
    ],
  ])("returns false where %s", async (_, store) => {
    await expect(prefetchTax(store, "cart_1", AUSTIN)).resolves.toBe(false)
  })

  it("rejects only if it is aborted, with the signal's reason", async () => {
    const { store, signal } = abortedStore()
    await expect(
      prefetchTax(store, "cart_1", AUSTIN, { signal })
    ).rejects.toThrow("The shopper typed on.")
    expect(store.requests[0]![1].signal).toBe(signal)
  })
})
