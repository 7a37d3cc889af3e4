import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { createSecretBox } from "../../src/modules/kintsugi/settings/secret-box"
import {
  CREDENTIALS,
  everyTable,
  kintsugiServiceOf,
  settingsOf,
} from "./settings"
import { createMugCart, taxLinesOf } from "./single-mug-cart"
import { shopperOf } from "./shopper"
import { describeStore } from "./store"

const SECOND = { api_key: "sk_second_key_9Xq", organization_id: "orgn_second" }

const sourcesOf = (cart: Parameters<typeof taxLinesOf>[0]) => [
  ...new Set(taxLinesOf(cart).map(({ data }) => data.source)),
]

describeStore("settings saved in the admin", { configured: false }, (store) => {
  const merchant = settingsOf(store)
  const shopper = shopperOf(store)

  const accept = ({ api_key, organization_id }: typeof SECOND) =>
    store.sandbox.setAccess({
      apiKey: api_key,
      organizationId: organization_id,
    })

  afterEach(() => merchant.remove())

  it("the settings show that a store is not configured and what is missing", async () => {
    await expect(merchant.show()).resolves.toMatchObject({
      source: "none",
      api_key: null,
      organization_id: null,
      problem: "apiKey and organizationId not set",
      options: { api_key: null, organization_id: null },
    })
    await expect(merchant.test()).resolves.toEqual({
      connected: false,
      message: "Kintsugi is not configured: apiKey and organizationId not set.",
    })
  })

  it("saving credentials connects an unconfigured store, open carts included", async () => {
    const { id, tax } = await createMugCart(store)
    expect(sourcesOf(await tax())).toEqual(["fallback"])

    const shown = await merchant.save(CREDENTIALS)
    expect(shown).toMatchObject({
      source: "admin",
      api_key: "••••_key",
      organization_id: "orgn_sandbox",
      problem: null,
      credentials_changed: { by: { email: "admin@example.com" } },
    })
    expect(
      Math.abs(Date.now() - Date.parse(String(shown.credentials_changed?.at)))
    ).toBeLessThan(60_000)

    const cart = await shopper.calculateTaxes(id)
    expect(sourcesOf(cart)).toEqual(["kintsugi"])
    expect(cart.tax_total).toBeCloseTo(1.65, 4)

    await merchant.remove()
    const { tax: again } = await createMugCart(store)
    expect(sourcesOf(await again())).toEqual(["fallback"])
  })

  it("a cart that was taxed before credentials were saved is refreshed at completion", async () => {
    const { id, tax } = await createMugCart(store)
    await tax()
    await shopper.ship(id)
    await shopper.pay(id)
    await merchant.save(CREDENTIALS)

    await expect(
      merchant.expectRefusal(
        shopper.call("POST", `/store/carts/${id}/complete`)
      )
    ).resolves.toMatchObject({ code: "kintsugi_tax_changed" })
    expect(sourcesOf(await shopper.read(id))).toEqual(["kintsugi"])
  })

  it("the API key appears in no table, answer or log line", async () => {
    const logLines: string[] = []
    const logger = store.container.resolve(ContainerRegistrationKeys.LOGGER)
    const spies = (["error", "warn", "info", "debug", "log"] as const).map(
      (level) =>
        jest.spyOn(logger, level).mockImplementation((...words: unknown[]) => {
          logLines.push(JSON.stringify(words))
        })
    )
    const answers: unknown[] = []
    answers.push(await merchant.save(CREDENTIALS))
    answers.push(await merchant.show(), await merchant.test())
    answers.push(await merchant.test(SECOND))
    answers.push(await merchant.expectRefusal(merchant.save(SECOND)))
    accept(SECOND)
    const { tax } = await createMugCart(store)
    await tax()
    store.sandbox.reset()
    const tables = await everyTable(store)
    spies.forEach((spy) => spy.mockRestore())

    expect(tables.get("kintsugi_configuration")).toContain("orgn_sandbox")
    expect(logLines.join()).toContain("unauthorized")
    for (const [name, text] of [
      ...tables,
      ["answers", JSON.stringify(answers)] as const,
      ["log", logLines.join()] as const,
    ]) {
      for (const key of [CREDENTIALS.api_key, SECOND.api_key]) {
        expect({ name, has: text.includes(key) }).toEqual({ name, has: false })
      }
    }
  })

  describe("settings that are refused", () => {
    afterEach(async () => {
      await expect(merchant.show()).resolves.toMatchObject({ source: "none" })
    })

    it("an API key that Kintsugi refuses is not saved", async () => {
      const wrong = { ...CREDENTIALS, api_key: "sk_wrong_key_123" }
      await expect(
        merchant.expectRefusal(merchant.save(wrong))
      ).resolves.toMatchObject({
        status: 400,
        code: "kintsugi_unauthorized",
        message: expect.stringMatching(
          /^Kintsugi does not accept this API key.* Nothing was saved\.$/
        ),
      })
      await expect(merchant.test(wrong)).resolves.toEqual({
        connected: false,
        message: expect.stringContaining("does not accept this API key"),
      })
    })

    it("an organization that the key has no access to is not saved", async () => {
      const wrong = { ...CREDENTIALS, organization_id: "orgn_other" }
      await expect(
        merchant.expectRefusal(merchant.save(wrong))
      ).resolves.toMatchObject({
        status: 400,
        code: "kintsugi_forbidden",
        message: expect.stringMatching(
          /no access to the organization orgn_other/
        ),
      })
    })

    it("a partner-scope key is not saved", async () => {
      store.sandbox.fail({
        kind: "status",
        status: 403,
        body: { detail: "This endpoint is not available to partner keys." },
        endpoint: "GET /v1/products",
        times: 1,
      })
      await expect(
        merchant.expectRefusal(merchant.save(CREDENTIALS))
      ).resolves.toMatchObject({
        status: 400,
        message: expect.stringContaining("partner-scope key"),
      })
    })

    it("credentials are not saved when Kintsugi can't be reached", async () => {
      store.sandbox.fail({
        kind: "status",
        status: 503,
        endpoint: "GET /v1/products",
        times: Infinity,
      })
      await expect(
        merchant.expectRefusal(merchant.save(CREDENTIALS))
      ).resolves.toMatchObject({
        status: 500,
        message: expect.stringContaining("could not be reached"),
      })
      await expect(merchant.test(CREDENTIALS)).resolves.toMatchObject({
        connected: false,
      })
    })

    it("half of a pair of credentials is not saved", async () => {
      await expect(
        merchant.expectRefusal(
          merchant.save({ organization_id: "orgn_sandbox" })
        )
      ).resolves.toMatchObject({
        status: 400,
        message: expect.stringContaining("Field 'api_key' is required"),
      })
      await expect(
        merchant.expectRefusal(merchant.save({ api_key: "sk_sandbox_key" }))
      ).resolves.toMatchObject({
        status: 400,
        message: expect.stringContaining("Field 'organization_id' is required"),
      })
    })

    const LONG = "x".repeat(1_000_000)
    it.each<[string, object, string]>([
      ["an unknown field", { apiKey: "x" }, "apiKey"],
      ["the base URL", { base_url: "http://10.0.0.1" }, "base_url"],
      ["the base URL's option", { baseUrl: "http://10.0.0.1" }, "baseUrl"],
      ["nothing", {}, "nothing to save"],
      ["an empty key", { api_key: " " }, "api_key"],
      ["a number", { api_key: 12 }, "api_key"],
      ["an object", { api_key: { $ne: null } }, "api_key"],
      ["a list", { organization_id: ["x"] }, "organization_id"],
      ["null", { api_key: null }, "api_key"],
      ["a line break", { api_key: "sk_a\r\nx-evil: 1" }, "api_key"],
      [
        "a control character",
        { organization_id: "o\u0000" },
        "organization_id",
      ],
      ["an emoji", { api_key: "sk_🔑" }, "api_key"],
      ["a megabyte", { api_key: LONG }, "api_key"],
      ["a megabyte", { organization_id: LONG }, "organization_id"],
      ["a megabyte", { default_category: LONG }, "default_category"],
      ["HTML", { on_failure: "<script>alert(1)</script>" }, "on_failure"],
      ["SQL", { on_tax_change: "'; drop table cart; --" }, "on_tax_change"],
      ["a bad value", { on_invalid_address: "throw" }, "on_invalid_address"],
      ["an unknown event", { sync_on: "shipped" }, "sync_on"],
      [
        "a category alone",
        { default_category: "Physical" },
        "default_subcategory",
      ],
      [
        "a cleared category alone",
        { shipping_category: null, shipping_subcategory: "x" },
        "shipping_subcategory",
      ],
    ])("settings with %s are not saved (%#)", async (_, body, named) => {
      const { status, message } = await merchant.expectRefusal(
        merchant.save({ ...body })
      )
      expect({ status, message }).toEqual({
        status: 400,
        message: expect.stringContaining(named),
      })
      expect(message.length).toBeLessThan(2_000)
    })
  })

  it("the settings keep the name of the secret API key that changed them", async () => {
    const { api_key } = await merchant.call<{ api_key: { token: string } }>(
      "POST",
      "/admin/api-keys",
      { title: "Deployment", type: "secret" }
    )
    const { data } = await store.api.post(
      "/admin/kintsugi/settings",
      CREDENTIALS,
      {
        headers: {
          authorization: `Basic ${Buffer.from(`${api_key.token}:`).toString("base64")}`,
        },
      }
    )
    expect(data.credentials_changed.by).toEqual({
      id: expect.stringMatching(/^apk_/),
      email: null,
      name: "Deployment",
    })
  })

  it("one credential of a pair can be changed without the other", async () => {
    await merchant.save(CREDENTIALS)
    accept({ ...CREDENTIALS, api_key: SECOND.api_key })
    await expect(
      merchant.save({ api_key: SECOND.api_key })
    ).resolves.toMatchObject({
      api_key: "••••_9Xq",
      organization_id: "orgn_sandbox",
    })
    accept(SECOND)
    await expect(
      merchant.save({ organization_id: SECOND.organization_id })
    ).resolves.toMatchObject({ organization_id: "orgn_second" })
  })

  it("a new organization is asked from the next request on, without the old one's answers", async () => {
    await merchant.save(CREDENTIALS)
    const { id, tax } = await createMugCart(store)
    await tax()
    accept(SECOND)
    store.sandbox.setRegistrations(["US-CA"])
    await merchant.save(SECOND)
    store.sandbox.clearRequests()

    const cart = await shopper.calculateTaxes(id)
    expect(cart.tax_total).toBe(0)
    expect(taxLinesOf(cart)[0]?.data).toMatchObject({
      source: "kintsugi",
      has_active_registration: false,
    })
    expect(store.sandbox.requests({ path: "/v1/tax/estimate" })).toEqual([
      expect.objectContaining({
        status: 200,
        headers: expect.objectContaining({
          "x-organization-id": "orgn_second",
        }),
      }),
    ])
  })

  it("settings that another instance saved apply from the next cart on", async () => {
    await merchant.save(CREDENTIALS)
    const { tax } = await createMugCart(store)
    await tax()
    const knex = store.container.resolve(
      ContainerRegistrationKeys.PG_CONNECTION
    )
    await knex("kintsugi_configuration").update({
      organization_id: "orgn_elsewhere",
    })
    store.sandbox.clearRequests()
    const { tax: next } = await createMugCart(store)
    await next()
    expect(
      new Set(
        store.sandbox
          .requests()
          .map(({ headers }) => headers["x-organization-id"])
      )
    ).toEqual(new Set(["orgn_elsewhere"]))
    await expect(
      kintsugiServiceOf(store).settings.getConnection()
    ).resolves.toMatchObject({
      organizationId: "orgn_elsewhere",
    })
  })

  it("a changed secret requires the API key again, and onFailure applies", async () => {
    await merchant.save(CREDENTIALS)
    const knex = store.container.resolve(
      ContainerRegistrationKeys.PG_CONNECTION
    )
    await knex("kintsugi_configuration").update({
      locked_api_key: createSecretBox(["another secret"]).encrypt(
        CREDENTIALS.api_key
      ),
    })
    await expect(merchant.show()).resolves.toMatchObject({
      source: "admin",
      is_key_unreadable: true,
      problem: expect.stringContaining("enter the key again"),
    })
    const { tax } = await createMugCart(store)
    expect(sourcesOf(await tax())).toEqual(["fallback"])
    await expect(merchant.test()).resolves.toMatchObject({
      connected: false,
      message: expect.stringContaining("enter the key again"),
    })
    await expect(
      merchant.expectRefusal(merchant.save({ organization_id: "orgn_sandbox" }))
    ).resolves.toMatchObject({
      message: expect.stringContaining("Field 'api_key' is required"),
    })
    await expect(
      merchant.save({ api_key: CREDENTIALS.api_key })
    ).resolves.toMatchObject({ is_key_unreadable: false, source: "admin" })
  })

  describe("behavior", () => {
    afterEach(() =>
      merchant.save({
        on_failure: null,
        default_category: null,
        default_subcategory: null,
      })
    )

    it("a behavior setting applies to the next request, and is reset to the configuration's", async () => {
      const shown = await merchant.save({ on_failure: "zero" })
      expect(shown).toMatchObject({
        source: "none",
        behavior: {
          on_failure: { value: "zero", saved: "zero", configured: "remember" },
          on_tax_change: {
            value: "refuse",
            saved: null,
            configured: "refuse",
          },
        },
        behavior_changed: { by: { email: "admin@example.com" } },
      })
      const { id, tax } = await createMugCart(store)
      expect(sourcesOf(await tax())).toEqual(["zero"])

      await merchant.save({ on_failure: null })
      expect(sourcesOf(await shopper.calculateTaxes(id))).toEqual(["fallback"])
    })

    it("the default category must be one that Kintsugi has", async () => {
      await merchant.save(CREDENTIALS)
      await expect(
        merchant.expectRefusal(
          merchant.save({
            default_category: "Physical",
            default_subcategory: "No such thing",
          })
        )
      ).resolves.toMatchObject({
        status: 400,
        message: expect.stringMatching(
          /^default_category, default_subcategory: .*No such thing/
        ),
      })
      await merchant.save({
        default_category: "Physical",
        default_subcategory: "General Clothing",
      })
      const { tax } = await createMugCart(store)
      await tax()
      const [estimate] = store.sandbox
        .requests({ path: "/v1/tax/estimate" })
        .slice(-1)
      expect(estimate?.body).toMatchObject({
        transaction_items: [{ product_subcategory: "General Clothing" }],
      })
    })
  })
})
