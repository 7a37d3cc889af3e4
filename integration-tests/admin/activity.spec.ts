import { backOfficeOf } from "../http/order-driver"
import { seriousViolations } from "./accessibility"
import { ADDRESSES, describeAdmin } from "./browser-store"

const MANY = 10_000

/** A sweep comes every minute. */
const UNTIL_SWEPT_MS = 180_000

// One merchant's story: each test continues where the previous one ended.
describeAdmin("the ledger in the Admin", (store) => {
  const office = backOfficeOf({
    admin: (...request) => store.admin(...request),
  })
  const region = (name: string) => store.page.getByRole("region", { name })
  const reporting = () => region("Tax reporting")
  const row = (name: string | RegExp) => store.page.getByRole("row", { name })
  const says = (words: string | RegExp) =>
    store.page.getByText(words).first().waitFor()

  const placeOrder = async (
    mugs = 2,
    address: keyof typeof ADDRESSES = "austin"
  ) => {
    const id = await store.shopper.createCart()
    await store.shopper.add(id, store.shop.variants.mug, mugs)
    await store.shopper.setAddress(id, ADDRESSES[address])
    await store.shopper.ship(id)
    const { order } = await store.shopper.complete(id)
    const { display_id } = await office.read(order.id)
    return { id: order.id, name: `#${display_id}` }
  }
  const refuseSales = () =>
    store.sandbox.fail({
      kind: "status",
      status: 422,
      body: {
        detail: [
          {
            loc: ["body", "customer", "email"],
            msg: "value is not a valid email address",
            type: "value_error",
          },
        ],
      },
      endpoint: "POST /v1/transactions",
      times: Infinity,
    })

  it("the Tax reporting page without credentials says what is missing", async () => {
    await store.open("/orders")
    await store.page.getByRole("link", { name: "Tax reporting" }).click()
    await says(/Nothing is sent to Kintsugi: apiKey and organizationId not set/)
    await says("Nothing has been reported yet")
    await says("No backfill has run yet.")
    await says("Nothing has been compared yet.")
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
    const { id, name } = await placeOrder()
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
    await row(/Credit note: refund/).waitFor()
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
    const { id, name } = await placeOrder(2, "denver")
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
  })

  it("the Tax reporting page shows why a sale was refused, and the keyboard sends it again", async () => {
    refuseSales()
    const { id, name } = await placeOrder()
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
    refuseSales()
    const orders = [await placeOrder(), await placeOrder()]
    for (const { id } of orders) {
      await office.capture(id)
    }
    await store.open("/tax-reporting?state=refused")
    for (const { name } of orders) {
      await row(name).getByText("Refused", { exact: true }).waitFor()
    }
    store.sandbox.clearFaults()
    await store.page
      .getByRole("button", { name: "Send all refused again" })
      .click()
    await says("2 records will be sent again within a minute")
    await store.open("/tax-reporting?state=delivered")
    for (const { name } of orders) {
      await row(name).waitFor({ timeout: UNTIL_SWEPT_MS })
    }
  })

  it("the order's page shows another tax provider, and where fallback rates were used", async () => {
    const taxRegion = `/admin/tax-regions/${store.shop.taxRegions.us}`
    await store.admin("POST", taxRegion, { provider_id: "tp_system" })
    const foreign = await placeOrder()
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
    const { id } = await placeOrder(3, "newYork")
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
    await backfill.getByRole("button", { name: "Start backfill" }).click()
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
    await backfill
      .getByText(/420 of 1000 orders, about \d minutes? left/)
      .waitFor()
    await backfill.getByText("3 orders have undelivered records").waitFor()
    const bar = backfill.getByRole("progressbar")
    await expect(bar.getAttribute("aria-valuenow")).resolves.toBe("42")
    await expect(
      backfill.getByRole("button", { name: "Start backfill" }).isDisabled()
    ).resolves.toBe(true)
    await backfill.scrollIntoViewIfNeeded()
    await store.picture("tax-reporting-backfill")

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
    await store.open(`/orders/${id}`)
    await reporting()
      .getByText("Delivered", { exact: true })
      .waitFor({ timeout: UNTIL_SWEPT_MS })
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

    const { id } = await placeOrder()
    await store.open(`/orders/${id}`)
    await reporting().getByText("Delivered", { exact: true }).waitFor()
  })

  it("the order's page and the Tax reporting page open while Kintsugi is down, and say so", async () => {
    store.sandbox.fail({ kind: "status", status: 503, times: Infinity })
    // The tax of fewer mugs may be cached, so that nothing is requested.
    const { id, name } = await placeOrder(5)
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

  it("the ledger's pages have no serious accessibility violation, light or dark", async () => {
    for (const theme of ["light", "dark"] as const) {
      await store.wear(theme)
      await says(/^20 of 20\d results/)
      await expect(seriousViolations(store.page, "main")).resolves.toEqual([])
      await store.picture(`tax-reporting-${theme}`)
    }
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
