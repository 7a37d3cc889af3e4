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

  it("charges nothing for what a promotion gives away", async () => {
    await store.admin("POST", "/admin/promotions", {
      code: "ALLFREE",
      type: "standard",
      status: "active",
      is_automatic: false,
      application_method: {
        type: "percentage",
        target_type: "items",
        allocation: "across",
        value: 100,
      },
    })
    const id = await inBerlin(2)
    await shopper.ship(id)
    await shopper.call("POST", `/store/carts/${id}/promotions`, {
      promo_codes: ["ALLFREE"],
    })
    const cart = await shopper.read(id)
    expect(cart.total).toBeCloseTo(6.9, EPSILON)
    expect(cart.item_tax_total).toBeCloseTo(0, EPSILON)
    expect((await shopper.calculateTaxes(id)).total).toBeCloseTo(6.9, EPSILON)
  })
})
