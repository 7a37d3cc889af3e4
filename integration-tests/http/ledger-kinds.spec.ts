import { Modules } from "@medusajs/framework/utils"
import { orderDriverOf } from "./order-driver"
import { eventually } from "./eventually"
import { pricingOf } from "./pricing"
import { ADDRESSES } from "./shopper"
import { describeStore } from "./store"

const CENTS = 2

describeStore("ledger kinds", {}, (store) => {
  const {
    shopper,
    office,
    ledger,
    place,
    placeAndCapture,
    transactionsOf,
    kept,
    expectLedgerEqualsMoney,
    itemOf,
  } = orderDriverOf(store)

  const { includeTax } = pricingOf(store)
  const inBerlin = { region: "de", address: ADDRESSES.berlin } as const
  const inTokyo = { region: "jp", address: ADDRESSES.tokyo } as const
  const refundDue = async (orderId: string) => {
    const due = (await kept(orderId)) - (await office.read(orderId)).total
    await office.refund(orderId, Number(due.toFixed(2)))
    return due
  }

  it("the net and tax of a tax-inclusive sale add up to its price", async () => {
    await includeTax("eur")
    const id = await placeAndCapture({
      ...inBerlin,
      articles: { mug: 3, coat: 1 },
      promoted: true,
    })
    await expectLedgerEqualsMoney(id)
    const [sale] = await transactionsOf(id)
    expect(sale?.currency).toBe("EUR")
    expect(
      Number(sale?.total_amount) + Number(sale?.total_tax_amount_imported)
    ).toBeCloseTo((await office.read(id)).total, CENTS)

    await office.refund(id, 20)
    await expectLedgerEqualsMoney(id)
    await office.refund(id, Number((await kept(id)).toFixed(2)))
    await expectLedgerEqualsMoney(id)
    await includeTax("eur", false)
  })

  it("a sale and its refunds are whole amounts in a currency without decimals", async () => {
    const id = await placeAndCapture({ ...inTokyo, articles: { mug: 3 } })
    const [sale] = await transactionsOf(id)
    // 10% of 8,940 and of 800.
    expect(sale).toMatchObject({
      currency: "JPY",
      total_amount: "9740.00",
      total_tax_amount_imported: "974.00",
    })
    await office.refund(id, 333)
    await expectLedgerEqualsMoney(id)
    const [, note] = await transactionsOf(id)
    expect(Number(note?.total_amount) % 1).toBe(0)
    expect(
      Number(note?.total_amount) + Number(note?.total_tax_amount_imported)
    ).toBe(333)
    await office.refund(id, Math.round(await kept(id)))
    await expectLedgerEqualsMoney(id)
  })

  it("the return of one of several discounted units is credited exactly", async () => {
    const id = await placeAndCapture({
      articles: { mug: 3, coat: 1 },
      promoted: true,
    })
    await expectLedgerEqualsMoney(id)
    await office.fulfill(id)
    const mug = itemOf(await office.read(id), "Kintsugi Mug")
    await office.returnItems(id, [{ id: mug, quantity: 1 }])
    await refundDue(id)
    await expectLedgerEqualsMoney(id)
    const [, note, ...others] = await transactionsOf(id)
    expect(others).toEqual([])
    // A third of 59.97 less 10%.
    expect(note?.transaction_items).toEqual([
      expect.objectContaining({ external_id: mug, quantity: "1" }),
    ])
    expect(Number(note?.total_amount)).toBeCloseTo(17.99, CENTS)

    await office.returnItems(id, [{ id: mug, quantity: 2 }])
    await refundDue(id)
    await expectLedgerEqualsMoney(id)
  })

  it("the ledger equals the money after a return whose shipping the customer pays", async () => {
    const id = await placeAndCapture({ articles: { mug: 1, coat: 1 } })
    await office.fulfill(id)
    const coat = itemOf(await office.read(id), "Wool Coat")
    await office.returnItems(
      id,
      [{ id: coat, quantity: 1 }],
      store.shop.shippingOptions.standard
    )
    await refundDue(id)
    await expectLedgerEqualsMoney(id)
  })

  it("the ledger equals the money after a claim with a free replacement", async () => {
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
    await expectLedgerEqualsMoney(id)
  })

  it("the ledger equals the money after a claim with a refund", async () => {
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
    await expectLedgerEqualsMoney(id)
  })

  it("a free order is delivered as a sale although it is never captured", async () => {
    const cartId = await shopper.createCart()
    await shopper.add(cartId, store.shop.variants.sticker, 1)
    await shopper.setAddress(cartId, ADDRESSES.austin)
    await shopper.ship(cartId, "free")
    const { order } = await shopper.call<{ order: { id: string } }>(
      "POST",
      `/store/carts/${cartId}/complete`
    )
    await ledger.waitUntilSynced(order.id)
    const [sale, ...others] = await transactionsOf(order.id)
    expect(others).toEqual([])
    expect(sale).toMatchObject({ status: "COMMITTED", total_amount: "0.00" })
  })

  it("goodwill credit does not change the reported sale", async () => {
    const id = await place()
    const order = await office.read(id)
    await office.post(`/admin/orders/${id}/credit-lines`, {
      amount: 5,
      reference: "goodwill",
      reference_id: "goodwill_1",
    })
    await office.capture(id)
    await ledger.waitUntilSynced(id)
    const [sale] = await transactionsOf(id)
    expect(
      Number(sale?.total_amount) + Number(sale?.total_tax_amount_imported)
    ).toBeCloseTo(order.total, CENTS)
    expect(store.sandbox.audit()).toEqual([])
  })

  it("an order that another provider taxed is reported as it was charged", async () => {
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
    // 13% of 52.00 and of 14.00.
    expect(sale).toMatchObject({
      currency: "CAD",
      total_amount: "66.00",
      total_tax_amount_imported: "8.58",
    })
    await expectLedgerEqualsMoney(id)
    await store.admin(
      "POST",
      `/admin/tax-regions/${store.shop.taxRegions.ca}`,
      {
        provider_id: "tp_kintsugi_kintsugi",
      }
    )
  })

  it("a draft order is reported once it is converted and paid", async () => {
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
    await ledger.processOrder(draft_order.id)
    expect(await transactionsOf(draft_order.id)).toEqual([])

    await office.post(`/admin/draft-orders/${draft_order.id}/convert-to-order`)
    await ledger.processOrder(draft_order.id)
    const order = await office.read(draft_order.id)
    await office.post("/admin/payment-collections", {
      order_id: order.id,
      amount: order.total,
    })
    await office.payDifference(order.id)
    await expectLedgerEqualsMoney(order.id)
    const [sale] = await transactionsOf(order.id)
    expect(sale?.transaction_items).toHaveLength(3)
  })

  it("a refund waits for the organization that its sale was sent to", async () => {
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
    await ledger.waitUntilSynced(id)
    const [, note] = await ledger.entries(id)
    expect(note).toMatchObject({ blocked_by: "organization" })

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
    // Only the sweep processes the order.
    await store.container
      .resolve(Modules.WORKFLOW_ENGINE)
      .run("job-kintsugi-sweep-orders", {})
    await eventually(async () =>
      expect((await ledger.entries(id))[1]).toMatchObject({
        state: "delivered",
      })
    )
    await expectLedgerEqualsMoney(id)
    expect(await transactionsOf(id)).toHaveLength(2)
  })

  it("a payment that is captured before the order is placed is reported once", async () => {
    const cartId = await shopper.createCart()
    await shopper.add(cartId, store.shop.variants.mug, 2)
    await shopper.setAddress(cartId, ADDRESSES.austin)
    await shopper.ship(cartId)
    const session = await shopper.pay(cartId)
    const payments = store.container.resolve(Modules.PAYMENT)
    const payment = await payments.authorizePaymentSession(session.id, {})
    await payments.capturePayment({ payment_id: payment!.id })
    const { order } = await shopper.call<{ order: { id: string } }>(
      "POST",
      `/store/carts/${cartId}/complete`
    )
    await expectLedgerEqualsMoney(order.id)
    expect(await transactionsOf(order.id)).toHaveLength(1)
  })
})
