import { backOfficeOf } from "./order-driver"
import { pricingOf } from "./pricing"
import { type TaxLine, ADDRESSES, shopperOf } from "./shopper"
import { describeStore } from "./store"

type OrderLine = {
  id: string
  title: string
  name?: string
  tax_lines: TaxLine[]
}
type Order = {
  items: OrderLine[]
  shipping_methods: OrderLine[]
  tax_total: number
  total: number
}

const AUSTIN = [
  "Texas State Sales Tax",
  "Austin City Sales Tax",
  "Austin MTA Transit Sales Tax",
]

describeStore("orders", {}, (store) => {
  const shopper = shopperOf(store, { neighbors: true })

  const placeOrder = async () => {
    const id = await shopper.createCart()
    await shopper.add(id, store.shop.variants.mug, 2)
    await shopper.setAddress(id, ADDRESSES.austin)
    const cart = await shopper.ship(id)
    const { order } = await shopper.complete(id)
    return { cart, orderId: order.id }
  }
  const read = async (orderId: string) =>
    (
      await store.admin<{ order: Order }>(
        "GET",
        `/admin/orders/${orderId}?fields=*items.tax_lines,*shipping_methods.tax_lines,+tax_total,+total`
      )
    ).order
  const names = (line: OrderLine | undefined) =>
    line?.tax_lines.map(({ description }) => description).sort()

  it("an order has the tax lines of its cart, data included", async () => {
    const { cart, orderId } = await placeOrder()
    const order = await read(orderId)

    expect(order.tax_total).toBeCloseTo(cart.tax_total, 6)
    expect(cart.tax_total).toBeCloseTo(3.3 + 0.82, 4)
    expect(names(order.items[0])).toEqual([...AUSTIN].sort())
    expect(names(order.shipping_methods[0])).toEqual([...AUSTIN].sort())
    expect(order.items[0]?.tax_lines[0]?.data).toMatchObject({
      source: "kintsugi",
    })
  })

  it("an item that an order edit adds is taxed", async () => {
    const { orderId } = await placeOrder()
    await store.admin("POST", "/admin/order-edits", { order_id: orderId })
    store.sandbox.clearRequests()
    await store.admin("POST", `/admin/order-edits/${orderId}/items`, {
      items: [{ variant_id: store.shop.variants.coat.variantId, quantity: 2 }],
    })
    await store.admin("POST", `/admin/order-edits/${orderId}/request`)
    await store.admin("POST", `/admin/order-edits/${orderId}/confirm`)
    const coat = (await read(orderId)).items.find(
      ({ title }) => title === "Wool Coat"
    )

    expect(
      store.sandbox.requests({ path: "/v1/tax/estimate" }).length
    ).toBeGreaterThan(0)
    expect(names(coat)).toEqual([...AUSTIN].sort())
    expect(coat?.tax_lines.map(({ rate }) => rate).sort()).toEqual([1, 1, 6.25])
  })

  it("updateOrderTaxLinesWorkflow does not duplicate an order's tax lines", async () => {
    const { orderId } = await placeOrder()
    const before = await read(orderId)
    const { updateOrderTaxLinesWorkflow } =
      await import("@medusajs/medusa/core-flows")
    await updateOrderTaxLinesWorkflow(store.container).run({
      input: {
        order_id: orderId,
        item_ids: before.items.map(({ id }) => id),
        shipping_method_ids: before.shipping_methods.map(({ id }) => id),
      },
    })
    const after = await read(orderId)

    expect(names(after.items[0])).toEqual([...AUSTIN].sort())
    expect(after.tax_total).toBeCloseTo(before.tax_total, 6)
  })

  describe("lines that are added to an order later", () => {
    const office = backOfficeOf(store)
    const estimate = () =>
      store.sandbox.requests({ path: "/v1/tax/estimate" }).at(-1)?.body as {
        external_id: string
        transaction_items: { amount: number }[]
      }
    const placeShippedOrder = async () => {
      const { orderId } = await placeOrder()
      await office.capture(orderId)
      await office.fulfill(orderId)
      return orderId
    }

    it("a return's shipping is taxed together with its order", async () => {
      const orderId = await placeShippedOrder()
      const option = await createReturnOption(store)
      const { items } = await office.read(orderId)
      store.sandbox.clearRequests()
      await office.returnItems(
        orderId,
        [{ id: items[0]!.id, quantity: 1 }],
        option
      )
      const method = (await read(orderId)).shipping_methods.find(
        ({ name }) => name === "Return"
      )

      expect(estimate().external_id).toBe(orderId)
      expect(estimate().transaction_items.map(({ amount }) => amount)).toEqual([
        39.98, 9.95, 5,
      ])
      expect(names(method)).toEqual([...AUSTIN].sort())
      // 8.25% of 5.00, by jurisdiction: 0.31, 0.05 and 0.05.
      expect(
        method?.tax_lines.reduce((sum, { rate }) => sum + 5 * (rate / 100), 0)
      ).toBeCloseTo(0.41, 6)
    })

    it("an exchange's new item is taxed together with its order", async () => {
      const orderId = await placeShippedOrder()
      const { items } = await office.read(orderId)
      store.sandbox.clearRequests()
      await office.exchange(
        orderId,
        [{ id: items[0]!.id, quantity: 1 }],
        [{ variant_id: store.shop.variants.coat.variantId, quantity: 1 }]
      )
      expect(estimate().transaction_items.map(({ amount }) => amount)).toEqual([
        39.98, 120, 9.95,
      ])
      const coat = (await read(orderId)).items.find(
        ({ title }) => title === "Wool Coat"
      )
      expect(names(coat)).toEqual([...AUSTIN].sort())
    })

    it("a claim's replacement is taxed together with its order", async () => {
      const orderId = await placeShippedOrder()
      const { items } = await office.read(orderId)
      store.sandbox.clearRequests()
      const { claim } = await office.post<{ claim: { id: string } }>(
        "/admin/claims",
        { order_id: orderId, type: "replace" }
      )
      await office.post(`/admin/claims/${claim.id}/claim-items`, {
        items: [
          { id: items[0]!.id, quantity: 1, reason: "production_failure" },
        ],
      })
      await office.post(`/admin/claims/${claim.id}/outbound/items`, {
        items: [
          { variant_id: store.shop.variants.coat.variantId, quantity: 1 },
        ],
      })
      await office.post(`/admin/claims/${claim.id}/request`)
      expect(estimate().transaction_items.map(({ amount }) => amount)).toEqual([
        39.98, 120, 9.95,
      ])
      const coat = (await read(orderId)).items.find(
        ({ title }) => title === "Wool Coat"
      )
      expect(names(coat)).toEqual([...AUSTIN].sort())
    })

    it("an order edit's new item is taxed within a price that includes tax", async () => {
      await pricingOf(store).includeTax("eur")
      const cartId = await shopper.createCart("de")
      await shopper.add(cartId, store.shop.variants.mug, 1)
      await shopper.setAddress(cartId, ADDRESSES.berlin)
      await shopper.ship(cartId)
      const { order } = await shopper.complete(cartId)
      await office.edit(order.id, {
        add: [{ variant_id: store.shop.variants.coat.variantId, quantity: 1 }],
      })
      const after = await read(order.id)

      // 18.50, 110.00 and 6.90, of which 2.95, 17.56 and 1.10 are tax.
      expect(after.total).toBeCloseTo(135.4, 6)
      expect(after.tax_total).toBeCloseTo(2.95 + 17.56 + 1.1, 6)
    })
  })
})

/** Creates a shipping option for returns, at 5.00. */
const createReturnOption = async (
  store: Parameters<typeof shopperOf>[0]
): Promise<string> => {
  const { shipping_option } = await store.admin<{
    shipping_option: {
      service_zone_id: string
      shipping_profile_id: string
    }
  }>("GET", `/admin/shipping-options/${store.shop.shippingOptions.standard}`)
  const { shipping_option: created } = await store.admin<{
    shipping_option: { id: string }
  }>("POST", "/admin/shipping-options", {
    name: "Return",
    service_zone_id: shipping_option.service_zone_id,
    shipping_profile_id: shipping_option.shipping_profile_id,
    provider_id: "manual_manual",
    price_type: "flat",
    type: { label: "Return", description: "Return", code: "return" },
    prices: [{ currency_code: "usd", amount: 5 }],
    rules: [{ attribute: "is_return", value: "true", operator: "eq" }],
  })
  return created.id
}
