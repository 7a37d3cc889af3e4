import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { noteCustomers } from "../../src/modules/kintsugi/saved-configuration"
import type { CustomerTax } from "../../src/workflows/exempt-customers/customer-tax"
import { bookkeepingOf } from "./bookkeeping"
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

  /** The customer as Kintsugi was told last. */
  const told = () =>
    store.sandbox
      .requests({ path: "/v1/tax/estimate" })
      .map(({ body }) => (body as { customer?: unknown }).customer)
      .at(-1)

  /** A customer with a mug on the way to an address, as they are taxed. */
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

  it("hold where and from when they say, from the next calculation on", async () => {
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

  it("hold from a change on that asks nothing by itself: a gift card", async () => {
    const card = await giftCardOf(store)
    const { customerId, cartId } = await customerTo()
    // The last answer about this very cart, seconds before the exemption.
    await shopper.setAddress(cartId, ADDRESSES.losAngeles)
    const taxed = await shopper.setAddress(cartId, ADDRESSES.austin)
    expect(taxed.tax_total).toBeCloseTo(1.65, 4)
    await exempt(customerId)

    expect((await shopper.add(cartId, card)).tax_total).toBe(0)
  })

  it.each([
    ["are over", { end_date: "2021-12-31" }, true],
    ["are not begun", { start_date: "2099-01-01" }, false],
  ])("do not hold when they %s", async (_, dates, isExpired) => {
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

  it("are told once, however often they are entered, in each state", async () => {
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

  it("are not doubled by an answer that is lost", async () => {
    const { customerId } = await customerTo()
    store.sandbox.fail({
      kind: "reset-mid-body",
      endpoint: "POST /v1/exemptions",
      times: 1,
    })
    const { customer_tax } = await exempt(customerId)
    expect(customer_tax.exemptions).toHaveLength(1)
  })

  it("say what Kintsugi can't do, and the page opens all the same", async () => {
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
    await expect(merchant.refusal(exempt(customerId))).resolves.toMatchObject({
      status: 500,
      message: expect.stringContaining("try again in a moment"),
    })
  })

  it("come with a certificate, which is a PDF by what is in it", async () => {
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
    // As large as Kintsugi takes it, to the byte.
    const largest = Buffer.alloc(10 * 1024 * 1024, " ")
    PDF.copy(largest)
    PDF.copy(largest, largest.length - PDF.length)
    expect((await upload(customerId, id, largest)).status).toBe(200)
    expect((await read(customerId)).exemptions[0]?.certificates).toBe(3)
  })

  it("come with a certificate that is called as its file, and a PDF", async () => {
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
  ])("refuse a wrong %s by its name", async (field, fields) => {
    const { customerId } = await customerTo()
    await expect(
      merchant.refusal(exempt(customerId, { ...EXEMPTION, ...fields }))
    ).resolves.toMatchObject({
      status: 400,
      message: expect.stringContaining(field),
    })
    expect(
      store.sandbox.requests({ method: "POST", path: "/v1/exemptions" })
    ).toEqual([])
  })

  it("are of customers that there are", async () => {
    await expect(merchant.refusal(exempt("cus_nobody"))).resolves.toMatchObject(
      { status: 404 }
    )
  })

  it("are of customer groups that there are", async () => {
    const nowhere = "/admin/kintsugi/customer-groups/cusgroup_nobody"
    for (const asked of [
      () => merchant.call("GET", nowhere),
      () => merchant.call("POST", nowhere, { reason: "School" }),
    ]) {
      await expect(merchant.refusal(asked())).resolves.toMatchObject({
        status: 404,
        message: "There is no customer group cusgroup_nobody.",
      })
    }
  })

  it("of a customer group hold for its members everywhere, and say why", async () => {
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
      exempt_because: "Public school",
      line: { exempt: true },
    })
    expect((await read(customerId)).exempt_groups).toEqual([
      { id: groupId, name: "Schools", reason: "Public school" },
    ])

    store.sandbox.fail({ kind: "status", status: 503, times: 100 })
    await shopper.add(cartId, store.shop.variants.mug, 1)
    const down = await shopper.calculateTaxes(cartId)
    expect(down.tax_total).toBe(0)
    expect(taxLinesOf(down)[0]?.data).toMatchObject({
      source: "zero",
      exempt_because: "Public school",
    })
    store.sandbox.clearFaults()
    await shopper.add(cartId, store.shop.variants.mug, 1)
    await shopper.ship(cartId)
    const { office, transactionsOf, expectBooksEqualMoney } =
      bookkeepingOf(store)
    const { order } = await shopper.complete(cartId)
    await office.capture(order.id)
    await expectBooksEqualMoney(order.id)
    expect(await transactionsOf(order.id)).toMatchObject([
      { total_tax_amount_imported: "0.00", exempt: "FULLY_EXEMPT" },
    ])
  })

  it("of a customer group end with the mark", async () => {
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

  it("have business tax ids beside them, told where they count", async () => {
    const { customerId, cartId } = await customerTo("berlin")
    expect(told()).toEqual({ external_id: customerId })

    const path = `${customers(customerId)}/tax-ids`
    await merchant.call("POST", path, { country_code: "fr", number: "FR123" })
    await shopper.calculateTaxes(cartId)
    expect(told()).toEqual({
      external_id: customerId,
      registration_number: "FR123",
    })
    await merchant.call("POST", path, { country_code: "fr", number: null })
    expect((await read(customerId)).tax_ids).toEqual([])
  })

  it("that another instance writes down hold here at once", async () => {
    const { customerId, cartId } = await customerTo("berlin")
    const pg = store.container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
    await pg("kintsugi_tax_id").insert({
      id: "kintax_from_elsewhere",
      customer_id: customerId,
      country_code: "FR",
      number: "FR777",
    })
    await noteCustomers(pg as never)
    await shopper.calculateTaxes(cartId)
    expect(told()).toEqual({
      external_id: customerId,
      registration_number: "FR777",
    })
  })

  it("are in the books: the sale names the customer, and has no tax", async () => {
    const { customerId, cartId } = await customerTo()
    await exempt(customerId)
    await shopper.ship(cartId)
    const { order } = await shopper.complete(cartId)
    const { office, transactionsOf, expectBooksEqualMoney } =
      bookkeepingOf(store)
    await office.capture(order.id)
    await expectBooksEqualMoney(order.id)
    const [sale] = await transactionsOf(order.id)
    expect(Number(sale?.total_tax_amount_imported)).toBe(0)
    expect(sale).toMatchObject({ customer: { external_id: customerId } })
  })
})
