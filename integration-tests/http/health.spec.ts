import type { Health } from "../../src/workflows/health/read-health"
import { always, mugFor } from "./mug-in-austin"
import { moduleOf, settingsOf } from "./settings"
import { shopperOf } from "./shopper"
import { describeStore } from "./store"

describeStore(
  "health",
  { options: { timeoutMs: 300, deadlineMs: 600, retries: 0 } },
  (store) => {
    const merchant = settingsOf(store)
    const shopper = shopperOf(store)
    const read = async () =>
      (await merchant.call<{ health: Health }>("GET", "/admin/kintsugi/health"))
        .health

    it("counts what Kintsugi, memory and nobody answered, and names problems until they are over", async () => {
      const before = await read()
      expect(before).toMatchObject({ is_configured: true, missing: null })
      expect(before.hours).toHaveLength(24)

      const { id, tax } = await mugFor(store)
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

      store.sandbox.fail(always({ kind: "status", status: 503 }))
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

      const rows = await moduleOf(store).listKintsugiEstimateWindows()
      expect(rows.length).toBeLessThanOrEqual(2)
    })
  }
)
