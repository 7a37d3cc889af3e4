import type { Locator } from "playwright-core"
import { seriousViolations } from "./accessibility"
import { ADDRESSES, describeAdmin } from "./browser-store"

const GROCERIES = {
  category: "Physical",
  subcategory: "Groceries (Home Consumption)",
}
const DIGITAL = {
  category: "Digital",
  subcategory: "General Digital Goods - No TPP",
}

/** The parts of a browser's element that are used here. */
type Box = { scrollWidth: number; clientWidth: number; scrollIntoView(): void }

// One merchant's story: each test continues where the previous one ended.
describeAdmin("why a tax is what it is, in the Admin", (store) => {
  const region = (name: string) => store.page.getByRole("region", { name })
  const panel = () => region("Why this tax")
  const trial = () => region("Try it")

  let orderId: string

  /** Looks at a part of the page in both themes, wide and narrow. */
  const lookAt = async (name: string, part: Locator) => {
    for (const [width, size] of [
      [1440, "wide"],
      [390, "narrow"],
    ] as const) {
      await store.page.setViewportSize({ width, height: 1600 })
      for (const theme of ["light", "dark"] as const) {
        await store.wear(theme)
        await part.evaluate((element) => {
          ;(element as unknown as Box).scrollIntoView()
        })
        const overflow = await part.evaluate((element) => {
          const { scrollWidth, clientWidth } = element as unknown as Box
          return scrollWidth - clientWidth
        })
        expect([name, size, overflow]).toEqual([name, size, 0])
        await store.picture(`${name}-${size}-${theme}`)
        await expect(
          seriousViolations(store.page, '[role="region"]')
        ).resolves.toEqual([])
      }
    }
    await store.wear("light")
    await store.page.setViewportSize({ width: 1280, height: 900 })
  }

  beforeAll(async () => {
    await store.admin("POST", "/admin/kintsugi/settings", {
      api_key: store.sandbox.apiKey,
      organization_id: store.sandbox.organizationId,
    })
    const { mug, coat, tent } = store.shop.variants
    const classify = (id: string, pair: object) =>
      store.admin("POST", `/admin/kintsugi/products/${id}`, pair)
    await classify(mug.productId, GROCERIES)
    await classify(coat.productId, DIGITAL)
    const cartId = await store.shopper.createCart()
    for (const variant of [mug, coat, tent]) {
      await store.shopper.add(cartId, variant, 1)
    }
    await store.shopper.setAddress(cartId, ADDRESSES.austin)
    await store.shopper.ship(cartId)
    orderId = (await store.shopper.complete(cartId)).order.id
  })

  it("the order's page says why its tax is what it is, in sentences and numbers", async () => {
    await store.open(`/orders/${orderId}`)
    const says = (words: string | RegExp) =>
      panel().getByText(words).first().waitFor()
    await says(
      "$173.74 on $2,149.94, effective 8.0812%; taxable $2,105.95, $43.99 exempt"
    )
    await says("Austin, TX 78701, US, where the goods are shipped")
    await says("Kintsugi verified the address, to the street.")
    await says("Nobody was signed in: no exemption and no tax ID counts.")
    await says(/^Kintsugi, on .*\d/)
    await says(/^Recorded .*exactly these facts decided the tax\.$/)
    await says("Partly taxable: $96.00 of $120.00")
    await says("Not taxed: the product is exempt there")
    await says(
      "Taxed as Digital / General Digital Goods - No TPP: set on the product."
    )
    await says(
      "Taxed as Physical / General Physical: the default, since nobody classified it."
    )
    await panel()
      .getByRole("table", { name: "By jurisdiction" })
      .getByRole("row", {
        name: /Texas State Sales Tax \$2,105\.95 6\.25% \$131\.62/,
      })
      .waitFor()
    await lookAt("order-explanation", panel())
  })

  it("with the keyboard alone, a line is unfolded and Kintsugi is asked again", async () => {
    const line = panel().getByRole("listitem").filter({ hasText: "Wool Coat" })
    await line.locator("summary").focus()
    await store.page.keyboard.press("Enter")
    await line
      .getByRole("row", { name: /Austin City Sales Tax \$96\.00 1% \$0\.96/ })
      .waitFor()
    await panel().getByRole("button", { name: "Ask Kintsugi again" }).focus()
    await store.page.keyboard.press("Enter")
    await panel()
      .getByText("Kintsugi's answer today is the same: $173.74.")
      .waitFor()
    await panel()
      .getByText("Nothing that decides the tax is different.")
      .waitFor()
  })

  it("after a product was reclassified, asking again says so", async () => {
    await store.admin(
      "POST",
      `/admin/kintsugi/products/${store.shop.variants.coat.productId}`,
      GROCERIES
    )
    await panel().getByRole("button", { name: "Ask Kintsugi again" }).click()
    await panel()
      .getByText(
        "Kintsugi's answer today is $165.82: $7.92 less than the $173.74 charged."
      )
      .waitFor()
    await panel()
      .getByText(
        "Wool Coat is taxed as Physical / Groceries (Home Consumption) now, not as Digital / General Digital Goods - No TPP."
      )
      .waitFor()
  })

  it("what if it went to Nashville: another ZIP code and its jurisdictions", async () => {
    await panel().getByText("What if …").click()
    await panel().getByLabel("ZIP, ZIP+4 or postal code").fill("37203")
    await panel().getByRole("button", { name: "Ask", exact: true }).click()
    await panel()
      .getByText("Another place: TN 37203, US, not Austin, TX 78701, US.")
      .waitFor()
    await panel()
      .getByText("Tennessee Local Sales Tax takes tax now (2.25%).")
      .waitFor()
    await lookAt("order-what-if", panel().locator("form"))
    await panel().getByLabel("ZIP, ZIP+4 or postal code").fill("")
    await panel().getByLabel("State or province").fill("Ontario")
    await panel().getByRole("button", { name: "Ask", exact: true }).click()
    await panel()
      .getByText(/the state is not one of US's/)
      .waitFor()
    await expect(
      seriousViolations(store.page, '[role="region"]')
    ).resolves.toEqual([])
  })

  it("Try it takes several lines, shipping and a customer, and explains a cart", async () => {
    const cartId = await store.shopper.createCart()
    await store.shopper.add(cartId, store.shop.variants.tent, 1)
    await store.shopper.setAddress(cartId, ADDRESSES.nashville)
    await store.signIn(cartId, "school@example.com")

    await store.open("/settings/kintsugi?tab=trial")
    const line = (number: number) =>
      trial().getByRole("group", { name: `Line ${number}` })
    await line(1).getByRole("combobox", { name: "Category" }).fill("no tpp")
    await trial()
      .getByRole("option", { name: /No TPP/ })
      .first()
      .click()
    await trial().getByRole("button", { name: "Add line" }).click()
    await line(2).getByLabel("Amount").fill("20")
    await trial().getByLabel("Shipping").fill("10")
    await trial().getByRole("combobox", { name: "Customer" }).fill("school")
    await trial().getByRole("option", { name: "school@example.com" }).click()
    await trial().getByRole("button", { name: "Calculate" }).click()
    await trial()
      .getByText(
        "$9.08 on $130.00, effective 6.9846%; taxable $110.00, $20.00 exempt"
      )
      .waitFor()
    await trial().getByText("Not exempt there").waitFor()
    await lookAt("trial-lines", trial())
    await trial().getByRole("button", { name: "Remove line 2" }).click()
    await line(2).waitFor({ state: "detached" })

    await trial().getByText("Explain a cart").click()
    await trial().getByLabel("Cart ID").fill(cartId)
    await trial().getByRole("button", { name: "Explain" }).click()
    await trial()
      .getByText("By the cart's tax lines, and what is true now.")
      .waitFor()
    await trial()
      .getByRole("row", { name: /Tennessee Local Sales Tax \$1,600\.00/ })
      .waitFor()
    await store.picture("trial-cart")
  })
})
