import type { FaultKind, Lie } from "../sandbox"
import {
  SHORT_DEADLINES,
  failAlways,
  createMugCart,
  failOnce,
  taxLinesOf,
} from "./single-mug-cart"
import { type Cart, ADDRESSES, shopperOf } from "./shopper"
import { type Store, describeStore } from "./store"

const CENTS = 4

/** How many estimates were requested. Medusa calculates twice in a row. */
const estimatesOf = (store: Store) =>
  store.sandbox.requests({ path: "/v1/tax/estimate" }).length

describeStore(
  "faults with a fallback",
  { options: { ...SHORT_DEADLINES, onFailure: "fallback" } },
  (store) => {
    const expectKintsugiTax = (cart: Cart) => {
      expect(cart.tax_total).toBeCloseTo(1.65, CENTS)
      expect(taxLinesOf(cart)).toHaveLength(3)
      for (const { data } of taxLinesOf(cart)) {
        expect(data.source).toBe("kintsugi")
      }
    }

    /** 8% of 19.99, unrounded, as Medusa itself would calculate it. */
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

    describe("retryable faults", () => {
      const retryableFaults: [string, FaultKind][] = [
        ["408", { kind: "status", status: 408 }],
        ["429", { kind: "status", status: 429, retryAfter: "0" }],
        ["500", { kind: "status", status: 500 }],
        ["502 with a gateway's page", { kind: "status", status: 502 }],
        ["503", { kind: "status", status: 503 }],
        ["a reset connection", { kind: "reset" }],
        ["a connection lost half-way", { kind: "reset-mid-body" }],
        ["no answer", { kind: "hang" }],
      ]

      it.each(retryableFaults)(
        "an estimate is retried once after %s",
        async (_, fault) => {
          const { tax } = await createMugCart(store)
          store.sandbox.fail(failOnce(fault))

          expectKintsugiTax(await tax())
          expect(estimatesOf(store)).toBe(2)
        }
      )
    })

    describe("lasting faults", () => {
      const lastingFaults: [string, FaultKind, string, number][] = [
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

      it.each(lastingFaults)(
        "an estimate falls back when the fault lasts: %s",
        async (_, fault, reason, attempts) => {
          const { tax } = await createMugCart(store)
          store.sandbox.fail(failAlways(fault))

          expectFallback(await tax(), reason)
          expect(estimatesOf(store)).toBe(attempts)
        }
      )

      it.each([
        ["no answer at all", { kind: "hang" } as FaultKind],
        ["an answer that drips in", { kind: "drip", ms: 30_000 } as FaultKind],
      ])("an estimate with %s falls back at the deadline", async (_, fault) => {
        const { tax } = await createMugCart(store)
        store.sandbox.fail(failAlways(fault))
        const start = Date.now()

        expectFallback(await tax(), "timed_out")
        // The deadline is a promise to the shopper; the rest is Medusa's work.
        expect(Date.now() - start).toBeLessThan(
          SHORT_DEADLINES.deadlineMs + 5_000
        )
      })
    })

    describe("implausible answers", () => {
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

      it.each(lies)("an implausible estimate is not used: %s", async (lie) => {
        const { tax } = await createMugCart(store)
        store.sandbox.fail(failAlways({ kind: "lie", lie }))

        expectFallback(await tax(), "bad_response")
      })

      it.each([
        ["HTML", "<html><body>Maintenance</body></html>"],
        ["incomplete JSON", '{"transaction_items": [{"tax_am'],
        ["an empty text", ""],
        ["null", "null"],
      ])("a response body of %s is not used", async (_, body) => {
        const { tax } = await createMugCart(store)
        store.sandbox.fail(failAlways({ kind: "body", body }))

        expectFallback(await tax(), "bad_response")
      })

      it.each(["shuffle", "numbers", "page"] as Lie[])(
        "an estimate with a harmless oddity is used: %s",
        async (lie) => {
          const { tax } = await createMugCart(store)
          store.sandbox.fail(failAlways({ kind: "lie", lie }))

          expectKintsugiTax(await tax())
        }
      )
    })

    it("an address that Kintsugi calls invalid gets the fallback", async () => {
      const { tax } = await createMugCart(store)
      store.sandbox.fail(failAlways({ kind: "lie", lie: "invalid-address" }))

      expectFallback(await tax(), "invalid_address")
    })

    it("a postal code of another state gets the fallback", async () => {
      const shopper = shopperOf(store, { neighbors: true })
      const { id } = await createMugCart(store)
      const cart = await shopper.setAddress(id, {
        ...ADDRESSES.austin,
        postal_code: "90012",
      })

      expectFallback(cart, "invalid_address")
    })

    it("a cart gets Kintsugi's tax again with the next calculation after an outage", async () => {
      const shopper = shopperOf(store, { neighbors: true })
      const { id, tax } = await createMugCart(store)
      store.sandbox.fail(failAlways({ kind: "status", status: 503 }))
      expectFallback(await tax(), "unavailable")

      store.sandbox.clearFaults()
      expectKintsugiTax(await shopper.calculateTaxes(id))
    })

    it.each([
      ["a note", "", { metadata: { note: "for Ann" } }],
      [
        "a promotion that takes nothing off",
        "/promotions",
        { promo_codes: [] },
      ],
    ])(
      "a cart gets Kintsugi's tax again with the next change after an outage: %s",
      async (_, path, body) => {
        const shopper = shopperOf(store, { neighbors: true })
        const { id, tax } = await createMugCart(store)
        store.sandbox.fail(failAlways({ kind: "status", status: 503 }))
        expectFallback(await tax(), "unavailable")
        await shopper.call("POST", `/store/carts/${id}${path}`, body)
        expectFallback(await shopper.read(id), "unavailable")

        store.sandbox.clearFaults()
        await shopper.call("POST", `/store/carts/${id}${path}`, body)
        expectKintsugiTax(await shopper.read(id))
      }
    )

    it("creating a cart waits for Kintsugi once while Kintsugi is down", async () => {
      const shopper = shopperOf(store, { neighbors: true })
      store.sandbox.fail(failAlways({ kind: "status", status: 503 }))
      await shopper.call("POST", "/store/carts", {
        region_id: store.shop.regions.us,
        shipping_address: ADDRESSES.austin,
        items: [{ variant_id: store.shop.variants.mug.variantId, quantity: 1 }],
      })
      expect(estimatesOf(store)).toBe(1 + SHORT_DEADLINES.retries)
    })
  }
)
