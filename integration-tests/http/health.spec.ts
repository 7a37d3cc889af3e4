import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { createEstimateStats } from "../../src/modules/kintsugi/stats/estimate-stats"
import { writeProblems } from "../../src/modules/kintsugi/stats/problem-store"
import type { Health } from "../../src/workflows/health/read-health"
import type { FaultKind } from "../sandbox"
import { failAlways, createMugCart } from "./single-mug-cart"
import { kintsugiServiceOf, settingsOf } from "./settings"
import { ADDRESSES, shopperOf } from "./shopper"
import { type Store, describeStore } from "./store"

const pgOf = ({ container }: Store) =>
  container.resolve(ContainerRegistrationKeys.PG_CONNECTION)

/** A cart in Latvia, in the currency that it had before the euro. */
const cartInLats = async (store: Store) => {
  const { variantId, productId } = store.shop.variants.mug
  await store.admin(
    "POST",
    `/admin/products/${productId}/variants/${variantId}`,
    {
      prices: [
        { currency_code: "usd", amount: 19.99 },
        { currency_code: "lvl", amount: 12 },
      ],
    }
  )
  const { region } = await store.admin<{ region: { id: string } }>(
    "POST",
    "/admin/regions",
    { name: "Latvia", currency_code: "lvl", countries: ["lv"] }
  )
  await store.admin("POST", "/admin/tax-regions", {
    country_code: "lv",
    provider_id: "tp_kintsugi_kintsugi",
    default_tax_rate: { name: "PVN", code: "pvn", rate: 21 },
  })
  const shopper = shopperOf(store)
  const { cart } = await shopper.call<{ cart: { id: string } }>(
    "POST",
    "/store/carts",
    { region_id: region.id }
  )
  await shopper.call("POST", `/store/carts/${cart.id}/line-items`, {
    variant_id: variantId,
    quantity: 1,
  })
  return { id: cart.id, region: region.id }
}

