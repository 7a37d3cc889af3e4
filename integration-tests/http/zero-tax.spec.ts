import {
  SHORT_DEADLINES,
  failAlways,
  createMugCart,
  taxLinesOf,
} from "./single-mug-cart"
import { describeStore } from "./store"

describeStore(
  "faults that cost the merchant",
  { options: { ...SHORT_DEADLINES, onFailure: "zero" } },
  (store) => {
    it("with onFailure zero, a cart is charged no tax during an outage, and marked", async () => {
      const { tax } = await createMugCart(store)
      store.sandbox.fail(failAlways({ kind: "status", status: 503 }))
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
