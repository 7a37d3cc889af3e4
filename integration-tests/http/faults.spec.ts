import type { FaultKind, Lie } from "../sandbox"
import { QUICK, always, mugFor, once, taxLinesOf } from "./mug-in-austin"
import { type Cart, ADDRESSES, shopperOf } from "./shopper"
import { type Store, describeStore } from "./store"

const CENTS = 4

/** How many estimates one calculation asked for: Medusa makes two in a row. */
const estimatesOf = (store: Store) =>
  store.sandbox.requests({ path: "/v1/tax/estimate" }).length

describeStore("faults with a fallback", { options: QUICK }, (store) => {
  const expectKintsugis = (cart: Cart) => {
    expect(cart.tax_total).toBeCloseTo(1.65, CENTS)
    expect(taxLinesOf(cart)).toHaveLength(3)
    for (const { data } of taxLinesOf(cart)) {
      expect(data.source).toBe("kintsugi")
    }
  }

  /** 8 % of 19.99, unrounded, as Medusa itself would have it. */
  const expectFallback = (cart: Cart, reason: string) => {
    expect(cart.tax_total).toBeCloseTo(1.5992, CENTS)
    expect(taxLinesOf(cart)).toEqual([
      expect.objectContaining({
        rate: 8,
        description: "Sales tax",
        code: "FALLBACK",
        provider_id: "tp_kintsugi_kintsugi",
        data: expect.objectContaining({ source: "fallback", reason }),
      }),
    ])
  }

  describe("what heals is tried again", () => {
    const passing: [string, FaultKind][] = [
      ["408", { kind: "status", status: 408 }],
      ["429", { kind: "status", status: 429, retryAfter: "0" }],
      ["500", { kind: "status", status: 500 }],
      ["502 with a gateway's page", { kind: "status", status: 502 }],
      ["503", { kind: "status", status: 503 }],
      ["a reset connection", { kind: "reset" }],
      ["a connection lost half-way", { kind: "reset-mid-body" }],
      ["no answer", { kind: "hang" }],
    ]

    it.each(passing)("%s, once", async (_, fault) => {
      const { tax } = await mugFor(store)
      store.sandbox.fail(once(fault))

      expectKintsugis(await tax())
      expect(estimatesOf(store)).toBe(2)
    })
  })

  describe("what lasts is fallen back on", () => {
    const lasting: [string, FaultKind, string, number][] = [
      ["503", { kind: "status", status: 503 }, "unavailable", 3],
      ["a reset connection", { kind: "reset" }, "unavailable", 3],
      [
        "429 that asks for patience beyond the deadline",
        { kind: "status", status: 429, retryAfter: "30" },
        "rate_limited",
        1,
      ],
      ["401", { kind: "status", status: 401 }, "unauthorized", 1],
      ["403", { kind: "status", status: 403 }, "forbidden", 1],
      ["404", { kind: "status", status: 404 }, "not_found", 1],
      ["422", { kind: "status", status: 422 }, "invalid_request", 1],
    ]

    it.each(lasting)("%s", async (_, fault, reason, attempts) => {
      const { tax } = await mugFor(store)
      store.sandbox.fail(always(fault))

      expectFallback(await tax(), reason)
      expect(estimatesOf(store)).toBe(attempts)
    })

    it.each([
      ["no answer at all", { kind: "hang" } as FaultKind],
      ["an answer that drips in", { kind: "drip", ms: 30_000 } as FaultKind],
    ])("%s, before the deadline is long past", async (_, fault) => {
      const { tax } = await mugFor(store)
      store.sandbox.fail(always(fault))
      const start = Date.now()

      expectFallback(await tax(), "timed_out")
      // The deadline is a promise to the shopper; the rest is Medusa's work.
      expect(Date.now() - start).toBeLessThan(QUICK.deadlineMs + 5_000)
    })
  })

  describe("an answer that can't be right is not used", () => {
    const lies: Lie[] = [
      "drop-item",
      "duplicate-item",
      "extra-item",
      "negative-tax",
      "nan-tax",
      "absurd-tax",
      "percent-rates",
      "wrong-total",
      "wrong-sum",
      "no-ids",
      "other-currency",
      "empty-page",
      "list",
      "exempt-with-tax",
    ]

    it.each(lies)("%s", async (lie) => {
      const { tax } = await mugFor(store)
      store.sandbox.fail(always({ kind: "lie", lie }))

      expectFallback(await tax(), "bad_response")
    })

    it.each([
      ["HTML", "<html><body>Maintenance</body></html>"],
      ["half of a JSON", '{"transaction_items": [{"tax_am'],
      ["nothing", ""],
      ["null", "null"],
    ])("%s instead of an estimate", async (_, body) => {
      const { tax } = await mugFor(store)
      store.sandbox.fail(always({ kind: "body", body }))

      expectFallback(await tax(), "bad_response")
    })

    it.each(["shuffle", "numbers", "page"] as Lie[])(
      "but %s is all the same",
      async (lie) => {
        const { tax } = await mugFor(store)
        store.sandbox.fail(always({ kind: "lie", lie }))

        expectKintsugis(await tax())
      }
    )
  })

  it("falls back for an address that Kintsugi calls invalid", async () => {
    const { tax } = await mugFor(store)
    store.sandbox.fail(always({ kind: "lie", lie: "invalid-address" }))

    expectFallback(await tax(), "invalid_address")
  })

  it("falls back for a postal code of another state", async () => {
    const shopper = shopperOf(store)
    const { id } = await mugFor(store)
    const cart = await shopper.setAddress(id, {
      ...ADDRESSES.austin,
      postal_code: "90012",
    })

    expectFallback(cart, "invalid_address")
  })

  it("is Kintsugi's again with the next calculation", async () => {
    const shopper = shopperOf(store)
    const { id, tax } = await mugFor(store)
    store.sandbox.fail(always({ kind: "status", status: 503 }))
    expectFallback(await tax(), "unavailable")

    store.sandbox.clearFaults()
    expectKintsugis(await shopper.calculateTaxes(id))
  })

  it.each([
    ["a note", "", { metadata: { note: "for Ann" } }],
    ["a promotion that takes nothing off", "/promotions", { promo_codes: [] }],
  ])(
    "is Kintsugi's again with the next change, be it %s",
    async (_, path, body) => {
      const shopper = shopperOf(store)
      const { id, tax } = await mugFor(store)
      store.sandbox.fail(always({ kind: "status", status: 503 }))
      expectFallback(await tax(), "unavailable")
      await shopper.call("POST", `/store/carts/${id}${path}`, body)
      expectFallback(await shopper.read(id), "unavailable")

      store.sandbox.clearFaults()
      await shopper.call("POST", `/store/carts/${id}${path}`, body)
      expectKintsugis(await shopper.read(id))
    }
  )

  it("waits for Kintsugi once when a cart is made, and not twice", async () => {
    const shopper = shopperOf(store)
    store.sandbox.fail(always({ kind: "status", status: 503 }))
    await shopper.call("POST", "/store/carts", {
      region_id: store.shop.regions.us,
      shipping_address: ADDRESSES.austin,
      items: [{ variant_id: store.shop.variants.mug.variantId, quantity: 1 }],
    })
    expect(estimatesOf(store)).toBe(1 + QUICK.retries)
  })
})
