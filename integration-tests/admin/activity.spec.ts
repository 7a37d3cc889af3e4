import { readFileSync } from "node:fs"
import { backOfficeOf } from "../http/order-driver"
import { seriousViolations } from "./accessibility"
import { ADDRESSES, describeAdmin } from "./browser-store"
import { keyboardOf } from "./keyboard"
import { placeOrder, refuseSales } from "./orders"

const MANY = 10_000

/** A sweep comes every minute. */
const UNTIL_SWEPT_MS = 180_000

// One merchant's story: each test continues where the previous one ended.
describeAdmin("the ledger in the Admin", (store) => {
  const office = backOfficeOf({
    admin: (...request) => store.admin(...request),
  })
  const keyboard = keyboardOf(store)
  const region = (name: string) => store.page.getByRole("region", { name })
  const reporting = () => region("Tax reporting")
  const row = (name: string | RegExp) => store.page.getByRole("row", { name })
  const says = (words: string | RegExp) =>
    store.page.getByText(words).first().waitFor()

  const order = async (goods?: Parameters<typeof placeOrder>[1]) => {
    const id = await placeOrder(store, goods)
    const { display_id } = await office.read(id)
    return { id, name: `#${display_id}` }
  }

  it("the Tax reporting page without credentials says what is missing", async () => {
    await store.open("/orders")
    await store.page.getByRole("link", { name: "Tax reporting" }).click()
    await says(/Nothing is sent to Kintsugi: apiKey and organizationId not set/)
    await says("Nothing has been reported yet")
    await says("No backfill has run yet.")
    await says("Nothing has been compared yet.")
    await store.page
      .getByRole("heading", { level: 1, name: "Tax reporting" })
      .waitFor()
    // Nothing failed, and there is nothing to download.
    await expect(
      store.page.getByRole("button", { name: "Send all failed again" }).count()
    ).resolves.toBe(0)
    await expect(
      store.page.getByRole("button", { name: "Download CSV" }).isDisabled()
    ).resolves.toBe(true)
    await region("Backfill")
      .getByRole("button", { name: "Start backfill" })
      .click()
    await region("Backfill")
      .getByRole("alert")
      .getByText("Kintsugi is not configured")
      .waitFor()
    await store.picture("tax-reporting-empty")
    await store.admin("POST", "/admin/kintsugi/settings", {
      api_key: store.sandbox.apiKey,
      organization_id: store.sandbox.organizationId,
    })
  })

  it("the order's page shows what waits, what is reported and the refund's credit note", async () => {
    const { id, name } = await order()
    await store.open(`/orders/${id}`)
    const widget = reporting()
    await widget.getByText("Waiting for payment", { exact: true }).waitFor()
    await widget.getByText("Tax charged", { exact: true }).waitFor()
    await widget.getByText("Texas State Sales Tax, 6.25%").waitFor()

    await office.capture(id)
    await widget.getByText("Delivered", { exact: true }).waitFor()
    await widget.getByText("Kintsugi ID").waitFor()
    await widget.getByText("$54.05, including $4.12 tax").waitFor()
    await widget.getByText("No difference").waitFor()

    await office.refund(id, 10)
    await widget.getByText("Credit note: refund").waitFor()
    await widget.getByText("Delivered", { exact: true }).nth(1).waitFor()
    await widget.getByText("-$10.00, including -$0.76 tax").waitFor()
    await widget.getByText("Net tax reported", { exact: true }).waitFor()
    await widget.getByText("$3.36", { exact: true }).waitFor()
    // Medusa's own parts of the page don't refresh automatically.
    await store.page.reload()
    await widget.getByText("Credit note: refund").waitFor()
    await widget.scrollIntoViewIfNeeded()
    await store.picture("order-reporting")
    await expect(
      seriousViolations(store.page, '[role="region"]')
    ).resolves.toEqual([])

    await widget
      .getByRole("link", { name: "All records for this order" })
      .click()
    await row(/Credit note: refund .*-\$10\.00 -\$0\.76/).waitFor()
    await row(new RegExp(`${name} Sale .*\\$54\\.05 \\$4\\.12`)).waitFor()
    await expect(
      store.page.getByLabel("Search by order number").inputValue()
    ).resolves.toBe(name.slice(1))
  })

  it("Tax reporting lists orders that were taxed in an outage, with the difference", async () => {
    store.sandbox.fail({
      kind: "status",
      status: 503,
      endpoint: "POST /v1/tax/estimate",
      times: Infinity,
    })
    const { id, name } = await order({ address: "denver" })
    store.sandbox.clearFaults()
    await office.capture(id)
    await store.open("/tax-reporting")
    await store.page
      .getByText(/1 order in USD was taxed while Kintsugi could not answer\./)
      .waitFor()
    await store.page
      .getByRole("link", { name: "Show them", exact: true })
      .click()
    await row(
      new RegExp(
        `${name} .*By the tax region's own rates\\. (Und|Ov)er-collected \\$`
      )
    ).waitFor()
    await store.picture("tax-reporting-outage")
    await store.open(`/orders/${id}`)
    await reporting()
      .getByText(/(Und|Ov)er-collected \$/)
      .waitFor()
    await reporting()
      .getByText(
        "Kintsugi could not answer, and the order was taxed by the tax region's own rates."
      )
      .waitFor()
  })

  it("the Tax reporting page shows why a sale was refused, and the keyboard sends it again", async () => {
    refuseSales(store)
    const { id, name } = await order()
    await office.capture(id)
    await store.open("/settings/kintsugi")
    await region("Health").getByText("1 refused").waitFor()
    await region("Health")
      .getByRole("link", { name: "Show them in Tax reporting" })
      .click()
    await row(name).getByText("Refused", { exact: true }).waitFor()
    await row(name)
      .getByText(/The customer's e-mail address isn't valid\./)
      .waitFor()
    await store.picture("tax-reporting-refused")
    const again = store.page.getByRole("button", {
      name: `Send again: Sale, ${name}`,
    })
    await again.click()
    await says("Kintsugi refused it again")

    store.sandbox.clearFaults()
    await again.click({ trial: true })
    await again.focus()
    await store.page.keyboard.press("Enter")
    await says("Kintsugi has it now")
    await says("Nothing found")
    await store.open("/tax-reporting")
    await row(name).getByText("Delivered", { exact: true }).waitFor()
    await row(name).getByRole("link", { name }).click()
    await reporting().getByText("Delivered", { exact: true }).waitFor()
  })

  it("the Tax reporting page sends all refused records again", async () => {
    refuseSales(store)
    const orders = [await order(), await order()]
    for (const { id } of orders) {
      await office.capture(id)
    }
    await store.open("/tax-reporting?state=refused")
    for (const { name } of orders) {
      await row(name).getByText("Refused", { exact: true }).waitFor()
    }

    // Its job runs once a minute.
    await store.open("/tax-reporting")
    const alerts = region("Open alerts")
    await alerts
      .getByText(/^Kintsugi does not accept \d records? \(/)
      .waitFor({ timeout: UNTIL_SWEPT_MS })
    await store.picture("alerts")
    await expect(
      seriousViolations(store.page, '[role="region"]')
    ).resolves.toEqual([])
    await store.page.keyboard.press("Control+n")
    const bell = store.page.getByRole("dialog")
    await bell.getByText(/tax records? (was|were) refused/).waitFor()
    await store.picture("alerts-bell")
    await store.page.keyboard.press("Escape")

    store.sandbox.clearFaults()
    await store.page
      .getByRole("button", { name: "Send all failed again" })
      .click()
    await says("2 records will be sent again")
    await store.open("/tax-reporting?state=delivered")
    for (const { name } of orders) {
      await row(name).waitFor({ timeout: UNTIL_SWEPT_MS })
    }
  })

  it("the order's page shows another tax provider, and where fallback rates were used", async () => {
    const taxRegion = `/admin/tax-regions/${store.shop.taxRegions.us}`
    await store.admin("POST", taxRegion, { provider_id: "tp_system" })
    const foreign = await order()
    await store.admin("POST", taxRegion, {
      provider_id: "tp_kintsugi_kintsugi",
    })
    await store.open(`/orders/${foreign.id}`)
    await reporting()
      .getByText(/Kintsugi does not tax this order: another tax provider does/)
      .waitFor()

    store.sandbox.fail({
      kind: "status",
      status: 503,
      endpoint: "POST /v1/tax/estimate",
      times: Infinity,
    })
    // What two mugs are taxed in Austin is known; of New York nothing is.
    const { id } = await order({ mugs: 3, address: "newYork" })
    store.sandbox.clearFaults()
    await office.capture(id)
    await store.open(`/orders/${id}`)
    await reporting()
      .getByText(/taxed by Kintsugi but by the tax region's own rates/)
      .waitFor()
    await reporting().getByText("Charged vs. calculated").waitFor()
    await reporting()
      .getByText(/^Under-collected \$0\.\d\d$/)
      .waitFor()
    await reporting().scrollIntoViewIfNeeded()
    await store.picture("order-reporting-fallback")
  })

  it("a backfill reports past orders and shows its progress", async () => {
    await store.open("/tax-reporting")
    const backfill = region("Backfill")
    await backfill.getByLabel("Placed from").fill("2020-01-01")
    await backfill.getByLabel("Placed through").fill("2019-01-01")
    await backfill.getByRole("button", { name: "Start backfill" }).click()
    await backfill
      .getByRole("alert")
      .getByText("from must be before to.")
      .waitFor()

    await backfill.getByLabel("Placed through").fill("")
    await keyboard.press(
      backfill.getByRole("button", { name: "Start backfill" })
    )
    await says("The backfill is running")
    await backfill.getByText("Done", { exact: true }).waitFor()
    await backfill.getByText("7 of 7 orders").waitFor()
    const bar = backfill.getByRole("progressbar")
    await expect(bar.getAttribute("aria-valuenow")).resolves.toBe("100")
  })

  it("the Tax reporting page follows a backfill that another instance runs", async () => {
    const backfill = region("Backfill")
    await store.sql("delete from kintsugi_backfill")
    await store.sql(
      `insert into kintsugi_backfill
         (id, state, "from", "to", total, done, failed, lease_token, lease_until, created_at)
       values ('kinback_other', 'running', '2025-01-01', '2026-11-01', 1000, 420, 3,
         'other', now() + interval '1 hour', now() - interval '1 minute')`
    )
    const three = `select order_id from kintsugi_ledger_entry
       where type = 'sale' and state = 'delivered' order by order_id limit 3`
    await store.sql(
      `insert into kintsugi_backfill_failure (id, backfill_id, order_id)
       select 'kinbf_' || order_id, 'kinback_other', order_id from (${three}) as failed`
    )
    const failedSales = `type = 'sale' and order_id in (
       select order_id from kintsugi_backfill_failure)`
    await store.sql(
      `update kintsugi_ledger_entry set state = 'refused' where ${failedSales}`
    )
    await backfill
      .getByText(/420 of 1000 orders, about \d minutes? left/)
      .waitFor()
    await backfill
      .getByText("3 orders of this backfill still have undelivered records")
      .waitFor()
    const bar = backfill.getByRole("progressbar")
    await expect(bar.getAttribute("aria-valuenow")).resolves.toBe("42")
    await expect(
      backfill.getByRole("button", { name: "Start backfill" }).isDisabled()
    ).resolves.toBe(true)
    await backfill.scrollIntoViewIfNeeded()
    await store.picture("tax-reporting-backfill")

    // What was not delivered is delivered: there is nothing to warn of.
    await store.sql(
      `update kintsugi_ledger_entry set state = 'delivered' where ${failedSales}`
    )
    await backfill
      .getByText("still have undelivered records")
      .waitFor({ state: "hidden" })
    await store.sql(
      "update kintsugi_backfill set done = 900 where id = 'kinback_other'"
    )
    await backfill.getByText("90%", { exact: true }).waitFor()
    await store.sql(
      "update kintsugi_backfill set done = 1000, state = 'done' where id = 'kinback_other'"
    )
    await backfill.getByText("Done", { exact: true }).waitFor()
  })

  it("a comparison shows what is missing, and repairs it", async () => {
    // An order that a sweep has no reason to process: nothing happened to it.
    const [order] = (
      await store.admin<{ orders: { id: string }[] }>(
        "GET",
        "/admin/orders?order=created_at&offset=1&limit=1"
      )
    ).orders
    const id = order?.id
    await store.sql(
      `delete from kintsugi_ledger_entry where order_id = '${id}'`
    )

    await store.open("/tax-reporting")
    const books = region("Reconciliation")
    await books.getByRole("button", { name: "Compare", exact: true }).click()
    await books.getByText("Missing here").waitFor()
    await books.getByText(/is not in the ledger/).waitFor()
    await books.getByText(/Last run/).waitFor()
    await books.scrollIntoViewIfNeeded()
    await store.picture("tax-reporting-reconciliation")

    await books.getByRole("button", { name: "Compare and repair" }).click()
    await store.page
      .getByRole("alertdialog")
      .getByRole("button", { name: "Compare and repair" })
      .click()
    // The orders of the outage were taxed by other rates, which a repair does not change.
    await books
      .getByText(/^Fixed 1, needs you: \d$/)
      .waitFor({ timeout: UNTIL_SWEPT_MS })
    await expect(books.getByText("Missing here").count()).resolves.toBe(0)
    await books
      .getByText(/USD under-collected\. Kintsugi could not answer/)
      .first()
      .waitFor()
    await store.open(`/orders/${id}`)
    await reporting().getByText("Delivered", { exact: true }).waitFor()
  })

  it("the keyboard dismisses a finding with a note, and takes it back", async () => {
    await store.open("/tax-reporting")
    const books = region("Reconciliation")
    const findings = books.getByText(/^\d findings?$/)
    const before = await findings.textContent()
    const dismiss = books
      .getByRole("button", { name: /^Dismiss: Tax differs, #\d+$/ })
      .first()
    await dismiss.focus()
    await store.page.keyboard.press("Enter")
    const drawer = store.page.getByRole("dialog")
    await drawer.getByRole("button", { name: "Dismiss" }).click()
    await drawer.getByText("This field is required.").waitFor()
    await drawer
      .getByLabel("Why nothing has to be done")
      .fill("Paid from our own pocket.")
    await store.picture("tax-reporting-dismiss")
    await expect(
      seriousViolations(store.page, '[role="dialog"]')
    ).resolves.toEqual([])
    await store.page.keyboard.press("Enter")
    await says("The finding is dismissed")
    await drawer.waitFor({ state: "hidden" })
    await expect(findings.textContent()).resolves.not.toBe(before)

    await books
      .getByRole("button", { name: "Show 1 dismissed finding" })
      .click()
    const dismissed = books.getByRole("table", { name: "Dismissed findings" })
    await dismissed.getByText("Paid from our own pocket.").waitFor()
    await dismissed.getByText(/by admin@example\.com$/).waitFor()
    await dismissed.scrollIntoViewIfNeeded()
    await store.picture("tax-reporting-dismissed")
    await expect(
      seriousViolations(store.page, '[role="region"]')
    ).resolves.toEqual([])
    await dismissed.getByRole("button", { name: /^Take back/ }).click()
    await says("The finding is open again")
    await books.getByText(before!, { exact: true }).waitFor()
  })

  it("the merchant decides when sales are reported", async () => {
    await store.open("/settings/kintsugi?tab=behavior")
    const behavior = region("Behavior")
    await behavior
      .getByRole("combobox", { name: "When sales are reported" })
      .click()
    await store.page
      .getByRole("option", { name: "As soon as the order is placed" })
      .click()
    await behavior.getByRole("button", { name: "Save" }).click()
    await says(/It takes effect with the next request/)

    const { id } = await order()
    await store.open(`/orders/${id}`)
    await reporting().getByText("Delivered", { exact: true }).waitFor()
  })

  it("the order's page and the Tax reporting page open while Kintsugi is down, and say so", async () => {
    store.sandbox.fail({ kind: "status", status: 503, times: Infinity })
    // The tax of fewer mugs may be cached, so that nothing is requested.
    const { id, name } = await order({ mugs: 5 })
    await office.capture(id)
    await store.open(`/orders/${id}`)
    await reporting()
      .getByText("Will be tried again", { exact: true })
      .waitFor()
    await reporting()
      .getByText(/nothing is lost/)
      .waitFor()

    await store.open("/tax-reporting")
    await reporting().getByText("Kintsugi is unavailable").waitFor()
    await row(name).getByText("Will be tried again").waitFor()
    await row(name)
      .getByRole("button", { name: `Send again: Sale, ${name}` })
      .click()
    await says("It has been tried again")
    await region("Reconciliation")
      .getByRole("button", { name: "Compare", exact: true })
      .click()
    await region("Reconciliation")
      .getByText(/The comparison failed/)
      .waitFor()
    await store.picture("tax-reporting-down")
    store.sandbox.clearFaults()
  })

  it("the order's page gives back the tax of an address that was corrected", async () => {
    const { id } = await order()
    await office.capture(id)
    await store.open(`/orders/${id}`)
    await reporting().getByText("Delivered", { exact: true }).waitFor()
    const corrected = region("Corrected address")
    await expect(corrected.count()).resolves.toBe(0)

    await store.admin("POST", `/admin/orders/${id}`, {
      shipping_address: ADDRESSES.losAngeles,
    })
    await store.page.reload()
    const ask = corrected.getByRole("button", {
      name: "What would the tax have been?",
    })
    await ask.focus()
    await store.page.keyboard.press("Enter")
    // California does not tax shipping.
    const giveBack = corrected.getByRole("button", {
      name: "Give back $0.32",
    })
    await giveBack.waitFor()
    await corrected.scrollIntoViewIfNeeded()
    await store.picture("order-address-correction")
    await expect(
      seriousViolations(store.page, '[role="region"]')
    ).resolves.toEqual([])
    await giveBack.click()
    await store.page
      .getByRole("alertdialog")
      .getByRole("button", { name: "Refund" })
      .click()
    await says("The difference was refunded.")
  })

  it("the Tax reporting page shows ten thousand records a page at a time", async () => {
    await store.sql(
      `insert into kintsugi_ledger_entry
         (id, order_id, display_id, organization_id, type, sent_as, reason, reference_id, external_id,
          kintsugi_id, kintsugi_status, state, message, occurred_at, currency_code, net, tax,
          content, request, request_hash, delivered_content, delivered_hash, calculated_tax, attempts)
       select 'kintx_many_' || n, 'order_many_' || n, (100000 + n)::text, 'orgn_sandbox',
         'sale', 'sale', 'order', 'order_many_' || n, 'order_many_' || n, 'txn_many_' || n, 'COMMITTED',
         case when n % 50 = 0 then 'refused' else 'delivered' end,
         case when n % 50 = 0 then 'Kintsugi refused it: the address is not known.' end,
         now() - n * interval '10 minutes', 'usd', '49.93', '4.12',
         jsonb_build_object('lines', '[]'::jsonb, 'status', 'COMMITTED', 'filling', repeat('x', 2000)),
         jsonb_build_object('filling', repeat('x', 2000)), 'hash_' || n,
         jsonb_build_object('lines', '[]'::jsonb, 'status', 'COMMITTED'), 'hash_' || n, '4.12', 1
       from generate_series(1, ${MANY}) n`
    )
    const pages = [
      "limit=20&offset=0",
      `limit=20&offset=${MANY - 20}`,
      "limit=20&state=refused",
      "limit=20&q=%23105000",
      "limit=20&type=sale&from=2026-01-01",
    ]
    for (const query of pages) {
      await expect(
        store.admin("GET", `/admin/kintsugi/transactions?${query}`)
      ).resolves.toMatchObject({ transactions: expect.any(Array) })
    }

    await store.open("/tax-reporting")
    await says(/of 100\d\d results/)
    await store.page.getByRole("button", { name: "Next" }).click()
    await says(/^40 of 100\d\d results/)
    await store.page.getByLabel("Search by order number").fill("#105000")
    await row("#105000").waitFor()
    await row("#105000").getByText("Refused", { exact: true }).waitFor()
    await says(/^1 of 1 results/)

    await store.page.getByLabel("Search by order number").fill("")
    await store.page.getByRole("combobox", { name: "State" }).click()
    await store.page.getByRole("option", { name: "Refused" }).click()
    await says(/^20 of 20\d results/)
    await store.picture("tax-reporting")
  })

  it("the Tax reporting page is filtered by days, kept in its address, and downloaded", async () => {
    await store.open("/tax-reporting")
    const from = store.page.getByLabel("From", { exact: true })
    const through = store.page.getByLabel("Through", { exact: true })
    const day = (daysAgo: number) =>
      new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10)
    await from.fill(day(20))
    await through.fill(day(11))
    await store.page.waitForURL(`**/*from=${day(20)}&to=${day(11)}`)
    // A record each ten minutes.
    await says(/of 1440 results/)
    await says("Days and times are those of")
    await store.page.reload()
    await says(/of 1440 results/)
    await expect(from.inputValue()).resolves.toBe(day(20))

    await expect(
      store.page.evaluate(`(() => {
        const amounts = [...document.querySelectorAll("td span")].filter(
          ({ textContent }) => textContent === "$54.05"
        )
        const edges = amounts.map((one) => one.getBoundingClientRect().right)
        return {
          amounts: amounts.length,
          isAligned: Math.max(...edges) - Math.min(...edges) < 1,
          digits: getComputedStyle(amounts[0]).fontVariantNumeric,
        }
      })()`)
    ).resolves.toEqual({ amounts: 20, isAligned: true, digits: "tabular-nums" })

    const [download] = await Promise.all([
      store.page.waitForEvent("download"),
      store.page.getByRole("button", { name: "Download CSV" }).click(),
    ])
    expect(download.suggestedFilename()).toBe(
      `tax-records-${day(20)}-${day(11)}.csv`
    )
    const lines = readFileSync(await download.path(), "utf8")
      .trim()
      .split("\n")
    expect(lines).toHaveLength(1 + 1_440)
    await says("The download is complete")

    await through.fill(day(30))
    await says("The first day is after the last one.")
    await says("Nothing found")
    await through.fill("")
    await from.fill("")
    await says(/of 100\d\d results/)
  })

  it("the ledger's pages have no serious accessibility violation, light or dark", async () => {
    for (const theme of ["light", "dark"] as const) {
      await store.wear(theme)
      for (const width of [390, 1280, 1440]) {
        await store.page.setViewportSize({ width, height: 900 })
        await store.open("/tax-reporting?state=refused")
        await store.wear(theme)
        await says(/^20 of 20\d results/)
        await says(/Last run/)
        await expect(seriousViolations(store.page, "main")).resolves.toEqual([])
        await expect(
          store.page.evaluate(
            "document.documentElement.scrollWidth - window.innerWidth"
          )
        ).resolves.toBeLessThanOrEqual(0)
        await store.picture(
          width === 1280
            ? `tax-reporting-${theme}`
            : `tax-reporting-${theme}-${width}`
        )
        await region("Reconciliation").scrollIntoViewIfNeeded()
        await store.picture(`tax-reporting-findings-${theme}-${width}`)
      }
    }
    await store.page.setViewportSize({ width: 1280, height: 900 })
    const [order] = (
      await store.admin<{ orders: { id: string }[] }>(
        "GET",
        "/admin/orders?limit=1"
      )
    ).orders
    await store.open(`/orders/${order?.id}`)
    await store.wear("dark")
    await reporting().getByText("All records for this order").waitFor()
    await expect(
      seriousViolations(store.page, '[role="region"]')
    ).resolves.toEqual([])
    await reporting().scrollIntoViewIfNeeded()
    await store.picture("order-reporting-dark")
  })
})
