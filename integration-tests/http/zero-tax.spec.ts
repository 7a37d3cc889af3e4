import { QUICK, always, mugFor, taxLinesOf } from "./mug-in-austin"
import { describeStore } from "./store"

describeStore(
  "faults that cost the merchant",
  { options: { ...QUICK, onFailure: "zero" } },
  (store) => {
    it("charges nothing, and marks it", async () => {
      const { tax } = await mugFor(store)
      store.sandbox.fail(always({ kind: "status", status: 503 }))
      const cart = await tax()

      expect(cart.tax_total).toBe(0)
      expect(taxLinesOf(cart)).toEqual([
        expect.objectContaining({
          rate: 0,
          data: expect.objectContaining({
            source: "zero",
            reason: "unavailable",
          }),
        }),
      ])
    })
  }
)
