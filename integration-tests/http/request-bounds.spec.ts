import { Modules } from "@medusajs/framework/utils"
import type { ShopVariant } from "../../demo/shop"
import { newProduct } from "./new-product"
import { type Cart, ADDRESSES, shopperOf } from "./shopper"
import { describeStore } from "./store"

const CENTS = 4

const sources = (cart: Cart) =>
  [...cart.items, ...cart.shipping_methods].flatMap(({ tax_lines }) =>
    tax_lines.map(({ data }) => data.reason ?? data.source)
  )

describeStore("request bounds", { fallbackRates: { us: 5 } }, (store) => {
  const shopper = shopperOf(store)
  const sentItems = () =>
    store.sandbox
      .requests({ path: "/v1/tax/estimate" })
      .map(
        ({ body }) =>
          (body as { transaction_items: Record<string, unknown>[] })
            .transaction_items
      )
      .at(-1)

  const cartWith = async (variant: ShopVariant) => {
    const id = await shopper.createCart()
    await shopper.add(id, variant)
    return id
  }

  it.each([
    ["201 characters", "x".repeat(201)],
    ["201 characters of two units each", "🧾".repeat(201)],
  ])("a title of %s does not affect the tax", async (_, title) => {
    const id = await cartWith(await newProduct(store, { title, price: 50 }))
    const cart = await shopper.setAddress(id, ADDRESSES.austin)
    expect(cart.tax_total).toBeCloseTo(4.13, CENTS)
    expect(new Set(sources(cart))).toEqual(new Set(["kintsugi"]))
    expect([...(sentItems()?.[0]?.product_name as string)]).toEqual(
      [...title].slice(0, 200)
    )
  })

  it("a SKU or a custom line's text of more than 1,000 characters does not affect the tax", async () => {
    const variant = await newProduct(store, { title: "Lamp", price: 50 })
    const sku = `SKU-${"x".repeat(1000)}`
    await store.admin(
      "POST",
      `/admin/products/${variant.productId}/variants/${variant.variantId}`,
      { sku }
    )
    const id = await cartWith(variant)
    await store.container.resolve(Modules.CART).addLineItems(id, [
      {
        title: "🧾".repeat(1001),
        variant_sku: "🧾".repeat(1001),
        quantity: 1,
        unit_price: 50,
      },
    ])
    const cart = await shopper.setAddress(id, ADDRESSES.austin)
    expect(cart.tax_total).toBeCloseTo(8.26, CENTS)
    expect(new Set(sources(cart))).toEqual(new Set(["kintsugi"]))
    const descriptions = sentItems()?.map(({ description }) => description)
    expect(descriptions).toEqual(
      expect.arrayContaining([sku.slice(0, 1000), "🧾".repeat(1000)])
    )
  })

  it("a long name of a shipping option does not affect the tax", async () => {
    const option = store.shop.shippingOptions.standard
    const name = "Delivered by hand, ".repeat(60)
    const { shipping_option: before } = await store.admin<{
      shipping_option: { name: string }
    }>("GET", `/admin/shipping-options/${option}`)
    await store.admin("POST", `/admin/shipping-options/${option}`, { name })
    try {
      const id = await cartWith(
        await newProduct(store, { title: "Vase", price: 50 })
      )
      await shopper.setAddress(id, ADDRESSES.austin)
      const cart = await shopper.ship(id)
      expect(cart.item_tax_total).toBeCloseTo(4.13, CENTS)
      expect(new Set(sources(cart))).toEqual(new Set(["kintsugi"]))
      expect(sentItems()?.map(({ product_name }) => product_name)).toContain(
        name.slice(0, 200)
      )
    } finally {
      await store.admin("POST", `/admin/shipping-options/${option}`, {
        name: before.name,
      })
    }
  })

  it("a line of 10,000,000,000 gets the fallback without an estimate", async () => {
    const id = await shopper.createCart()
    await store.container
      .resolve(Modules.CART)
      .addLineItems(id, [
        { title: "Yacht", quantity: 1, unit_price: 10_000_000_000 },
      ])
    const cart = await shopper.setAddress(id, ADDRESSES.austin)
    expect(sources(cart)).toEqual(["amount_too_large"])
    expect(cart.tax_total).toBeCloseTo(500_000_000, CENTS)
    expect(store.sandbox.requests()).toEqual([])
  })

  it("an amount in dinars with a third decimal is taxed by Kintsugi", async () => {
    const { region } = await store.admin<{ region: { id: string } }>(
      "POST",
      "/admin/regions",
      { name: "Bahrain", currency_code: "bhd", countries: ["bh"] }
    )
    await store.admin("POST", "/admin/tax-regions", {
      country_code: "bh",
      provider_id: "tp_kintsugi_kintsugi",
    })
    const carts = store.container.resolve(Modules.CART)
    const cartOf = async (isTaxInclusive: boolean) => {
      const { cart } = await shopper.call<{ cart: Cart }>(
        "POST",
        "/store/carts",
        { region_id: region.id, email: "mia.shopper@example.com" }
      )
      await carts.addLineItems(cart.id, [
        {
          title: "Rug",
          quantity: 1,
          unit_price: 10.125,
          is_tax_inclusive: isTaxInclusive,
        },
      ])
      return shopper.setAddress(cart.id, {
        address_1: "Government Avenue 1",
        city: "Manama",
        postal_code: "317",
        country_code: "bh",
      })
    }
    const net = await cartOf(false)
    expect(sentItems()).toMatchObject([{ amount: 10.13 }])
    expect(sources(net)).toEqual(["kintsugi"])
    expect(net.tax_total).toBeCloseTo(1.01, CENTS)
    expect(net.total).toBeCloseTo(11.135, CENTS)

    const withTax = await cartOf(true)
    expect(sources(withTax)).toEqual(["kintsugi"])
    expect(withTax.total).toBeCloseTo(10.125, CENTS)
    expect(withTax.tax_total).toBeCloseTo(0.92, CENTS)
  })
})
