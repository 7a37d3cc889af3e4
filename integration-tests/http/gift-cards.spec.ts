import { orderDriverOf } from "./order-driver"
import { giftCardOf } from "./new-product"
import { ADDRESSES } from "./shopper"
import { describeStore } from "./store"

type Line = {
  id: string
  title: string
  tax_total: number
  tax_lines: { rate: number; data: Record<string, unknown> }[]
}

/** Medusa leaves `is_giftcard` unset on items that are added to an order. */
describeStore("gift cards", {}, (store) => {
  const { office, ledger, placeAndCapture, expectLedgerEqualsMoney } =
    orderDriverOf(store)

  const read = async (orderId: string) =>
    (
      await store.admin<{
        order: { items: Line[]; tax_total: number; total: number }
      }>(
        "GET",
        `/admin/orders/${orderId}?fields=*items,*items.tax_lines,+items.tax_total,+tax_total,+total`
      )
    ).order

  const card = async (orderId: string) =>
    (await read(orderId)).items.find(({ title }) => title === "Gift Card")!

  const saleOf = (orderId: string) =>
    store.sandbox
      .transactions()
      .find(({ external_id }) => external_id === orderId)!

  const expectUntaxed = async (orderId: string) => {
    const { id, tax_total, tax_lines } = await card(orderId)
    expect(tax_total).toBe(0)
    expect(tax_lines).toEqual([
      expect.objectContaining({
        rate: 0,
        data: expect.objectContaining({ source: "gift_card" }),
      }),
    ])
    // No estimate contains the gift card.
    expect(
      store.sandbox
        .requests({ path: "/v1/tax/estimate" })
        .flatMap(
          ({ body }) =>
            (body as { transaction_items: { external_id: string }[] })
              .transaction_items
        )
        .filter(({ external_id }) => external_id === id)
    ).toEqual([])
  }

  const expectNoGoods = async (orderId: string) => {
    const { id } = await card(orderId)
    const item = saleOf(orderId).transaction_items.find(
      ({ external_id }) => external_id === id
    )
    expect(item).toMatchObject({
      external_product_id: "medusa-gift-card",
      amount: "50.00",
      tax_amount_imported: "0.00",
      tax_items: [],
    })
  }

  it("a gift card that an order edit adds is neither taxed nor reported as goods", async () => {
    const { variantId } = await giftCardOf(store)
    const id = await placeAndCapture()
    const { tax_total } = await read(id)
    await office.edit(id, { add: [{ variant_id: variantId, quantity: 1 }] })
    await expectUntaxed(id)
    expect((await read(id)).tax_total).toBe(tax_total)
    await office.payDifference(id)
    await expectLedgerEqualsMoney(id)
    await expectNoGoods(id)
  })

  it("a gift card that an exchange sends out is not taxed", async () => {
    const { variantId } = await giftCardOf(store)
    const id = await placeAndCapture()
    await office.fulfill(id)
    const order = await office.read(id)
    const mugs = order.items[0]!
    await office.exchange(
      id,
      [{ id: mugs.id, quantity: 1 }],
      [{ variant_id: variantId, quantity: 1 }]
    )
    await expectUntaxed(id)
  })

  it("a gift card in a draft order is neither taxed nor reported as goods", async () => {
    const { variantId } = await giftCardOf(store)
    const { draft_order } = await office.post<{
      draft_order: { id: string; tax_total: number }
    }>("/admin/draft-orders?fields=+tax_total", {
      email: "mia.shopper@example.com",
      region_id: store.shop.regions.us,
      items: [
        { variant_id: store.shop.variants.mug.variantId, quantity: 1 },
        { variant_id: variantId, quantity: 1 },
      ],
      shipping_address: ADDRESSES.austin,
    })
    // 8.25% of 19.99.
    expect(draft_order.tax_total).toBeCloseTo(1.65, 4)
    await expectUntaxed(draft_order.id)
    await office.post(`/admin/draft-orders/${draft_order.id}/convert-to-order`)
    await expectUntaxed(draft_order.id)
    const { total } = await read(draft_order.id)
    await office.post("/admin/payment-collections", {
      order_id: draft_order.id,
      amount: total,
    })
    await office.payDifference(draft_order.id)
    await ledger.waitUntilSynced(draft_order.id)
    await expectNoGoods(draft_order.id)
  })

  it("a gift card is reported the same after its product is deleted", async () => {
    const { variantId, productId } = await giftCardOf(store)
    const id = await placeAndCapture()
    await office.edit(id, { add: [{ variant_id: variantId, quantity: 1 }] })
    await store.admin("DELETE" as never, `/admin/products/${productId}`)
    await office.payDifference(id)
    await ledger.waitUntilSynced(id)
    const [row] = await ledger.entries(id)
    const lines = (row!.content as { lines: { kind: string }[] }).lines
    expect(lines.map(({ kind }) => kind).toSorted()).toEqual([
      "gift_card",
      "item",
      "shipping",
    ])
  })
})
