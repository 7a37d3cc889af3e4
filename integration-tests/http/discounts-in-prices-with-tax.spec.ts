import { orderDriverOf } from "./order-driver"
import { pricingOf } from "./pricing"
import { ADDRESSES } from "./shopper"
import { describeStore } from "./store"

type Cart = {
  id: string
  total: number
  item_total: number
  shipping_total: number
  tax_total: number
  items: { id: string; quantity: number }[]
  payment_collection?: {
    id: string
    amount: number
    payment_sessions?: { id: string }[]
  }
}

const FIELDS =
  "fields=+total,+item_total,+shipping_total,+tax_total,*items,*payment_collection,*payment_collection.payment_sessions"

describeStore("discounts in prices that include tax", {}, (store) => {
  const { shopper, office, ledger, transactionsOf } = orderDriverOf(store)

  const { includeTax, price, priceShipping, createPromotion } = pricingOf(store)

  beforeAll(async () => {
    await includeTax("eur")
    const { variants, shippingOptions } = store.shop
    await price(variants.mug, { eur: 119 })
    await price(variants.coat, { eur: 59.5 })
    await priceShipping(shippingOptions.standard, { eur: 49.9 })
  })

  const promotion = (
    method: Record<string, unknown>,
    is_tax_inclusive = false
  ) =>
    createPromotion(
      {
        allocation: "each",
        ...(method.type === "fixed" && { currency_code: "eur" }),
        ...method,
      },
      is_tax_inclusive
    )

  const read = async (id: string) =>
    (await shopper.call<{ cart: Cart }>("GET", `/store/carts/${id}?${FIELDS}`))
      .cart

  const inBerlin = async (
    articles: { mug?: number; coat?: number },
    ...promo_codes: string[]
  ) => {
    const id = await shopper.createCart("de")
    for (const [name, quantity] of Object.entries(articles)) {
      await shopper.add(id, store.shop.variants[name as "mug"], quantity)
    }
    await shopper.setAddress(id, ADDRESSES.berlin)
    await shopper.ship(id)
    await shopper.call("POST", `/store/carts/${id}/promotions`, { promo_codes })
    return id
  }

  /** The cart after each of some calls that change nothing. */
  const afterEachCall = async (id: string, promo_codes: string[]) => {
    const { items } = await read(id)
    const path = `/store/carts/${id}`
    const line = items[0]!
    const calls: [string, unknown][] = [
      [`${path}/line-items/${line.id}`, { quantity: line.quantity }],
      [`${path}/taxes`, undefined],
      [path, { email: "mia.shopper@example.com" }],
      [`${path}/promotions`, { promo_codes }],
      [path, { shipping_address: ADDRESSES.berlin }],
      [`${path}/line-items/${line.id}`, { quantity: line.quantity }],
    ]
    const carts: Cart[] = []
    for (const [to, body] of calls) {
      await shopper.call("POST", to, body)
      carts.push(await read(id))
    }
    return carts
  }

  it.each<[string, Record<string, unknown>, number]>([
    ["80%", { value: 80 }, 9.98],
    ["a third", { value: 33.33 }, 33.27],
    ["all", { value: 100 }, 0],
    // 7.00 without tax is 8.33 with it.
    ["a fixed amount", { type: "fixed", value: 7 }, 41.57],
    ["exactly its net price", { type: "fixed", value: 41.93 }, 0],
    ["more than it costs", { type: "fixed", value: 70 }, 0],
    [
      "a shared fixed amount",
      { type: "fixed", value: 7, allocation: "across", max_quantity: null },
      41.57,
    ],
  ])("promotions keep taking %s off shipping", async (_, method, shipping) => {
    const code = await promotion({ ...method, target_type: "shipping_methods" })
    const id = await inBerlin({ mug: 1 }, code)
    await shopper.pay(id)
    const first = await read(id)
    expect(first.shipping_total).toBeCloseTo(shipping, 6)
    expect(first.total).toBeCloseTo(119 + shipping, 6)
    const sessions = first.payment_collection!.payment_sessions!
    expect(sessions).toHaveLength(1)
    store.sandbox.clearRequests()
    for (const cart of await afterEachCall(id, [code])) {
      expect(cart.shipping_total).toBeCloseTo(shipping, 6)
      expect(cart.total).toBeCloseTo(119 + shipping, 6)
      expect(cart.payment_collection).toMatchObject({
        amount: first.total,
        payment_sessions: [{ id: sessions[0]!.id }],
      })
    }
    expect(store.sandbox.requests({ path: "/v1/tax/estimate" })).toEqual([])
  })

  it("discounts are reported to Kintsugi as they were charged", async () => {
    const code = await promotion({
      value: 80,
      target_type: "shipping_methods",
    })
    const id = await inBerlin({ mug: 1 }, code)
    await afterEachCall(id, [code])
    const { order } = await shopper.complete(id)
    expect(order.total).toBeCloseTo(128.98, 6)
    await office.capture(order.id)
    await ledger.waitUntilSynced(order.id)
    const [sale] = await transactionsOf(order.id)
    expect(sale).toMatchObject({
      total_tax_amount_imported: "20.59",
    })
    expect(
      sale!.transaction_items.map(({ amount, tax_amount_imported }) => [
        Number(amount),
        Number(tax_amount_imported),
      ])
    ).toEqual(
      expect.arrayContaining([
        [100, 19],
        [8.39, 1.59],
      ])
    )
  })

  it.each<
    [string, { mug?: number; coat?: number }, Record<string, unknown>[], number]
  >([
    ["a whole price", { mug: 1 }, [{ type: "fixed", value: 100 }], 0],
    [
      "almost a whole price",
      { mug: 1 },
      [{ type: "fixed", value: 99.98 }],
      0.02,
    ],
    ["more than a price", { mug: 1 }, [{ type: "fixed", value: 100.5 }], 0],
    [
      "several prices",
      { mug: 1, coat: 1 },
      [{ type: "fixed", value: 150, allocation: "across", max_quantity: null }],
      0,
    ],
    [
      "one of two prices",
      { mug: 1, coat: 4 },
      [{ type: "fixed", value: 100, max_quantity: 1 }],
      178.5,
    ],
    [
      "an order",
      { mug: 1, coat: 1 },
      [
        {
          type: "fixed",
          value: 150,
          target_type: "order",
          allocation: "across",
          max_quantity: null,
        },
      ],
      0,
    ],
    [
      "half and a fixed rest",
      { mug: 1 },
      [{ value: 50 }, { type: "fixed", value: 49 }],
      1.19,
    ],
    [
      "most and all of the rest",
      { mug: 1 },
      [{ value: 60 }, { type: "fixed", value: 40 }],
      0,
    ],
    [
      "nearly all and a tenth of the rest",
      { mug: 1 },
      [{ type: "fixed", value: 99.44 }, { value: 10 }],
      // 118.33 leaves 0.67, of which a tenth is 0.07.
      0.6,
    ],
    [
      "a fixed amount and half of the rest",
      { mug: 1, coat: 1 },
      [{ value: 50 }, { type: "fixed", value: 60, max_quantity: 1 }],
      // 119.00 less 71.40, and all of 59.50: half of 47.60 is left.
      23.8,
    ],
  ])(
    "promotions keep taking %s without tax off the items",
    async (_, articles, methods, remainder) => {
      const promo_codes: string[] = []
      for (const method of methods) {
        promo_codes.push(await promotion(method))
      }
      const id = await inBerlin(articles, ...promo_codes)
      await shopper.pay(id)
      const first = await read(id)
      expect(first.item_total).toBeCloseTo(remainder, 6)
      const sessions = first.payment_collection!.payment_sessions!
      store.sandbox.clearRequests()
      for (const cart of await afterEachCall(id, promo_codes)) {
        expect(cart.item_total).toBeCloseTo(remainder, 6)
        expect(cart.payment_collection).toMatchObject({
          payment_sessions: [{ id: sessions[0]!.id }],
        })
      }
      expect(store.sandbox.requests({ path: "/v1/tax/estimate" })).toEqual([])
    }
  )
})
