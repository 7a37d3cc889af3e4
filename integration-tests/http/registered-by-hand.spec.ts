import { createMugCart, taxLinesOf } from "./single-mug-cart"
import { settingsOf } from "./settings"
import { describeStore } from "./store"

describeStore("registered by hand", { byHand: true }, (store) => {
  const merchant = settingsOf(store)

  it("a provider registered by hand without options uses the plugin's options", async () => {
    const { tax } = await createMugCart(store)

    const [taxLine] = taxLinesOf(await tax())

    expect(taxLine?.data.source).toBe("kintsugi")
  })

  it("a provider registered by hand uses the credentials saved in the Admin", async () => {
    store.sandbox.setAccess({
      apiKey: "sk_of_the_admin",
      organizationId: "orgn_admin",
    })
    await merchant.save({
      api_key: "sk_of_the_admin",
      organization_id: "orgn_admin",
    })
    const { tax } = await createMugCart(store)

    const [taxLine] = taxLinesOf(await tax())

    expect(taxLine?.data.source).toBe("kintsugi")
    const { health } = await merchant.call<{
      health: { last_hour: { estimates: number } }
    }>("GET", "/admin/kintsugi/health")
    expect(health.last_hour.estimates).toBeGreaterThan(0)
  })
})
