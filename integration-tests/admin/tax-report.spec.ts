import { readFileSync } from "node:fs"
import { backOfficeOf } from "../http/order-driver"
import { seriousViolations } from "./accessibility"
import { describeAdmin } from "./browser-store"
import { placeOrder } from "./orders"

/** The job that refreshes the report runs every minute. */
const UNTIL_REFRESHED_MS = 180_000

/** Where orders go, and how many months ago they were placed. */
const ORDERS = [
  ["austin", 0],
  ["austin", 1],
  ["austin", 2],
  ["losAngeles", 1],
  ["newYork", 3],
  ["denver", 4],
  ["portland", 5],
] as const

// One merchant's story: each test continues where the previous one ended.
describeAdmin("the tax report in the Admin", (store) => {
  const office = backOfficeOf({
    admin: (...request) => store.admin(...request),
  })
  const region = (name: string) => store.page.getByRole("region", { name })
  const table = (name: string) =>
    store.page.getByRole("group", { name }).getByRole("table")
  const says = (words: string | RegExp) =>
    store.page.getByText(words).first().waitFor()
  const button = (name: string | RegExp) =>
    store.page.getByRole("button", { name })

  const range = () => {
    const at = new Date()
    const to = at.toISOString().slice(0, 10)
    const from = new Date(
      Date.UTC(at.getUTCFullYear(), at.getUTCMonth() - 6, 1)
    )
    return `from=${from.toISOString().slice(0, 10)}&to=${to}`
  }

  it("the page of a store that has sold nothing says so", async () => {
    await store.open("/orders")
    await store.page
      .getByRole("link", { name: "Tax report", exact: true })
      .click()
    await store.page
      .getByRole("heading", { name: "Tax report", level: 1 })
      .waitFor()
    await says("Nothing was sold in this range.")
    await says("There are none.")
  })

  it(
    "the page shows what was sold, by month and place",
    async () => {
      await store.admin("POST", "/admin/kintsugi/settings", {
        api_key: store.sandbox.apiKey,
        organization_id: store.sandbox.organizationId,
      })
      for (const [address, months] of ORDERS) {
        const id = await placeOrder(store, { coats: 1, address })
        await store.sql(
          `update "order" set created_at = now() - interval '${months} months' where id = '${id}'`
        )
        await office.capture(id)
        if (months === 1) {
          await office.refund(id, 20)
        }
      }
      const unpaid = await placeOrder(store, { coats: 1, address: "miami" })
      await store.sql(
        `update "order" set created_at = now() - interval '1 day' where id = '${unpaid}'`
      )
      await store.open(`/tax-report?${range()}`)
      await store.page
        .getByText(/1 order of \$[\d.,]+ waits for its payment/)
        .waitFor({ timeout: UNTIL_REFRESHED_MS })
      await button("Show Texas, US").waitFor({ timeout: UNTIL_REFRESHED_MS })
      await store.page.waitForFunction(
        `document.querySelectorAll('[role="group"][aria-label="By place"] tbody tr').length === 6`,
        undefined,
        { timeout: UNTIL_REFRESHED_MS }
      )
      await says("Exempt, by reason")
      await store.page
        .getByText("orders have changed")
        .waitFor({ state: "detached", timeout: UNTIL_REFRESHED_MS })
      await store.page.setViewportSize({ width: 1440, height: 1000 })
      await store.picture("tax-report")
    },
    UNTIL_REFRESHED_MS
  )

  it("a place leads to its cities and jurisdictions, by keyboard, and back", async () => {
    await button("Show Texas, US").focus()
    await store.page.keyboard.press("Enter")
    await button("Show Austin City").waitFor()
    const austin = table("By jurisdiction")
    await austin.getByRole("row", { name: /Texas State Sales Tax/ }).waitFor()
    await austin.getByRole("row", { name: /District/ }).waitFor()
    await store.picture("tax-report-state")
    await button("Show Austin City").focus()
    await store.page.keyboard.press("Enter")
    await store.page
      .getByRole("navigation", { name: "Places" })
      .getByText("Austin City")
      .waitFor()
    await button("All places").focus()
    await store.page.keyboard.press("Enter")
    await button("Show Colorado, US").waitFor()
  })

  it("a jurisdiction leads to the orders with its tax, and an order to its page", async () => {
    await button("Show Texas, US").click()
    await button("Show the orders with Austin City Sales Tax").click()
    await says("Only those with Austin City Sales Tax")
    const entries = table("Orders behind these figures")
    await entries.getByRole("row", { name: /Credit note/ }).waitFor()
    await expect(entries.getByRole("row").count()).resolves.toBe(5)
    await entries.getByRole("link").first().click()
    await store.page.waitForURL("**/app/orders/order_*")
    await store.page.goBack()
    await button("Show all").click()
    await button("All places").click()
  })

  it("a bar shows its month alone, and dates choose a range", async () => {
    const bars = region("Net tax by month").getByRole("button")
    await expect(bars.count()).resolves.toBe(7)
    await bars.nth(1).click()
    await store.page.waitForURL(
      /from=\d{4}-\d\d-01&to=\d{4}-\d\d-(28|29|30|31)/
    )
    await store.page.waitForFunction(
      `document.querySelectorAll('[aria-label="Net tax by month"] button').length === 1`
    )
    const from = store.page.getByLabel("From")
    await from.fill("2999-01-01")
    await from.press("Enter")
    await says("The first day is after the last one.")
    await store.open(`/tax-report?${range()}`)
  })

  it("the CSVs are saved as files", async () => {
    for (const [name, start] of [
      ["Summary by month and place", "month,currency,country,state,"],
      [
        "Tax by month and jurisdiction",
        "month,currency,country,state,jurisdiction,",
      ],
      ["All lines", "date,occurred_at,currency,order,order_id,"],
    ] as const) {
      await button("Download CSV").click()
      const saved = store.page.waitForEvent("download")
      await store.page.getByRole("menuitem", { name }).click()
      const download = await saved
      expect(download.suggestedFilename()).toMatch(/^tax-report-.*-usd\.csv$/)
      const text = readFileSync(await download.path(), "utf8")
      // The byte order mark tells spreadsheets that it is UTF-8.
      expect(text.slice(0, start.length + 1)).toBe(`\uFEFF${start}`)
      expect(text.trimEnd().split("\r\n").length).toBeGreaterThan(5)
    }
  })

  it("the page has no serious accessibility violation and fits a phone, light or dark", async () => {
    await button("Show Texas, US").click()
    await button("Show Austin City").waitFor()
    for (const width of [1440, 390]) {
      await store.page.setViewportSize({ width, height: 900 })
      for (const colorScheme of ["light", "dark"] as const) {
        await store.wear(colorScheme)
        await expect(seriousViolations(store.page, "main")).resolves.toEqual([])
        await store.picture(`tax-report-${width}-${colorScheme}`)
      }
      await expect(
        store.page.evaluate(
          "document.querySelector('main').scrollWidth <= document.querySelector('main').clientWidth + 1"
        )
      ).resolves.toBe(true)
    }
  })
})
