import { bookkeepingOf } from "./bookkeeping"
import { ADDRESSES } from "./shopper"
import type { Store } from "./store"

/**
 * What happens to orders in ways that meet each other: tests for a suite, which
 * says as what refunds are told.
 */
export const combinations = (store: Store) => {
  const {
    office,
    books,
    place,
    placeAndCapture,
    transactionsOf,
    kept,
    expectBooksEqualMoney,
    itemOf,
  } = bookkeepingOf(store)

  const summary = async (orderId: string) =>
    (
      await store.admin<{
        order: { summary: { pending_difference: number } }
      }>("GET", `/admin/orders/${orderId}?fields=+summary`)
    ).order.summary.pending_difference

  /** Gives back what Medusa says is owed to the customer. */
  const refundOwed = async (orderId: string, digits = 2) => {
    const owed = -(await summary(orderId))
    expect(owed).toBeGreaterThan(0)
    await office.refund(orderId, Number(owed.toFixed(digits)))
  }

  const MUG = "Kintsugi Mug"
  const COAT = "Wool Coat"

  it("an exchange with shipping out, after a partial refund, and a return of the new", async () => {
    const id = await placeAndCapture({ articles: { mug: 3 } })
    await office.refund(id, 7)
    await expectBooksEqualMoney(id)
    await office.fulfill(id)
    const mug = itemOf(await office.read(id), MUG)
    const { exchange } = await office.post<{ exchange: { id: string } }>(
      "/admin/exchanges",
      { order_id: id }
    )
    const { return: inbound } = await office.post<{ return: { id: string } }>(
      `/admin/exchanges/${exchange.id}/inbound/items`,
      { items: [{ id: mug, quantity: 2 }] }
    )
    await office.post(`/admin/exchanges/${exchange.id}/outbound/items`, {
      items: [{ variant_id: store.shop.variants.coat.variantId, quantity: 1 }],
    })
    await office.post(
      `/admin/exchanges/${exchange.id}/outbound/shipping-method`,
      { shipping_option_id: store.shop.shippingOptions.standard }
    )
    await office.post(`/admin/exchanges/${exchange.id}/request`)
    await office.receive(inbound.id, [{ id: mug, quantity: 2 }])
    await office.payDifference(id)
    await expectBooksEqualMoney(id)
    await office.refund(id, 20)
    await expectBooksEqualMoney(id)
  })

  it("an exchange for something cheaper, whose rest is given back", async () => {
    const id = await placeAndCapture({ articles: { coat: 1 } })
    await office.fulfill(id)
    const coat = itemOf(await office.read(id), COAT)
    const returned = await office.exchange(
      id,
      [{ id: coat, quantity: 1 }],
      [{ variant_id: store.shop.variants.mug.variantId, quantity: 2 }]
    )
    await office.receive(returned, [{ id: coat, quantity: 1 }])
    await refundOwed(id)
    await expectBooksEqualMoney(id)
    await office.refund(id, Number((await kept(id)).toFixed(2)))
    await expectBooksEqualMoney(id)
    expect(Math.abs(books.atKintsugi(await transactionsOf(id)))).toBeLessThan(
      0.005
    )
  })

  it("an order edit down after a partial refund, then its rest", async () => {
    const id = await placeAndCapture({ articles: { mug: 3, coat: 1 } })
    await office.refund(id, 12.34)
    await expectBooksEqualMoney(id)
    const mug = itemOf(await office.read(id), MUG)
    await office.edit(id, { set: [{ itemId: mug, quantity: 1 }] })
    await refundOwed(id)
    await expectBooksEqualMoney(id)
    await office.edit(id, { set: [{ itemId: mug, quantity: 2 }] })
    await office.payDifference(id)
    await expectBooksEqualMoney(id)
  })

  it("one of several units at a promotion, of two returned, with a fee, prices with tax", async () => {
    const { price_preferences } = await store.admin<{
      price_preferences: { id: string; value: string }[]
    }>("GET", "/admin/price-preferences?attribute=currency_code")
    const eur = price_preferences.find(({ value }) => value === "eur")!
    const inclusive = (value: boolean) =>
      store.admin("POST", `/admin/price-preferences/${eur.id}`, {
        is_tax_inclusive: value,
      })
    await inclusive(true)
    const id = await placeAndCapture({
      articles: { mug: 3, coat: 1 },
      region: "de",
      address: ADDRESSES.berlin,
      promoted: true,
    })
    await inclusive(false)
    await office.fulfill(id)
    const mug = itemOf(await office.read(id), MUG)
    const returned = await office.requestReturn(
      id,
      [{ id: mug, quantity: 2 }],
      store.shop.shippingOptions.standard,
      3.33
    )
    await office.receive(returned, [{ id: mug, quantity: 1 }])
    // Medusa gives back the other one as well, which is still on its way.
    await refundOwed(id)
    await expectBooksEqualMoney(id)
  })

  it("yen: a return with a fee, a gesture, and all of the rest", async () => {
    const id = await placeAndCapture({
      articles: { mug: 3 },
      region: "jp",
      address: ADDRESSES.tokyo,
    })
    await office.fulfill(id)
    const mug = itemOf(await office.read(id), MUG)
    await office.returnItems(
      id,
      [{ id: mug, quantity: 1 }],
      store.shop.shippingOptions.standard
    )
    await refundOwed(id, 0)
    await expectBooksEqualMoney(id)
    await office.refund(id, 1)
    await expectBooksEqualMoney(id)
    await office.refund(id, Math.round(await kept(id)))
    await expectBooksEqualMoney(id)
  })

  it("cancelled after a partial refund", async () => {
    const id = await placeAndCapture({ articles: { mug: 3 } })
    await office.refund(id, 11.11)
    await expectBooksEqualMoney(id)
    await office.cancel(id)
    await books.settled(id)
    expect(Math.abs(books.atKintsugi(await transactionsOf(id)))).toBeLessThan(
      0.005
    )
  })

  it("a refund before the goods are back, and the goods after it", async () => {
    const id = await placeAndCapture({ articles: { mug: 2, coat: 1 } })
    await office.fulfill(id)
    const coat = itemOf(await office.read(id), COAT)
    const returned = await office.requestReturn(id, [{ id: coat, quantity: 1 }])
    await office.refund(id, 129.9)
    await expectBooksEqualMoney(id)
    await office.receive(returned, [{ id: coat, quantity: 1 }])
    await expectBooksEqualMoney(id)
  })

  it("a fee above the goods' worth on a locked, partly refunded sale", async () => {
    const id = await placeAndCapture({ articles: { mug: 2, giftWrap: 1 } })
    await office.refund(id, 5)
    await books.settled(id)
    store.sandbox.lock(id)
    await office.fulfill(id)
    const wrap = itemOf(await office.read(id), "Gift Wrap")
    await office.returnItems(
      id,
      [{ id: wrap, quantity: 1 }],
      store.shop.shippingOptions.standard
    )
    await office.payDifference(id)
    await expectBooksEqualMoney(id)
    await office.refund(id, 20)
    await expectBooksEqualMoney(id)
  })

  it("store credit pays a part, a coat is added, and all is given back", async () => {
    const id = await place({ articles: { mug: 2 } })
    await office.post(`/admin/orders/${id}/credit-lines`, {
      amount: 5,
      reference: "goodwill",
      reference_id: "goodwill_1",
    })
    await office.edit(id, {
      add: [{ variant_id: store.shop.variants.coat.variantId, quantity: 1 }],
    })
    await office.payDifference(id)
    await books.settled(id)
    const withCredit = async () =>
      expect(books.atKintsugi(await transactionsOf(id))).toBeCloseTo(
        (await kept(id)) + 5,
        2
      )
    await withCredit()
    await office.refund(id, 30)
    await books.settled(id)
    await withCredit()
  })

  return { transactionsOf, office, placeAndCapture, books }
}
