import { CREDENTIALS, settingsOf } from "./settings"
import { createMugCart, taxLinesOf } from "./single-mug-cart"
import { describeStore } from "./store"

describeStore("settings over options", {}, (store) => {
  const merchant = settingsOf(store)

  afterEach(() => merchant.remove())

  it("the settings are those of the configuration until something is saved", async () => {
    await expect(merchant.show()).resolves.toMatchObject({
      source: "options",
      api_key: "••••_key",
      organization_id: "orgn_sandbox",
      options: { api_key: "••••_key", organization_id: "orgn_sandbox" },
      problem: null,
      credentials_changed: null,
    })
    await expect(merchant.test()).resolves.toEqual({
      connected: true,
      message:
        "Kintsugi accepts the API key for the organization orgn_sandbox.",
    })
  })

  it("saved settings override the configuration until they are removed", async () => {
    store.sandbox.setAccess({
      apiKey: "sk_of_the_admin",
      organizationId: "orgn_admin",
    })
    await expect(
      merchant.save({
        api_key: "sk_of_the_admin",
        organization_id: "orgn_admin",
      })
    ).resolves.toMatchObject({
      source: "admin",
      api_key: "••••dmin",
      options: { organization_id: "orgn_sandbox" },
    })
    const { tax } = await createMugCart(store)
    expect(taxLinesOf(await tax())[0]?.data.source).toBe("kintsugi")

    await expect(merchant.remove()).resolves.toMatchObject({
      source: "options",
      organization_id: "orgn_sandbox",
      credentials_changed: { by: { email: "admin@example.com" } },
    })
    await expect(merchant.test()).resolves.toMatchObject({ connected: false })
    store.sandbox.reset()
    await expect(merchant.test()).resolves.toMatchObject({ connected: true })
  })

  it("saving an organization does not save the configuration's API key", async () => {
    await expect(
      merchant.expectRefusal(merchant.save({ organization_id: "orgn_other" }))
    ).resolves.toMatchObject({
      status: 400,
      message: expect.stringContaining("Field 'api_key' is required"),
    })
    await expect(
      merchant.save({ api_key: CREDENTIALS.api_key })
    ).resolves.toMatchObject({ organization_id: "orgn_sandbox" })
  })

  it.each<["GET" | "POST" | "DELETE", string]>([
    ["GET", "settings"],
    ["POST", "settings"],
    ["DELETE", "settings"],
    ["POST", "connection-test"],
    ["POST", "trial-estimate"],
    ["GET", "tax-regions"],
    ["GET", "health"],
    ["GET", "product-categories"],
    ["GET", "products"],
    ["POST", "products"],
    ["GET", "products/prod_1"],
    ["POST", "products/prod_1"],
    ["POST", "products/sync"],
    ["GET", "classification-rules"],
    ["POST", "classification-rules"],
    ["DELETE", "classification-rules/kinrule_1"],
  ])("a settings route requires a session: %s %s", async (method, path) => {
    const { status, data } = await store.api.request({
      method,
      url: `/admin/kintsugi/${path}`,
      validateStatus: () => true,
    })
    expect({ status, data }).toEqual({
      status: 401,
      data: { message: "Unauthorized" },
    })
  })

  describe("a trial estimate", () => {
    const TRIAL = {
      address: {
        address_1: "1100 Congress Ave",
        city: "Austin",
        province: "TX",
        postal_code: "78701",
        country_code: "us",
      },
      category: "Physical",
      subcategory: "General Physical",
      amount: "100.00",
      currency_code: "usd",
    }
    const trial = (body: object) =>
      merchant.call<{ estimate: Record<string, unknown> }>(
        "POST",
        "/admin/kintsugi/trial-estimate",
        body
      )

    it("a trial estimate shows the tax of each jurisdiction", async () => {
      const { estimate } = await trial(TRIAL)
      expect(estimate).toMatchObject({
        tax_amount: "8.25",
        tax_rate: "0.0825",
        exempt: false,
        has_active_registration: true,
        simulated: false,
        address_status: "VERIFIED",
        taxed_as: { category: "Physical", subcategory: "General Physical" },
        jurisdictions: [
          expect.objectContaining({ rate: "0.0625", amount: "6.25" }),
          expect.objectContaining({ amount: "1" }),
          expect.objectContaining({ amount: "1" }),
        ],
      })
    })

    it("a trial estimate simulates a registration on request, and a cart never does", async () => {
      store.sandbox.setRegistrations(["US-CA"])
      await expect(trial(TRIAL)).resolves.toMatchObject({
        estimate: { tax_amount: "0", has_active_registration: false },
      })
      await expect(
        trial({ ...TRIAL, simulate_registration: true })
      ).resolves.toMatchObject({
        estimate: { tax_amount: "8.25", simulated: true },
      })
      // A cart is never simulated.
      await (await createMugCart(store)).tax()
      const [latest] = store.sandbox
        .requests({ path: "/v1/tax/estimate" })
        .slice(-1)
      expect(latest?.body).not.toHaveProperty("simulate_active_registration")
    })

    it("a trial estimate uses the product's classification", async () => {
      const product_id = store.shop.variants.mug.productId
      await merchant.classify(product_id, {
        category: "Physical",
        subcategory: "General Clothing",
      })
      await expect(
        trial({
          address: TRIAL.address,
          amount: 10,
          currency_code: "USD",
          product_id,
        })
      ).resolves.toMatchObject({
        estimate: {
          taxed_as: { category: "Physical", subcategory: "General Clothing" },
        },
      })
    })

    it.each<[string, object, string]>([
      ["no amount", { amount: undefined }, "amount"],
      ["a negative amount", { amount: "-1" }, "amount"],
      ["words for an amount", { amount: "1e9; drop table" }, "amount"],
      ["no currency", { currency_code: "usdollar" }, "currency_code"],
      ["an unknown currency", { currency_code: "xxx" }, "currency_code"],
      [
        "an unknown country",
        { address: { ...TRIAL.address, country_code: "usa" } },
        "country_code",
      ],
      [
        "no postal code",
        { address: { ...TRIAL.address, postal_code: "" } },
        "postal_code",
      ],
      [
        "an unknown state",
        { address: { ...TRIAL.address, province: "Ontario" } },
        "province",
      ],
      ["half a pair", { subcategory: undefined }, "subcategory"],
      ["an unknown field", { baseUrl: "http://10.0.0.1" }, "baseUrl"],
    ])("a trial with %s is refused by its field", async (_, changes, named) => {
      await expect(
        merchant.expectRefusal(trial({ ...TRIAL, ...changes }))
      ).resolves.toMatchObject({
        status: 400,
        message: expect.stringContaining(named),
      })
    })

    it("a trial of a missing product does not mention saving", async () => {
      const { category, subcategory, ...unclassified } = TRIAL
      await expect(
        merchant.expectRefusal(
          trial({ ...unclassified, product_id: "prod_none" })
        )
      ).resolves.toEqual(
        expect.objectContaining({
          status: 404,
          message: "This store has no product prod_none.",
        })
      )
      await expect(
        merchant.expectRefusal(
          merchant.classify("prod_none", { category, subcategory })
        )
      ).resolves.toMatchObject({
        status: 404,
        message: "This store has no product prod_none. Nothing was saved.",
      })
    })

    it("a trial is refused when Kintsugi can't answer", async () => {
      store.sandbox.fail({
        kind: "status",
        status: 503,
        endpoint: "POST /v1/tax/estimate",
        times: Infinity,
      })
      await expect(merchant.expectRefusal(trial(TRIAL))).resolves.toMatchObject(
        {
          status: 400,
          code: "kintsugi_trial_refused",
          message: expect.stringContaining("503"),
        }
      )
    })
  })

  it("the tax-regions route shows which countries Kintsugi taxes", async () => {
    const { countries, kintsugi_provider_id } = await merchant.call<{
      countries: { country_code: string; is_kintsugi: boolean }[]
      kintsugi_provider_id: string
    }>("GET", "/admin/kintsugi/tax-regions")
    expect(kintsugi_provider_id).toBe("tp_kintsugi_kintsugi")
    expect(countries).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          country_code: "us",
          name: "United States",
          is_kintsugi: true,
          warnings: [],
        }),
      ])
    )
  })
})
