import { SHORT_DEADLINES, failAlways, createMugCart } from "./single-mug-cart"
import { shopperOf } from "./shopper"
import { describeStore } from "./store"

describeStore(
  "faults that stop the sale",
  {
    options: {
      ...SHORT_DEADLINES,
      onFailure: "throw",
      onInvalidAddress: "reject",
    },
  },
  (store) => {
    it("with onFailure throw, the shopper gets an error that tax could not be calculated", async () => {
      const { id, tax } = await createMugCart(store)
      store.sandbox.fail(failAlways({ kind: "status", status: 503 }))

      await expect(tax()).rejects.toMatchObject({
        response: {
          status: 500,
          data: {
            code: "kintsugi_tax_unavailable",
            message: expect.stringMatching(/^Tax could not be calculated/),
          },
        },
      })
      expect((await shopperOf(store).read(id)).tax_total).toBe(0)
    })

    it("with onInvalidAddress reject, the shopper is asked to check the address", async () => {
      const { tax } = await createMugCart(store)
      store.sandbox.fail(failAlways({ kind: "lie", lie: "invalid-address" }))

      await expect(tax()).rejects.toMatchObject({
        response: {
          status: 400,
          data: {
            code: "kintsugi_invalid_address",
            message: expect.stringContaining("check street, city, state"),
          },
        },
      })
    })
  }
)
