import { type Cart, ADDRESSES, shopperOf } from "./shopper"
import { describeStore } from "./store"

/** Medusa's own epsilon, in major units. */
const EPSILON = 4

describeStore("prices that include tax", {}, (store) => {
  const shopper = shopperOf(store)

  beforeAll(async () => {
    const { price_preferences } = await store.admin<{
      price_preferences: { id: string; value: string }[]
    }>("GET", "/admin/price-preferences?attribute=currency_code")
    const eur = price_preferences.find(({ value }) => value === "eur")
    await store.admin("POST", `/admin/price-preferences/${eur!.id}`, {
      is_tax_inclusive: true,
    })
  })

  const inBerlin = async (quantity: number) => {
    const id = await shopper.createCart("de")
    await shopper.add(id, store.shop.variants.mug, quantity)
    await shopper.setAddress(id, ADDRESSES.berlin)
    return id
  }
  const netAndTax = (cart: Cart) => cart.total - cart.tax_total

  it("leaves the shopper's price as it is, in Germany", async () => {
    const id = await inBerlin(1)
    const cart = await shopper.ship(id)

    // 18.50 and 6.90 are 15.55 and 5.80 with 19 % on top.
    expect(cart.total).toBeCloseTo(18.5 + 6.9, EPSILON)
    expect(cart.item_tax_total).toBeCloseTo(2.95, EPSILON)
    expect(cart.shipping_tax_total).toBeCloseTo(1.1, EPSILON)
    expect(netAndTax(cart)).toBeCloseTo(15.55 + 5.8, EPSILON)
  })

  it("estimates the net, not the price", async () => {
    const id = await inBerlin(3)
    const asked = store.sandbox.requests({ path: "/v1/tax/estimate" })

    expect((await shopper.read(id)).total).toBeCloseTo(55.5, EPSILON)
    expect(asked.length).toBeLessThanOrEqual(4)
    // 55.50 less 19 % of what remains.
    expect(asked.at(-1)?.body).toMatchObject({
      transaction_items: [{ amount: 46.64 }],
    })
  })

  it("asks twice in a whole checkout", async () => {
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

  it("takes a discount off the price", async () => {
    const id = await inBerlin(2)
    const before = await shopper.read(id)
    const cart = await shopper.promote(id)

    expect(before.total).toBeCloseTo(37, EPSILON)
    // Medusa takes a tenth of the net off, unrounded: the cent is Kintsugi's.
    const tax = cart.tax_total
    expect(tax).toBeCloseTo(5.32, EPSILON)
    expect(cart.total).toBeCloseTo(33.3, 2)
  })

  const promotion = async (
    code: string,
    application_method: Record<string, unknown>,
    is_tax_inclusive = false
  ) => {
    await store.admin("POST", "/admin/promotions", {
      code,
      type: "standard",
      status: "active",
      is_automatic: false,
      is_tax_inclusive,
      application_method: {
        type: "percentage",
        target_type: "items",
        allocation: "across",
        ...application_method,
      },
    })
    return code
  }

  /** A change that changes nothing leaves the total, and asks nothing. */
  const expectToStay = async (id: string, total: number) => {
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

  const take = (id: string, ...promo_codes: string[]) =>
    shopper.call("POST", `/store/carts/${id}/promotions`, { promo_codes })

  it.each([
    ["all of the items", { value: 100 }, 6.9],
    ["99 % of them", { value: 99 }, 0.37 + 6.9],
    ["a third of them", { value: 33.33 }, 37 - 12.3321 + 6.9],
    ["all shipping", { value: 100, target_type: "shipping_methods" }, 37],
  ])("takes off what a promotion says: %s", async (_, method, total) => {
    const code = await promotion(`OFF${total}`, method)
    const id = await inBerlin(2)
    await shopper.ship(id)
    await take(id, code)
    await expectToStay(id, total)
  })

  it.each([
    // Three mugs and two gift wraps, which cost hardly more than the sum.
    ["the items", "each", { max_quantity: 2, value: 3.33 }],
    ["all of them together", "across", { value: 9.99 }],
  ])("takes the same sum off %s each time", async (_, allocation, method) => {
    const code = await promotion(`SUM${allocation}`, {
      ...method,
      allocation,
      type: "fixed",
      currency_code: "eur",
    })
    const id = await inBerlin(3)
    await shopper.add(id, store.shop.variants.giftWrap, 2)
    await shopper.ship(id)
    await take(id, code)
    const { total } = await shopper.read(id)
    const off = allocation === "each" ? 4 * 3.33 : 9.99
    expect(total).toBeCloseTo(55.5 + 9 + 6.9 - off * 1.19, EPSILON)
    await expectToStay(id, total)
  })

  it.each([
    ["all of the items", { value: 100 }],
    ["half of them", { value: 50 }],
  ])("takes them as inclusive, or not: %s", async (_, method) => {
    const net = await promotion(`NET${method.value}`, method)
    const gross = await promotion(`GROSS${method.value}`, method, true)
    const totals: number[] = []
    for (const code of [net, gross]) {
      const id = await shopper.createCart("us")
      await shopper.add(id, store.shop.variants.coat, 1)
      await shopper.add(id, store.shop.variants.mug, 2)
      await shopper.setAddress(id, ADDRESSES.austin)
      await shopper.ship(id)
      await take(id, code)
      const { total } = await shopper.read(id)
      await expectToStay(id, total)
      const { order } = await shopper.complete(id)
      expect(order.total).toBeCloseTo(total, EPSILON)
      totals.push(total)
    }
    expect(totals[0]).toBeGreaterThan(0)
    expect(totals[1]).toBeCloseTo(totals[0]!, EPSILON)
  })

  it("charges for an order what the cart said", async () => {
    const freeShipping = await promotion("FREESHIP", {
      value: 100,
      target_type: "shipping_methods",
    })
    const id = await inBerlin(3)
    await shopper.ship(id)
    await take(id, store.shop.promotionCode, freeShipping)
    const cart = await shopper.read(id)
    const { order } = await shopper.complete(id)
    expect(order.total).toBeCloseTo(cart.total, EPSILON)
    expect(order.total).toBeCloseTo(55.5 * 0.9, EPSILON)
  })
})
