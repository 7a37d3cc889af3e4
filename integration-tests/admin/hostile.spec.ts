import { backOfficeOf } from "../http/order-driver"
import { ADDRESSES, describeAdmin } from "./browser-store"

/** Without quotes, so that it stays the same in JSON and in SQL. */
const IMAGE = "<img src=x onerror=window.pwned=1>"
const SCRIPT = "<script>window.pwned=1</script>"
const SQL = "'; drop table kintsugi_ledger_entry; --"
const CONTROL = "a\u0007b"
const RIGHT_TO_LEFT = "🧾 \u202Eשלום"
const ENDLESS = "x".repeat(100_000)

const HOSTILE = [IMAGE, SCRIPT, SQL, CONTROL, RIGHT_TO_LEFT, ENDLESS]

/** Texts that are valid, whatever they say. */
const TEXTS = [IMAGE, SCRIPT, SQL, RIGHT_TO_LEFT]

/** Texts that mean nothing to a merchant. */
const NO_WORDS = [
  /\[object \w+\]/,
  /\bundefined\b|\bNaN\b/,
  /\bat .+:\d+:\d+/,
  /\b(select|insert into|update) "/i,
  /An (unexpected )?error occurred/,
]

/** A page in Kintsugi's format. */
const pageOf = (items: unknown[]) => ({
  items,
  total: items.length,
  page: 1,
  size: 100,
  pages: 1,
})

