import { type TaxLine, ADDRESSES, shopperOf } from "./shopper"
import { describeStore } from "./store"

type OrderLine = { id: string; title: string; tax_lines: TaxLine[] }
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
  const shopper = shopperOf(store)

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

  it("carries the cart's tax into the order, data included", async () => {
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

  it("taxes what an order edit adds, one unit's worth at a time", async () => {
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

  it("does not double an order's tax when Medusa asks about a line again", async () => {
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
})
