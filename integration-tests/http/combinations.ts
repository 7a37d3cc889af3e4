import { orderDriverOf } from "./order-driver"
import { pricingOf } from "./pricing"
import { ADDRESSES } from "./shopper"
import type { Store } from "./store"

/**
 * Tests of order changes that interact. The options of the suite decide how
 * refunds are reported.
 */
export const combinations = (store: Store) => {
  const {
    office,
    ledger,
    place,
    placeAndCapture,
    transactionsOf,
    kept,
    expectLedgerEqualsMoney,
    itemOf,
  } = orderDriverOf(store)

  const pendingDifferenceOf = async (orderId: string) =>
    (
      await store.admin<{
        order: { summary: { pending_difference: number } }
      }>("GET", `/admin/orders/${orderId}?fields=+summary`)
    ).order.summary.pending_difference

  /** Refunds the amount that Medusa says is owed to the customer. */
  const refundOwed = async (orderId: string, digits = 2) => {
    const owed = -(await pendingDifferenceOf(orderId))
    expect(owed).toBeGreaterThan(0)
    await office.refund(orderId, Number(owed.toFixed(digits)))
  }

  const MUG = "Kintsugi Mug"
  const COAT = "Wool Coat"

  it("the ledger equals the money after a partial refund, an exchange with outbound shipping and another refund", async () => {
    const id = await placeAndCapture({ articles: { mug: 3 } })
    await office.refund(id, 7)
    await expectLedgerEqualsMoney(id)
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
    await expectLedgerEqualsMoney(id)
    await office.refund(id, 20)
    await expectLedgerEqualsMoney(id)
  })

  it("the ledger equals the money after an exchange for a cheaper item and a refund of the rest", async () => {
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
    await expectLedgerEqualsMoney(id)
    await office.refund(id, Number((await kept(id)).toFixed(2)))
    await expectLedgerEqualsMoney(id)
    expect(
      Math.abs(ledger.totalAtKintsugi(await transactionsOf(id)))
    ).toBeLessThan(0.005)
  })

  it("the ledger equals the money after a partial refund, an order edit down and another one up", async () => {
    const id = await placeAndCapture({ articles: { mug: 3, coat: 1 } })
    await office.refund(id, 12.34)
    await expectLedgerEqualsMoney(id)
    const mug = itemOf(await office.read(id), MUG)
    await office.edit(id, { set: [{ itemId: mug, quantity: 1 }] })
    await refundOwed(id)
    await expectLedgerEqualsMoney(id)
    await office.edit(id, { set: [{ itemId: mug, quantity: 2 }] })
    await office.payDifference(id)
    await expectLedgerEqualsMoney(id)
  })

  it("the ledger equals the money after one of two promoted units is returned with a fee, in prices with tax", async () => {
    const { includeTax } = pricingOf(store)
    await includeTax("eur")
    const id = await placeAndCapture({
      articles: { mug: 3, coat: 1 },
      region: "de",
      address: ADDRESSES.berlin,
      promoted: true,
    })
    await includeTax("eur", false)
    await office.fulfill(id)
    const mug = itemOf(await office.read(id), MUG)
    const returned = await office.requestReturn(
      id,
      [{ id: mug, quantity: 2 }],
      store.shop.shippingOptions.standard,
      3.33
    )
    await office.receive(returned, [{ id: mug, quantity: 1 }])
    // Medusa refunds the other unit as well, which has not been received yet.
    await refundOwed(id)
    await expectLedgerEqualsMoney(id)
  })

  it("the ledger equals the money in yen after a return with a fee, a goodwill refund and a refund of the rest", async () => {
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
    await expectLedgerEqualsMoney(id)
    await office.refund(id, 1)
    await expectLedgerEqualsMoney(id)
    await office.refund(id, Math.round(await kept(id)))
    await expectLedgerEqualsMoney(id)
  })

  it("the ledger is zero after a partial refund and a cancellation", async () => {
    const id = await placeAndCapture({ articles: { mug: 3 } })
    await office.refund(id, 11.11)
    await expectLedgerEqualsMoney(id)
    await office.cancel(id)
    await ledger.waitUntilSynced(id)
    expect(
      Math.abs(ledger.totalAtKintsugi(await transactionsOf(id)))
    ).toBeLessThan(0.005)
  })

  it("the ledger equals the money after a refund before the return is received, and after the return", async () => {
    const id = await placeAndCapture({ articles: { mug: 2, coat: 1 } })
    await office.fulfill(id)
    const coat = itemOf(await office.read(id), COAT)
    const returned = await office.requestReturn(id, [{ id: coat, quantity: 1 }])
    await office.refund(id, 129.9)
    await expectLedgerEqualsMoney(id)
    await office.receive(returned, [{ id: coat, quantity: 1 }])
    await expectLedgerEqualsMoney(id)
  })

  it("the ledger equals the money after a return fee above the item's price on a locked, partly refunded sale", async () => {
    const id = await placeAndCapture({ articles: { mug: 2, giftWrap: 1 } })
    await office.refund(id, 5)
    await ledger.waitUntilSynced(id)
    store.sandbox.lock(id)
    await office.fulfill(id)
    const wrap = itemOf(await office.read(id), "Gift Wrap")
    await office.returnItems(
      id,
      [{ id: wrap, quantity: 1 }],
      store.shop.shippingOptions.standard
    )
    await office.payDifference(id)
    await expectLedgerEqualsMoney(id)
    await office.refund(id, 20)
    await expectLedgerEqualsMoney(id)
  })

  it("the ledger equals the money and store credit after an item is added and a part is refunded", async () => {
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
    await ledger.waitUntilSynced(id)
    const withCredit = async () =>
      expect(ledger.totalAtKintsugi(await transactionsOf(id))).toBeCloseTo(
        (await kept(id)) + 5,
        2
      )
    await withCredit()
    await office.refund(id, 30)
    await ledger.waitUntilSynced(id)
    await withCredit()
  })

  return { transactionsOf, office, placeAndCapture, ledger }
}
