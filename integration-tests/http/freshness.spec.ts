import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { giftCardOf, newProduct } from "./new-product"
import { type Cart, ADDRESSES, shopperOf } from "./shopper"
import { OWN_RATES } from "./single-mug-cart"
import { describeStore } from "./store"

type Totals = {
  id: string
  items: { id: string; quantity: number; title: string }[]
  tax_total: number
  item_tax_total: number
  shipping_tax_total: number
  total: number
}

const CENTS = 4

/** Medusa's own epsilon, in major units. */
const EPSILON = 0.0001

const FIELDS =
  "fields=+items.id,+items.quantity,+items.title,+tax_total,+item_tax_total,+shipping_tax_total,+total"

describeStore("freshness", OWN_RATES, (store) => {
  const shopper = shopperOf(store)
  const variants = () => store.shop.variants
  const estimates = () => store.sandbox.requests({ path: "/v1/tax/estimate" })

  /** The cart that a call answers with, checked against a later read. */
  const change = async (
    method: "POST" | "DELETE",
    path: string,
    body?: unknown
  ): Promise<Totals> => {
    const answer = await shopper.call<{ cart?: Totals; parent?: Totals }>(
      method,
      `${path}?${FIELDS}`,
      body
    )
    const cart = (answer.cart ?? answer.parent)!
    const after = await shopper.read(cart.id)
    expect(cart.tax_total).toBeCloseTo(after.tax_total, 8)
    return cart
  }
  const cartWith = async (
    items: [keyof (typeof store)["shop"]["variants"], number][],
    address: (typeof ADDRESSES)[keyof typeof ADDRESSES]
  ) => {
    const id = await shopper.createCart()
    for (const [variant, quantity] of items) {
      await shopper.add(id, variants()[variant], quantity)
    }
    await shopper.setAddress(id, address)
    return id
  }
  /** Makes all answers older than the cache keeps them. */
  const expireAnswers = async () => {
    for (const table of [
      "cart_line_item_tax_line",
      "cart_shipping_method_tax_line",
    ]) {
      await store.container
        .resolve(ContainerRegistrationKeys.PG_CONNECTION)
        .raw(
          `update ${table} set created_at = created_at - interval '6 minutes'`
        )
    }
  }
  const sourcesOf = ({ items, shipping_methods }: Cart) =>
    new Set(
      [...items, ...shipping_methods].flatMap(({ tax_lines }) =>
        tax_lines.map(({ data }) => data.source)
      )
    )
  const expectTax = (cart: Totals, tax: number) => {
    expect(Math.abs(cart.tax_total - tax)).toBeLessThan(EPSILON)
    const cents = cart.total * 100
    expect(Math.abs(cents - Math.round(cents))).toBeLessThan(EPSILON * 100)
  }

  beforeEach(() => {
    store.sandbox.addProduct({
      external_id: variants().coat.productId,
      product_category: "Physical",
      product_subcategory: "General Clothing",
    })
  })

  it("a cart is re-estimated when a quantity changes: Florida's surtax", async () => {
    const id = await cartWith([["tent", 1]], ADDRESSES.miami)
    const { items } = await shopper.read(id)
    const cart = await change(
      "POST",
      `/store/carts/${id}/line-items/${items[0]!.id}`,
      { quantity: 4 }
    )

    expectTax(cart, 530)
    expect(estimates()).toHaveLength(2)
  })

  it("a cart is re-estimated when a promotion comes and goes: New York's threshold", async () => {
    const id = await cartWith([["coat", 1]], ADDRESSES.newYork)
    const discounted = await change("POST", `/store/carts/${id}/promotions`, {
      promo_codes: [store.shop.promotionCode],
    })
    expectTax(discounted, 0)

    const full = await change("DELETE", `/store/carts/${id}/promotions`, {
      promo_codes: [store.shop.promotionCode],
    })
    expectTax(full, 10.65)
  })

  it("a cart's tax has no sub-cents: three lines in California", async () => {
    const id = await cartWith(
      [
        ["mug", 3],
        ["giftWrap", 7],
        ["coat", 1],
      ],
      ADDRESSES.losAngeles
    )
    const cart = (await shopper.read(id)) as unknown as Totals

    // 6, 0.25 and 3.25% of 59.97, 34.65 and 120.00, each to the cent.
    expectTax(
      cart,
      3.6 + 0.15 + 1.95 + (2.08 + 0.09 + 1.13) + (7.2 + 0.3 + 3.9)
    )
  })

  it("a cart's tax stops at the single-article cap: Tennessee", async () => {
    const id = await cartWith([["tent", 1]], ADDRESSES.nashville)
    expectTax((await shopper.read(id)) as unknown as Totals, 176)
  })

  it("a cart is re-estimated when an item is removed, and a flat fee counts once", async () => {
    const id = await cartWith(
      [
        ["coat", 1],
        ["mug", 1],
      ],
      ADDRESSES.denver
    )
    await shopper.ship(id, "free")
    const { items } = await shopper.read(id)
    const mug = items.find(({ title }) => title === "Kintsugi Mug")!
    const cart = await change(
      "DELETE",
      `/store/carts/${id}/line-items/${mug.id}`
    )

    // 2.9, 4.81, 1 and 0.1% of 120.00, and the fee that free shipping bears.
    expectTax(cart, 3.48 + 5.77 + 1.2 + 0.12 + 0.29)
  })

  it("a whole checkout requests two estimates, however often Medusa asks for taxes", async () => {
    const id = await shopper.createCart()
    await shopper.add(id, variants().mug, 1)
    await shopper.add(id, variants().coat, 1)
    await shopper.setAddress(id, ADDRESSES.austin)
    await shopper.ship(id)
    await shopper.calculateTaxes(id)
    await shopper.calculateTaxes(id)
    const { type } = await shopper.complete(id)

    expect(type).toBe("order")
    expect(estimates()).toHaveLength(2)
    expect(estimates().at(-1)?.body).toMatchObject({
      external_id: id,
      transaction_items: [
        expect.objectContaining({ product_name: "Kintsugi Mug" }),
        expect.objectContaining({ product_name: "Wool Coat" }),
        expect.objectContaining({ product_category: "Misc" }),
      ],
    })
  })

  it("POST /taxes rewrites an unchanged cart's tax lines only once their answer is old", async () => {
    const id = await cartWith([["mug", 2]], ADDRESSES.austin)
    await shopper.ship(id)
    const idsAfterTaxes = async () => {
      const { cart } = await shopper.call<{ cart: Cart }>(
        "POST",
        `/store/carts/${id}/taxes?fields=+tax_total,*items.tax_lines,*shipping_methods.tax_lines`
      )
      // 3.30 on 39.98 and 0.82 on 9.95.
      expect(cart.tax_total).toBeCloseTo(4.12, 4)
      return [...cart.items, ...cart.shipping_methods].flatMap(
        ({ tax_lines }) => tax_lines.map(({ id }) => id)
      )
    }
    const ids = await idsAfterTaxes()
    expect(ids).toHaveLength(6)
    expect(new Set(await idsAfterTaxes())).toEqual(new Set(ids))

    await expireAnswers()
    const renewed = await idsAfterTaxes()
    expect(renewed).toHaveLength(6)
    expect(renewed.filter((id) => ids.includes(id))).toEqual([])
  })

  it.each(["first", "last"])(
    "shipping tax is refreshed when the %s method has another cart's tax line",
    async (which) => {
      const id = await cartWith([["mug", 2]], ADDRESSES.austin)
      await shopper.ship(id)
      await store.container.resolve(Modules.CART).addShippingMethods(id, [
        {
          name: "Heavy goods",
          amount: 20,
          shipping_option_id: store.shop.shippingOptions.standard,
        },
      ])
      const taxed = await shopper.calculateTaxes(id)
      // 8.25% of 39.98, 9.95 and 20.00.
      expect(taxed.tax_total).toBeCloseTo(3.3 + 0.82 + 1.65, CENTS)
      const methods = taxed.shipping_methods
      const method = which === "first" ? methods[0] : methods.at(-1)
      await store.container
        .resolve(ContainerRegistrationKeys.PG_CONNECTION)
        .raw(
          `update cart_shipping_method_tax_line set rate = 50,
          data = jsonb_set(data, '{fingerprint}', '"other"')
          where shipping_method_id = ?`,
          [method!.id]
        )

      const { cart } = await shopper.call<{ cart: Totals }>(
        "POST",
        `/store/carts/${id}/taxes`
      )
      expect(cart.tax_total).toBeCloseTo(taxed.tax_total, CENTS)
    }
  )

  it.each([
    ["Medusa's own fields", ""],
    ["one more field that it checks", "?fields=+shipping_methods.name"],
    ["all of the shipping", "?fields=*shipping_methods"],
    ["too few fields to check", "?fields=id,tax_total,items.id"],
  ])("POST /taxes leaves an up-to-date cart as is: %s", async (_, query) => {
    const id = await cartWith([["coat", 1]], ADDRESSES.newYork)
    await shopper.ship(id)
    await shopper.call("POST", `/store/carts/${id}/promotions`, {
      promo_codes: [store.shop.promotionCode],
    })
    const before = await shopper.call<{ cart: Cart }>(
      "GET",
      `/store/carts/${id}${query}`
    )
    const asked = estimates().length

    expect(
      await shopper.call("POST", `/store/carts/${id}/taxes${query}`)
    ).toEqual(before)
    expect(estimates()).toHaveLength(asked)
  })

  it.each([
    ["the same shipping is chosen again", (id: string) => shopper.ship(id)],
    [
      "a gift card is added",
      async (id: string) => shopper.add(id, await giftCardOf(store)),
    ],
  ])(
    "Kintsugi's answer replaces the fallback when %s",
    async (what, change) => {
      const id = await cartWith([["mug", 2]], {
        ...ADDRESSES.austin,
        // No other cart ships here, so no answer is cached.
        address_1: `Next to where ${what}`,
      })
      await shopper.ship(id)
      store.sandbox.fail({ kind: "status", status: 401, times: Infinity })
      const duringOutage = await shopper.add(id, variants().giftWrap, 1)
      expect(sourcesOf(duringOutage)).toEqual(new Set(["fallback"]))
      store.sandbox.clearFaults()

      expect(sourcesOf(await change(id))).toEqual(new Set(["kintsugi"]))
      expect((await shopper.complete(id)).type).toBe("order")
    }
  )

  it("identical carts of two shoppers request two estimates at most", async () => {
    await cartWith([["mug", 5]], ADDRESSES.austin)
    await cartWith([["mug", 5]], ADDRESSES.austin)
    const asked = estimates().filter(({ body }) =>
      JSON.stringify(body).includes('"quantity":5')
    )
    // Each shopper is a customer of their own, who may be exempt.
    expect(asked.length).toBeLessThanOrEqual(2)
  })

  it("the payment stays at the cart's total", async () => {
    const id = await cartWith([["coat", 1]], ADDRESSES.newYork)
    await shopper.ship(id)
    await shopper.call("POST", "/store/payment-collections", { cart_id: id })
    const paid = async () => {
      const { cart } = await shopper.call<{
        cart: { total: number; payment_collection: { amount: number } }
      }>("GET", `/store/carts/${id}?fields=+total,*payment_collection`)
      expect(cart.payment_collection.amount).toBeCloseTo(cart.total, 6)
      return cart.total
    }
    const before = await paid()
    await shopper.promote(id)
    const after = await paid()
    await shopper.calculateTaxes(id)

    expect(await paid()).toBe(after)
    expect(after).toBeLessThan(before - 12)
  })

  it("the payment stays at the cart's total in a region without automatic taxes", async () => {
    await store.admin("POST", `/admin/regions/${store.shop.regions.ca}`, {
      automatic_taxes: false,
    })
    const id = await shopper.createCart("ca")
    await shopper.add(id, variants().mug, 2)
    await shopper.setAddress(id, ADDRESSES.toronto)
    await shopper.call("POST", "/store/payment-collections", { cart_id: id })
    const { cart } = await shopper.call<{
      cart: Totals & { payment_collection: { amount: number } }
    }>("POST", `/store/carts/${id}/taxes?${FIELDS},*payment_collection`)
    await store.admin("POST", `/admin/regions/${store.shop.regions.ca}`, {
      automatic_taxes: true,
    })

    expectTax(cart, 6.76)
    expect(cart.payment_collection.amount).toBeCloseTo(58.76, 6)
  })

  it("a cart without shipped items is taxed at the billing address", async () => {
    const course = await newProduct(store, {
      title: "Repair Course",
      price: 100,
    })
    const expectBilled = (cart: unknown, tax: number) => {
      expectTax(cart as Totals, tax)
      expect(estimates().at(-1)?.body).toMatchObject({
        addresses: [{ type: "BILL_TO", state: "TX" }],
      })
    }
    const id = await shopper.createCart()
    await shopper.add(id, course)
    await shopper.call("POST", `/store/carts/${id}`, {
      billing_address: ADDRESSES.austin,
    })
    expectBilled(await shopper.read(id), 8.25)
    expectBilled(await shopper.add(id, course), 16.5)

    const empty = await shopper.createCart()
    await shopper.call("POST", `/store/carts/${empty}`, {
      billing_address: ADDRESSES.austin,
    })
    expectBilled(await shopper.add(empty, course, 3), 24.75)
    // Shipped items are taxed at their destination, which is not known yet.
    expectTax(
      (await shopper.add(empty, variants().mug)) as unknown as Totals,
      0
    )
  })

  it("a cart whose total would change is not completed", async () => {
    const id = await cartWith([["tent", 1]], ADDRESSES.miami)
    await shopper.ship(id)
    const { items } = await shopper.read(id)
    await shopper.pay(id)
    await store.container
      .resolve(Modules.CART)
      .updateLineItems(items[0]!.id, { quantity: 4 })

    await expect(
      shopper.call("POST", `/store/carts/${id}/complete`)
    ).rejects.toMatchObject({
      response: {
        status: 400,
        data: { code: "kintsugi_tax_changed" },
      },
    })
    expectTax((await shopper.read(id)) as unknown as Totals, 530 + 0.6 + 0.1)
  })

  it("an item that is added while POST /taxes waits for its lock is taxed", async () => {
    const id = await cartWith([["mug", 1]], ADDRESSES.austin)
    const { items } = await shopper.read(id)
    await expireAnswers()
    const carts = store.container.resolve(Modules.CART)
    const locking = store.container.resolve(Modules.LOCKING)
    await locking.acquire(id, { expire: 10 })
    const answer = change("POST", `/store/carts/${id}/taxes`)
    // By now Medusa has read the cart, and waits for the lock.
    await new Promise((resolve) => setTimeout(resolve, 700))
    await carts.addLineItems(id, [
      { title: "Wool Coat", quantity: 1, unit_price: 120 },
    ])
    await locking.release(id)

    expectTax(await answer, 1.65 + 9.9)
    expect(items).toHaveLength(1)
  })

  it("a cart's tax is right after the shopper clicks faster than the store answers", async () => {
    const id = await cartWith([["tent", 1]], ADDRESSES.miami)
    const { items } = await shopper.read(id)
    await Promise.allSettled(
      [2, 3, 4].map((quantity) =>
        shopper.call("POST", `/store/carts/${id}/line-items/${items[0]!.id}`, {
          quantity,
        })
      )
    )
    const cart = (await shopper.read(id)) as unknown as Totals
    const amount = cart.items[0]!.quantity * 2000

    expectTax(cart, amount * 0.06 + Math.min(amount, 5000) * 0.01)
  })
})
