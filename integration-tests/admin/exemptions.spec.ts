import { readFileSync } from "node:fs"
import { seriousViolations } from "./accessibility"
import { ADDRESSES, describeAdmin } from "./browser-store"
import { keyboardOf } from "./keyboard"

const CERTIFICATE = {
  name: "certificate.pdf",
  mimeType: "application/pdf",
  buffer: Buffer.from(
    "%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
  ),
}

// One merchant's story: each test continues where the previous one ended.
describeAdmin("exempt customers in the Admin", (store) => {
  const keyboard = keyboardOf(store)
  const region = (name: string) => store.page.getByRole("region", { name })
  const exemptions = () => region("Tax exemptions")
  const dialog = () => store.page.getByRole("dialog")
  const says = (words: string | RegExp) =>
    store.page.getByText(words).first().waitFor()

  let customerId: string
  let cartId: string
  let groupId: string

  beforeAll(async () => {
    await store.admin("POST", "/admin/kintsugi/settings", {
      api_key: store.sandbox.apiKey,
      organization_id: store.sandbox.organizationId,
    })
    cartId = await store.shopper.createCart()
    await store.shopper.add(cartId, store.shop.variants.mug, 1)
    await store.shopper.setAddress(cartId, ADDRESSES.austin)
    customerId = await store.signIn(cartId, "school@example.com")
    await store.admin("POST", `/admin/customers/${customerId}`, {
      company_name: "Austin High School",
    })
  })

  it("the customer's page shows that a taxed customer has no exemption", async () => {
    await expect(store.taxOf(cartId)).resolves.toMatchObject({
      tax: expect.closeTo(1.65, 4),
    })
    await store.open(`/customers/${customerId}`)
    await exemptions().getByText("This customer has no exemption.").waitFor()
  })

  it("the exemption drawer names what is missing before anything is sent", async () => {
    await exemptions().getByRole("button", { name: "Add exemption" }).click()
    const submit = dialog().getByRole("button", { name: "Exempt", exact: true })
    await dialog().getByLabel("States").fill("texas")
    await dialog().getByRole("option", { name: "Texas (TX)" }).click()
    await dialog().getByRole("button", { name: "Remove Texas" }).waitFor()
    // The reseller is asked by the kind alone.
    expect(await dialog().getByRole("checkbox").count()).toBe(0)
    await submit.click()
    await dialog()
      .getByText(/Enter the FEIN or the sales tax ID/)
      .waitFor()
    expect(store.sandbox.requests({ path: "/v1/exemptions" })).toEqual([])
  })

  it("the exemption drawer is filled with the keyboard alone", async () => {
    const states = dialog().getByLabel("States")
    await states.focus()
    await store.page.keyboard.type("calif")
    await store.page.keyboard.press("Enter")
    const california = dialog().getByRole("button", {
      name: "Remove California",
    })
    await california.focus()
    await store.page.keyboard.press("Enter")
    await california.waitFor({ state: "detached" })
    await dialog().getByRole("button", { name: "Remove Texas" }).waitFor()
  })

  it("a file that is no certificate is refused in words before it is sent", async () => {
    await dialog()
      .getByLabel("Certificate")
      .setInputFiles({
        name: "photo.pdf",
        mimeType: "application/pdf",
        buffer: Buffer.from("GIF89a and no PDF"),
      })
    await dialog()
      .getByText(/“photo.pdf” is not a PDF\. Save or print/)
      .waitFor()
    await dialog()
      .getByLabel("Certificate")
      .setInputFiles({
        name: "large.pdf",
        mimeType: "application/pdf",
        buffer: Buffer.alloc(10 * 1024 * 1024 + 1, "%PDF-"),
      })
    await dialog()
      .getByText(/“large.pdf” is larger than 10 MB/)
      .waitFor()
  })

  it("an exemption with a certificate makes the customer's open cart untaxed", async () => {
    await dialog().getByLabel("FEIN").fill("12-3456789")
    await dialog().getByLabel("Sales tax ID").fill("TX-0001")
    // As a drop does, which the browser does not let a test begin.
    const data = await store.page.evaluateHandle(
      `(() => {
        const data = new DataTransfer()
        data.items.add(new File([${JSON.stringify(String(CERTIFICATE.buffer))}], "resale-certificate.pdf", { type: "application/pdf" }))
        return data
      })()`
    )
    await dialog()
      .getByLabel("Certificate")
      .dispatchEvent("drop", { dataTransfer: data })
    await dialog().getByText("resale-certificate.pdf").waitFor()
    await dialog().getByText("48 bytes").waitFor()
    for (const [theme, part, picture] of [
      ["light", '[role="dialog"]', "customer-exemption-add"],
      // Without the main button, whose colors are Medusa's own.
      [
        "dark",
        '[role="dialog"] form > :first-child',
        "customer-exemption-add-dark",
      ],
    ] as const) {
      await store.wear(theme)
      await expect(seriousViolations(store.page, part)).resolves.toEqual([])
      await store.picture(picture)
    }
    await store.wear("light")
    await dialog().getByRole("button", { name: "Exempt", exact: true }).click()
    await dialog().waitFor({ state: "detached" })

    await exemptions().getByText("TX, US").waitFor()
    await exemptions()
      .getByText(/1 certificate/)
      .waitFor()
    await exemptions()
      .getByText(/To end an exemption early, open Exemptions in Kintsugi/)
      .waitFor()
    await expect(store.taxOf(cartId)).resolves.toMatchObject({
      tax: 0,
      source: "kintsugi",
    })
  })

  it("another certificate is attached to an exemption", async () => {
    await exemptions()
      .getByRole("button", { name: "Attach a certificate to TX, US" })
      .click()
    const send = dialog().getByRole("button", { name: "Send to Kintsugi" })
    expect(await send.isDisabled()).toBe(true)
    await dialog().getByLabel("Certificate").setInputFiles(CERTIFICATE)
    await dialog().getByText("certificate.pdf").waitFor()
    await store.picture("customer-exemption-certificate")
    await expect(
      seriousViolations(store.page, '[role="dialog"]')
    ).resolves.toEqual([])
    await send.click()
    await dialog().waitFor({ state: "detached" })
    await exemptions()
      .getByText(/2 certificates/)
      .waitFor()
  })

  it("the page does not speak of guests where the customer has an account", async () => {
    expect(
      await exemptions()
        .getByText(/no account|Anyone who types/)
        .count()
    ).toBe(0)
  })

  it("the customer's page saves a business tax ID", async () => {
    await exemptions().getByLabel("Country").fill("de")
    await exemptions().getByLabel("Number").fill("DE123456789")
    await exemptions().getByRole("button", { name: "Save" }).click()
    await exemptions().getByText("DE123456789", { exact: true }).waitFor()

    await exemptions().getByLabel("Country").fill("au")
    await exemptions().getByLabel("Number").fill("51824753556")
    await exemptions().getByRole("button", { name: "Save" }).click()
    await exemptions().getByText("AU 51824753556").waitFor()
  })

  it("the customer's page has no serious accessibility violation, light or dark", async () => {
    for (const theme of ["light", "dark"] as const) {
      await store.wear(theme)
      await exemptions().scrollIntoViewIfNeeded()
      await expect(
        seriousViolations(store.page, '[role="region"]')
      ).resolves.toEqual([])
      await store.picture(
        theme === "light" ? "customer-exemptions" : "customer-exemptions-dark"
      )
    }
    await store.wear("light")
  })

  it("the members of a group that is marked as exempt are untaxed, with the reason", async () => {
    const { customer_group } = await store.admin<{
      customer_group: { id: string }
    }>("POST", "/admin/customer-groups", { name: "Diplomats" })
    groupId = customer_group.id
    await store.admin(
      "POST",
      `/admin/customer-groups/${customer_group.id}/customers`,
      { add: [customerId] }
    )
    await store.open(`/customer-groups/${customer_group.id}`)
    const group = region("Tax exemption")
    await group.getByText("taxed", { exact: true }).waitFor()
    await group.getByLabel("Reason").fill("Foreign mission")
    await group.getByRole("button", { name: "Mark as exempt" }).click()
    await group.getByText("exempt everywhere", { exact: true }).waitFor()
    await expect(
      seriousViolations(store.page, '[role="region"]')
    ).resolves.toEqual([])
    await group.scrollIntoViewIfNeeded()
    await store.picture("customer-group-exemption")

    await store.open(`/customers/${customerId}`)
    await exemptions()
      .getByText(/Diplomats \(Everywhere\): Foreign mission/)
      .waitFor()

    // Where the customer's own exemption does not apply.
    await store.shopper.setAddress(cartId, ADDRESSES.losAngeles)
    await expect(store.taxOf(cartId)).resolves.toMatchObject({ tax: 0 })
  })

  it("the keyboard exempts a group in the states that are chosen, with a certificate that can be downloaded", async () => {
    await store.open(`/customer-groups/${groupId}`)
    const group = region("Tax exemption")
    await keyboard.choose(
      group.getByRole("combobox", { name: "Country" }),
      "United States"
    )
    await group.getByLabel("States").focus()
    await store.page.keyboard.type("new york")
    await store.page.getByRole("option", { name: "New York (NY)" }).waitFor()
    await store.page.keyboard.press("Enter")
    await group.getByLabel("Ends on").focus()
    await store.page.keyboard.type("12312099")
    await keyboard.press(
      group.getByRole("button", { name: "Save", exact: true })
    )
    await group.getByText("exempt in some states", { exact: true }).waitFor()

    await group.getByLabel("Certificate").setInputFiles(CERTIFICATE)
    await keyboard.press(
      group.getByRole("button", { name: "Keep certificate" })
    )
    await group.getByText("Certificate: certificate.pdf").waitFor()
    await group.scrollIntoViewIfNeeded()
    await store.picture("customer-group-exemption-states")
    await expect(
      seriousViolations(store.page, '[role="region"]')
    ).resolves.toEqual([])
    const [download] = await Promise.all([
      store.page.waitForEvent("download"),
      group.getByRole("button", { name: "Download" }).click(),
    ])
    expect(download.suggestedFilename()).toBe("certificate.pdf")

    await store.shopper.setAddress(cartId, ADDRESSES.losAngeles)
    await store.shopper.add(cartId, store.shop.variants.mug, 1)
    expect((await store.taxOf(cartId)).tax).toBeGreaterThan(0)
    await store.shopper.setAddress(cartId, ADDRESSES.newYork)
    await expect(store.taxOf(cartId)).resolves.toMatchObject({ tax: 0 })
  })

  it("the register lists all exemptions, reminds of those that end, and is filtered, searched and exported", async () => {
    const inDays = (days: number) =>
      new Date(Date.now() + days * 24 * 60 * 60 * 1000)
        .toISOString()
        .slice(0, 10)
    const { customer } = await store.admin<{ customer: { id: string } }>(
      "POST",
      "/admin/customers",
      { email: "buyer@books.example", company_name: "Books & Co." }
    )
    await store.admin(
      "POST",
      `/admin/kintsugi/customers/${customer.id}/exemptions`,
      {
        exemption_type: "wholesale",
        sales_tax_id: "CA-0002",
        jurisdictions: ["CA", "NY"],
        start_date: "2025-01-01",
        end_date: inDays(12),
      }
    )
    await store.open("/tax-exemptions")
    const page = store.page.getByRole("main")
    const row = (name: string | RegExp) => page.getByRole("row", { name })
    await row(/Books & Co\./)
      .getByText("ends in 12 days")
      .waitFor()
    await row(/Books & Co\./)
      .getByText("CA, NY (US)")
      .waitFor()
    await row(/Austin High School/)
      .getByText("No end date")
      .waitFor()
    await row(/Diplomats/)
      .getByText("NY (US)")
      .waitFor()
    await says(/2 exemptions end within 30 days and are not renewed/)

    for (const theme of ["light", "dark"] as const) {
      await store.wear(theme)
      await expect(seriousViolations(store.page, "main")).resolves.toEqual([])
      for (const width of [390, 1440]) {
        await store.page.setViewportSize({ width, height: 900 })
        await store.picture(`tax-exemptions-${theme}-${width}`)
      }
    }
    await store.wear("light")
    await store.page.setViewportSize({ width: 1280, height: 900 })
    await store.picture("tax-exemptions")

    await page.getByRole("button", { name: "Show" }).first().click()
    await row(/Austin High School/).waitFor({ state: "detached" })
    await page.getByRole("combobox", { name: "Exemptions shown" }).click()
    await store.page.getByRole("option", { name: "All exemptions" }).click()
    await row(/Austin High School/).waitFor()
    await page.getByLabel("Search customers").fill("books")
    await row(/Austin High School/).waitFor({ state: "detached" })
    await row(/Books & Co\./).waitFor()
    const [download] = await Promise.all([
      store.page.waitForEvent("download"),
      page.getByRole("button", { name: "Export CSV" }).click(),
    ])
    const csv = readFileSync(await download.path(), "utf8")
    expect(csv.trim().split("\r\n")).toHaveLength(2)
    expect(csv).toContain("Books & Co.,buyer@books.example,wholesale,US,CA NY")
  })

  it("the customer's page shows its other parts while Kintsugi is down", async () => {
    store.sandbox.fail({ kind: "status", status: 503, times: 1_000 })
    await store.open(`/customers/${customerId}`)
    await exemptions()
      .getByText(/can't be shown right now/)
      .waitFor()
    await exemptions().getByText("DE123456789", { exact: true }).waitFor()
    store.sandbox.clearFaults()
  })
})
