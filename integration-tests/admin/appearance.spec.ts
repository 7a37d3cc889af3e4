import { backOfficeOf } from "../http/order-driver"
import { findFlaws } from "./appearance"
import { ADDRESSES, describeAdmin } from "./browser-store"
import { placeOrder, refuseSales } from "./orders"

const CLOTHING = { category: "Physical", subcategory: "General Clothing" }

/** A sweep comes every minute. */
const UNTIL_SWEPT_MS = 180_000

const inDays = (days: number): string =>
  new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString().slice(0, 10)

// One merchant's story: each test continues where the previous one ended.
describeAdmin("how the Admin looks", (store) => {
  const office = backOfficeOf({
    admin: (...request) => store.admin(...request),
  })
  const region = (name: string) =>
    store.page.getByRole("region", { name, exact: true })
  // The bar with a selection's actions is a dialog, too.
  const drawer = () =>
    store.page
      .getByRole("dialog")
      .filter({ has: store.page.getByRole("heading") })
  const says = (words: string | RegExp) =>
    store.page.getByText(words).first().waitFor()
  const isLoaded = () =>
    store.page.waitForFunction(
      `document.querySelector("main [role=region]") && !document.querySelector('main [aria-busy="true"]')`
    )

  /** @param within - by default, what is ours on a page of Medusa's */
  const looksGood = async (name: string, within?: string) => {
    await isLoaded()
    flaws.push(...(await findFlaws(store, name, within)))
  }
  const drawerLooksGood = async (name: string) => {
    await drawer().waitFor()
    flaws.push(...(await findFlaws(store, name, "[role=dialog]:has(h1, h2)")))
  }
  /** A question that has to be answered before anything happens. */
  const promptLooksGood = async (name: string) => {
    await store.page.getByRole("alertdialog").waitFor()
    flaws.push(...(await findFlaws(store, name, "[role=alertdialog]")))
    await store.page
      .getByRole("alertdialog")
      .getByRole("button", { name: "Cancel" })
      .click()
    await store.page.getByRole("alertdialog").waitFor({ state: "detached" })
  }

  const paidOrder = async (goods?: Parameters<typeof placeOrder>[1]) => {
    const orderId = await placeOrder(store, { coats: 1, ...goods })
    await office.capture(orderId)
    return orderId
  }

  /** What is wrong with what a test has looked at. */
  const flaws: string[] = []
  afterEach(() => {
    expect(flaws.splice(0)).toEqual([])
  })

  const orders = {} as Record<
    "refunded" | "refused" | "fallback" | "corrected",
    string
  >
  let customerId: string
  let guestId: string
  let groupId: string

  beforeAll(async () => {
    await store.admin("POST", "/admin/kintsugi/settings", {
      api_key: store.sandbox.apiKey,
      organization_id: store.sandbox.organizationId,
      api_key_expires_on: inDays(5),
    })
    orders.refunded = await paidOrder()
    await office.refund(orders.refunded, 20)
    orders.corrected = await paidOrder()
    store.sandbox.fail({
      kind: "status",
      status: 503,
      endpoint: "POST /v1/tax/estimate",
      times: Infinity,
    })
    orders.fallback = await paidOrder({ mugs: 3, address: "newYork" })
    store.sandbox.clearFaults()
    refuseSales(store)
    orders.refused = await paidOrder({ address: "losAngeles" })
    await store.open(`/orders/${orders.refused}`)
    await region("Tax reporting")
      .getByText("Refused", { exact: true })
      .waitFor()
    store.sandbox.clearFaults()
    await store.admin("POST", `/admin/orders/${orders.corrected}`, {
      shipping_address: ADDRESSES.losAngeles,
    })

    const cartId = await store.shopper.createCart()
    customerId = await store.signIn(
      cartId,
      "purchasing@north-austin-independent-school-district.example"
    )
    await store.admin("POST", `/admin/customers/${customerId}`, {
      company_name: "North Austin Independent School District, Purchasing",
    })
    const exempt = (id: string, jurisdictions: string[], end_date?: string) =>
      store.admin("POST", `/admin/kintsugi/customers/${id}/exemptions`, {
        fein: "12-3456789",
        jurisdictions,
        start_date: "2025-01-01",
        end_date,
      })
    await exempt(customerId, ["TX", "CA", "NY"], inDays(12))
    await exempt(customerId, ["FL"])
    await store.admin(
      "POST",
      `/admin/kintsugi/customers/${customerId}/tax-ids`,
      {
        country_code: "de",
        number: "DE123456789",
      }
    )
    const guest = await store.admin<{ customer: { id: string } }>(
      "POST",
      "/admin/customers",
      { email: "guest@example.com" }
    )
    guestId = guest.customer.id
    await exempt(guestId, [])

    const created = await store.admin<{ customer_group: { id: string } }>(
      "POST",
      "/admin/customer-groups",
      { name: "Diplomatic missions and international organizations" }
    )
    groupId = created.customer_group.id
    await store.admin("POST", `/admin/kintsugi/customer-groups/${groupId}`, {
      reason: "Foreign mission, with a card of the Office of Foreign Missions",
      country_code: "US",
      jurisdictions: ["CA", "NY", "TX", "WA"],
      end_date: inDays(20),
    })
    await store.admin("POST", `/admin/customer-groups/${groupId}/customers`, {
      add: [customerId],
    })
    await store.admin("POST", "/admin/product-tags", {
      value: "Winter sports and outdoor equipment",
    })
    const { product_tags } = await store.admin<{
      product_tags: { id: string }[]
    }>("GET", "/admin/product-tags")
    await store.admin("POST", "/admin/kintsugi/classification-rules", {
      kind: "tag",
      reference_id: product_tags[0]!.id,
      ...CLOTHING,
    })
    await store.admin(
      "POST",
      `/admin/kintsugi/products/${store.shop.variants.coat.productId}`,
      CLOTHING
    )
  })

  it("the pages of orders", async () => {
    for (const [name, id] of Object.entries(orders)) {
      await store.open(`/orders/${id}`)
      await region("Tax reporting")
        .getByText("All records for this order")
        .waitFor()
      await region("Why this tax").getByText("How sure").waitFor()
      if (name === "corrected") {
        await region("Corrected address")
          .getByRole("button", { name: "What would the tax have been?" })
          .click()
        const offer = region("Corrected address").getByRole("button", {
          name: /^(Give back|Collect)/,
        })
        await offer.waitFor()
        await looksGood(`order-${name}`)
        await offer.click()
        await promptLooksGood("order-corrected-prompt")
      } else {
        await looksGood(`order-${name}`)
      }
    }
  })

  it("the pages of customers, and the drawers of exemptions", async () => {
    const section = region("Tax exemptions")
    await store.open(`/customers/${guestId}`)
    await section.getByText(/This customer has no account/).waitFor()
    await looksGood("customer-guest")

    await store.open(`/customers/${customerId}`)
    await section.getByText("DE123456789", { exact: true }).waitFor()
    await section.getByText(/Exempt as a member of/).waitFor()
    await looksGood("customer")
    await section.getByRole("button", { name: "Add exemption" }).click()
    await drawer().getByLabel("States").fill("texas")
    await drawer().getByRole("option", { name: "Texas (TX)" }).click()
    await drawer().getByRole("button", { name: "Exempt", exact: true }).click()
    await drawer()
      .getByText(/Enter the FEIN or the sales tax ID/)
      .waitFor()
    await drawerLooksGood("customer-exempt")
    await store.page.keyboard.press("Escape")
    await section
      .getByRole("button", { name: "Attach a certificate to FL, US" })
      .click()
    await drawerLooksGood("customer-certificate")
  })

  it("the page of an exempt group", async () => {
    const section = region("Tax exemption")
    await store.open(`/customer-groups/${groupId}`)
    await section.getByText("ends in 20 days", { exact: true }).waitFor()
    await section.getByLabel("Certificate").setInputFiles({
      name: "card of the office of foreign missions.pdf",
      mimeType: "application/pdf",
      buffer: Buffer.from(
        "%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
      ),
    })
    await section.getByRole("button", { name: "Keep certificate" }).click()
    await section.getByText(/^Certificate: card of/).waitFor()
    await looksGood("customer-group")
    await section.getByRole("button", { name: "Tax again" }).click()
    await promptLooksGood("customer-group-prompt")
  })

  it("the page of a product", async () => {
    await store.open(`/products/${store.shop.variants.coat.productId}`)
    await region("Tax classification")
      .getByText("set on this product")
      .waitFor()
    await looksGood("product")
    await region("Tax classification").getByRole("combobox").click()
    await region("Tax classification").getByRole("listbox").waitFor()
    await looksGood("product-category")
  })

  it("Tax exemptions, with and without a match", async () => {
    await store.open("/tax-exemptions")
    await says("ends in 12 days")
    await says("ends in 20 days")
    await looksGood("tax-exemptions", "main")
    await store.page.getByLabel("Search customers").fill("nobody")
    await says("No exemption matches.")
    await looksGood("tax-exemptions-none", "main")
  })

  it("Tax classification, its drawers and prompts", async () => {
    await store.open("/tax-classification")
    const row = (name: RegExp) => store.page.getByRole("row", { name })
    await row(/Wool Coat/)
      .getByText("set on this product")
      .waitFor()
    await region("Rules")
      .getByRole("row", { name: /Winter sports/ })
      .waitFor()
    await looksGood("tax-classification", "main")
    await region("Rules")
      .getByRole("button", { name: /^Delete rule Winter/ })
      .click()
    await promptLooksGood("tax-classification-delete-rule")
    await store.page.getByRole("button", { name: "Import CSV" }).click()
    await drawer()
      .getByLabel("CSV file")
      .setInputFiles({
        name: "classification of all products 2026.csv",
        mimeType: "text/csv",
        buffer: Buffer.from(
          [
            "product_id,category,subcategory",
            "prod_nobodys,Physical,General Clothing",
            `${store.shop.variants.mug.productId},Physical,Mugs`,
          ].join("\n")
        ),
      })
    await drawer().getByText("2 rows are wrong.", { exact: false }).waitFor()
    await drawerLooksGood("tax-classification-import")
    await store.page.keyboard.press("Escape")
    await drawer().waitFor({ state: "detached" })
    await row(/Wool Coat/)
      .getByRole("checkbox")
      .click()
    await store.page.getByRole("button", { name: /Assign category/ }).click()
    await drawer().getByRole("combobox").click()
    await drawerLooksGood("tax-classification-assign")
  })

  it("Tax reporting with alerts, findings and a prompt", async () => {
    await store.open("/tax-reporting")
    const books = region("Reconciliation")
    await books.getByRole("button", { name: "Compare", exact: true }).click()
    await books.getByText(/^\d+ findings?$/).waitFor()
    await region("Open alerts")
      .getByText(/expires on/)
      .waitFor({ timeout: UNTIL_SWEPT_MS })
    const dismiss = books.getByRole("button", { name: /^Dismiss: / })
    await dismiss.first().click()
    await drawer()
      .getByLabel("Why nothing has to be done")
      .fill("The customer paid the difference by check.")
    await drawerLooksGood("tax-reporting-dismiss")
    await drawer().getByRole("button", { name: "Dismiss" }).click()
    await drawer().waitFor({ state: "detached" })
    await books.getByRole("button", { name: /^Show \d+ dismissed/ }).click()
    await books.getByText(/by check/).waitFor()
    await looksGood("tax-reporting", "main")
    await store.page.setViewportSize({ width: 390, height: 900 })
    await books.getByRole("group", { name: "Open findings" }).focus()
    await store.page.keyboard.press("ArrowRight")
    await store.page.waitForFunction("document.activeElement.scrollLeft > 0")
    await store.page.setViewportSize({ width: 1280, height: 900 })
    await books.getByRole("button", { name: "Compare and repair" }).click()
    await promptLooksGood("tax-reporting-prompt")
    await store.open("/tax-reporting?q=no-such-order")
    await says("Nothing found")
    await looksGood("tax-reporting-none", "main")
  })

  it("Tax report, with a place and without sales", async () => {
    await store.open("/tax-report")
    await store.page
      .getByRole("button", { name: "Show Texas, US" })
      .click({ timeout: UNTIL_SWEPT_MS })
    await says("Texas State Sales Tax")
    await looksGood("tax-report", "main")
    await store.open("/tax-report?from=2020-01-01&to=2020-01-31")
    await says("Nothing was sold in this range.")
    await looksGood("tax-report-none", "main")
  })
  // Each tab is looked at where it has no problem: `settings.spec.ts`.
  it("the settings with a problem and the results of the checks, and a prompt", async () => {
    await store.open("/settings/kintsugi")
    const checks = region("Check this installation")
    await checks.getByRole("button", { name: "Run the checks" }).click()
    await checks.getByRole("list", { name: "Results" }).waitFor()
    await looksGood("settings-checked", "main")
    await store.open("/settings/kintsugi?tab=connection")
    await region("Connection").getByRole("button", { name: "Remove" }).click()
    await promptLooksGood("settings-remove")
  })
})
