import { seriousViolations } from "./accessibility"
import { ADDRESSES, describeAdmin } from "./browser-store"

const CERTIFICATE = {
  name: "certificate.pdf",
  mimeType: "application/pdf",
  buffer: Buffer.from(
    "%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
  ),
}

// One merchant's story: each test continues where the previous one ended.
describeAdmin("exempt customers in the Admin", (store) => {
  const region = (name: string) => store.page.getByRole("region", { name })
  const exemptions = () => region("Tax exemptions")
  const dialog = () => store.page.getByRole("dialog")
  const says = (words: string | RegExp) =>
    store.page.getByText(words).first().waitFor()

  let customerId: string
  let cartId: string

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
    await dialog().getByLabel("States").fill("Texas!")
    const submit = dialog().getByRole("button", { name: "Exempt", exact: true })
    await submit.click()
    await dialog()
      .getByText("States are two letters each, such as TX, CA.")
      .waitFor()
    await dialog().getByLabel("States").fill("tx")
    await submit.click()
    await dialog()
      .getByText(/Enter the FEIN or the sales tax ID/)
      .waitFor()
    expect(store.sandbox.requests({ path: "/v1/exemptions" })).toEqual([])
  })

  it("an exemption with a certificate makes the customer's open cart untaxed", async () => {
    await dialog().getByLabel("FEIN").fill("12-3456789")
    await dialog().getByLabel("Sales tax ID").fill("TX-0001")
    await dialog().getByLabel("Certificate").setInputFiles(CERTIFICATE)
    await store.picture("customer-exemption-add")
    // The drawer's close button is Medusa's own.
    await expect(
      seriousViolations(store.page, '[role="dialog"]')
    ).resolves.toEqual([])
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

  it("a certificate that is not a PDF is refused", async () => {
    await exemptions()
      .locator('input[type="file"]')
      .setInputFiles({
        name: "photo.pdf",
        mimeType: "application/pdf",
        buffer: Buffer.from("GIF89a and no PDF"),
      })
    await says(/not a PDF/)
    await exemptions()
      .getByText(/1 certificate/)
      .waitFor()
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
    await group.getByText("exempt", { exact: true }).waitFor()
    await expect(
      seriousViolations(store.page, '[role="region"]')
    ).resolves.toEqual([])
    await group.scrollIntoViewIfNeeded()
    await store.picture("customer-group-exemption")

    await store.open(`/customers/${customerId}`)
    await exemptions()
      .getByText(/Diplomats.*Foreign mission/)
      .waitFor()

    // Where the customer's own exemption does not apply.
    await store.shopper.setAddress(cartId, ADDRESSES.losAngeles)
    await expect(store.taxOf(cartId)).resolves.toMatchObject({ tax: 0 })
  })

  it("the customer's page shows its other parts while Kintsugi is down", async () => {
    store.sandbox.fail({ kind: "status", status: 503, times: 1_000 })
    await store.page.reload()
    await exemptions()
      .getByText(/can't be shown right now/)
      .waitFor()
    await exemptions().getByText("DE123456789", { exact: true }).waitFor()
    store.sandbox.clearFaults()
  })
})
