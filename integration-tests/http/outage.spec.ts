import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { bindQueries } from "../../src/modules/kintsugi/queries/bind-queries"
import { learnedTaxQueries } from "../../src/modules/kintsugi/queries/learned-taxes"
import { createTaxMemory } from "../../src/modules/kintsugi/memory/tax-memory"
import { learnFromOrders } from "../../src/workflows/order-tax/learn-from-orders"
import { recallTaxes } from "../../src/tax/memory/recall"
import type { FaultKind } from "../sandbox"
import { eventually } from "./eventually"
import { backOfficeOf, ledgerDriverOf } from "./order-driver"
import { kintsugiServiceOf, settingsOf } from "./settings"
import { type Address, type Cart, ADDRESSES, shopperOf } from "./shopper"
import { SHORT_DEADLINES, failAlways } from "./single-mug-cart"
import { describeStore } from "./store"

const sourcesOf = ({ items, shipping_methods }: Cart) => [
  ...new Set(
    [...items, ...shipping_methods].flatMap(({ tax_lines }) =>
      tax_lines.map(({ data }) => data.source)
    )
  ),
]

const DOWN: FaultKind = { kind: "status", status: 503 }

describeStore("outage", { options: SHORT_DEADLINES }, (store) => {
  const shopper = shopperOf(store)
  const office = backOfficeOf(store)
  const ledger = ledgerDriverOf(store)

  const cartAt = async (address: Address, quantity = 1) => {
    const id = await shopper.createCart("us", {
      items: [{ variant_id: store.shop.variants.mug.variantId, quantity }],
      // No two carts are the same, so that none is answered already.
      shipping_address: { ...address, address_2: `Flat ${(flats += 1)}` },
    })
    return { id, cart: await shopper.ship(id) }
  }
  let flats = 0
  const fail = (fault: FaultKind = DOWN) =>
    store.sandbox.fail(failAlways(fault))

  /** Has the store learn of mugs and shipping to an address. */
  const learnAt = async (address: Address) => {
    const { cart } = await cartAt(address)
    expect(sourcesOf(cart)).toEqual(["kintsugi"])
    return cart
  }

  it("a cart is taxed as Kintsugi would tax it, however it fails", async () => {
    const faults: [FaultKind, string][] = [
      [{ kind: "status", status: 500 }, "unavailable"],
      [DOWN, "unavailable"],
      [{ kind: "status", status: 408 }, "timed_out"],
      [{ kind: "status", status: 429 }, "rate_limited"],
      [{ kind: "status", status: 401 }, "unauthorized"],
      [{ kind: "status", status: 403 }, "forbidden"],
      [{ kind: "hang" }, "timed_out"],
      [{ kind: "reset" }, "unavailable"],
      [{ kind: "reset-mid-body" }, "unavailable"],
      [
        { kind: "body", body: "<!doctype html>", contentType: "text/html" },
        "bad_response",
      ],
      [{ kind: "lie", lie: "drop-item" }, "bad_response"],
    ]
    const taxThree = async () => (await cartAt(ADDRESSES.austin, 3)).cart
    const answered = await taxThree()
    expect(sourcesOf(answered)).toEqual(["kintsugi"])
    for (const [fault, reason] of faults) {
      fail(fault)
      const cart = await taxThree()
      store.sandbox.clearFaults()
      kintsugiServiceOf(store).closeCircuits()
      expect(sourcesOf(cart)).toEqual(["remembered"])
      expect(cart.items[0]?.tax_lines[0]?.data).toMatchObject({
        reason,
        approximate: false,
      })
      expect(cart).toMatchObject({
        tax_total: answered.tax_total,
        total: answered.total,
      })
    }
  })

  it("no cart waits for Kintsugi once it is known to be down", async () => {
    await learnAt(ADDRESSES.austin)
    fail({ kind: "hang" })
    const { id } = await cartAt(ADDRESSES.austin, 2)
    await shopper.add(id, store.shop.variants.mug, 1)
    const asked = () =>
      store.sandbox.requests({ path: "/v1/tax/estimate" }).length
    const before = asked()
    const start = performance.now()
    for (let quantity = 1; quantity <= 5; quantity += 1) {
      expect(
        sourcesOf(await shopper.add(id, store.shop.variants.mug, quantity))
      ).toEqual(["remembered"])
    }
    const took = performance.now() - start
    // Each wait would take the whole deadline, which is promised to the shopper.
    expect(took).toBeLessThan(5 * SHORT_DEADLINES.deadlineMs)
    // A probe in the background, now and then, with its retries.
    expect(asked() - before).toBeLessThan(12)
  })

  it("a sale is right though Kintsugi was down for the whole checkout", async () => {
    await learnAt(ADDRESSES.austin)
    fail()
    const { id, cart } = await cartAt(ADDRESSES.austin, 2)
    const { order } = await shopper.complete(id)
    expect(order.total).toBeCloseTo(cart.total)
    store.sandbox.clearFaults()
    await office.capture(order.id)
    await ledger.waitUntilSynced(order.id)
    await eventually(async () =>
      expect((await ledger.entries(order.id))[0]).toMatchObject({
        state: "delivered",
        tax: "4.12",
        calculated_tax: "4.12",
      })
    )
    expect(store.sandbox.audit()).toEqual([])
  })

  it("a remembered tax is renewed when a payment is opened", async () => {
    await learnAt(ADDRESSES.austin)
    fail()
    const { id, cart } = await cartAt(ADDRESSES.austin, 2)
    expect(sourcesOf(cart)).toEqual(["remembered"])
    store.sandbox.clearFaults()
    await eventually(async () => {
      await shopper.pay(id)
      expect(sourcesOf(await shopper.read(id))).toEqual(["kintsugi"])
    })
    expect((await shopper.complete(id)).type).toBe("order")
  })

  it("a remembered tax that is no longer right is shown before it is paid", async () => {
    await learnAt(ADDRESSES.austin)
    fail()
    const { id } = await cartAt(ADDRESSES.austin, 2)
    await shopper.pay(id)
    // The merchant's registration ended meanwhile.
    store.sandbox.setRegistrations([])
    store.sandbox.clearFaults()
    // Until a probe is answered, an order would be placed with that tax.
    kintsugiServiceOf(store).closeCircuits()
    await expect(
      shopper.call("POST", `/store/carts/${id}/complete`)
    ).rejects.toMatchObject({
      response: { data: { code: "kintsugi_tax_changed" } },
    })
    expect((await shopper.read(id)).tax_total).toBe(0)
    expect((await shopper.complete(id)).type).toBe("order")
  })

  it("a remembered tax is renewed at the next change", async () => {
    await learnAt(ADDRESSES.austin)
    fail()
    const { id } = await cartAt(ADDRESSES.austin, 2)
    store.sandbox.clearFaults()
    await eventually(async () =>
      expect(
        sourcesOf(await shopper.add(id, store.shop.variants.mug, 1))
      ).toEqual(["kintsugi"])
    )
  })

  it("what Kintsugi says now replaces what it said before", async () => {
    await learnAt(ADDRESSES.losAngeles)
    store.sandbox.setRegistrations(["US-TX"])
    await cartAt(ADDRESSES.losAngeles, 4)
    fail()
    const { cart } = await cartAt(ADDRESSES.losAngeles, 2)
    expect(cart.tax_total).toBe(0)
    expect(cart.items[0]?.tax_lines[0]?.data).toMatchObject({
      source: "remembered",
      has_active_registration: false,
    })
  })

  it("another instance, and one that has just started, knows what this one learned", async () => {
    await learnAt(ADDRESSES.nashville)
    await kintsugiServiceOf(store).memory.save()
    const other = createTaxMemory({
      rows: bindQueries(
        store.container.resolve(ContainerRegistrationKeys.PG_CONNECTION),
        learnedTaxQueries
      ),
      secret: undefined,
      bounds: { maxAgeDays: 90, maxRows: 1_000 },
      logger: undefined,
    })
    const place = {
      address: {
        type: "SHIP_TO" as const,
        country: "US",
        state: "TN",
        postal_code: "37203",
      },
      currency: "USD",
    }
    const { known, at } = await other.recall({
      ...place,
      organizationId: "orgn_sandbox",
    })
    expect([...known.subjects]).toContain(
      JSON.stringify(["Physical", "General Physical"])
    )
    expect(recallTaxes([], at, known)).toEqual([])
    const elsewhere = await other.recall({
      ...place,
      organizationId: "orgn_other",
    })
    expect(elsewhere.known.subjects.size).toBe(0)
  })

  it("a store learns from its past orders on request", async () => {
    const { id } = await cartAt(ADDRESSES.newYork, 2)
    await shopper.complete(id)
    const twice = await cartAt(ADDRESSES.newYork, 2)
    await shopper.complete(twice.id)
    await kintsugiServiceOf(store).memory.save()
    await store.container
      .resolve(ContainerRegistrationKeys.PG_CONNECTION)
      .from("kintsugi_learned_tax")
      .delete()
    // What was answered for these very carts is in the cache under other settings.
    await settingsOf(store).save({
      default_category: "Physical",
      default_subcategory: "Comic Books",
    })
    const range = { from: new Date(0), to: new Date(Date.now() + 60_000) }
    expect(await learnFromOrders(range, store.container)).toEqual({
      orders: 2,
      asked: 1,
      refused: 0,
    })
    fail()
    const { cart } = await cartAt(ADDRESSES.newYork, 5)
    expect(sourcesOf(cart)).toEqual(["remembered"])
  })

  it("a store that remembers nothing charges the region's rates", async () => {
    fail()
    const { cart } = await cartAt(ADDRESSES.denver)
    expect(sourcesOf(cart)).toEqual(["fallback"])
  })

  it("what the table holds says nothing about who bought", async () => {
    const { id } = await cartAt(ADDRESSES.portland)
    await kintsugiServiceOf(store).memory.save()
    const rows = await store.container
      .resolve(ContainerRegistrationKeys.PG_CONNECTION)
      .select("*")
      .from("kintsugi_learned_tax")
    expect(rows.length).toBeGreaterThan(0)
    const stored = JSON.stringify(rows)
    for (const word of ["4th Ave", "Portland", "mia.shopper", id, "cus_"]) {
      expect(stored).not.toContain(word)
    }
  })
})
