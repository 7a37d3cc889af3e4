import { seriousViolations } from "./accessibility"
import { describeAdmin } from "./browser-store"

// One shopper's story: each test continues where the previous one ended.
describeAdmin("the demo's shop page", (store) => {
  const click = (name: string | RegExp) =>
    store.page.getByRole("button", { name }).click()
  const tax = async (amount: string) =>
    store.page.getByTestId("tax").getByText(amount, { exact: true }).waitFor()
  const reads = (words: string | RegExp) =>
    store.page.getByText(words).first().waitFor()

  beforeAll(async () => {
    await store.admin("POST", "/admin/kintsugi/settings", {
      api_key: store.sandbox.apiKey,
      organization_id: store.sandbox.organizationId,
    })
    const { productId } = store.shop.variants.coat
    await store.admin("POST", `/admin/kintsugi/products/${productId}`, {
      category: "Physical",
      subcategory: "General Clothing",
    })
  })

  it("the tax of items in a cart is pending without an address", async () => {
    await store.page.goto(store.shopPageUrl)
    await click("Add Wool Coat")
    await reads("1 × Wool Coat")
    await click("Add Kintsugi Mug")
    await reads("1 × Kintsugi Mug")
    await reads("Tax is calculated once there is an address.")
  })

  it("a misspelled city gets a suggestion, and each jurisdiction's tax is shown", async () => {
    await click("Austin, misspelled")
    await click("Ship there")
    await reads(/Did you mean/)
    await click("Yes, ship there")
    await tax("$11.55")
    await reads("Texas State Sales Tax (6.25%)")
    await reads("Calculated by Kintsugi.")
  })

  it("the chosen shipping is taxed as well", async () => {
    await click("Standard, $9.95")
    await tax("$12.37")
  })

  it("the shop page has no serious accessibility violation", async () => {
    await expect(seriousViolations(store.page, "main")).resolves.toEqual([])
    await store.picture("shop-page")
  })

  it("a promotion code takes a coat in New York under the tax threshold", async () => {
    await click("New York")
    await click("Ship there")
    await reads("New York State Sales Tax (4%)")
    await tax("$13.31")
    await click("Apply")
    // 107.99 of the coat is under 110.00.
    await reads("Not taxed there.")
    await reads("Discount")
    await store.picture("shop-page-new-york")
  })

  it("the shop page places the order and links to it in the Admin", async () => {
    await click("Place the order")
    await reads(/Order #1 is placed/)
    await store.picture("shop-page-placed")
    const href = await store.page
      .getByRole("link", { name: "Open it in the Admin" })
      .getAttribute("href")
    await store.page.goto(href ?? "")
    await store.page
      .getByRole("region", { name: /Tax|Kintsugi/ })
      .getByText("Waiting for payment", { exact: true })
      .waitFor()
  })
})
