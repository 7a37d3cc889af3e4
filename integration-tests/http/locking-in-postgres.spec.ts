import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import {
  removeResurrectedLines,
  snapshotCartLines,
} from "../../src/workflows/cart-tax/medusa-rollback-fix"
import { sweep } from "../../src/workflows/ledger-sync/sweep"
import { merchantOf } from "./classification"
import { ADDRESSES, shopperOf } from "./shopper"
import { describeStore } from "./store"

/** More than the store's pool of connections has. */
const AT_ONCE = 20

const CLOTHING = { category: "Physical", subcategory: "General Clothing" }

describeStore("locking in PostgreSQL", { locking: "postgres" }, (store) => {
  const shopper = shopperOf(store, { neighbors: true })
  const merchant = merchantOf(store)
  const knex = () =>
    store.container.resolve<Knex>(ContainerRegistrationKeys.PG_CONNECTION)
  const mug = () => ({
    variant_id: store.shop.variants.mug.variantId,
    quantity: 1,
  })
  const locks = () => knex()("locking").select("id", "owner_id")

  it("waits for a change of Medusa's to the same cart", async () => {
    const locking = store.container.resolve(Modules.LOCKING)
    const cartId = await shopper.createCart()
    // As Medusa's own cart workflows do.
    await locking.acquire(cartId, { expire: 10 })
    await expect(
      snapshotCartLines(cartId, false, store.container)
    ).rejects.toThrow(cartId)
    await locking.release(cartId)

    const snapshot = await snapshotCartLines(cartId, false, store.container)
    await locking.acquire(cartId, { expire: 10 })
    let isDone = false
    const removal = removeResurrectedLines(
      cartId,
      snapshot,
      store.container
    ).then(() => {
      isDone = true
    })
    await shopper.read(cartId)
    expect(isDone).toBe(false)
    await locking.release(cartId)
    await removal
    expect(await locks()).toEqual([])
  })

  it("changes more carts at once than the database has connections for", async () => {
    const carts: string[] = []
    // One by one: Medusa can't create a guest of the same e-mail twice at once.
    for (let count = 0; count < AT_ONCE; count++) {
      carts.push(
        await shopper.createCart("us", {
          items: [mug()],
          shipping_address: ADDRESSES.austin,
        })
      )
    }
    const changed = await Promise.all(
      carts.map((id) => shopper.add(id, store.shop.variants.mug, 1))
    )
    expect(new Set(changed.map(({ tax_total }) => tax_total)).size).toBe(1)
    expect(changed[0]!.tax_total).toBeGreaterThan(0)
    expect(await locks()).toEqual([])
  })

  it("takes over the lock of a process that died, and no other's", async () => {
    const productId = store.shop.variants.mug.productId
    await knex()("locking").insert([
      {
        id: "kintsugi-classifications",
        owner_id: "kintsugi:a-process-that-died",
        expiration: new Date(Date.now() - 1000),
      },
      {
        id: "cart_of_another",
        owner_id: "kintsugi:a-process-that-lives",
        expiration: new Date(Date.now() + 60_000),
      },
      {
        id: "somebody's",
        owner_id: "somebody",
        expiration: new Date(Date.now() - 1000),
      },
    ])
    await sweep(store.container)
    await merchant.classify(productId, CLOTHING)
    expect((await locks()).map(({ id }: { id: string }) => id).sort()).toEqual([
      "cart_of_another",
      "somebody's",
    ])
  })
})
