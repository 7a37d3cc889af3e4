import { mugFor, taxLinesOf } from "./mug-in-austin"
import { settingsOf } from "./settings"
import { describeStore } from "./store"

describeStore("registered by hand", { byHand: true }, (store) => {
  const merchant = settingsOf(store)

  it("takes the plugin's options where the provider was given none", async () => {
    const { tax } = await mugFor(store)

    const [taxLine] = taxLinesOf(await tax())

    expect(taxLine?.data.source).toBe("kintsugi")
  })

  it("taxes with what is saved in the Admin", async () => {
    store.sandbox.setAccess({
      apiKey: "sk_of_the_admin",
      organizationId: "orgn_admin",
    })
    await merchant.save({
      api_key: "sk_of_the_admin",
      organization_id: "orgn_admin",
    })
    const { tax } = await mugFor(store)

    const [taxLine] = taxLinesOf(await tax())

    expect(taxLine?.data.source).toBe("kintsugi")
    const { health } = await merchant.call<{
      health: { last_hour: { estimates: number } }
    }>("GET", "/admin/kintsugi/health")
    expect(health.last_hour.estimates).toBeGreaterThan(0)
  })
})
