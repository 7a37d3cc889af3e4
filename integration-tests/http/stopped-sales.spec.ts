import { QUICK, always, mugFor } from "./mug-in-austin"
import { shopperOf } from "./shopper"
import { describeStore } from "./store"

describeStore(
  "faults that stop the sale",
  { options: { ...QUICK, onFailure: "throw", onInvalidAddress: "reject" } },
  (store) => {
    it("tells the shopper that tax could not be calculated", async () => {
      const { id, tax } = await mugFor(store)
      store.sandbox.fail(always({ kind: "status", status: 503 }))

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

    it("asks the shopper to check the address", async () => {
      const { tax } = await mugFor(store)
      store.sandbox.fail(always({ kind: "lie", lie: "invalid-address" }))

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
