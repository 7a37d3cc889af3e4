import { Modules } from "@medusajs/framework/utils"
import { createMugCart, taxLinesOf } from "./single-mug-cart"
import { kintsugiServiceOf } from "./settings"
import { ADDRESSES, shopperOf } from "./shopper"
import { describeStore } from "./store"

describeStore("a store without credentials", { configured: false }, (store) => {
  it("a store without credentials boots, sends nothing and taxes by its own rates", async () => {
    const { tax } = await createMugCart(store)
    const cart = await tax()

    expect(store.sandbox.requests()).toEqual([])
    expect(taxLinesOf(cart)).toEqual([
      expect.objectContaining({
        rate: 8,
        data: expect.objectContaining({
          source: "fallback",
          reason: "not_configured",
        }),
      }),
    ])
  })

  it("address validation is unavailable without credentials and blocks no shopper", async () => {
    const address = { ...ADDRESSES.austin, address_2: "" }
    await expect(
      shopperOf(store).call(
        "POST",
        "/store/kintsugi/address-validation",
        address
      )
    ).resolves.toEqual({
      status: "unavailable",
      address,
      suggestions: [],
      changed_fields: [],
    })
  })

  it("a backfill whose key was removed stays where it is", async () => {
    const service = kintsugiServiceOf(store)
    const { id } = await service.createKintsugiBackfills({
      from: new Date("2026-01-01"),
      to: new Date("2100-01-01"),
      total: 1,
    })
    await store.container
      .resolve(Modules.WORKFLOW_ENGINE)
      .run("job-kintsugi-continue-backfill", {})
    await expect(service.retrieveKintsugiBackfill(id)).resolves.toMatchObject({
      state: "running",
      done: 0,
      failed: 0,
    })
  })
})
