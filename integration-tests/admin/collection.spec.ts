import { seriousViolations } from "./accessibility"
import { describeAdmin } from "./browser-store"

// One merchant's story: each test continues where the previous one ended.
describeAdmin("Where you collect in the Admin", (store) => {
  const section = () =>
    store.page.getByRole("region", { name: "Where you collect" })
  const map = () =>
    section().getByRole("group", { name: "Map of the United States" })
  const state = (name: string) =>
    map().getByRole("button", { name, exact: true })
  const open = async () => {
    await store.open("/settings/kintsugi?tab=regions")
    await section().scrollIntoViewIfNeeded()
  }

  it("Where you collect says that Kintsugi is not configured", async () => {
    await open()
    await section().getByText("Kintsugi is not configured").waitFor()
    await expect(map().count()).resolves.toBe(0)
  })

  it("Where you collect shows a map when nothing is registered", async () => {
    store.sandbox.setRegistrations([])
    await store.admin("POST", "/admin/kintsugi/settings", {
      api_key: store.sandbox.apiKey,
      organization_id: store.sandbox.organizationId,
    })
    await open()
    await section().getByText("You are not registered anywhere yet").waitFor()
    await expect(map().getByRole("button").count()).resolves.toBe(51)
    await state("Texas, TX: Nothing to do").waitFor()
  })

  it("Where you collect shows registrations, and where one will be required soon", async () => {
    store.sandbox.setRegistrations(["US-TX", "US-CA", "US-WA", "CA-ON", "EU"])
    store.sandbox.setOtherRegistrations([
      { place: "US-NY", status: "AWAITING_CLARIFICATION" },
    ])
    store.sandbox.setNexus([
      {
        place: "US-FL",
        status: "APPROACHING",
        transactions_amount: "81234.50",
        transaction_count: 120,
      },
      {
        place: "US-GA",
        status: "EXPOSED",
        transactions_amount: "130000.00",
        transaction_count: 310,
      },
      {
        place: "GB",
        status: "APPROACHING",
        transactions_amount: "70000.00",
        threshold_sales: 85000,
      },
    ])
    // Another organization, for which nothing is cached.
    store.sandbox.setAccess({ organizationId: "orgn_second" })
    await store.admin("POST", "/admin/kintsugi/settings", {
      api_key: store.sandbox.apiKey,
      organization_id: "orgn_second",
    })
    await open()
    for (const name of [
      "Texas, TX: Registered",
      "New York, NY: Registration in progress",
      "Georgia, GA: Threshold met",
      "Florida, FL: Threshold near",
      "Ohio, OH: Nothing to do",
    ]) {
      await state(name).waitFor()
    }
    await section().getByText("Registered (3)").waitFor()
    await section()
      .getByRole("row", {
        name: "United Kingdom Threshold near £70,000.00 £85,000.00",
      })
      .waitFor()
    // There is nothing to do about these, so they are only named.
    await section()
      .getByText(
        "You are registered in 2 other places, with nothing to do there."
      )
      .waitFor()
    for (const name of ["Canada: Ontario", "European Union"]) {
      await section().getByRole("listitem").getByText(name).waitFor()
    }
  })

  it("Where you collect shows a state's figures", async () => {
    await state("Florida, FL: Threshold near").click()
    for (const words of [
      "Sales: $81,234.50 of $100,000.00 (81%)",
      "Transactions: 120 of 200 (60%)",
      "Either threshold counts. Counted from Jan 1, 2025 to Dec 31, 2025.",
    ]) {
      await section().getByText(words).waitFor()
    }
    await expect(
      state("Florida, FL: Threshold near").getAttribute("aria-pressed")
    ).resolves.toBe("true")
    await section().evaluate("(element) => element.scrollIntoView()")
    await store.picture("settings-collection")
  })

  it("Where you collect moves over the map with the keyboard", async () => {
    const { keyboard } = store.page
    await state("Texas, TX: Registered").click()
    await section()
      .getByText("Registration: registered, since Jan 1, 2024, filed monthly")
      .waitFor()
    await keyboard.press("ArrowUp")
    await keyboard.press("ArrowRight")
    const focused = () =>
      store.page.evaluate(`document.activeElement.getAttribute("aria-label")`)
    await expect(focused()).resolves.toBe("Louisiana, LA: Nothing to do")
    await keyboard.press("Home")
    await keyboard.press("ArrowLeft")
    await expect(focused()).resolves.toBe("Alaska, AK: Nothing to do")
    await keyboard.press("Enter")
    await section().getByRole("heading", { name: "Alaska" }).waitFor()
    await section()
      .getByText("Kintsugi has no figures for this place.")
      .waitFor()

    await keyboard.press("Tab")
    await keyboard.press("Shift+Tab")
    await expect(focused()).resolves.toBe("Alaska, AK: Nothing to do")
  })

  it("Where you collect has no serious accessibility violation, light or dark", async () => {
    await state("Georgia, GA: Threshold met").click()
    for (const colorScheme of ["light", "dark"] as const) {
      await store.wear(colorScheme)
      await expect(
        seriousViolations(store.page, '[role="region"]')
      ).resolves.toEqual([])
      if (colorScheme === "dark") {
        await store.picture("settings-collection-dark")
      }
    }
  })

  it("Where you collect says when Kintsugi is down, and tries again", async () => {
    store.sandbox.setAccess({ organizationId: "orgn_third" })
    await store.admin("POST", "/admin/kintsugi/settings", {
      api_key: store.sandbox.apiKey,
      organization_id: "orgn_third",
    })
    store.sandbox.fail({
      kind: "status",
      status: 503,
      endpoint: "GET /v1/nexus",
      times: Infinity,
    })
    await open()
    await section()
      .getByRole("alert")
      .getByText("Kintsugi could not be queried")
      .waitFor()
    store.sandbox.clearFaults()
    await section().getByRole("button", { name: "Try again" }).click()
    await state("Texas, TX: Registered").waitFor()
    await expect(section().getByRole("alert").count()).resolves.toBe(0)
  })

  // cspell:disable
  it("Where you collect is in the language of the Admin", async () => {
    await store.page.evaluate(`document.cookie = "lng=de; path=/"`)
    await store.open("/settings/kintsugi?tab=regions")
    await store.page.getByRole("link", { name: "Steuerregionen" }).waitFor()
    const german = store.page.getByRole("region", {
      name: "Wo Sie Steuer erheben",
    })
    await german
      .getByRole("button", { name: "Texas, TX: Registriert", exact: true })
      .click()
    await german
      .getByText(
        "Registrierung: registriert, seit 01.01.2024, Steuererklärung: monatlich"
      )
      .waitFor()
    await german
      .getByRole("row", {
        name: "Vereinigtes Königreich Schwellenwert fast erreicht 70.000,00 £ 85.000,00 £",
      })
      .waitFor()
    await german.getByRole("listitem").getByText("Kanada: Ontario").waitFor()
    await store.picture("settings-collection-german")
  })

  it("Where you collect is in English where the plugin has no texts in the Admin's language", async () => {
    await store.page.evaluate(`document.cookie = "lng=it; path=/"`)
    await open()
    await store.page.getByRole("link", { name: "Regioni Fiscali" }).waitFor()
    await store.page.getByRole("link", { name: "Kintsugi" }).waitFor()
    // cspell:enable
    await state("Texas, TX: Registered").click()
    await section().getByText("Registration: registered").waitFor()
    await expect(store.page.title()).resolves.toContain("Kintsugi")
    await store.page.evaluate(`document.cookie = "lng=; path=/; max-age=0"`)
  })
})
