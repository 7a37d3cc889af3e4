import { eventually } from "../http/eventually"
import { seriousViolations } from "./accessibility"
import { findFlaws } from "./appearance"
import { ADDRESSES, describeAdmin } from "./browser-store"
import { keyboardOf } from "./keyboard"

const SECOND = { apiKey: "sk_second_key_9Xq", organizationId: "orgn_second" }

// One merchant's story: each test continues where the previous one ended.
describeAdmin("the settings in the Admin", (store) => {
  const keyboard = keyboardOf(store)
  const region = (name: string) => store.page.getByRole("region", { name })
  const connection = () => region("Connection")
  const save = () =>
    keyboard.press(connection().getByRole("button", { name: "Check and save" }))
  const enter = async ({
    apiKey,
    organizationId,
  }: Partial<typeof SECOND>): Promise<void> => {
    await connection()
      .getByLabel("API key", { exact: true })
      .fill(apiKey ?? "")
    await connection()
      .getByLabel("Organization ID")
      .fill(organizationId ?? "")
  }
  /** Where Settings → Kintsugi has it. */
  const openTab = (tab?: string) =>
    store.open(`/settings/kintsugi${tab ? `?tab=${tab}` : ""}`)
  const switchTo = (name: string) =>
    store.page.getByRole("tab", { name, exact: true }).click()
  /** The status of the connection, which is above all tabs. */
  const status = (words: string | RegExp) =>
    region("Status").getByText(words).first().waitFor()
  const says = (words: string | RegExp) =>
    store.page.getByText(words).first().waitFor()

  it("the settings page says that nothing is configured", async () => {
    await store.open("/settings")
    await store.page.getByRole("link", { name: "Kintsugi" }).click()
    await status("Not configured")
    await status("Enter an API key and an organization.")
    await store.picture("settings-first")
    await region("Status").getByRole("link").click()
    await connection().getByText("Not configured").waitFor()
    await expect(store.taxedMug()).resolves.toMatchObject({
      source: "fallback",
    })
  })

  it("the settings page says what is wrong with a key, and nothing is saved", async () => {
    await save()
    await connection().getByText("This field is required.").first().waitFor()

    await enter({ apiKey: "sk_wrong", organizationId: "orgn_sandbox" })
    await save()
    await says(/Kintsugi does not accept this API key/)

    await enter({
      apiKey: store.sandbox.apiKey,
      organizationId: "orgn_of_others",
    })
    await connection().getByRole("button", { name: "Test connection" }).click()
    await says(/no access to the organization orgn_of_others/)
    await connection().getByText("Not configured").waitFor()
  })

  it("the settings page configures a store up to a taxed cart without a file", async () => {
    const { tax_regions } = await store.admin<{
      tax_regions: { id: string; country_code: string }[]
    }>("GET", "/admin/tax-regions?country_code=us")
    await store.admin("POST", `/admin/tax-regions/${tax_regions[0]?.id}`, {
      provider_id: "tp_system",
    })
    await store.page.reload()

    await enter(store.sandbox)
    await save()
    await connection().getByText("••••_key").waitFor()
    await connection()
      .getByText(/Changed .* by admin@example\.com/)
      .waitFor()
    await expect(
      connection().getByLabel("API key", { exact: true }).inputValue()
    ).resolves.toBe("")

    await switchTo("Regions and registrations")
    const usSwitch = region("Tax regions").getByRole("switch", {
      name: "Tax United States with Kintsugi",
    })
    await expect(usSwitch.isChecked()).resolves.toBe(false)
    await usSwitch.click()
    await says("United States is now taxed by Kintsugi")

    await expect(store.taxedMug()).resolves.toMatchObject({
      tax: expect.closeTo(1.65, 4),
      source: "kintsugi",
    })
    await switchTo("Overview")
    await status("Connected")
    await switchTo("Connection")
    await connection().getByText("Connected", { exact: true }).waitFor()
    await store.picture("settings-connection")
  })

  it("Medusa's own page of the tax region shows Kintsugi as the provider", async () => {
    const { tax_regions } = await store.admin<{
      tax_regions: { id: string }[]
    }>("GET", "/admin/tax-regions?country_code=us")
    await store.open(`/settings/tax-regions/${tax_regions[0]?.id}/edit`)
    await store.page
      .getByRole("dialog")
      .getByText("Kintsugi (KINTSUGI)")
      .first()
      .waitFor()
    await store.picture("tax-region")
    await openTab("trial")
  })

  it("a trial estimate shows the tax and the registration", async () => {
    const trial = region("Try it")
    await trial.getByRole("button", { name: "Calculate" }).click()
    await trial
      .getByText("$8.25 on $100.00, effective 8.25%; taxable $100.00")
      .waitFor()
    await trial.getByText("Registered there", { exact: true }).waitFor()

    store.sandbox.setRegistrations(["US-CA"])
    await trial.getByRole("button", { name: "Calculate" }).click()
    await trial.getByText("Not registered there", { exact: true }).waitFor()
    await trial.getByRole("switch").click()
    await trial.getByRole("button", { name: "Calculate" }).click()
    await trial.getByText("As if registered", { exact: true }).waitFor()
    await expect(
      trial.getByText(/^(Not r|R)egistered there$/).count()
    ).resolves.toBe(0)
    await trial.getByRole("cell", { name: "$6.25" }).first().waitFor()
    await trial.scrollIntoViewIfNeeded()
    await store.picture("settings-trial")
    store.sandbox.setRegistrations("all")
  })

  it("a trial estimate of a product shows why it is not taxed", async () => {
    const { productId } = store.shop.variants.coat
    const classify = (pair: object) =>
      store.admin("POST", `/admin/kintsugi/products/${productId}`, pair)
    await classify({ category: "Physical", subcategory: "General Clothing" })
    const trial = region("Try it")
    await trial.getByRole("combobox", { name: "Product" }).fill("coat")
    await trial.getByRole("option", { name: "Wool Coat" }).click()
    await trial.getByLabel("City").fill("New York")
    await trial.getByLabel("State or province").fill("NY")
    await trial.getByLabel("Postal code").fill("10005")
    await trial.getByRole("button", { name: "Calculate" }).click()
    await trial
      .getByText("Taxed as Physical / General Clothing: set on the product.")
      .waitFor()
    await trial
      .getByText(
        "$0.00 on $100.00, effective 0%; taxable $0.00, $100.00 exempt"
      )
      .waitFor()
    await trial
      .getByText(/^Not taxed: (?!.*_)/)
      .first()
      .waitFor()
    await store.picture("settings-trial-exempt")
    await classify({ category: null, subcategory: null })
  })

  it("the merchant decides what happens when Kintsugi can't answer, and sees who decided", async () => {
    await openTab("behavior")
    const behavior = region("Behavior")
    const choose = async (choice: string) => {
      await keyboard.choose(
        behavior.getByRole("combobox", { name: "When Kintsugi can't answer" }),
        choice
      )
      await keyboard.press(behavior.getByRole("button", { name: "Save" }))
    }
    const setting = async () =>
      (
        await store.admin<{
          behavior: { on_failure: { value: string; saved: string | null } }
        }>("GET", "/admin/kintsugi/settings")
      ).behavior.on_failure
    await choose("Charge no tax (you owe it)")
    await behavior.getByText(/Changed .* by admin@example\.com/).waitFor()
    await eventually(async () =>
      expect(await setting()).toMatchObject({ saved: "zero" })
    )
    await choose(
      "As configured: Use what Kintsugi answered before, or else the tax region's own rates"
    )
    await behavior
      .getByRole("combobox", { name: "When Kintsugi can't answer" })
      .getByText(/^As configured/)
      .waitFor()
    await eventually(async () =>
      expect(await setting()).toMatchObject({ value: "remember", saved: null })
    )
  })

  it("the keyboard chooses what the bell tells of, and enters the key's last day", async () => {
    const behavior = async () =>
      (
        await store.admin<{
          behavior: Record<
            "alerts" | "api_key_expires_on",
            { value: unknown; saved: unknown }
          >
        }>("GET", "/admin/kintsugi/settings")
      ).behavior
    await openTab("behavior")
    const alerts = region("Alerts")
    const near = alerts.getByRole("checkbox", {
      name: "Nexus threshold almost reached",
    })
    await keyboard.press(near, "Space")
    await keyboard.press(alerts.getByRole("button", { name: "Save" }))
    await eventually(async () =>
      expect((await behavior()).alerts.value).not.toContain("nexus_near")
    )
    await keyboard.press(alerts.getByRole("button", { name: "As configured" }))
    await eventually(async () =>
      expect((await behavior()).alerts).toMatchObject({
        value: expect.arrayContaining(["nexus_near"]),
        saved: null,
      })
    )

    await openTab("connection")
    const day = connection().getByLabel("The API key expires on")
    await day.focus()
    await store.page.keyboard.type("12312099")
    await store.page.keyboard.press("Enter")
    await eventually(async () =>
      expect((await behavior()).api_key_expires_on.value).toBe("2099-12-31")
    )
  })

  it("a cart that is open while the key changes continues with the new key", async () => {
    const cart = await store.taxedMug()
    store.sandbox.setAccess(SECOND)
    store.sandbox.clearRequests()
    await openTab("connection")
    await enter(SECOND)
    await save()
    await connection().getByText("••••_9Xq").waitFor()

    await expect(store.taxOf(cart.id)).resolves.toMatchObject({
      source: "kintsugi",
    })
    expect(
      store.sandbox
        .requests({ path: "/v1/tax/estimate" })
        .map(({ status, headers }) => [status, headers["x-organization-id"]])
    ).toEqual([[200, SECOND.organizationId]])
  })

  it("the merchant classifies a product with the keyboard, and the next cart uses it", async () => {
    const { productId } = store.shop.variants.mug
    await store.open(`/products/${productId}`)
    const widget = region("Tax classification")
    await widget.getByText("the default", { exact: true }).waitFor()
    const box = widget.getByRole("combobox")
    await box.focus()
    await store.page.keyboard.type("general cloth")
    await widget.getByRole("option", { name: "General Clothing" }).waitFor()
    await store.page.keyboard.press("Enter")
    await expect(box.inputValue()).resolves.toBe("Physical / General Clothing")
    await widget.getByRole("button", { name: "Save" }).click()
    await widget.getByText("set on this product").waitFor()
    await widget.scrollIntoViewIfNeeded()
    await store.picture("product-classification")
    await expect(
      seriousViolations(store.page, '[role="region"]')
    ).resolves.toEqual([])

    await store.taxedMug()
    const [estimate] = store.sandbox
      .requests({ path: "/v1/tax/estimate" })
      .slice(-1)
    expect(estimate?.body).toMatchObject({
      transaction_items: [{ product_subcategory: "General Clothing" }],
    })
  })

  it("the merchant classifies many products at once", async () => {
    await store.open("/tax-classification")
    const { page } = store
    const cell = (name: string) => page.getByRole("cell", { name, exact: true })
    await cell("Kintsugi Mug").waitFor()
    const shown = page.getByRole("combobox", { name: "Products shown" })
    await shown.click()
    await page.getByRole("option", { name: "Unclassified products" }).click()
    await cell("Kintsugi Mug").waitFor({ state: "detached" })
    await cell("Wool Coat").waitFor()
    for (const name of ["Wool Coat", "Expedition Tent"]) {
      await page
        .getByRole("row", { name: new RegExp(name) })
        .getByRole("checkbox")
        .click()
    }
    await page.getByRole("button", { name: /Assign category/ }).click()
    const drawer = page.getByRole("dialog")
    await drawer.getByRole("combobox").fill("general phys")
    await drawer.getByRole("option", { name: "General Physical" }).click()
    await drawer.getByRole("button", { name: "Save" }).click()
    await says("2 products classified")
    await cell("Wool Coat").waitFor({ state: "detached" })
    await shown.click()
    await page.getByRole("option", { name: "All products" }).click()
    await page
      .getByRole("row", { name: /Wool Coat/ })
      .getByText("Physical / General Physical")
      .waitFor()
    await store.picture("tax-classification")
    await expect(seriousViolations(page, "main")).resolves.toEqual([])
  })

  it("the merchant assigns a category with the keyboard alone, in light and dark", async () => {
    await store.open("/tax-classification")
    const { page } = store
    await page
      .getByRole("row", { name: /Gift Wrap/ })
      .getByRole("checkbox")
      .focus()
    await page.keyboard.press("Space")
    await page.getByRole("button", { name: /Assign category/ }).focus()
    await page.keyboard.press("Enter")
    const drawer = page.getByRole("dialog")
    /** The drawer takes the focus a moment after it appears. */
    const hasFocus = () =>
      page.waitForFunction(
        "document.activeElement?.closest('[role=dialog]:has([role=combobox])')"
      )
    const box = drawer.getByRole("combobox")
    const chosen = drawer.getByRole("option", { selected: true })
    await hasFocus()
    // An option under the resting pointer would be chosen.
    await page.mouse.move(0, 0)
    await box.focus()
    await page.keyboard.press("ArrowDown")
    await expect(chosen.getAttribute("id")).resolves.toMatch(/-0$/)
    await page.keyboard.press("ArrowDown")
    const second = drawer.getByRole("option").nth(1)
    await second.and(chosen).waitFor()
    const secondId = await second.getAttribute("id")
    await drawer
      .locator(`[role="combobox"][aria-activedescendant="${secondId}"]`)
      .waitFor()
    await expect(drawer.getByRole("status").textContent()).resolves.toMatch(
      /^\d+ more: type to narrow the list$/
    )
    for (const theme of ["light", "dark"] as const) {
      await store.wear(theme)
      await expect(seriousViolations(page, '[role="dialog"]')).resolves.toEqual(
        []
      )
      await store.picture(`classification-assign-${theme}`)
    }
    await store.wear("light")

    // Closes the list, but not the drawer.
    await page.keyboard.press("Escape")
    await drawer.getByRole("listbox").waitFor({ state: "hidden" })
    await expect(drawer.isVisible()).resolves.toBe(true)

    // So does leaving the field, without choosing anything.
    await page.keyboard.press("ArrowDown")
    await drawer.getByRole("listbox").waitFor()
    await page.keyboard.press("Tab")
    await drawer.getByRole("listbox").waitFor({ state: "hidden" })
    await expect(box.inputValue()).resolves.toBe("")
    await box.focus()

    await page.keyboard.type("general phys")
    await drawer.getByRole("option", { name: "General Physical" }).waitFor()
    await page.keyboard.press("Enter")
    await expect(box.inputValue()).resolves.toBe("Physical / General Physical")
    await drawer.getByRole("button", { name: "Save" }).focus()
    await page.keyboard.press("Enter")
    await says("1 product classified")
    await drawer.waitFor({ state: "detached" })

    await page
      .getByRole("row", { name: /Gift Wrap/ })
      .getByRole("checkbox")
      .focus()
    await page.keyboard.press("Space")
    await page.getByRole("button", { name: /Assign category/ }).focus()
    await page.keyboard.press("Enter")
    await box.waitFor()
    await hasFocus()
    await page.keyboard.press("Escape")
    // The bar with the selection's actions stays, and is a dialog, too.
    await box.waitFor({ state: "detached" })
  })

  it("the rules name their tags, however many tags there are", async () => {
    await store.sql(
      "insert into product_tag (id, value) select 'ptag_' || lpad(i::text, 3, '0'), 'tag ' || i from generate_series(1, 250) i"
    )
    for (const id of ["ptag_001", "ptag_250"]) {
      await store.admin("POST", "/admin/kintsugi/classification-rules", {
        kind: "tag",
        reference_id: id,
        category: "Physical",
        subcategory: "General Physical",
      })
    }
    await store.open("/tax-classification")
    const rules = region("Rules")
    await rules.getByRole("cell", { name: "tag 1", exact: true }).waitFor()
    await rules.getByRole("cell", { name: "tag 250", exact: true }).waitFor()
    await store.sql("delete from kintsugi_classification_rule")
    await store.sql("delete from product_tag")
  })

  it("every page opens while Kintsugi is down", async () => {
    store.sandbox.fail({
      kind: "status",
      status: 503,
      endpoint: "POST /v1/tax/estimate",
      times: Infinity,
    })
    for (const endpoint of [
      "GET /v1/products",
      "GET /v1/products/categories",
    ]) {
      store.sandbox.fail({
        kind: "status",
        status: 503,
        endpoint,
        times: Infinity,
      })
    }
    await store.taxedMug()
    const cart = await store.shopper.createCart()
    await store.shopper.add(cart, store.shop.variants.tent, 3)
    await store.shopper.setAddress(cart, {
      address_1: "11 Wall St",
      city: "New York",
      province: "NY",
      postal_code: "10005",
      country_code: "us",
    })

    await openTab("connection")
    await status("Outage")
    await connection().getByText("Outage", { exact: true }).waitFor()
    await connection().getByRole("button", { name: "Test connection" }).click()
    await says(/Kintsugi could not be reached/)
    await switchTo("Overview")
    await region("Health").getByText("Kintsugi is unavailable").waitFor()
    await region("Health")
      .getByRole("img", { name: /Response time by hour/ })
      .locator("title", { hasText: /median \d+ ms, 95th percentile \d+ ms/ })
      .first()
      .waitFor({ state: "attached" })
    await region("Health").scrollIntoViewIfNeeded()
    await store.picture("settings-health")

    await store.open(`/products/${store.shop.variants.coat.productId}`)
    await region("Tax classification").getByText("In effect").waitFor()
    await store.open("/tax-classification")
    await store.page
      .getByRole("cell", { name: "Wool Coat", exact: true })
      .waitFor()
    store.sandbox.clearFaults()
  })

  it("a warning disappears once its cause is fixed, without a day's wait", async () => {
    const cartIn = async (
      address: "austin" | "losAngeles",
      variant: "giftWrap" | "tent"
    ) => {
      const id = await store.shopper.createCart()
      await store.shopper.add(id, store.shop.variants[variant], 7)
      await store.shopper.setAddress(id, ADDRESSES[address])
    }
    await cartIn("losAngeles", "tent")
    for (const status of [401, 422] as const) {
      store.sandbox.fail({
        kind: "status",
        status,
        endpoint: "POST /v1/tax/estimate",
        times: Infinity,
      })
      await cartIn("austin", "giftWrap")
      store.sandbox.clearFaults()
    }
    await openTab()
    const health = region("Health")
    const refused = health.getByText("The API key is refused")
    const request = health.getByText("Kintsugi refuses the request")
    await refused.waitFor()
    await request.waitFor()
    await status("Key refused")

    await switchTo("Connection")
    await connection().getByRole("button", { name: "Test connection" }).click()
    await switchTo("Overview")
    await request.waitFor()
    // Sooner than the page refreshes automatically.
    await refused.waitFor({ state: "detached", timeout: 25_000 })
    await request.waitFor()
    await status("Needs attention")

    await cartIn("austin", "giftWrap")
    await store.page.reload()
    await health.getByText("No problems").waitFor()
  })

  it("Health says what carts are charged in an outage, until it is over", async () => {
    const cartInAustin = async (quantity: number) => {
      const id = await store.shopper.createCart()
      await store.shopper.add(id, store.shop.variants.giftWrap, quantity)
      return store.shopper.setAddress(id, ADDRESSES.austin)
    }
    await cartInAustin(11)
    store.sandbox.fail({
      kind: "status",
      status: 503,
      endpoint: "POST /v1/tax/estimate",
      times: Infinity,
    })
    await cartInAustin(12)
    await cartInAustin(13)
    await openTab()
    await status(/^Kintsugi has not answered since/)
    const outage = region("Health").getByText(
      /Kintsugi has not answered since .+\. Since then: 2 carts were taxed by what Kintsugi answered before and none was refused\./
    )
    await outage.waitFor()
    await outage.scrollIntoViewIfNeeded()
    await store.picture("settings-outage")

    store.sandbox.clearFaults()
    await switchTo("Connection")
    await connection().getByRole("button", { name: "Test connection" }).click()
    await says(/Kintsugi accepts the API key/)
    await cartInAustin(14)
    await openTab()
    await status("Connected")
    await region("Health").getByText("No problems").waitFor()
    await expect(outage.isVisible()).resolves.toBe(false)
  })

  it("the merchant checks the installation with the keyboard alone, in light and dark, and on a phone", async () => {
    await store.open("/settings/kintsugi")
    const section = region("Check this installation")
    await section.getByRole("button", { name: "Run the checks" }).focus()
    await store.page.keyboard.press("Enter")

    const results = section.getByRole("list", { name: "Results" })
    await results.waitFor()
    await expect(results.locator("> li").count()).resolves.toBe(11)
    const scope = results
      .locator("> li")
      .filter({ hasText: "What the key may be used for" })
    await scope.getByText("Fine", { exact: true }).waitFor()
    await scope.locator("summary").focus()
    await store.page.keyboard.press("Enter")
    await scope.getByText("Registrations (GET /v1/registrations)").waitFor()
    await expect(section.innerText()).resolves.not.toContain(
      store.sandbox.apiKey
    )

    for (const colorScheme of ["light", "dark"] as const) {
      await store.wear(colorScheme)
      await section.scrollIntoViewIfNeeded()
      await expect(seriousViolations(store.page, "main")).resolves.toEqual([])
      await store.picture(`doctor-${colorScheme}`)
    }
    await store.page.setViewportSize({ width: 390, height: 900 })
    await results.scrollIntoViewIfNeeded()
    const isWhole = await results.evaluate(
      ({ scrollWidth, clientWidth }: Record<string, number>) =>
        Number(scrollWidth) <= Number(clientWidth)
    )
    expect(isWhole).toBe(true)
    await store.picture("doctor-phone")
    await store.page.setViewportSize({ width: 1280, height: 900 })
    await store.wear("light")
  })

  it("each tab has an address, takes the keyboard, and the browser goes back", async () => {
    const { page } = store
    const shown = (name: string) =>
      page.getByRole("tab", { name, exact: true, selected: true }).waitFor()
    await openTab("behavior")
    await shown("Behavior")
    await page.getByRole("tab", { name: "Behavior" }).focus()
    await page.keyboard.press("ArrowRight")
    // The focus moves a moment after the key.
    await page.waitForFunction(
      "document.activeElement.textContent === 'Try it'"
    )
    // The arrow only moves; Enter opens.
    await shown("Behavior")
    await page.keyboard.press("Enter")
    await shown("Try it")
    expect(new URL(page.url()).searchParams.get("tab")).toBe("trial")
    await region("Try it").getByLabel("City").fill("Waco")

    await page.goBack()
    await shown("Behavior")
    await expect(region("Try it").isVisible()).resolves.toBe(false)
    await page.goForward()
    await expect(
      region("Try it").getByLabel("City").inputValue()
    ).resolves.toBe("Waco")

    await openTab("no-such-tab")
    await shown("Overview")
  })

  const TABS = [
    ["overview", "Health"],
    ["connection", "Connection"],
    ["regions", "Where you collect"],
    ["behavior", "Behavior"],
    ["trial", "Try it"],
  ] as const

  it.each(TABS)(
    "the tab %s has no serious accessibility violation and fits a phone, light and dark",
    async (tab, section) => {
      const { page } = store
      await openTab(tab)
      await region(section).waitFor()
      await status("Connected")
      await page.locator('main [aria-busy="true"]').first().waitFor({
        state: "detached",
      })
      await expect(
        findFlaws(store, `settings-${tab}`, "main")
      ).resolves.toEqual([])
    }
  )

  it("places that only repeat Registered are folded until they are wanted", async () => {
    await openTab("regions")
    const places = region("Where you collect").getByRole("list", {
      name: "Other places where you are registered",
    })
    const show = region("Where you collect").getByRole("button", {
      name: "Show them",
      expanded: false,
    })
    await show.focus()
    await expect(places.isVisible()).resolves.toBe(false)
    await store.page.keyboard.press("Enter")
    await places.getByText("Canada: Yukon").waitFor()
    await region("Where you collect")
      .getByRole("button", { name: "Hide them", expanded: true })
      .click()
    await expect(places.isVisible()).resolves.toBe(false)
  })

  it("the merchant removes the credentials again", async () => {
    await openTab("connection")
    await connection().getByRole("button", { name: "Remove" }).click()
    await store.page
      .getByRole("alertdialog")
      .getByRole("button", { name: "Remove" })
      .click()
    await connection().getByText("Not configured").waitFor()
    await expect(store.taxedMug()).resolves.toMatchObject({
      source: "fallback",
    })
  })
})
