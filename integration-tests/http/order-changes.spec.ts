import { backOfficeOf } from "./order-driver"
import { ADDRESSES, shopperOf } from "./shopper"
import { OWN_RATES } from "./single-mug-cart"
import { describeStore } from "./store"
import { deleteUsRates } from "./delete-tax-rates"

type Line = {
  id: string
  title: string
  quantity: number
  tax_total: number
  tax_lines?: unknown[]
  actions?: { id: string; action: string }[]
}
type Order = {
  id: string
  items: Line[]
  shipping_methods: Line[]
  tax_total: number
  total: number
}
type Estimate = {
  external_id: string
  transaction_items: {
    external_id: string
    amount: number
    quantity: number
    tax_amount?: string
  }[]
}

/** In digits after the point. */
const EPSILON = 4

describeStore("order changes", OWN_RATES, (store) => {
  const shopper = shopperOf(store, { neighbors: true })
  const office = backOfficeOf(store)

  /** An order of one mug in Miami, whose surtax stops at 5,000.00 per item. */
  const placeOrder = async (promote = false) => {
    const id = await shopper.createCart()
    await shopper.add(id, store.shop.variants.mug, 1)
    await shopper.setAddress(id, ADDRESSES.miami)
    if (promote) {
      await shopper.promote(id)
    }
    await shopper.ship(id)
    return (await shopper.complete(id)).order.id
  }

  const read = async (orderId: string) =>
    (
      await store.admin<{ order: Order }>(
        "GET",
        `/admin/orders/${orderId}?fields=*items,*items.tax_lines,*shipping_methods,+items.tax_total,+shipping_methods.tax_total,+tax_total,+total`
      )
    ).order

  const estimates = () =>
    store.sandbox
      .requests({ path: "/v1/tax/estimate" })
      .map(({ body }) => body as Estimate)

  /** Kintsugi's tax for the latest estimate, by line. */
  const fetchTaxes = async () => {
    const latest = estimates().at(-1)!
    const response = await fetch(`${store.sandbox.url}/v1/tax/estimate`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "x-api-key": store.sandbox.apiKey,
        "x-organization-id": store.sandbox.organizationId,
      },
      body: JSON.stringify({ ...latest, external_id: "by_hand" }),
    })
    const { transaction_items } = (await response.json()) as Estimate
    return new Map(
      transaction_items.map(({ external_id, tax_amount }) => [
        external_id,
        Number(tax_amount),
      ])
    )
  }

  const itemOf = ({ items }: Order, title: string) =>
    items.find((item) => item.title === title)!

  const tents = (quantity: number) => ({
    items: [{ variant_id: store.shop.variants.tent.variantId, quantity }],
  })

  it("an item that an order edit adds is taxed by its quantity in the edit's answer", async () => {
    const orderId = await placeOrder()
    const before = await read(orderId)
    const path = `/admin/order-edits/${orderId}`
    await office.post("/admin/order-edits", { order_id: orderId })
    const { order_preview: added } = await office.post<{
      order_preview: Order
    }>(`${path}/items`, tents(4))
    // 6% of 8,000.00, and 1% of 5,000.00.
    expect(itemOf(added, "Expedition Tent").tax_total).toBeCloseTo(530, EPSILON)

    const action = itemOf(added, "Expedition Tent").actions!.find(
      ({ action }) => action === "ITEM_ADD"
    )!
    const { order_preview: fewer } = await office.post<{
      order_preview: Order
    }>(`${path}/items/${action.id}`, { quantity: 2 })
    expect(itemOf(fewer, "Expedition Tent").tax_total).toBeCloseTo(280, EPSILON)

    await office.post(`${path}/request`)
    await office.post(`${path}/confirm`)
    const after = await read(orderId)
    const taxes = await fetchTaxes()
    const tent = itemOf(after, "Expedition Tent")
    expect(tent.quantity).toBe(2)
    expect(tent.tax_total).toBeCloseTo(280, EPSILON)
    expect(taxes.get(tent.id)).toBe(280)
    expect(after.tax_total).toBeCloseTo(before.tax_total + 280, EPSILON)
    expect(after.total).toBeCloseTo(before.total + 4280, EPSILON)
  })

  it("an order edit that is cancelled leaves the order with the tax that it had", async () => {
    const orderId = await placeOrder()
    const before = await read(orderId)
    await office.post("/admin/order-edits", { order_id: orderId })
    await office.post(`/admin/order-edits/${orderId}/items`, tents(4))
    await office.post(
      `/admin/order-edits/${orderId}/items/item/${before.items[0]!.id}`,
      { quantity: 3 }
    )
    const latest = estimates().at(-1)!
    expect(
      latest.transaction_items.map(({ quantity, amount }) => [quantity, amount])
    ).toEqual(
      expect.arrayContaining([
        [3, 59.97],
        [4, 8000],
        [1, 9.95],
      ])
    )
    await store.admin("DELETE" as never, `/admin/order-edits/${orderId}`)
    expect(await read(orderId)).toEqual(before)
  })

  it("an order edit that adds a single unit requests one estimate", async () => {
    const orderId = await placeOrder()
    await office.post("/admin/order-edits", { order_id: orderId })
    store.sandbox.clearRequests()
    await office.post(`/admin/order-edits/${orderId}/items`, tents(1))
    expect(estimates()).toHaveLength(1)
  })

  it("an order edit is taxed after the promotions that it carries over", async () => {
    const orderId = await placeOrder(true)
    const path = `/admin/order-edits/${orderId}`
    const { order_change } = await office.post<{
      order_change: { id: string }
    }>("/admin/order-edits", { order_id: orderId })
    await office.post(`/admin/order-changes/${order_change.id}`, {
      carry_over_promotions: true,
    })
    await office.post(`${path}/items`, tents(3))
    await office.post(`${path}/request`)
    await office.post(`${path}/confirm`)
    const tent = itemOf(await read(orderId), "Expedition Tent")
    // 5,400.00 of 6,000.00: 324.00, and 1% of 5,000.00.
    expect(tent.tax_total).toBeCloseTo(374, EPSILON)
    expect((await fetchTaxes()).get(tent.id)).toBe(374)
  })

  it("exchanges and claims are taxed by quantity, too", async () => {
    for (const kind of ["exchanges", "claims"]) {
      const orderId = await placeOrder()
      await office.capture(orderId)
      await office.fulfill(orderId)
      const [mug] = (await read(orderId)).items
      const { exchange, claim } = await office.post<
        Record<"exchange" | "claim", { id: string }>
      >(`/admin/${kind}`, {
        order_id: orderId,
        ...(kind === "claims" && { type: "replace" }),
      })
      const path = `/admin/${kind}/${(exchange ?? claim).id}`
      await office.post(
        `${path}/${kind === "claims" ? "claim-items" : "inbound/items"}`,
        {
          items: [
            {
              id: mug!.id,
              quantity: 1,
              ...(kind === "claims" && { reason: "other" }),
            },
          ],
        }
      )
      const { order_preview } = await office.post<{ order_preview: Order }>(
        `${path}/outbound/items`,
        tents(4)
      )
      expect(itemOf(order_preview, "Expedition Tent").tax_total).toBeCloseTo(
        530,
        EPSILON
      )
      await office.post(`${path}/request`)
      const tent = itemOf(await read(orderId), "Expedition Tent")
      expect(tent.tax_total).toBeCloseTo(530, EPSILON)
    }
  })

  it("an edit of a draft order refreshes the tax of the whole draft", async () => {
    const { draft_order } = await store.admin<{ draft_order: { id: string } }>(
      "POST",
      "/admin/draft-orders",
      {
        email: "mia.shopper@example.com",
        region_id: store.shop.regions.us,
        items: [
          { variant_id: store.shop.variants.tent.variantId, quantity: 1 },
        ],
        shipping_address: ADDRESSES.miami,
      }
    )
    const path = `/admin/draft-orders/${draft_order.id}/edit`
    const [tent] = (await read(draft_order.id)).items
    await office.post(path)
    const { draft_order_preview: more } = await office.post<{
      draft_order_preview: Order
    }>(`${path}/items/item/${tent!.id}`, { quantity: 4 })
    expect(itemOf(more, "Expedition Tent").tax_total).toBeCloseTo(530, EPSILON)

    const { draft_order_preview: less } = await office.post<{
      draft_order_preview: Order
    }>(`${path}/promotions`, { promo_codes: [store.shop.promotionCode] })
    // 7,200.00: 432.00, and 50.00.
    expect(itemOf(less, "Expedition Tent").tax_total).toBeCloseTo(482, EPSILON)

    await store.admin("DELETE" as never, path)
    expect((await read(draft_order.id)).tax_total).toBeCloseTo(140, EPSILON)

    await office.post(path)
    await office.post(`${path}/items/item/${tent!.id}`, { quantity: 4 })
    await office.post(`${path}/promotions`, {
      promo_codes: [store.shop.promotionCode],
    })
    await office.post(`${path}/request`)
    await office.post(`${path}/confirm`)
    await office.post(`/admin/draft-orders/${draft_order.id}/convert-to-order`)
    expect((await read(draft_order.id)).tax_total).toBeCloseTo(482, EPSILON)
  })

  describe("the tax of a draft order", () => {
    const draft = async (
      items: [keyof typeof store.shop.variants, number][],
      rest: object
    ) => {
      const { draft_order } = await office.post<{
        draft_order: { id: string; tax_total: number }
      }>("/admin/draft-orders?fields=+tax_total", {
        email: "mia.shopper@example.com",
        region_id: store.shop.regions.us,
        items: items.map(([variant, quantity]) => ({
          variant_id: store.shop.variants[variant].variantId,
          quantity,
        })),
        ...rest,
      })
      return { ...draft_order, path: `/admin/draft-orders/${draft_order.id}` }
    }

    it("a draft order that is created with a promotion is taxed after it", async () => {
      const { id, tax_total } = await draft([["tent", 3]], {
        shipping_address: ADDRESSES.miami,
        promo_codes: [store.shop.promotionCode],
      })
      // 5,400.00: 324.00, and 50.00 of surtax.
      expect(tax_total).toBeCloseTo(374, EPSILON)
      expect((await read(id)).tax_total).toBeCloseTo(374, EPSILON)
    })

    it("a draft order is taxed for the customer that it is assigned to later", async () => {
      const { path, tax_total } = await draft([["mug", 1]], {
        shipping_address: ADDRESSES.austin,
      })
      expect(tax_total).toBeCloseTo(1.65, EPSILON)
      const { customer } = await office.post<{ customer: { id: string } }>(
        "/admin/customers",
        { email: "school@example.com" }
      )
      store.sandbox.addCustomer({ external_id: customer.id, exempt: true })
      const { draft_order } = await office.post<{
        draft_order: { tax_total: number }
      }>(`${path}?fields=+tax_total`, { customer_id: customer.id })
      expect(draft_order.tax_total).toBe(0)
    })

    it("a draft order keeps its flat fee when an edit removes the shipping that had it", async () => {
      const { id, path } = await draft([["coat", 1]], {
        shipping_address: ADDRESSES.denver,
        shipping_methods: [
          {
            name: "Standard",
            shipping_option_id: store.shop.shippingOptions.standard,
            amount: 9.95,
          },
        ],
      })
      const [method] = (await read(id)).shipping_methods
      await office.post(`${path}/edit`)
      await store.admin(
        "DELETE" as never,
        `${path}/edit/shipping-methods/method/${method!.id}`
      )
      await office.post(`${path}/edit/request`)
      await office.post(`${path}/edit/confirm`)
      // 2.9, 4.81, 1 and 0.1% of 120.00, and the fee.
      expect((await read(id)).tax_total).toBeCloseTo(
        3.48 + 5.77 + 1.2 + 0.12 + 0.29,
        EPSILON
      )
    })

    it("a draft order is taxed at an address that changes while its edit is unconfirmed", async () => {
      const { id, path } = await draft([["mug", 1]], {
        shipping_address: ADDRESSES.austin,
      })
      await office.post(`${path}/edit`)
      await office.post(`${path}/edit/items`, {
        items: [
          { variant_id: store.shop.variants.coat.variantId, quantity: 1 },
        ],
      })
      await office.post(`${path}/edit/request`)
      await office.post(path, { shipping_address: ADDRESSES.portland })
      await office.post(`${path}/edit/confirm`)
      expect((await read(id)).tax_total).toBe(0)
    })

    it("a draft order keeps its tax when there is neither an estimate nor a fallback", async () => {
      const { id, path } = await draft([["mug", 1]], {
        shipping_address: ADDRESSES.austin,
      })
      await deleteUsRates(store)
      store.sandbox.fail({ kind: "status", status: 401, times: Infinity })
      const { draft_order } = await office.post<{
        draft_order: { email: string }
      }>(path, { email: "somebody@example.com" })
      expect(draft_order.email).toBe("somebody@example.com")
      const { items, tax_total } = await read(id)
      expect(tax_total).toBeCloseTo(1.65, EPSILON)
      expect(items[0]?.tax_lines).toHaveLength(3)
    })
  })
})
