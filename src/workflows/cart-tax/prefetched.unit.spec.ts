import type { CartForTax } from "./read-cart"
import { createPrefetchOnce } from "./prefetched"

const AUSTIN = {
  address_1: "1 Main St",
  city: "Austin",
  province: "TX",
  postal_code: "78701",
  country_code: "us",
}

const CART = {
  id: "cart_1",
  currency_code: "usd",
  shipping_address: AUSTIN,
  items: [{ id: "cali_1", quantity: 2, unit_price: 19.99, adjustments: [] }],
} as unknown as CartForTax

/** The same as {@link CART}, once it has got its address and its tax. */
const TAXED = {
  ...CART,
  customer_id: "cus_of_a_guest",
  billing_address: { address_1: "1 Main St", country_code: "us" },
  shipping_address: { ...CART.shipping_address, address_2: "" },
  items: CART.items!.map((item) => ({
    ...item,
    tax_lines: [{ id: "tax_line_1", code: "us-tx" }],
  })),
} as unknown as CartForTax

const counted = () => {
  const prefetchOnce = createPrefetchOnce()
  let count = 0
  return {
    run: (
      cart: CartForTax,
      others: { customerId?: string; optionId?: string } = {}
    ) =>
      prefetchOnce({ cart, customerId: undefined, ...others }, async () => {
        count++
      }),
    prefetchOnce,
    count: () => count,
  }
}

describe("createPrefetchOnce", () => {
  it("runs the prefetch of a cart once, whether its tax was written since or not", async () => {
    const { run, count } = counted()
    await Promise.all([run(CART), run(CART)])
    await run(TAXED)
    expect(count()).toBe(1)
  })

  it.each<[string, object]>([
    ["another cart", { id: "cart_2" }],
    [
      "another address",
      { shipping_address: { ...AUSTIN, address_1: "2 Main St" } },
    ],
    ["another quantity", { items: [{ ...CART.items![0], quantity: 3 }] }],
  ])("runs it for %s", async (_, difference) => {
    const { run, count } = counted()
    await run(CART)
    await run({ ...CART, ...difference })
    expect(count()).toBe(2)
  })

  it("runs it for each shipping option and each customer who counts", async () => {
    const { run, count } = counted()
    await run(CART)
    await run(CART, { optionId: "so_1" })
    await run(CART, { optionId: "so_2" })
    await run(CART, { customerId: "cus_1" })
    await run(CART, { customerId: "cus_1" })
    expect(count()).toBe(4)
  })

  it("runs it again after a failure, which it passes on", async () => {
    const { prefetchOnce, run, count } = counted()
    await expect(
      prefetchOnce({ cart: CART, customerId: undefined }, async () => {
        throw new Error("Kintsugi could not be reached")
      })
    ).rejects.toThrow("Kintsugi could not be reached")
    await run(CART)
    expect(count()).toBe(1)
  })

  it("runs it again before Kintsugi's answer expires", async () => {
    jest.useFakeTimers()
    const { run, count } = counted()
    await run(CART)
    jest.advanceTimersByTime(2 * 60_000)
    await run(CART)
    expect(count()).toBe(1)
    jest.advanceTimersByTime(31_000)
    await run(CART)
    expect(count()).toBe(2)
    jest.useRealTimers()
  })
})