describeAdmin("hostile content", (store) => {
  const office = backOfficeOf({
    admin: (...request) => store.admin(...request),
  })
  const region = (name: string) => store.page.getByRole("region", { name })
  const dialog = () => store.page.getByRole("dialog")

  /** What ran although it should only have been shown. */
  const ran: string[] = []

  /** The status of the server's answer to what `act` sends. */
  const statusOf = async (
    path: string,
    act: () => Promise<void>,
    method = "POST"
  ): Promise<number> => {
    const [answer] = await Promise.all([
      store.page.waitForResponse(
        (response) =>
          new URL(response.url()).pathname === `/admin/kintsugi/${path}` &&
          response.request().method() === method
      ),
      act(),
    ])
    return answer.status()
  }

  const kintsugiSays = (endpoint: string, body: unknown, status = 200) =>
    store.sandbox.fail({
      kind: "body",
      endpoint,
      status,
      contentType: "application/json",
      body: JSON.stringify(body),
      times: Infinity,
    })

  const connect = async (organizationId: string) => {
    store.sandbox.setAccess({ organizationId })
    await store.admin("POST", "/admin/kintsugi/settings", {
      api_key: store.sandbox.apiKey,
      organization_id: organizationId,
    })
  }

  const newCustomer = async (email: string) =>
    (
      await store.admin<{ customer: { id: string } }>(
        "POST",
        "/admin/customers",
        {
          email,
          first_name: IMAGE,
          last_name: SQL,
          company_name: SCRIPT,
        }
      )
    ).customer.id

  beforeAll(async () => {
    const { page } = store
    // Also applies to the following pages.
    await page.addInitScript(
      `Object.defineProperty(window, "pwned", {
         set: () => console.error("pwned: something was run"),
       })`
    )
    page.on("console", (message) => {
      if (message.text().startsWith("pwned")) {
        ran.push(message.text())
      }
    })
    page.on("dialog", (box) => {
      ran.push(box.message())
      void box.dismiss()
    })
    page.on("pageerror", (error) => void ran.push(error.message))
  })

  /** After each, so that what was shown last had time to run. */
  afterEach(async () => {
    store.sandbox.clearFaults()
    expect(ran.splice(0)).toEqual([])
    const { page } = store
    await expect(
      page.locator('img[src="x"], body script:text("pwned")').count()
    ).resolves.toBe(0)
    const shown = await page.locator("body").innerText()
    expect(NO_WORDS.filter((pattern) => pattern.test(shown))).toEqual([])
    expect((await page.locator("main").innerText()).trim()).not.toBe("")
  })

  it("hostile text is refused as a key or an organization, and the field says so", async () => {
    await store.open("/settings/kintsugi?tab=connection")
    const box = region("Connection")
    const good = {
      "API key": store.sandbox.apiKey,
      "Organization ID": store.sandbox.organizationId,
    }
    for (const [label, field] of [
      ["API key", /API key|api_key/],
      ["Organization ID", /organization/],
    ] as const) {
      for (const text of HOSTILE) {
        for (const [other, value] of Object.entries(good)) {
          await box.getByLabel(other).fill(other === label ? text : value)
        }
        for (const [button, path] of [
          ["Check and save", "settings"],
          ["Test connection", "connection-test"],
        ] as const) {
          const status = await statusOf(path, () =>
            box.getByRole("button", { name: button }).click()
          )
          expect([field, status < 500]).toEqual([field, true])
          await box.locator('[aria-live="polite"]').getByText(field).waitFor()
        }
      }
    }
    await box.getByText("Not configured").waitFor()
  })

  it("a hostile answer from something other than Kintsugi is shown as text", async () => {
    const box = region("Connection")
    const test = () =>
      statusOf("connection-test", () =>
        box.getByRole("button", { name: "Test connection" }).click()
      )
    await box.getByLabel("API key", { exact: true }).fill(store.sandbox.apiKey)
    await box.getByLabel("Organization ID").fill("orgn_sandbox")
    for (const [body, words] of [
      [`<html>${IMAGE}${SCRIPT}</html>`, /does not seem to be Kintsugi's API/],
      [{ detail: IMAGE }, /Kintsugi/],
    ] as const) {
      for (const status of [200, 400, 500]) {
        store.sandbox.fail({
          kind: "body",
          status,
          contentType: "text/html",
          body: typeof body === "string" ? body : JSON.stringify(body),
          times: Infinity,
        })
        await expect(test()).resolves.toBe(200)
        await box
          .getByText(status === 200 ? words : /Kintsugi/)
          .first()
          .waitFor()
        store.sandbox.clearFaults()
      }
    }
  })

  it("hostile text in a trial estimate is calculated with or refused by its field", async () => {
    await connect(store.sandbox.organizationId)
    await store.open("/settings/kintsugi?tab=trial")
    const trial = region("Try it")
    const answer = trial.locator('[aria-live="polite"]')
    for (const [label, field] of [
      ["Street", "address_1"],
      ["City", "city"],
      ["State or province", "province"],
      ["Postal code", /postal.code|ZIP/],
      ["Country (two letters)", /country|a state or province in/],
      ["Amount", "amount"],
      ["Currency", /currency/],
    ] as const) {
      const input = trial.getByLabel(label)
      const good = await input.inputValue()
      for (const text of HOSTILE) {
        await input.fill(text)
        const status = await statusOf("trial-estimate", () =>
          trial.getByRole("button", { name: "Calculate" }).click()
        )
        expect([field, status < 500]).toEqual([field, true])
        await answer
          .getByText(status === 200 ? / on .+, effective / : field)
          .first()
          .waitFor()
      }
      await input.fill(good)
    }
  })

  it("hostile names of jurisdictions and reasons for a refusal are shown as text", async () => {
    const trial = region("Try it")
    const calculate = () =>
      statusOf("trial-estimate", () =>
        trial.getByRole("button", { name: "Calculate" }).click()
      )
    store.sandbox.clearRequests()
    await expect(calculate()).resolves.toBe(200)
    const [request] = store.sandbox.requests({ path: "/v1/tax/estimate" })
    const proper = await fetch(`${store.sandbox.url}/v1/tax/estimate`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "x-api-key": store.sandbox.apiKey,
        "x-organization-id": store.sandbox.organizationId,
      },
      body: JSON.stringify(request?.body),
    })
    const names = new Map([
      ["Texas State Sales Tax", IMAGE],
      ["Austin City Sales Tax", SQL],
      ["Austin MTA Transit Sales Tax", RIGHT_TO_LEFT],
    ])
    let answer = await proper.text()
    for (const [name, hostile] of names) {
      expect(answer).toContain(`"${name}"`)
      answer = answer.replace(`"${name}"`, JSON.stringify(hostile))
    }
    kintsugiSays("POST /v1/tax/estimate", JSON.parse(answer))
    await expect(calculate()).resolves.toBe(200)
    for (const name of names.values()) {
      await trial.getByRole("cell", { name, exact: true }).waitFor()
    }

    for (const [detail, words] of [
      [IMAGE, `${IMAGE}.`],
      [{ [IMAGE]: { [SQL]: SCRIPT } }, "Kintsugi gave no reason"],
      [
        [{ loc: ["body", IMAGE], msg: SCRIPT, type: "value_error" }],
        `Kintsugi doesn't accept the request: ${SCRIPT}`,
      ],
    ] as const) {
      store.sandbox.clearFaults()
      kintsugiSays("POST /v1/tax/estimate", { detail }, 422)
      await expect(calculate()).resolves.toBe(400)
      await trial.getByText(words).waitFor()
    }
  })

  it("hostile registrations and nexus figures are shown as text", async () => {
    const texas = {
      country_code: "US",
      state_code: "TX",
      state_name: IMAGE,
    }
    kintsugiSays(
      "GET /v1/registrations",
      pageOf([
        { ...texas, status: SCRIPT, filing_frequency: IMAGE },
        { country_code: IMAGE, status: "REGISTERED" },
      ])
    )
    kintsugiSays(
      "GET /v1/nexus",
      pageOf([
        {
          ...texas,
          status: IMAGE,
          sales_or_transactions: SCRIPT,
          transactions_amount: "5",
        },
      ])
    )
    await connect("orgn_hostile_places")
    await store.open("/settings/kintsugi?tab=regions")
    const section = region("Where you collect")
    await section.getByText(IMAGE.toUpperCase()).waitFor()
    await section.getByRole("button", { name: /^Texas, TX/ }).click()
    await section.getByText(`filed ${IMAGE}`).waitFor()
    await connect("orgn_sandbox")
  })

  it("a hostile currency or date does not break the page", async () => {
    kintsugiSays(
      "GET /v1/nexus",
      pageOf([
        {
          country_code: "US",
          state_code: "TX",
          status: "APPROACHING",
          currency: IMAGE,
          nexus_met_date: "soon",
          period_start_date: IMAGE,
          period_end_date: SQL,
        },
        {
          country_code: "GB",
          status: "APPROACHING",
          transactions_amount: "5",
          currency: "Pounds",
        },
      ])
    )
    await connect("orgn_hostile_figures")
    await store.open("/settings/kintsugi?tab=regions")
    await region("Status").getByText("Connected", { exact: true }).waitFor()
    const texas = region("Where you collect").getByRole("button", {
      name: /^Texas, TX/,
    })
    // Or a message about why there is no map.
    await texas.or(region("Where you collect").getByRole("alert")).waitFor()
    if (await texas.count()) {
      await texas.click()
    }
    await region("Tax regions").waitFor()
    await connect("orgn_sandbox")
  })

  it("hostile text is refused by the drawer as an exemption's number, and finds no state", async () => {
    const id = await newCustomer("exempt@example.com")
    store.sandbox.clearRequests()
    await store.open(`/customers/${id}`)
    await region("Tax exemptions")
      .getByRole("button", { name: "Add exemption" })
      .click()
    const submit = () =>
      dialog().getByRole("button", { name: "Exempt", exact: true }).click()
    for (const [label, words, good] of [
      ["FEIN", "A FEIN is nine digits, such as 12-3456789.", ""],
    ] as const) {
      for (const text of HOSTILE) {
        await dialog().getByLabel(label).fill(text)
        await submit()
        await dialog().getByText(words, { exact: true }).waitFor()
      }
      await dialog().getByLabel(label).fill(good)
    }
    const states = dialog().getByRole("combobox", { name: "States" })
    for (const text of HOSTILE) {
      await states.fill(text)
      await dialog().getByText("No other state matches").waitFor()
    }
    await states.fill("")
    const number = dialog().getByLabel("Sales tax ID")
    await number.fill(ENDLESS)
    await submit()
    await dialog()
      .getByText(/\b100\b/)
      .waitFor()
    await number.fill(CONTROL)
    await expect(statusOf(`customers/${id}/exemptions`, submit)).resolves.toBe(
      400
    )
    await dialog()
      .getByText("Field 'sales_tax_id' has a control character.")
      .waitFor()
    expect(store.sandbox.requests({ path: "/v1/exemptions" })).toEqual([])
  })

  it("a hostile tax ID is kept as it was written", async () => {
    const box = region("Tax exemptions")
    await dialog()
      .getByLabel("Sales tax ID")
      .fill(IMAGE + SQL)
    await dialog().getByRole("button", { name: "Exempt", exact: true }).click()
    await dialog().waitFor({ state: "detached" })
    await box.getByText(`Sales tax ID ${IMAGE}${SQL}`).waitFor()

    const path = `${new URL(store.page.url()).pathname.replace("/app/", "")}/tax-ids`
    const save = () => box.getByRole("button", { name: "Save" }).click()
    await box.getByLabel("Country").fill("de")
    for (const text of TEXTS) {
      await box.getByLabel("Country").fill("de")
      await box.getByLabel("Number").fill(text)
      await expect(statusOf(path, save)).resolves.toBe(200)
      await box.getByText(`DE ${text}`, { exact: true }).waitFor()
    }
    await box.getByLabel("Country").fill("de")
    await box.getByLabel("Number").fill(ENDLESS)
    await save()
    await box.getByText(/\b50\b/).waitFor()
    await box.getByLabel("Number").fill(CONTROL)
    await expect(statusOf(path, save)).resolves.toBe(400)
    await box.getByText("Field 'number' has a control character.").waitFor()
    for (const text of HOSTILE) {
      await box.getByLabel("Country").fill(text)
      await save()
      await box
        .getByText("A country is two letters, such as US.", { exact: true })
        .waitFor()
    }
  })

  it("hostile exemptions from Kintsugi are shown as text", async () => {
    kintsugiSays(
      "GET /v1/exemptions",
      pageOf([
        {
          id: IMAGE,
          exemption_type: IMAGE,
          start_date: "2026-01-01",
          country_code: SCRIPT,
          jurisdiction: SQL,
          FEIN: RIGHT_TO_LEFT,
          status: IMAGE,
        },
      ])
    )
    await store.page.reload()
    const box = region("Tax exemptions")
    await box.getByText(`FEIN ${RIGHT_TO_LEFT}`).waitFor()
    await box.getByText(new RegExp(`^${SQL}, ${SCRIPT}`)).waitFor()
  })

  it("a hostile start date of an exemption does not break the page", async () => {
    kintsugiSays(
      "GET /v1/exemptions",
      pageOf([
        { id: "exmp_1", exemption_type: "customer", start_date: "" },
        { id: "exmp_2", exemption_type: "customer", start_date: IMAGE },
      ])
    )
    await store.page.reload()
    await region("Tax exemptions")
      .getByText("Business tax IDs", { exact: true })
      .waitFor()
  })

  it("a half-entered end date does not send an exemption without an end", async () => {
    const id = await newCustomer("half@example.com")
    store.sandbox.clearRequests()
    await store.open(`/customers/${id}`)
    await region("Tax exemptions")
      .getByRole("button", { name: "Add exemption" })
      .click()
    await dialog().getByLabel("FEIN").fill("12-3456789")
    await dialog().getByLabel("To", { exact: true }).focus()
    // Month and day; the year is missing, and the input's value is empty.
    await store.page.keyboard.type("1231")
    await dialog().getByRole("button", { name: "Exempt", exact: true }).click()
    await store.page.waitForTimeout(2_000)
    expect(
      store.sandbox
        .requests({ path: "/v1/exemptions" })
        .filter(({ method }) => method === "POST")
    ).toEqual([])
  })

  it("a hostile name of a group and reason for its exemption are shown as text", async () => {
    const customerId = await newCustomer("member@example.com")
    const { customer_group } = await store.admin<{
      customer_group: { id: string }
    }>("POST", "/admin/customer-groups", { name: IMAGE })
    await store.admin(
      "POST",
      `/admin/customer-groups/${customer_group.id}/customers`,
      { add: [customerId] }
    )
    await store.open(`/customer-groups/${customer_group.id}`)
    const group = region("Tax exemption")
    const path = `customer-groups/${customer_group.id}`
    await group.getByLabel("Reason").fill(CONTROL)
    await expect(
      statusOf(path, () =>
        group.getByRole("button", { name: "Mark as exempt" }).click()
      )
    ).resolves.toBe(400)
    await group.getByText("Field 'reason' has a control character.").waitFor()
    // The field itself is limited to 200 characters. The last text stays.
    for (const text of [SQL, RIGHT_TO_LEFT, ENDLESS, SCRIPT]) {
      await group.getByLabel("Reason").fill(text)
      await expect(
        statusOf(path, () =>
          group.getByRole("button", { name: /Mark as exempt|Save/ }).click()
        )
      ).resolves.toBe(200)
      await group.getByText("exempt everywhere", { exact: true }).waitFor()
    }
    await store.open(`/customers/${customerId}`)
    await region("Tax exemptions")
      .getByText(`as a member of ${IMAGE} (Everywhere): ${SCRIPT}`)
      .waitFor()
  })

  it("hostile names of products and tags are shown and searched as text", async () => {
    const { page } = store
    for (const title of [IMAGE, SQL, RIGHT_TO_LEFT]) {
      await store.admin("POST", "/admin/products", {
        title,
        options: [{ title: "Size", values: ["One"] }],
      })
      await store.admin("POST", "/admin/product-tags", { value: title })
    }
    await store.open("/tax-classification")
    await page.getByRole("cell", { name: IMAGE, exact: true }).waitFor()
    const search = page.getByLabel("Search products")
    const searchFor = (text: string) =>
      statusOf("products", () => search.fill(text), "GET")
    for (const text of [IMAGE, SQL, RIGHT_TO_LEFT]) {
      await expect(searchFor(text)).resolves.toBe(200)
      await page.getByRole("cell", { name: text, exact: true }).waitFor()
    }
    await expect(searchFor(CONTROL)).resolves.toBe(400)
    await page.getByText("Field 'q' has a control character.").waitFor()
    await expect(searchFor("x".repeat(300))).resolves.toBe(400)
    await page.getByText(/This could not be loaded: .*'q'/).waitFor()
    await search.fill("")

    const rules = region("Rules")
    const box = rules.getByRole("combobox", { name: "Category" })
    for (const text of HOSTILE) {
      await box.fill(text)
      await rules.getByText("No Kintsugi category matches").waitFor()
    }
    await box.fill("general cloth")
    await rules.getByRole("option", { name: "General Clothing" }).click()
    await rules.getByRole("combobox", { name: "Applies to" }).click()
    await page.getByRole("option", { name: "Tag" }).click()
    await rules.getByRole("combobox", { name: "Name" }).click()
    await page.getByRole("option", { name: IMAGE }).click()
    await rules.getByRole("button", { name: "Add rule" }).click()
    await rules.getByRole("cell", { name: IMAGE, exact: true }).waitFor()
  })

  it("hostile text in an order and in its refusal is shown as text", async () => {
    const { page, shopper, shop } = store
    const cart = await shopper.createCart()
    await shopper.add(cart, shop.variants.mug, 1)
    await shopper.setAddress(cart, {
      ...ADDRESSES.austin,
      address_1: IMAGE,
      // Not the other way round: a refusal that ends with the start of the
      // shopper's name has it masked.
      first_name: SQL,
      last_name: SCRIPT,
    } as never)
    await shopper.ship(cart)
    const { order } = await shopper.complete(cart)
    await store.sql(
      `update order_line_item_tax_line set description = '${IMAGE}'
       where description = 'Texas State Sales Tax'`
    )
    kintsugiSays(
      "POST /v1/transactions",
      { detail: [{ loc: ["body", IMAGE], msg: SCRIPT, type: "value_error" }] },
      422
    )
    await office.capture(order.id)
    await store.open(`/orders/${order.id}`)
    const widget = region("Tax reporting")
    await widget.getByText("Refused", { exact: true }).waitFor()
    await widget.getByText(SCRIPT).first().waitFor()
    await widget.getByText(`${IMAGE}, 6.25%`).waitFor()

    await store.open("/tax-reporting")
    await page.getByRole("cell", { name: SCRIPT }).waitFor()
    await page.getByRole("button", { name: /^Send again: Sale/ }).click()
    await page.getByText("Kintsugi refused it again").waitFor()
  })

  it("hostile text is handled as an order's number and as a record's state", async () => {
    const { page } = store
    const search = page.getByLabel("Search by order number")
    const searchFor = (text: string) =>
      statusOf("transactions", () => search.fill(text), "GET")
    for (const text of TEXTS) {
      await expect(searchFor(text)).resolves.toBe(200)
      await page.getByText("Nothing found").waitFor()
    }
    await expect(searchFor(CONTROL)).resolves.toBe(400)
    await page.getByText("Field 'q' has a control character.").waitFor()
    await expect(searchFor("x".repeat(300))).resolves.toBe(400)
    await page.getByText(/This could not be loaded: .*'q'/).waitFor()

    for (const field of ["state", "type"]) {
      for (const text of [IMAGE, SQL, CONTROL]) {
        await store.open(`/tax-reporting?${field}=${encodeURIComponent(text)}`)
        await page
          .getByText(new RegExp(`could not be loaded: .*'${field}`))
          .waitFor()
      }
    }
  })

  it("an impossible period is refused for a backfill", async () => {
    await store.open("/tax-reporting")
    const backfill = region("Backfill")
    for (const [from, to, problem] of [
      ["9999-12-31", "", /after the year 9998/],
      ["2026-01-01", "0001-01-01", "from must be before to."],
    ] as const) {
      await backfill.getByLabel("Placed from").fill(from)
      await backfill.getByLabel("Placed through").fill(to)
      await expect(
        statusOf("backfill", () =>
          backfill.getByRole("button", { name: "Start backfill" }).click()
        )
      ).resolves.toBe(400)
      await backfill.getByRole("alert").getByText(problem).waitFor()
    }
  })

  it("hostile content has changed nothing else", async () => {
    await expect(
      store.admin("GET", "/admin/kintsugi/transactions")
    ).resolves.toMatchObject({ count: 1 })
    await expect(
      store.admin("GET", "/admin/kintsugi/settings")
    ).resolves.toMatchObject({ organization_id: "orgn_sandbox" })
  })
})
