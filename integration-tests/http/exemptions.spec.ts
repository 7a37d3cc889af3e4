import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { invalidateCustomers } from "../../src/modules/kintsugi/settings/stored-settings"
import type { CustomerTax } from "../../src/workflows/exemptions/customer-tax"
import { orderDriverOf } from "./order-driver"
import { merchantOf } from "./classification"
import { giftCardOf } from "./new-product"
import { registeredCustomer } from "./registered-customer"
import { type Cart, ADDRESSES, shopperOf } from "./shopper"
import { describeStore } from "./store"

const PDF = Buffer.from(
  "%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
)

const EXEMPTION = {
  exemption_type: "wholesale",
  fein: "12-3456789",
  sales_tax_id: "TX-0001",
  jurisdictions: ["TX"],
  start_date: "2020-01-01",
}

const taxLinesOf = (cart: Cart) => cart.items.flatMap((item) => item.tax_lines)

describeStore("exemptions", {}, (store) => {
  const shopper = shopperOf(store)
  const merchant = merchantOf(store)
  const customers = (id: string) => `/admin/kintsugi/customers/${id}`

  const schools = async () => {
    const { customer_group } = await store.admin<{
      customer_group: { id: string }
    }>("POST", "/admin/customer-groups", { name: "Schools" })
    const { id } = customer_group
    return { id, group: `/admin/kintsugi/customer-groups/${id}` }
  }

  const exempt = (id: string, body: object = EXEMPTION) =>
    merchant.call<{ exemption_ids: string[]; customer_tax: CustomerTax }>(
      "POST",
      `${customers(id)}/exemptions`,
      body
    )
  const read = async (id: string) =>
    (await merchant.call<{ customer_tax: CustomerTax }>("GET", customers(id)))
      .customer_tax

  const upload = async (
    id: string,
    exemptionId: string,
    content: Buffer,
    name = "certificate.pdf"
  ) => {
    const form = new FormData()
    form.set("file", new Blob([new Uint8Array(content)]), name)
    return store.api.post(
      `${customers(id)}/exemptions/${exemptionId}/certificates`,
      form,
      { headers: store.adminHeaders(), validateStatus: () => true }
    )
  }

  /** The customer in the latest estimate. */
  const latestCustomer = () =>
    store.sandbox
      .requests({ path: "/v1/tax/estimate" })
      .map(({ body }) => (body as { customer?: unknown }).customer)
      .at(-1)

  /** A customer and their taxed cart, which ships a mug to an address. */
  const customerTo = async (address: keyof typeof ADDRESSES = "austin") => {
    const { customerId, token } = await registeredCustomer(store)
    const cartId = await shopper.createCart(address === "berlin" ? "de" : "us")
    await store.api.post(
      `/store/carts/${cartId}/customer`,
      {},
      {
        headers: {
          "x-publishable-api-key": store.shop.publishableKey,
          authorization: `Bearer ${token}`,
        },
      }
    )
    await shopper.add(cartId, store.shop.variants.mug, 1)
    await shopper.setAddress(cartId, ADDRESSES[address])
    const cart = await shopper.calculateTaxes(cartId)
    return { customerId, cartId, cart }
  }

  it("an exemption applies in its jurisdiction from the next calculation on", async () => {
    const { customerId, cartId, cart } = await customerTo()
    expect(cart.tax_total).toBeCloseTo(1.65, 4)

    const { customer_tax } = await exempt(customerId)
    expect(customer_tax).toMatchObject({
      kintsugi_id: expect.any(String),
      problem: null,
      exemptions: [
        {
          exemption_type: "wholesale",
          country_code: "US",
          jurisdiction: "TX",
          fein: "12-3456789",
          sales_tax_id: "TX-0001",
          start_date: "2020-01-01",
          end_date: null,
          status: "ACTIVE",
          is_expired: false,
          certificates: 0,
        },
      ],
    })

    const untaxed = await shopper.calculateTaxes(cartId)
    expect(untaxed.tax_total).toBe(0)
    expect(taxLinesOf(untaxed)[0]?.data).toMatchObject({
      source: "kintsugi",
      line: { exempt: true, exempt_reason: "CUSTOMER" },
    })

    await shopper.setAddress(cartId, ADDRESSES.losAngeles)
    expect((await shopper.calculateTaxes(cartId)).tax_total).toBeCloseTo(1.9, 4)
  })

  it("an exemption applies when a gift card is added, which needs no estimate", async () => {
    const card = await giftCardOf(store)
    const { customerId, cartId } = await customerTo()
    // The latest answer about this cart is seconds older than the exemption.
    await shopper.setAddress(cartId, ADDRESSES.losAngeles)
    const taxed = await shopper.setAddress(cartId, ADDRESSES.austin)
    expect(taxed.tax_total).toBeCloseTo(1.65, 4)
    await exempt(customerId)

    expect((await shopper.add(cartId, card)).tax_total).toBe(0)
  })

  it.each([
    ["has ended", { end_date: "2021-12-31" }, true],
    ["has not begun", { start_date: "2099-01-01" }, false],
  ])("an exemption does not apply when it %s", async (_, dates, isExpired) => {
    const { customerId, cartId } = await customerTo()
    const { customer_tax } = await exempt(customerId, {
      ...EXEMPTION,
      ...dates,
    })
    expect(customer_tax.exemptions[0]?.is_expired).toBe(isExpired)
    expect((await shopper.calculateTaxes(cartId)).tax_total).toBeCloseTo(
      1.65,
      4
    )
  })

  it("an exemption that is entered repeatedly is sent once for each state", async () => {
    const { customerId } = await customerTo()
    await exempt(customerId)
    const { exemption_ids, customer_tax } = await exempt(customerId, {
      ...EXEMPTION,
      jurisdictions: ["TX", "ca", "TX"],
    })
    expect(exemption_ids).toHaveLength(2)
    expect(
      customer_tax.exemptions.map(({ jurisdiction }) => jurisdiction)
    ).toEqual(["TX", "CA"])
    expect(
      store.sandbox.requests({ method: "POST", path: "/v1/customers" })
    ).toHaveLength(1)
  })

  it("an exemption is not duplicated when the answer is lost", async () => {
    const { customerId } = await customerTo()
    store.sandbox.fail({
      kind: "reset-mid-body",
      endpoint: "POST /v1/exemptions",
      times: 1,
    })
    const { customer_tax } = await exempt(customerId)
    expect(customer_tax.exemptions).toHaveLength(1)
  })

  it.each(["POST /v1/customers", "POST /v1/exemptions"])(
    "an exemption is created once when the connection breaks at %s",
    async (endpoint) => {
      const { customerId } = await customerTo()
      store.sandbox.fail({ kind: "reset", endpoint, times: 1 })
      const { customer_tax } = await exempt(customerId)
      expect(customer_tax.exemptions).toHaveLength(1)
    }
  )

  it.each(["reset", "reset-mid-body"] as const)(
    "an upload that meets a %s stores one certificate",
    async (kind) => {
      const { customerId } = await customerTo()
      const { exemption_ids } = await exempt(customerId)
      store.sandbox.fail({
        kind,
        endpoint: "POST /v1/exemptions/{exemption_id}/attachments",
        times: 1,
      })
      expect((await upload(customerId, exemption_ids[0]!, PDF)).status).toBe(
        200
      )
      expect((await read(customerId)).exemptions[0]?.certificates).toBe(1)
    }
  )

  it("a customer's exemptions are read with a problem while Kintsugi is down", async () => {
    const { customerId } = await customerTo()
    store.sandbox.fail({
      kind: "status",
      status: 503,
      endpoint: "GET /v1/customers/external/{external_id}",
      times: Infinity,
    })
    await expect(read(customerId)).resolves.toMatchObject({
      exemptions: [],
      problem: expect.stringContaining("Kintsugi"),
    })
    await expect(
      merchant.expectRefusal(exempt(customerId))
    ).resolves.toMatchObject({
      status: 500,
      message: expect.stringContaining("try again in a moment"),
    })
  })

  it("a certificate must be a PDF by its content, of 10 MB at most", async () => {
    const { customerId } = await customerTo()
    const { exemption_ids } = await exempt(customerId)
    const id = exemption_ids[0]!
    for (const [content, message] of [
      [Buffer.from("<html>%%EOF"), "is not a PDF"],
      [Buffer.from("%PDF-1.4 and no end"), "is not a PDF"],
      [Buffer.concat([Buffer.from("<html>"), PDF]), "is not a PDF"],
      [Buffer.concat([Buffer.from("PK\x03\x04"), PDF]), "is not a PDF"],
      [Buffer.alloc(10 * 1024 * 1024 + 1, "%PDF-"), "larger than 10 MB"],
    ] as const) {
      const { status, data } = await upload(customerId, id, content)
      expect({ status, message: data.message }).toEqual({
        status: 400,
        message: expect.stringContaining(message),
      })
    }
    expect((await upload(customerId, "exem_nobodys", PDF)).status).toBe(404)

    const { status, data } = await upload(customerId, id, PDF)
    expect({ status, data }).toEqual({
      status: 200,
      data: { certificate: { id: expect.any(String) } },
    })
    const printed = Buffer.concat([Buffer.from("\x1b%-12345X@PJL\r\n"), PDF])
    expect((await upload(customerId, id, printed)).status).toBe(200)
    // The largest file that Kintsugi accepts, to the byte.
    const largest = Buffer.alloc(10 * 1024 * 1024, " ")
    PDF.copy(largest)
    PDF.copy(largest, largest.length - PDF.length)
    expect((await upload(customerId, id, largest)).status).toBe(200)
    expect((await read(customerId)).exemptions[0]?.certificates).toBe(3)
  })

  it("a certificate keeps a safe form of its file name, which ends in .pdf", async () => {
    const { customerId } = await customerTo()
    const { exemption_ids } = await exempt(customerId)
    const id = exemption_ids[0]!
    for (const name of [
      "Bescheinigung für 文.pdf",
      'a"b\r\nX-Evil: 1.pdf',
      "../../etc/resale.html",
    ]) {
      expect((await upload(customerId, id, PDF, name)).status).toBe(200)
    }
    expect(
      store.sandbox
        .requests({ path: `/v1/exemptions/${id}/attachments` })
        .flatMap(({ method, body }) =>
          method === "POST" ? (body as { file: string }).file : []
        )
    ).toEqual([
      "Bescheinigung für 文.pdf",
      "a b X-Evil 1.pdf",
      "resale.html.pdf",
    ])
  })

  it.each([
    ["exemption_type", { exemption_type: "friend" }],
    ["fein", { fein: "1'; drop table customer; --" }],
    ["fein", { fein: "", sales_tax_id: "" }],
    ["sales_tax_id", { sales_tax_id: "a\u0000b" }],
    ["sales_tax_id", { sales_tax_id: "x".repeat(1_000_000) }],
    ["jurisdictions", { jurisdictions: ["<b>"] }],
    ["start_date", { start_date: "2026-02-30" }],
    ["end_date", { end_date: "2019-12-31" }],
    ["reseller", { reseller: "yes" }],
    ["status", { status: "ACTIVE" }],
  ])("an exemption with a bad %s is refused by name", async (field, fields) => {
    const { customerId } = await customerTo()
    await expect(
      merchant.expectRefusal(exempt(customerId, { ...EXEMPTION, ...fields }))
    ).resolves.toMatchObject({
      status: 400,
      message: expect.stringContaining(field),
    })
    expect(
      store.sandbox.requests({ method: "POST", path: "/v1/exemptions" })
    ).toEqual([])
  })

  it("an exemption requires an existing customer", async () => {
    await expect(
      merchant.expectRefusal(exempt("cus_nobody"))
    ).resolves.toMatchObject({ status: 404 })
  })

  it("an exemption requires an existing customer group", async () => {
    const nowhere = "/admin/kintsugi/customer-groups/cusgroup_nobody"
    for (const ask of [
      () => merchant.call("GET", nowhere),
      () => merchant.call("POST", nowhere, { reason: "School" }),
    ]) {
      await expect(merchant.expectRefusal(ask())).resolves.toMatchObject({
        status: 404,
        message: "There is no customer group cusgroup_nobody.",
      })
    }
  })

  it("the exemption of a customer group applies to its members everywhere, with its reason", async () => {
    const { customerId, cartId } = await customerTo()
    const { id: groupId, group } = await schools()
    await merchant.call("POST", group, { reason: "Public school" })
    await expect(merchant.call("GET", group)).resolves.toMatchObject({
      customer_group_tax: { reason: "Public school" },
    })
    expect((await shopper.calculateTaxes(cartId)).tax_total).toBeCloseTo(
      1.65,
      4
    )

    await store.admin("POST", `/admin/customer-groups/${groupId}/customers`, {
      add: [customerId],
    })
    const untaxed = await shopper.calculateTaxes(cartId)
    expect(untaxed.tax_total).toBe(0)
    expect(taxLinesOf(untaxed)[0]?.data).toMatchObject({
      exempt_by: "customer_group",
      line: { exempt: true },
    })
    expect(JSON.stringify(untaxed)).not.toContain("Public school")
    expect((await read(customerId)).exempt_groups).toEqual([
      { id: groupId, name: "Schools", reason: "Public school" },
    ])

    store.sandbox.fail({ kind: "status", status: 503, times: 100 })
    await shopper.add(cartId, store.shop.variants.mug, 1)
    const down = await shopper.calculateTaxes(cartId)
    expect(down.tax_total).toBe(0)
    expect(taxLinesOf(down)[0]?.data).toMatchObject({
      source: "zero",
      exempt_by: "customer_group",
    })
    expect(JSON.stringify(down)).not.toContain("Public school")
    store.sandbox.clearFaults()
    await shopper.add(cartId, store.shop.variants.mug, 1)
    await shopper.ship(cartId)
    const { office, transactionsOf, expectLedgerEqualsMoney } =
      orderDriverOf(store)
    const { order } = await shopper.complete(cartId)
    await office.capture(order.id)
    await expectLedgerEqualsMoney(order.id)
    expect(await transactionsOf(order.id)).toMatchObject([
      { total_tax_amount_imported: "0.00", exempt: "FULLY_EXEMPT" },
    ])
  })

  it("the exemption of a customer group ends when its reason is removed", async () => {
    const { customerId, cartId } = await customerTo()
    const { id: groupId, group } = await schools()
    await merchant.call("POST", group, { reason: "Public school" })
    await store.admin("POST", `/admin/customer-groups/${groupId}/customers`, {
      add: [customerId],
    })
    expect((await shopper.calculateTaxes(cartId)).tax_total).toBe(0)
    await merchant.call("POST", group, { reason: null })
    expect((await shopper.calculateTaxes(cartId)).tax_total).toBeCloseTo(
      1.65,
      4
    )
  })

  it("a customer's business tax ID is sent in estimates where it applies", async () => {
    const { customerId, cartId } = await customerTo("berlin")
    expect(latestCustomer()).toEqual({ external_id: customerId })

    const path = `${customers(customerId)}/tax-ids`
    await merchant.call("POST", path, { country_code: "fr", number: "FR123" })
    await shopper.calculateTaxes(cartId)
    expect(latestCustomer()).toEqual({
      external_id: customerId,
      registration_number: "FR123",
    })
    await merchant.call("POST", path, { country_code: "fr", number: null })
    expect((await read(customerId)).tax_ids).toEqual([])
  })

  it("a tax ID that another instance stores applies here at once", async () => {
    const { customerId, cartId } = await customerTo("berlin")
    const pg = store.container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
    await pg("kintsugi_tax_id").insert({
      id: "kintax_from_elsewhere",
      customer_id: customerId,
      country_code: "FR",
      number: "FR777",
    })
    await invalidateCustomers(pg as never)
    await shopper.calculateTaxes(cartId)
    expect(latestCustomer()).toEqual({
      external_id: customerId,
      registration_number: "FR777",
    })
  })

  it("the sale to an exempt customer names the customer and has no tax", async () => {
    const { customerId, cartId } = await customerTo()
    await exempt(customerId)
    await shopper.ship(cartId)
    const { order } = await shopper.complete(cartId)
    const { office, transactionsOf, expectLedgerEqualsMoney } =
      orderDriverOf(store)
    await office.capture(order.id)
    await expectLedgerEqualsMoney(order.id)
    const [sale] = await transactionsOf(order.id)
    expect(Number(sale?.total_tax_amount_imported)).toBe(0)
    expect(sale).toMatchObject({ customer: { external_id: customerId } })
  })
})
