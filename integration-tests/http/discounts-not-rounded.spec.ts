import { ADDRESSES, shopperOf } from "./shopper"
import { describeStore } from "./store"

/** In digits after the point. */
const EPSILON = 4

describeStore(
  "discounts not rounded",
  { options: { roundDiscounts: false } },
  (store) => {
    const shopper = shopperOf(store)

    it("discounts that are not rounded are as Medusa calculates them", async () => {
      const id = await shopper.createCart("us")
      await shopper.add(id, store.shop.variants.mug, 1)
      await shopper.setAddress(id, ADDRESSES.austin)
      const cart = await shopper.promote(id)
      expect(cart.total).toBeCloseTo(17.991 + 1.48, EPSILON)
      expect(cart.tax_total).toBeCloseTo(1.48, EPSILON)
    })
  }
)
