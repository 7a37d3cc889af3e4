import { orderDriverOf } from "./order-driver"
import { pricingOf } from "./pricing"
import { ADDRESSES } from "./shopper"
import { describeStore } from "./store"

type Line = { id: string; title?: string; quantity: number; total: number }
type Order = {
  id: string
  total: number
  tax_total: number
  items: Line[]
  shipping_methods: Line[]
}

/** In digits after the point. */
const EPSILON = 4

describeStore("discounts of drafts and order changes", {}, (store) => {
  const { shopper, office } = orderDriverOf(store)

  const { includeTax, price, priceShipping, createPromotion } = pricingOf(store)

  beforeAll(async () => {
    await includeTax("eur")
    const { variants, shippingOptions } = store.shop
    await price(variants.mug, { eur: 119, usd: 19.99 })
    await priceShipping(shippingOptions.standard, { eur: 49.9 })
  })

  const promotion = (method: Record<string, unknown>) =>
    createPromotion({ allocation: "each", ...method })

  const read = async (orderId: string) =>
    (
      await store.admin<{ order: Order }>(
        "GET",
        `/admin/orders/${orderId}?fields=*items,*shipping_methods,+items.total,+shipping_methods.total,+tax_total,+total`
      )
    ).order

  const draft = async (
    region: "us" | "de",
    quantity: number,
    promo_codes: string[]
  ) => {
    const { draft_order } = await office.post<{
      draft_order: { id: string }
    }>("/admin/draft-orders", {
      email: "mia.shopper@example.com",
      region_id: store.shop.regions[region],
      items: [{ variant_id: store.shop.variants.mug.variantId, quantity }],
      shipping_address: region === "us" ? ADDRESSES.austin : ADDRESSES.berlin,
      promo_codes,
    })
    return draft_order.id
  }

  it("discounts of a draft order are whole cents from its creation to the order", async () => {
    const id = await draft("us", 1, [store.shop.promotionCode])
    // 19.99 less 2.00, and 8.25% of 17.99.
    expect((await read(id)).total).toBeCloseTo(17.99 + 1.48, EPSILON)
    const path = `/admin/draft-orders/${id}/edit`
    const [mug] = (await read(id)).items
    await office.post(path)
    for (const quantity of [3, 3]) {
      const { draft_order_preview } = await office.post<{
        draft_order_preview: Order
      }>(`${path}/items/item/${mug!.id}`, { quantity })
      // 59.97 less 6.00, and 4.45.
      expect(draft_order_preview.total).toBeCloseTo(53.97 + 4.45, EPSILON)
    }
    await office.post(`${path}/request`)
    await office.post(`${path}/confirm`)
    expect((await read(id)).total).toBeCloseTo(58.42, EPSILON)
    await office.post(`/admin/draft-orders/${id}/convert-to-order`)
    expect((await read(id)).total).toBeCloseTo(58.42, EPSILON)
  })

  it.each<[string, Record<string, unknown>, number]>([
    ["a third", { value: 33.33 }, 79.34],
    ["a fixed sum", { type: "fixed", currency_code: "eur", value: 50 }, 59.5],
    ["all of it", { type: "fixed", currency_code: "eur", value: 100 }, 0],
  ])(
    "promotions keep taking %s off a draft order in prices with tax",
    async (_, method, remainder) => {
      const id = await draft("de", 1, [
        await promotion({ ...method, max_quantity: 1 }),
      ])
      expect((await read(id)).total).toBeCloseTo(remainder, EPSILON)
      const path = `/admin/draft-orders/${id}/edit`
      const [mug] = (await read(id)).items
      await office.post(path)
      for (let times = 0; times < 3; times += 1) {
        const { draft_order_preview } = await office.post<{
          draft_order_preview: Order
        }>(`${path}/items/item/${mug!.id}`, { quantity: 1 })
        expect(draft_order_preview.total).toBeCloseTo(remainder, EPSILON)
      }
      await office.post(`${path}/request`)
      await office.post(`${path}/confirm`)
      await office.post(`/admin/draft-orders/${id}/convert-to-order`)
      expect((await read(id)).total).toBeCloseTo(remainder, EPSILON)
    }
  )

  it("discounts of an order edit that carries promotions over are whole cents", async () => {
    const cart = await shopper.createCart("us")
    await shopper.add(cart, store.shop.variants.mug, 1)
    await shopper.setAddress(cart, ADDRESSES.austin)
    await shopper.ship(cart, "free")
    await shopper.promote(cart)
    const { order } = await shopper.complete(cart)
    const path = `/admin/order-edits/${order.id}`
    const { order_change } = await office.post<{
      order_change: { id: string }
    }>("/admin/order-edits", { order_id: order.id })
    await office.post(`/admin/order-changes/${order_change.id}`, {
      carry_over_promotions: true,
    })
    const { order_preview } = await office.post<{ order_preview: Order }>(
      `${path}/items`,
      {
        items: [
          { variant_id: store.shop.variants.giftWrap.variantId, quantity: 3 },
        ],
      }
    )
    // 19.99 and 14.85 less 3.48 (of 3.484), in cents.
    expect(order_preview.total).toBeCloseTo(
      Number(order_preview.total.toFixed(2)),
      EPSILON
    )
    expect(order_preview.total - order_preview.tax_total).toBeCloseTo(
      34.84 - 3.48,
      EPSILON
    )
    await office.post(`${path}/request`)
    await office.post(`${path}/confirm`)
    expect((await read(order.id)).total).toBeCloseTo(
      order_preview.total,
      EPSILON
    )
  })

  it("an order edit keeps the discount on shipping in prices with tax", async () => {
    const code = await promotion({
      value: 80,
      target_type: "shipping_methods",
    })
    const cart = await shopper.createCart("de")
    await shopper.add(cart, store.shop.variants.mug, 1)
    await shopper.setAddress(cart, ADDRESSES.berlin)
    await shopper.ship(cart)
    await shopper.call("POST", `/store/carts/${cart}/promotions`, {
      promo_codes: [code],
    })
    const { order } = await shopper.complete(cart)
    expect((await read(order.id)).shipping_methods[0]!.total).toBeCloseTo(
      9.98,
      EPSILON
    )
    const path = `/admin/order-edits/${order.id}`
    const { order_change } = await office.post<{
      order_change: { id: string }
    }>("/admin/order-edits", { order_id: order.id })
    await office.post(`/admin/order-changes/${order_change.id}`, {
      carry_over_promotions: true,
    })
    const [mug] = (await read(order.id)).items
    for (const quantity of [2, 2, 3]) {
      const { order_preview } = await office.post<{ order_preview: Order }>(
        `${path}/items/item/${mug!.id}`,
        { quantity }
      )
      expect(order_preview.shipping_methods[0]!.total).toBeCloseTo(
        9.98,
        EPSILON
      )
      expect(order_preview.total).toBeCloseTo(119 * quantity + 9.98, EPSILON)
    }
    await office.post(`${path}/request`)
    await office.post(`${path}/confirm`)
    const after = await read(order.id)
    expect(after.shipping_methods[0]!.total).toBeCloseTo(9.98, EPSILON)
    expect(after.total).toBeCloseTo(366.98, EPSILON)
  })
})