describeStore(
  "health",
  { options: { timeoutMs: 2_000, deadlineMs: 3_000, retries: 0 } },
  (store) => {
    const merchant = settingsOf(store)
    const shopper = shopperOf(store)
    const read = async () =>
      (await merchant.call<{ health: Health }>("GET", "/admin/kintsugi/health"))
        .health

    it("the health route counts answered, cached and failed estimates and lists problems until they are over", async () => {
      const before = await read()
      expect(before).toMatchObject({ is_configured: true, missing: null })
      expect(before.hours).toHaveLength(24)

      const { id, tax } = await createMugCart(store)
      await tax()
      await shopper.calculateTaxes(id)
      const answered = await read()
      expect(answered.last_hour.estimates).toBeGreaterThan(
        before.last_hour.estimates
      )
      expect(answered.last_hour.remembered).toBeGreaterThan(
        before.last_hour.remembered
      )
      expect(answered.last_hour.p50_ms).toBeGreaterThan(0)
      expect(answered.problems).toEqual([])

      store.sandbox.fail(failAlways({ kind: "status", status: 503 }))
      await shopper.add(id, store.shop.variants.mug, 1)
      await shopper.add(id, store.shop.variants.mug, 1)
      const down = await read()
      expect(down.last_hour.fallbacks).toBeGreaterThanOrEqual(2)
      expect(down.problems).toEqual([
        {
          code: "unavailable",
          message: expect.stringContaining("Kintsugi could not answer"),
          count: down.last_hour.fallbacks,
          first_seen_at: expect.any(String),
          last_seen_at: expect.any(String),
        },
      ])
      expect(
        Date.parse(String(down.problems[0]?.last_seen_at))
      ).toBeGreaterThan(Date.parse(String(down.problems[0]?.first_seen_at)))

      store.sandbox.reset()
      await shopper.add(id, store.shop.variants.mug, 1)
      const up = await read()
      expect(up.problems).toEqual([])
      expect(up.last_day.fallbacks).toBe(down.last_hour.fallbacks)

      const rows = await kintsugiServiceOf(store).listKintsugiEstimateWindows()
      expect(rows.length).toBeLessThanOrEqual(2)
    })

    describe("a problem", () => {
      let quantity = 10
      /** A cart with a unique quantity, so that Kintsugi is asked. */
      const cartIn = async (
        address: keyof typeof ADDRESSES,
        variant: "mug" | "coat" = "mug"
      ) => {
        const id = await shopper.createCart()
        await shopper.add(id, store.shop.variants[variant], quantity++)
        await shopper.setAddress(id, ADDRESSES[address])
        return id
      }
      const codes = async () => (await read()).problems.map(({ code }) => code)

      const failed = async (fault: FaultKind) => {
        store.sandbox.fail(failAlways(fault))
        const id = await cartIn("austin")
        store.sandbox.reset()
        return id
      }

      beforeEach(async () => {
        await pgOf(store).raw("delete from kintsugi_problem")
      })

      it.each<[string, FaultKind]>([
        ["unauthorized", { kind: "status", status: 401 }],
        ["forbidden", { kind: "status", status: 403 }],
        ["not_found", { kind: "status", status: 404 }],
        ["rate_limited", { kind: "status", status: 429 }],
        ["unavailable", { kind: "status", status: 503 }],
        ["timed_out", { kind: "hang" }],
      ])(
        "the problem %s is over as soon as Kintsugi answers any cart",
        async (code, fault) => {
          await failed(fault)
          expect(await codes()).toEqual([code])
          await cartIn("losAngeles", "coat")
          expect(await codes()).toEqual([])
        }
      )

      const contents: [string, FaultKind][] = [
        ["invalid_request", { kind: "status", status: 422 }],
        ["bad_response", { kind: "lie", lie: "wrong-total" }],
        ["conflict", { kind: "status", status: 409 }],
        ["invalid_address", { kind: "lie", lie: "invalid-address" }],
      ]

      it.each(contents)(
        "the problem %s is over once its own cart is answered, not another one",
        async (code, fault) => {
          const id = await failed(fault)
          expect(await codes()).toEqual([code])
          await cartIn("losAngeles")
          await cartIn("austin", "coat")
          expect(await codes()).toEqual([code])

          await shopper.calculateTaxes(id)
          expect(await codes()).toEqual([])
        }
      )

      it.each(contents)(
        "the problem %s stays until each of its carts is answered",
        async (code, fault) => {
          const ids = [await failed(fault), await failed(fault)]
          await shopper.add(ids[0]!, store.shop.variants.coat, 1)
          expect(await codes()).toEqual(
            // Mugs in Austin were answered, together with another item.
            code === "invalid_address" ? [code] : []
          )
          await shopper.calculateTaxes(ids[1]!)
          expect(await codes()).toEqual([])
        }
      )

      it("the problem of an abandoned cart is over when another cart like it is answered", async () => {
        await failed({ kind: "status", status: 422 })
        expect(await codes()).toEqual(["invalid_request"])
        await cartIn("austin")
        expect(await codes()).toEqual([])
      })

      it("the problem of an abandoned cart is over after a new classification and an answer", async () => {
        const { productId } = store.shop.variants.mug
        await failed({ kind: "status", status: 422 })
        await merchant.classify(productId, {
          category: "Physical",
          subcategory: "General Clothing",
        })
        expect(await codes()).toEqual(["invalid_request"])
        await cartIn("losAngeles", "coat")
        expect(await codes()).toEqual([])
        await merchant.classify(productId, {
          category: null,
          subcategory: null,
        })
      })

      it("the problem of an abandoned cart is over after new default categories and an answer, not after another setting", async () => {
        await failed({ kind: "status", status: 422 })
        await merchant.save({ on_failure: "fallback" })
        await cartIn("losAngeles", "coat")
        expect(await codes()).toEqual(["invalid_request"])

        await merchant.save({
          default_category: "Physical",
          default_subcategory: "General Clothing",
        })
        expect(await codes()).toEqual(["invalid_request"])
        await cartIn("losAngeles", "coat")
        expect(await codes()).toEqual([])
        await merchant.save({
          on_failure: null,
          default_category: null,
          default_subcategory: null,
        })
      })

      it("a problem with the credentials is over when they are tested, and other problems stay", async () => {
        await failed({ kind: "status", status: 401 })
        await failed({ kind: "lie", lie: "wrong-total" })
        expect((await codes()).sort()).toEqual(["bad_response", "unauthorized"])
        await expect(merchant.test()).resolves.toMatchObject({
          connected: true,
        })
        expect(await codes()).toEqual(["bad_response"])
      })

      it("a problem is over on one instance when another instance is answered, and vice versa", async () => {
        const other = createEstimateStats()
        const flush = async () => {
          const { problems, answers, answeredAt } = other.take()
          await writeProblems(
            { problems, answers, answeredAt },
            pgOf(store) as never
          )
        }
        const kind = {
          country: "US",
          state: "TX",
          currency: "USD",
          products: [store.shop.variants.mug.productId],
          settings: (await kintsugiServiceOf(store).settings.getEffective())
            .key,
        }

        const id = await failed({ kind: "status", status: 422 })
        expect(await codes()).toEqual(["invalid_request"])
        other.record({ by: "memory", id })
        await flush()
        expect(await codes()).toEqual([])

        other.record({
          by: "fallback",
          id: "cart_elsewhere",
          kind,
          code: "invalid_request",
          message: "Kintsugi refused what was sent.",
          charged: "region_rates",
        })
        await new Promise((resolve) => setTimeout(resolve, 5))
        // Answered here before this instance knows that it failed there.
        await cartIn("austin")
        expect(await codes()).toEqual([])
        await flush()
        expect(await codes()).toEqual([])
      })

      it("a problem counts failures that several instances write at the same time", async () => {
        const logs = Array.from({ length: 8 }, createEstimateStats)
        const { key: settings } =
          await kintsugiServiceOf(store).settings.getEffective()
        logs.forEach((log, n) =>
          ["timed_out", "bad_response"].forEach((code) =>
            log.record({
              by: "fallback",
              id: `cart_${n}`,
              kind: {
                country: "US",
                state: "TX",
                currency: "USD",
                products: [`prod_${n}`],
                settings,
              },
              code,
              message: "No answer.",
              charged: "region_rates",
            })
          )
        )
        await Promise.all(
          logs.map((log) => writeProblems(log.take(), pgOf(store) as never))
        )
        expect(
          (await read()).problems.map(({ code, count }) => [code, count]).sort()
        ).toEqual([
          ["bad_response", 8],
          ["timed_out", 8],
        ])
        const [row] = await kintsugiServiceOf(store).listKintsugiProblems({
          id: "kinprob_bad_response",
        })
        expect(row?.failing).toHaveLength(8)
      })

      it("a problem with a country is over when Kintsugi no longer taxes it", async () => {
        const id = await shopper.createCart("ca")
        await shopper.add(id, store.shop.variants.mug, quantity++)
        store.sandbox.fail(failAlways({ kind: "status", status: 422 }))
        await shopper
          .setAddress(id, ADDRESSES.toronto)
          // There is no rate to fall back on in Canada.
          .catch(() => undefined)
        store.sandbox.reset()
        expect(await codes()).toEqual(["invalid_request"])
        const region = `/admin/tax-regions/${store.shop.taxRegions.ca}`
        await store.admin("POST", region, { provider_id: "tp_system" })
        expect(await codes()).toEqual([])
        await store.admin("POST", region, {
          provider_id: "tp_kintsugi_kintsugi",
        })
      })

      it("a problem with a currency is over when nothing is sold in it any more", async () => {
        const { id, region } = await cartInLats(store)
        await shopper.setAddress(id, {
          address_1: "Brivibas bulvaris 36",
          city: "Riga",
          postal_code: "LV-1520",
          country_code: "lv",
        })
        expect(await codes()).toEqual(["currency_not_supported"])
        await cartIn("austin")
        expect(await codes()).toEqual(["currency_not_supported"])

        await store.admin("POST", `/admin/regions/${region}`, {
          currency_code: "eur",
        })
        expect(await codes()).toEqual([])
      })

      it("the problem of an abandoned cart is over after a day in any case", async () => {
        await failed({ kind: "status", status: 422 })
        expect(await codes()).toEqual(["invalid_request"])
        await pgOf(store).raw(
          `update kintsugi_problem set failing = jsonb_set(
             failing, '{0,at}', to_jsonb((failing->0->>'at')::numeric - 86400000))`
        )
        expect(await codes()).toEqual([])
      })
    })
  }
)
