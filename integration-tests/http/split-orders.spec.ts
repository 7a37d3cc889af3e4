import type { OrderLedger } from "../../src/workflows/ledger-sync"
import { sweep } from "../../src/workflows/ledger-sync/sweep"
import { orderDriverOf } from "./order-driver"
import { ADDRESSES, shopperOf } from "./shopper"
import { describeStore } from "./store"

const WHOLE = "order_of_the_shopper"

// A marketplace: the shopper's order, and each vendor's part of it.
describeStore("split orders", {}, (store) => {
  const { place, placeAndCapture, ledger } = orderDriverOf(store)
  const shopper = shopperOf(store)
  const readLedger = (id: string) =>
    store.admin<OrderLedger>("GET", `/admin/kintsugi/orders/${id}`)

  /** An order that was a part of another one from the beginning. */
  const placePart = async () => {
    const cartId = await shopper.createCart("us", {
      items: [{ variant_id: store.shop.variants.mug.variantId, quantity: 2 }],
      shipping_address: ADDRESSES.austin,
    })
    await shopper.ship(cartId)
    await shopper.call("POST", `/store/carts/${cartId}`, {
      metadata: { parent_order_id: WHOLE },
    })
    return (await shopper.complete(cartId)).order.id
  }

  it("an order that is a part of another one is not reported, and its ledger says why", async () => {
    const id = await placePart()
    await sweep(store.container)
    await ledger.processOrder(id)
    await ledger.waitUntilIdle(id)
    expect(await readLedger(id)).toMatchObject({
      part_of: WHOLE,
      transactions: [],
    })
  })

  it("an entry that waits is skipped once the order is a part of another one", async () => {
    const id = await place()
    await ledger.processOrder(id)
    expect(await ledger.entries(id)).toMatchObject([
      { state: "waiting", blocked_by: "payment" },
    ])
    await store.admin("POST", `/admin/orders/${id}`, {
      metadata: { parent_order_id: WHOLE },
    })
    await ledger.processOrder(id)
    await ledger.waitUntilIdle(id)
    expect(await ledger.entries(id)).toMatchObject([
      {
        state: "skipped",
        message: `Is not reported on its own: it is a part of the order ${WHOLE}.`,
      },
    ])
  })

  it("an order of its own is reported", async () => {
    const id = await placeAndCapture()
    expect(await ledger.waitUntilSynced(id)).toMatchObject([
      { state: "delivered" },
    ])
    expect((await readLedger(id)).part_of).toBeNull()
  })
})
