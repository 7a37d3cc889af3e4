import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import type { KintsugiModuleService } from "../../src/modules/kintsugi/service"
import {
  eraseDeletedGroups,
  listEndingExemptions,
} from "../../src/workflows/exemptions"
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
    ["jurisdictions", { jurisdictions: ["ZZ"] }],
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

  it("a group that is exempt in some states is exempt there, until its last day, with or without Kintsugi", async () => {
    const { customerId, cartId } = await customerTo()
    const { id: groupId, group } = await schools()
    await store.admin("POST", `/admin/customer-groups/${groupId}/customers`, {
      add: [customerId],
    })
    const mark = (fields: object) =>
      merchant.call("POST", group, { reason: "Public school", ...fields })
    await expect(
      mark({ jurisdictions: ["Texas", "ny"], end_date: "2099-12-31" })
    ).resolves.toMatchObject({
      customer_group_tax: {
        reason: "Public school",
        country_code: "US",
        jurisdictions: ["TX", "NY"],
        end_date: "2099-12-31",
        certificate: null,
      },
    })
    expect((await shopper.calculateTaxes(cartId)).tax_total).toBe(0)
    expect((await read(customerId)).exempt_groups).toEqual([
      {
        id: groupId,
        name: "Schools",
        reason: "Public school",
        country: "US",
        states: ["TX", "NY"],
        to: "2099-12-31",
      },
    ])

    await shopper.setAddress(cartId, ADDRESSES.losAngeles)
    const inCalifornia = await shopper.calculateTaxes(cartId)
    expect(inCalifornia.tax_total).toBeCloseTo(1.9, 4)
    expect(taxLinesOf(inCalifornia)[0]?.data).not.toHaveProperty("exempt_by")

    store.sandbox.fail({ kind: "status", status: 503, times: 100 })
    await shopper.add(cartId, store.shop.variants.mug, 1)
    expect((await shopper.calculateTaxes(cartId)).tax_total).toBeGreaterThan(0)
    await shopper.setAddress(cartId, ADDRESSES.austin)
    expect((await shopper.calculateTaxes(cartId)).tax_total).toBe(0)
    store.sandbox.clearFaults()

    await mark({ jurisdictions: ["TX"], end_date: "2020-12-31" })
    expect((await shopper.calculateTaxes(cartId)).tax_total).toBeGreaterThan(0)
  })

  it.each([
    ["jurisdictions", { jurisdictions: ["ZZ"] }],
    ["jurisdictions", { country_code: "CA", jurisdictions: ["TX"] }],
    ["country_code", { country_code: "ZZ" }],
    ["end_date", { end_date: "2026-02-30" }],
  ])(
    "a group's exemption with a bad %s is refused by name",
    async (field, fields) => {
      const { group } = await schools()
      await expect(
        merchant.expectRefusal(
          merchant.call("POST", group, { reason: "School", ...fields })
        )
      ).resolves.toMatchObject({
        status: 400,
        message: expect.stringContaining(field),
      })
      await expect(merchant.call("GET", group)).resolves.toMatchObject({
        customer_group_tax: { reason: null },
      })
    }
  )

  describe("the certificate of a group", () => {
    const attach = (
      path: string,
      content: Buffer,
      name = "certificate.pdf"
    ) => {
      const form = new FormData()
      form.set("file", new Blob([new Uint8Array(content)]), name)
      return store.api.post(path, form, {
        headers: store.adminHeaders(),
        validateStatus: () => true,
      })
    }
    const download = (path: string) =>
      store.api.get(path, {
        headers: store.adminHeaders(),
        responseType: "arraybuffer",
        validateStatus: () => true,
      })

    it("the certificate of a group is kept in the store, and deleted with the exemption", async () => {
      const { group } = await schools()
      const certificate = `${group}/certificate`
      expect((await attach(certificate, PDF)).status).toBe(404)
      await merchant.call("POST", group, { reason: "Public school" })
      expect((await download(certificate)).status).toBe(404)
      expect(
        (await attach(certificate, Buffer.from("GIF89a"))).data
      ).toMatchObject({ message: expect.stringContaining("is not a PDF") })

      const { data } = await attach(certificate, PDF, "Bescheinigung 文.pdf")
      expect(data.customer_group_tax).toMatchObject({
        reason: "Public school",
        certificate: "Bescheinigung 文.pdf",
      })
      const first = await download(certificate)
      expect(Buffer.from(first.data)).toEqual(PDF)
      expect(first.headers).toMatchObject({
        "content-type": "application/pdf",
        "content-disposition": expect.stringMatching(/^attachment; /),
      })

      const second = Buffer.concat([PDF, Buffer.from("\n%%EOF\n")])
      await attach(certificate, second, "second.pdf")
      expect(Buffer.from((await download(certificate)).data)).toEqual(second)

      // Another reason or state keeps the certificate.
      await merchant.call("POST", group, {
        reason: "School",
        jurisdictions: ["TX"],
      })
      await expect(merchant.call("GET", group)).resolves.toMatchObject({
        customer_group_tax: { certificate: "second.pdf" },
      })

      const service = store.container.resolve<KintsugiModuleService>("kintsugi")
      const [row] = await service.listKintsugiExemptGroups({})
      const fileId = row!.certificate_file_id!
      await merchant.call("POST", group, { reason: null })
      await expect(
        store.container.resolve(Modules.FILE).getAsBuffer(fileId)
      ).rejects.toThrow()
    })

    it("the certificate of a group can be deleted alone", async () => {
      const { group } = await schools()
      await merchant.call("POST", group, { reason: "Public school" })
      await attach(`${group}/certificate`, PDF)
      await expect(
        merchant.call("DELETE", `${group}/certificate`)
      ).resolves.toMatchObject({
        customer_group_tax: { reason: "Public school", certificate: null },
      })
    })

    it("the exemption and certificate of a deleted group are erased at night", async () => {
      const { id, group } = await schools()
      await merchant.call("POST", group, { reason: "Public school" })
      await attach(`${group}/certificate`, PDF)
      const service = store.container.resolve<KintsugiModuleService>("kintsugi")
      const [row] = await service.listKintsugiExemptGroups({})
      await merchant.call("DELETE", `/admin/customer-groups/${id}`)
      await eraseDeletedGroups(store.container)
      await expect(service.listKintsugiExemptGroups({})).resolves.toEqual([])
      await expect(
        store.container
          .resolve(Modules.FILE)
          .getAsBuffer(row!.certificate_file_id!)
      ).rejects.toThrow()
    })
  })

  describe("the register of exemptions", () => {
    type Register = {
      exemptions: {
        customer_id: string
        customer: { name: string; email: string } | null
        states: string[]
        state: string
        days_left: number | null
        certificate: string
        missing: string[]
      }[]
      next: string | null
      counts: Record<string, number>
      has_too_many_matches: boolean
    }
    const register = (query = "") =>
      merchant.call<Register>("GET", `/admin/kintsugi/exemptions${query}`)
    const inDays = (days: number) =>
      new Date(Date.now() + days * 24 * 60 * 60 * 1000)
        .toISOString()
        .slice(0, 10)
    const idsOf = ({ exemptions }: Register) =>
      exemptions.map(({ customer_id }) => customer_id)

    /** Six customers, by what their exemptions are like. */
    const exemptCustomers = async () => {
      const exempted = async (email: string, ...bodies: object[]) => {
        const { customerId } = await registeredCustomer(store, email)
        for (const body of bodies) {
          await exempt(customerId, { ...EXEMPTION, ...body })
        }
        return customerId
      }
      return {
        endless: await exempted("endless@example.com", {
          jurisdictions: ["TX", "CA"],
        }),
        soon: await exempted("soon@example.com", { end_date: inDays(10) }),
        renewed: await exempted(
          "renewed@example.com",
          { end_date: inDays(10) },
          { start_date: inDays(11), end_date: inDays(400) }
        ),
        later: await exempted("later@example.com", { end_date: inDays(60) }),
        ended: await exempted("ended@example.com", { end_date: "2021-12-31" }),
      }
    }

    it("the register lists current exemptions by their last day, and what is missing", async () => {
      const { endless, soon, renewed, later } = await exemptCustomers()
      await merchant.call("POST", `/admin/customers/${soon}`, {
        company_name: "Soon, Inc.",
      })
      const page = await register()
      expect(idsOf(page).sort()).toEqual(
        [soon, renewed, later, renewed, endless].sort()
      )
      expect(idsOf(page).slice(2)).toEqual([later, renewed, endless])
      expect(
        page.exemptions.find(({ customer_id }) => customer_id === soon)
      ).toEqual({
        customer_id: soon,
        customer: { name: "Soon, Inc.", email: "soon@example.com" },
        exemption_type: "wholesale",
        country_code: "US",
        states: ["TX"],
        start_date: "2020-01-01",
        end_date: inDays(10),
        state: "in_effect",
        days_left: 10,
        certificate: "none",
        states_without_certificate: [],
        missing: ["certificate"],
      })
      expect(page.exemptions.at(-1)).toMatchObject({
        states: ["CA", "TX"],
        days_left: null,
      })
      expect(page).toMatchObject({
        next: null,
        counts: {
          current: 6,
          ends_within_30_days: 1,
          ends_within_90_days: 2,
          without_certificate: 6,
        },
      })
    })

    it("the register shows what ends soon and is not renewed, what has ended, and what lacks a certificate", async () => {
      const { endless, soon, later, ended } = await exemptCustomers()
      expect(idsOf(await register("?ends_within=30"))).toEqual([soon])
      expect(idsOf(await register("?ends_within=90"))).toEqual([soon, later])
      await expect(
        listEndingExemptions({ withinDays: 30, limit: 100 }, store.container)
      ).resolves.toEqual([
        {
          customer_id: soon,
          exemption_id: expect.any(String),
          country_code: "US",
          state_code: "TX",
          end_date: inDays(10),
        },
      ])
      const past = await register("?state=ended")
      expect(past.exemptions).toMatchObject([
        { customer_id: ended, state: "ended", days_left: null, missing: [] },
      ])

      const [texas] = (await read(endless)).exemptions
      await upload(endless, texas!.id, PDF)
      expect((await register("?q=endless")).exemptions).toMatchObject([
        {
          certificate: "some",
          states_without_certificate: ["CA"],
          missing: ["certificate"],
        },
      ])
      const lacking = await register("?without_certificate=true")
      expect(
        lacking.exemptions.find(({ customer_id }) => customer_id === endless)
      ).toMatchObject({ states: ["CA"] })
      expect(lacking.counts).toMatchObject({ without_certificate: 5 })
      expect(idsOf(await register("?state=all"))).toContain(ended)
    })

    it("the register is searched by the customer, and read page by page", async () => {
      const { later, soon } = await exemptCustomers()
      expect(idsOf(await register("?q=later@"))).toEqual([later])
      expect(idsOf(await register("?q=nobody"))).toEqual([])

      const all = idsOf(await register())
      const paged: string[] = []
      let after = ""
      for (let page = 0; page < 10; page++) {
        const part = await register(`?limit=1${after}`)
        paged.push(...idsOf(part))
        if (!part.next) {
          break
        }
        after = `&after=${encodeURIComponent(part.next)}`
      }
      expect(paged).toEqual(all)
      expect(paged).toContain(soon)
      await expect(
        merchant.expectRefusal(register("?after=nonsense"))
      ).resolves.toMatchObject({
        status: 400,
        message: expect.stringContaining("'after'"),
      })
    })

    it("the register is exported as CSV, without formulas", async () => {
      const { customerId } = await customerTo()
      await merchant.call("POST", `/admin/customers/${customerId}`, {
        company_name: '=HYPERLINK("http://evil.example")',
      })
      await exempt(customerId, { ...EXEMPTION, jurisdictions: ["TX", "NY"] })
      const { data, headers } = await store.api.get(
        "/admin/kintsugi/exemptions/export",
        { headers: store.adminHeaders() }
      )
      expect(headers).toMatchObject({
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": 'attachment; filename="exemptions.csv"',
      })
      const [header, row, ...rest] = String(data)
        .replace(/^\uFEFF/, "")
        .split("\r\n")
      expect(header).toBe(
        "customer_id,customer,email,kind,country,states,starts,ends_on,state,certificate,missing,states_without_certificate"
      )
      expect(row).toMatch(
        new RegExp(
          `^${customerId},"'=HYPERLINK\\(""http://evil.example""\\)",[^,]+,wholesale,US,NY TX,2020-01-01,,in_effect,none,certificate,$`
        )
      )
      expect(rest).toEqual([""])
    })

    it("the register lists exempt groups with their names", async () => {
      const { id, group } = await schools()
      await merchant.call("POST", group, {
        reason: "Public school",
        jurisdictions: ["TX"],
      })
      await expect(
        merchant.call("GET", "/admin/kintsugi/customer-groups")
      ).resolves.toMatchObject({
        count: 1,
        customer_group_taxes: [
          {
            customer_group_id: id,
            name: "Schools",
            reason: "Public school",
            jurisdictions: ["TX"],
            certificate: null,
          },
        ],
      })
    })

    it("an exemption that Kintsugi has ended stays in the register, and exempts no more", async () => {
      const { customerId, cartId } = await customerTo()
      await exempt(customerId)
      const service = store.container.resolve<KintsugiModuleService>("kintsugi")
      const [row] = await service.listKintsugiExemptions({})
      await service.updateKintsugiExemptions({
        id: row!.id,
        status: "DEACTIVATED",
      })
      await service.customers.invalidate()
      expect((await register("?state=ended")).exemptions).toMatchObject([
        { customer_id: customerId, state: "inactive", missing: [] },
      ])
      store.sandbox.fail({ kind: "status", status: 503, times: 100 })
      await shopper.add(cartId, store.shop.variants.mug, 1)
      expect((await shopper.calculateTaxes(cartId)).tax_total).toBeGreaterThan(
        0
      )
    })
  })

  it("an exemption for resale says that the customer is a reseller, by default", async () => {
    const { customerId } = await customerTo()
    await exempt(customerId)
    await exempt(customerId, {
      ...EXEMPTION,
      exemption_type: "customer",
      jurisdictions: ["California"],
    })
    await exempt(customerId, {
      ...EXEMPTION,
      jurisdictions: ["NY"],
      reseller: false,
    })
    expect(
      (await read(customerId)).exemptions.map(({ jurisdiction, reseller }) => [
        jurisdiction,
        reseller,
      ])
    ).toEqual([
      ["TX", true],
      ["CA", false],
      ["NY", false],
    ])
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
