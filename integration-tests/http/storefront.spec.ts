import {
  taxByJurisdiction,
  taxSourceOf,
  whyNotTaxed,
} from "../../src/storefront"
import {
  OWN_RATES,
  SHORT_DEADLINES,
  createMugCart,
  failAlways,
} from "./single-mug-cart"
import { describeStore } from "./store"

const OPTIONS = { ...SHORT_DEADLINES, ...OWN_RATES.options }

describeStore("a storefront", { options: OPTIONS }, (store) => {
  it("a cart's taxes by jurisdiction are Kintsugi's, and add up to its tax", async () => {
    const { tax } = await createMugCart(store)
    const cart = await tax()

    expect(taxByJurisdiction(cart)).toEqual([
      { name: "Texas State Sales Tax", rate: 6.25, amount: 1.25 },
      { name: "Austin City Sales Tax", rate: 1, amount: 0.2 },
      { name: "Austin MTA Transit Sales Tax", rate: 1, amount: 0.2 },
    ])
    expect(cart.tax_total).toBeCloseTo(1.65, 4)
    expect(taxSourceOf(cart)).toBe("kintsugi")
    expect(whyNotTaxed(cart)).toBeUndefined()
  })

  it("a cart that fell back shows the store's own rate, as Medusa charges it", async () => {
    const { tax } = await createMugCart(store)
    store.sandbox.fail(failAlways({ kind: "status", status: 503 }))
    const cart = await tax()

    // 8 % of 19.99 are 1.5992.
    expect(taxByJurisdiction(cart)).toEqual([
      { name: "Sales tax", rate: 8, amount: 1.6 },
    ])
    expect(taxSourceOf(cart)).toBe("fallback")
  })

  it("a cart where the store is not registered says so", async () => {
    store.sandbox.setRegistrations(["US-CA"])
    const { tax } = await createMugCart(store)
    const cart = await tax()

    expect(taxByJurisdiction(cart)).toEqual([])
    expect(whyNotTaxed(cart)).toEqual({
      reason: "no_registration",
      text: "No tax is collected there.",
    })
  })
})
