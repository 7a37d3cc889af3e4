import { Modules } from "@medusajs/framework/utils"
import { bookkeepingOf } from "./bookkeeping"
import { eventually } from "./eventually"
import { ADDRESSES } from "./shopper"
import { describeStore } from "./store"

const CENTS = 2

describeStore("ledger kinds", {}, (store) => {
  const {
    shopper,
    office,
    books,
    place,
    placeAndCapture,
    transactionsOf,
    kept,
    expectBooksEqualMoney,
    itemOf,
  } = bookkeepingOf(store)

  const inclusive = async (value: boolean) => {
    const { price_preferences } = await store.admin<{
      price_preferences: { id: string; value: string }[]
    }>("GET", "/admin/price-preferences?attribute=currency_code")
    const eur = price_preferences.find(
      (preference) => preference.value === "eur"
    )
    await store.admin("POST", `/admin/price-preferences/${eur!.id}`, {
      is_tax_inclusive: value,
    })
  }
  const inBerlin = { region: "de", address: ADDRESSES.berlin } as const
  const inTokyo = { region: "jp", address: ADDRESSES.tokyo } as const
  const refundDue = async (orderId: string) => {
    const due = (await kept(orderId)) - (await office.read(orderId)).total
    await office.refund(orderId, Number(due.toFixed(2)))
    return due
  }

  it("a price that includes its tax: net and tax are the price", async () => {
    await inclusive(true)
    const id = await placeAndCapture({
      ...inBerlin,
      articles: { mug: 3, coat: 1 },
      promoted: true,
    })
    await expectBooksEqualMoney(id)
    const [sale] = await transactionsOf(id)
    expect(sale?.currency).toBe("EUR")
    expect(
      Number(sale?.total_amount) + Number(sale?.total_tax_amount_imported)
    ).toBeCloseTo((await office.read(id)).total, CENTS)

    await office.refund(id, 20)
    await expectBooksEqualMoney(id)
    await office.refund(id, Number((await kept(id)).toFixed(2)))
    await expectBooksEqualMoney(id)
    await inclusive(false)
  })

  it("a currency without decimals", async () => {
    const id = await placeAndCapture({ ...inTokyo, articles: { mug: 3 } })
    const [sale] = await transactionsOf(id)
    // 10 % of 8,940 and of 800.
    expect(sale).toMatchObject({
      currency: "JPY",
      total_amount: "9740.00",
      total_tax_amount_imported: "974.00",
    })
    await office.refund(id, 333)
    await expectBooksEqualMoney(id)
    const [, note] = await transactionsOf(id)
    expect(Number(note?.total_amount) % 1).toBe(0)
    expect(
      Number(note?.total_amount) + Number(note?.total_tax_amount_imported)
    ).toBe(333)
    await office.refund(id, Math.round(await kept(id)))
    await expectBooksEqualMoney(id)
  })

  it("one of several units with a discount, returned", async () => {
    const id = await placeAndCapture({
      articles: { mug: 3, coat: 1 },
      promoted: true,
    })
    await expectBooksEqualMoney(id)
    await office.fulfill(id)
    const mug = itemOf(await office.read(id), "Kintsugi Mug")
    await office.returnItems(id, [{ id: mug, quantity: 1 }])
    await refundDue(id)
    await expectBooksEqualMoney(id)
    const [, note, ...others] = await transactionsOf(id)
    expect(others).toEqual([])
    // A third of 59.97 less 10 %.
    expect(note?.transaction_items).toEqual([
      expect.objectContaining({ external_id: mug, quantity: "1" }),
    ])
    expect(Number(note?.total_amount)).toBeCloseTo(17.99, CENTS)

    await office.returnItems(id, [{ id: mug, quantity: 2 }])
    await refundDue(id)
    await expectBooksEqualMoney(id)
  })

  it("a return whose shipping the customer pays", async () => {
    const id = await placeAndCapture({ articles: { mug: 1, coat: 1 } })
    await office.fulfill(id)
    const coat = itemOf(await office.read(id), "Wool Coat")
    await office.returnItems(
      id,
      [{ id: coat, quantity: 1 }],
      store.shop.shippingOptions.standard
    )
    await refundDue(id)
    await expectBooksEqualMoney(id)
  })

  it("a claim with a replacement that costs nothing", async () => {
    const id = await placeAndCapture()
    await office.fulfill(id)
    const mug = itemOf(await office.read(id), "Kintsugi Mug")
    const { claim } = await office.post<{ claim: { id: string } }>(
      "/admin/claims",
      { order_id: id, type: "replace" }
    )
    await office.post(`/admin/claims/${claim.id}/claim-items`, {
      items: [{ id: mug, quantity: 1, reason: "production_failure" }],
    })
    const { return: inbound } = await office.post<{ return: { id: string } }>(
      `/admin/claims/${claim.id}/inbound/items`,
      {
        items: [{ id: mug, quantity: 1 }],
      }
    )
    await office.post(`/admin/claims/${claim.id}/outbound/items`, {
      items: [{ variant_id: store.shop.variants.mug.variantId, quantity: 1 }],
    })
    await office.post(`/admin/claims/${claim.id}/request`)
    await office.receive(inbound.id, [{ id: mug, quantity: 1 }])
    await expectBooksEqualMoney(id)
  })

  it("a claim with a refund", async () => {
    const id = await placeAndCapture()
    await office.fulfill(id)
    const mug = itemOf(await office.read(id), "Kintsugi Mug")
    const { claim } = await office.post<{ claim: { id: string } }>(
      "/admin/claims",
      { order_id: id, type: "refund" }
    )
    await office.post(`/admin/claims/${claim.id}/claim-items`, {
      items: [{ id: mug, quantity: 1, reason: "wrong_item" }],
    })
    await office.post(`/admin/claims/${claim.id}/request`)
    await office.refund(id, 21.64)
    await expectBooksEqualMoney(id)
  })

  it("an order that costs nothing, which is never captured", async () => {
    const cartId = await shopper.createCart()
    await shopper.add(cartId, store.shop.variants.sticker, 1)
    await shopper.setAddress(cartId, ADDRESSES.austin)
    await shopper.ship(cartId, "free")
    const { order } = await shopper.call<{ order: { id: string } }>(
      "POST",
      `/store/carts/${cartId}/complete`
    )
    await books.settled(order.id)
    const [sale, ...others] = await transactionsOf(order.id)
    expect(others).toEqual([])
    expect(sale).toMatchObject({ status: "COMMITTED", total_amount: "0.00" })
  })

  it("credit that the merchant gives is no money, and no sale either", async () => {
    const id = await place()
    const order = await office.read(id)
    await office.post(`/admin/orders/${id}/credit-lines`, {
      amount: 5,
      reference: "goodwill",
      reference_id: "goodwill_1",
    })
    await office.capture(id)
    await books.settled(id)
    const [sale] = await transactionsOf(id)
    expect(
      Number(sale?.total_amount) + Number(sale?.total_tax_amount_imported)
    ).toBeCloseTo(order.total, CENTS)
    expect(store.sandbox.audit()).toEqual([])
  })

  it("what another provider taxed, as it was charged", async () => {
    await store.admin(
      "POST",
      `/admin/tax-regions/${store.shop.taxRegions.ca}`,
      {
        provider_id: "tp_system",
      }
    )
    await store.admin("POST", "/admin/tax-rates", {
      tax_region_id: store.shop.taxRegions.ca,
      name: "HST",
      code: "hst",
      rate: 13,
      is_default: true,
    })
    const id = await placeAndCapture({
      region: "ca",
      address: ADDRESSES.toronto,
    })
    const [sale] = await transactionsOf(id)
    // 13 % of 52.00 and of 14.00.
    expect(sale).toMatchObject({
      currency: "CAD",
      total_amount: "66.00",
      total_tax_amount_imported: "8.58",
    })
    await expectBooksEqualMoney(id)
    await store.admin(
      "POST",
      `/admin/tax-regions/${store.shop.taxRegions.ca}`,
      {
        provider_id: "tp_kintsugi_kintsugi",
      }
    )
  })

  it("a draft, once it is an order and paid", async () => {
    const { draft_order } = await store.admin<{ draft_order: { id: string } }>(
      "POST",
      "/admin/draft-orders",
      {
        email: "mia.shopper@example.com",
        region_id: store.shop.regions.us,
        items: [
          { variant_id: store.shop.variants.mug.variantId, quantity: 2 },
          { title: "Engraving", unit_price: 7.5, quantity: 1 },
        ],
        shipping_address: ADDRESSES.austin,
        shipping_methods: [
          {
            shipping_option_id: store.shop.shippingOptions.standard,
            name: "Standard",
            amount: 9.95,
          },
        ],
      }
    )
    await books.look(draft_order.id)
    expect(await transactionsOf(draft_order.id)).toEqual([])

    await office.post(`/admin/draft-orders/${draft_order.id}/convert-to-order`)
    await books.look(draft_order.id)
    const order = await office.read(draft_order.id)
    await office.post("/admin/payment-collections", {
      order_id: order.id,
      amount: order.total,
    })
    await office.payDifference(order.id)
    await expectBooksEqualMoney(order.id)
    const [sale] = await transactionsOf(order.id)
    expect(sale?.transaction_items).toHaveLength(3)
  })

  it("the organization it was first told to, and no other", async () => {
    const id = await placeAndCapture()
    store.sandbox.setAccess({
      apiKey: store.sandbox.apiKey,
      organizationId: "orgn_live",
    })
    await store.admin("POST", "/admin/kintsugi/settings", {
      api_key: store.sandbox.apiKey,
      organization_id: "orgn_live",
    })
    store.sandbox.clearRequests()
    await office.refund(id, 10)
    await books.settled(id)
    const [, note] = await books.rows(id)
    expect(note).toMatchObject({ waits_for: "organization" })

    const next = await placeAndCapture()
    expect(
      store.sandbox
        .requests({ path: "/v1/transactions" })
        .map(({ headers, body }) => [
          headers["x-organization-id"],
          (body as { external_id: string }).external_id,
        ])
    ).toEqual([["orgn_live", next]])
    store.sandbox.setAccess({
      apiKey: store.sandbox.apiKey,
      organizationId: "orgn_sandbox",
    })
    await store.api.delete("/admin/kintsugi/settings", {
      headers: store.adminHeaders(),
    })
    // Nobody looks at the order but the sweep.
    await store.container
      .resolve(Modules.WORKFLOW_ENGINE)
      .run("job-kintsugi-sweep-orders", {})
    await eventually(async () =>
      expect((await books.rows(id))[1]).toMatchObject({ state: "delivered" })
    )
    await expectBooksEqualMoney(id)
    expect(await transactionsOf(id)).toHaveLength(2)
  })

  it("a payment that is captured before the order is placed", async () => {
    const cartId = await shopper.createCart()
    await shopper.add(cartId, store.shop.variants.mug, 2)
    await shopper.setAddress(cartId, ADDRESSES.austin)
    await shopper.ship(cartId)
    const { payment_collection } = await shopper.call<{
      payment_collection: { id: string }
    }>("POST", "/store/payment-collections", { cart_id: cartId })
    const { payment_collection: opened } = await shopper.call<{
      payment_collection: { payment_sessions: { id: string }[] }
    }>(
      "POST",
      `/store/payment-collections/${payment_collection.id}/payment-sessions`,
      { provider_id: "pp_system_default" }
    )
    const payments = store.container.resolve(Modules.PAYMENT)
    const payment = await payments.authorizePaymentSession(
      opened.payment_sessions[0]!.id,
      {}
    )
    await payments.capturePayment({ payment_id: payment!.id })
    const { order } = await shopper.call<{ order: { id: string } }>(
      "POST",
      `/store/carts/${cartId}/complete`
    )
    await expectBooksEqualMoney(order.id)
    expect(await transactionsOf(order.id)).toHaveLength(1)
  })
})
