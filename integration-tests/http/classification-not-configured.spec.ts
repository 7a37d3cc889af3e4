import { merchantOf } from "./classification"
import { describeStore } from "./store"

const CLOTHING = { category: "Physical", subcategory: "General Clothing" }
const NONE = { category: null, subcategory: null }
const GOODS = { category: "Physical", subcategory: "General Physical" }

describeStore(
  "classification without credentials",
  { configured: false },
  (store) => {
    const merchant = merchantOf(store)

    it("without credentials, writes are refused with the missing options and reads work", async () => {
      const mug = store.shop.variants.mug.productId
      for (const ask of [
        () => merchant.call("GET", "/admin/kintsugi/product-categories"),
        () => merchant.classify(mug, CLOTHING),
        () => merchant.call("POST", "/admin/kintsugi/products/sync"),
      ]) {
        await expect(merchant.expectRefusal(ask())).resolves.toMatchObject({
          status: 400,
          code: "kintsugi_not_configured",
          message: expect.stringContaining("apiKey and organizationId not set"),
        })
      }
      await expect(merchant.read(mug)).resolves.toMatchObject({
        ...NONE,
        effective: { ...GOODS, source: { from: "default" } },
      })
      expect(store.sandbox.requests()).toEqual([])
    })
  }
)
