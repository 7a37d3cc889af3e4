import { Modules } from "@medusajs/framework/utils"
import { refreshReport } from "../../src/workflows/report"
import { orderDriverOf } from "./order-driver"
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

  it("the tax report has the orders of a store without credentials, and follows them by itself", async () => {
    const { place, office, kept } = orderDriverOf(store)
    const totals = async () => {
      await refreshReport(store.container)
      const { report } = await store.admin<{
        report: { totals: Record<string, string> }
      }>("GET", "/admin/kintsugi/report?currency_code=usd")
      return report.totals
    }
    const id = await place()
    await office.capture(id)
    const paid = await totals()
    expect(Number(paid.total)).toBeCloseTo(await kept(id), 2)
    expect(paid.tax_fallback).toBe(paid.tax)
    expect(Number(paid.tax)).toBeGreaterThan(0)
    await office.refund(id, 5)
    const refunded = await totals()
    expect(Number(refunded.total)).toBeCloseTo(await kept(id), 2)
    expect(Number(refunded.tax_refunded)).toBeGreaterThan(0)
  })
})
