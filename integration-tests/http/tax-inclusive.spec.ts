import { pricingOf } from "./pricing"
import { type Cart, ADDRESSES, shopperOf } from "./shopper"
import { describeStore } from "./store"

/** In digits after the point. */
const EPSILON = 4

describeStore("prices that include tax", {}, (store) => {
  const shopper = shopperOf(store)

  const { includeTax, createPromotion } = pricingOf(store)

  beforeAll(() => includeTax("eur"))

  const inBerlin = async (quantity: number) => {
    const id = await shopper.createCart("de")
    await shopper.add(id, store.shop.variants.mug, quantity)
    await shopper.setAddress(id, ADDRESSES.berlin)
    return id
  }
  const netOf = (cart: Cart) => cart.total - cart.tax_total

  it("a price that includes tax stays the same in Germany", async () => {
    const id = await inBerlin(1)
    const cart = await shopper.ship(id)

    // 18.50 and 6.90 are 15.55 and 5.80 with 19% on top.
    expect(cart.total).toBeCloseTo(18.5 + 6.9, EPSILON)
    expect(cart.item_tax_total).toBeCloseTo(2.95, EPSILON)
    expect(cart.shipping_tax_total).toBeCloseTo(1.1, EPSILON)
    expect(netOf(cart)).toBeCloseTo(15.55 + 5.8, EPSILON)
  })

  it("the estimate of a price that includes tax has the net amount", async () => {
    const id = await inBerlin(3)
    const estimates = store.sandbox.requests({ path: "/v1/tax/estimate" })

    expect((await shopper.read(id)).total).toBeCloseTo(55.5, EPSILON)
    expect(estimates.length).toBeLessThanOrEqual(4)
    // 55.50 less 19% of what remains.
    expect(estimates.at(-1)?.body).toMatchObject({
      transaction_items: [{ amount: 46.64 }],
    })
  })

  it("a whole checkout in prices with tax requests two estimates at most", async () => {
    store.sandbox.clearRequests()
    const id = await shopper.createCart("de")
    await shopper.add(id, store.shop.variants.mug, 2)
    await shopper.add(id, store.shop.variants.coat, 1)
    await shopper.setAddress(id, ADDRESSES.berlin)
    await shopper.ship(id)
    await shopper.calculateTaxes(id)
    await shopper.calculateTaxes(id)
    await shopper.complete(id)
    expect(
      store.sandbox.requests({ path: "/v1/tax/estimate" }).length
    ).toBeLessThanOrEqual(2)
  })

  it("a discount is taken off the price that includes tax", async () => {
    const id = await inBerlin(2)
    const before = await shopper.read(id)
    const cart = await shopper.promote(id)

    expect(before.total).toBeCloseTo(37, EPSILON)
    const tax = cart.tax_total
    expect(tax).toBeCloseTo(5.32, EPSILON)
    expect(cart.total).toBeCloseTo(33.3, EPSILON)
  })

  /** Expects that calls without changes keep the total and request nothing. */
  const expectStableTotal = async (id: string, total: number) => {
    expect((await shopper.read(id)).total).toBeCloseTo(total, EPSILON)
    expect((await shopper.calculateTaxes(id)).total).toBeCloseTo(total, EPSILON)
    store.sandbox.clearRequests()
    for (const note of ["once", "twice"]) {
      const { items } = await shopper.read(id)
      await shopper.call(
        "POST",
        `/store/carts/${id}/line-items/${items[0]!.id}`,
        { quantity: items[0]!.quantity, metadata: { note } }
      )
      const { total: then } = await shopper.calculateTaxes(id)
      expect(then).toBeCloseTo(total, EPSILON)
    }
    expect(
      store.sandbox.requests({ path: "/v1/tax/estimate" }).map(({ at }) => at)
    ).toEqual([])
  }

  const applyCodes = (id: string, ...promo_codes: string[]) =>
    shopper.call("POST", `/store/carts/${id}/promotions`, { promo_codes })

  it.each([
    ["all of the items", { value: 100 }, 6.9],
    ["99% of the items", { value: 99 }, 0.37 + 6.9],
    ["a third of the items", { value: 33.33 }, 37 - 12.33 + 6.9],
    ["all shipping", { value: 100, target_type: "shipping_methods" }, 37],
  ])("promotions keep taking the same off: %s", async (_, method, total) => {
    const code = await createPromotion(method)
    const id = await inBerlin(2)
    await shopper.ship(id)
    await applyCodes(id, code)
    await expectStableTotal(id, total)
  })

  it.each([
    // Three mugs and two gift wraps, which cost barely more than the amount.
    ["the items", "each", { max_quantity: 2, value: 3.33 }],
    ["all items together", "across", { value: 9.99 }],
  ])("a fixed amount off %s stays the same", async (_, allocation, method) => {
    const code = await createPromotion({
      ...method,
      allocation,
      type: "fixed",
      currency_code: "eur",
    })
    const id = await inBerlin(3)
    await shopper.add(id, store.shop.variants.giftWrap, 2)
    await shopper.ship(id)
    await applyCodes(id, code)
    const { total } = await shopper.read(id)
    // 4 × 3.33 and 9.99, with 19%.
    const off = allocation === "each" ? 15.85 : 11.89
    expect(total).toBeCloseTo(55.5 + 9 + 6.9 - off, EPSILON)
    await expectStableTotal(id, total)
  })

  it.each([
    ["all of the items", { value: 100 }],
    ["half of the items", { value: 50 }],
  ])("net and gross promotions have equal totals: %s", async (_, method) => {
    const net = await createPromotion(method)
    const gross = await createPromotion(method, true)
    const totals: number[] = []
    for (const code of [net, gross]) {
      const id = await shopper.createCart("us")
      await shopper.add(id, store.shop.variants.coat, 1)
      await shopper.add(id, store.shop.variants.mug, 2)
      await shopper.setAddress(id, ADDRESSES.austin)
      await shopper.ship(id)
      await applyCodes(id, code)
      const { total } = await shopper.read(id)
      await expectStableTotal(id, total)
      const { order } = await shopper.complete(id)
      expect(order.total).toBeCloseTo(total, EPSILON)
      totals.push(total)
    }
    expect(totals[0]).toBeGreaterThan(0)
    expect(totals[1]).toBeCloseTo(totals[0]!, EPSILON)
  })

  it("an order has the total that its cart had", async () => {
    const freeShipping = await createPromotion({
      value: 100,
      target_type: "shipping_methods",
    })
    const id = await inBerlin(3)
    await shopper.ship(id)
    await applyCodes(id, store.shop.promotionCode, freeShipping)
    const cart = await shopper.read(id)
    const { order } = await shopper.complete(id)
    expect(order.total).toBeCloseTo(cart.total, EPSILON)
    expect(order.total).toBeCloseTo(55.5 * 0.9, EPSILON)
  })
})
