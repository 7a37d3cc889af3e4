import { seriousViolations } from "./accessibility"
import { describeAdmin } from "./browser-store"

// One shopper's story: each test continues where the previous one ended.
describeAdmin("the demo's shop page", (store) => {
  const click = (name: string | RegExp) =>
    store.page.getByRole("button", { name }).click()
  const tax = async (amount: string) =>
    store.page.getByTestId("tax").getByText(amount, { exact: true }).waitFor()
  const orderButton = () =>
    store.page.getByRole("button", { name: "Place the order" })
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
    await reads(
      "Still missing: something to buy, an address, a way to ship it."
    )
    await expect(orderButton().isDisabled()).resolves.toBe(true)
    await click("Add Wool Coat")
    await reads("1 × Wool Coat")
    await click("Add Kintsugi Mug")
    await reads("1 × Kintsugi Mug")
    await reads("Tax is calculated once there is an address.")
    await reads("Still missing: an address, a way to ship it.")
    await expect(
      store.page
        .getByRole("region", { name: "Your cart" })
        .getByText(/Kintsugi Mug/)
        .count()
    ).resolves.toBe(1)
  })

  it("a misspelled city gets a suggestion, and each jurisdiction's tax is shown", async () => {
    await click("Austin, misspelled")
    await click("Ship there")
    await reads(/Did you mean/)
    await reads("1100 Congress Ave, Austin, TX 78701")
    await click("Yes, ship there")
    await tax("$11.55")
    await reads("Texas State Sales Tax (6.25%)")
    await reads("Calculated by Kintsugi.")
  })

  it("the chosen shipping is taxed as well", async () => {
    await reads("Still missing: a way to ship it.")
    await click("Standard, $9.95")
    await tax("$12.37")
    await expect(store.page.getByText(/Still missing/).count()).resolves.toBe(0)
    await expect(orderButton().isEnabled()).resolves.toBe(true)
  })

  it("the shop page has no serious accessibility violation", async () => {
    await expect(seriousViolations(store.page, "main")).resolves.toEqual([])
    await store.picture("shop-page")
    await store.page.setViewportSize({ width: 390, height: 900 })
    await expect(
      store.page.evaluate("document.documentElement.scrollWidth")
    ).resolves.toBeLessThanOrEqual(390)
    await store.picture("shop-page-phone", "whole")
    await store.page.setViewportSize({ width: 1280, height: 900 })
  })

  it("a quantity changes beside the item, and the last one is removed", async () => {
    await click("2 × Kintsugi Mug")
    await reads("2 × Kintsugi Mug")
    await click("1 × Kintsugi Mug")
    await reads("1 × Kintsugi Mug")
    await tax("$12.37")
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
