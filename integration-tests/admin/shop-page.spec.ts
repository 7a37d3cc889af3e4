import { seriousViolations } from "./accessibility"
import { describeAdmin } from "./browser-store"

// One shopper's story: each test goes on where the one before has ended.
describeAdmin("the shopper on the demo's page", (store) => {
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

  it("puts things into the cart, whose tax is pending", async () => {
    await store.page.goto(store.shopPageUrl)
    await click("Add Wool Coat")
    await reads("1 × Wool Coat")
    await click("Add Kintsugi Mug")
    await reads("1 × Kintsugi Mug")
    await reads("Tax is calculated once there is an address.")
  })

  it("misspells the city, takes the suggestion, and sees each jurisdiction", async () => {
    await click("Austin, misspelt")
    await click("Ship there")
    await reads(/Did you mean/)
    await click("Yes, ship there")
    await tax("$11.55")
    await reads("Texas State Sales Tax (6.25 %)")
    await reads("Calculated by Kintsugi.")
  })

  it("chooses shipping, which is taxed as well", async () => {
    await click("Standard, $9.95")
    await tax("$12.37")
  })

  it("meets no serious barrier", async () => {
    await expect(seriousViolations(store.page, "main")).resolves.toEqual([])
    await store.picture("shop-page")
  })

  it("goes to New York, where a code takes the coat under the threshold", async () => {
    await click("New York")
    await click("Ship there")
    await reads("New York State Sales Tax (4 %)")
    await tax("$13.31")
    await click("Apply")
    // 107.99 of the coat is under 110.00.
    await reads("Not taxed there.")
    await reads("Discount")
    await store.picture("shop-page-new-york")
  })

  it("places the order, and follows it into the Admin", async () => {
    await click("Place the order")
    await reads(/Order #1 is placed/)
    await store.picture("shop-page-placed")
    const href = await store.page
      .getByRole("link", { name: "Follow it into the Admin" })
      .getAttribute("href")
    await store.page.goto(href ?? "")
    await store.page
      .getByRole("region", { name: /Tax|Kintsugi/ })
      .getByText("Waits for payment", { exact: true })
      .waitFor()
  })
})
