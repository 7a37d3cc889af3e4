import { readFileSync } from "node:fs"
import { seriousViolations } from "./accessibility"
import { describeAdmin } from "./browser-store"
import { keyboardOf } from "./keyboard"

const CLOTHING = { category: "Physical", subcategory: "General Clothing" }

// One merchant's story: each test continues where the previous one ended.
describeAdmin("tax classification in the Admin", (store) => {
  const keyboard = keyboardOf(store)
  const main = () => store.page.getByRole("main")
  const row = (name: RegExp) => main().getByRole("row", { name })
  // The bar with a selection's actions is a dialog, too.
  const drawer = () =>
    store.page
      .getByRole("dialog")
      .filter({ has: store.page.getByRole("heading") })
  const idOf = (variant: "mug" | "coat" | "tent") =>
    store.shop.variants[variant].productId

  beforeAll(async () => {
    await store.admin("POST", "/admin/kintsugi/settings", {
      api_key: store.sandbox.apiKey,
      organization_id: store.sandbox.organizationId,
    })
  })

  it("nothing can be classified while Kintsugi is down, and the page says so before a drawer is opened", async () => {
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
    await store.open("/tax-classification")
    await main()
      .getByText(/Products can't be classified right now\./)
      .waitFor()
    await row(/Kintsugi Mug/)
      .getByText(
        "Physical / General Physical, unless Kintsugi has classified it"
      )
      .waitFor()
    await store.picture("classification-down")
    await row(/Kintsugi Mug/)
      .getByRole("checkbox")
      .click()
    await store.page.getByRole("button", { name: /Assign category/ }).click()
    expect(await drawer().count()).toBe(0)
    store.sandbox.clearFaults()
    await main().getByRole("button", { name: "Try again" }).first().click()
    await main()
      .getByText(/Products can't be classified right now\./)
      .waitFor({ state: "detached" })
  })

  it("a product shows what is charged for it, and whether that is the default", async () => {
    store.sandbox.addProduct({
      external_id: idOf("tent"),
      product_category: "Physical",
      product_subcategory: "Oral Hygiene",
    })
    await store.open("/tax-classification")
    await row(/Kintsugi Mug/)
      .getByText("Physical / General Physical (default)")
      .waitFor()
    await row(/Expedition Tent/)
      .getByText("Physical / Oral Hygiene", { exact: true })
      .waitFor()
  })

  it("the keyboard adds a rule, which says how many products it catches, before and after it is saved, and what it replaces", async () => {
    await store.admin("POST", "/admin/product-tags", { value: "Winter" })
    const { product_tags } = await store.admin<{
      product_tags: { id: string }[]
    }>("GET", "/admin/product-tags?value=Winter")
    for (const variant of ["mug", "coat"] as const) {
      await store.admin("POST", `/admin/products/${idOf(variant)}`, {
        tags: [{ id: product_tags[0]!.id }],
      })
    }
    await store.open("/tax-classification")
    const rules = store.page.getByRole("region", { name: "Rules" })
    const fill = async () => {
      await keyboard.choose(
        rules.getByRole("combobox", { name: "Applies to" }),
        "Tag"
      )
      await keyboard.choose(
        rules.getByRole("combobox", { name: "Name" }),
        "Winter"
      )
      await rules.getByText("It decides on 2 products.").waitFor()
    }
    await fill()
    await rules.getByRole("combobox", { name: "Category" }).focus()
    await store.page.keyboard.type("general cloth")
    await rules.getByRole("option", { name: "General Clothing" }).waitFor()
    await store.page.keyboard.press("Enter")
    await keyboard.press(rules.getByRole("button", { name: "Add rule" }))
    await rules
      .getByRole("row", { name: /Tag Winter .* General Clothing 2/ })
      .waitFor()
    await fill()
    await rules
      .getByText(
        /There is a rule for this already \(Physical \/ General Clothing\)/
      )
      .waitFor()
    await rules.getByRole("button", { name: "Replace rule" }).waitFor()
    await rules.scrollIntoViewIfNeeded()
    await store.picture("classification-rules")
  })

  it("assigning a category warns of the classifications that it replaces", async () => {
    await store.admin(
      "POST",
      `/admin/kintsugi/products/${idOf("coat")}`,
      CLOTHING
    )
    await store.open("/tax-classification")
    await row(/Wool Coat/)
      .getByText("set on this product")
      .waitFor()
    for (const name of [/Wool Coat/, /Expedition Tent/]) {
      await row(name).getByRole("checkbox").click()
    }
    await store.page.getByRole("button", { name: /Assign category/ }).click()
    await drawer().getByRole("combobox").fill("general phys")
    await drawer().getByRole("option", { name: "General Physical" }).click()
    await drawer()
      .getByText(/1 of these products has another classification/)
      .waitFor()
    await store.picture("classification-overwrite")
    await drawer().getByRole("button", { name: "Replace 1 and save" }).click()
    await store.page.getByText("2 products classified").first().waitFor()

    await row(/Wool Coat/)
      .getByRole("checkbox")
      .click()
    await store.page
      .getByRole("button", { name: /Clear classification/ })
      .click()
    const prompt = store.page.getByRole("alertdialog")
    await prompt.getByText("Clear the classification of 1 product?").waitFor()
    await prompt.getByRole("button", { name: "Cancel" }).click()
  })

  it("the products are exported, and a changed file is checked before it is imported", async () => {
    await store.open("/tax-classification")
    const [download] = await Promise.all([
      store.page.waitForEvent("download"),
      main().getByRole("button", { name: "Export CSV" }).click(),
    ])
    const text = readFileSync(await download.path(), "utf8")
    const header = text.slice(0, text.indexOf("\r\n"))
    expect(header).toContain("product_id,handle,title")

    await keyboard.press(main().getByRole("button", { name: "Import CSV" }))
    const choose = (rows: string[]) =>
      drawer()
        .getByLabel("CSV file")
        .setInputFiles({
          name: "classification.csv",
          mimeType: "text/csv",
          buffer: Buffer.from(
            ["product_id,category,subcategory", ...rows].join("\n")
          ),
        })
    await choose([
      `${idOf("mug")},Physical,General Clothing`,
      "prod_nobodys,Physical,General Clothing",
      `${idOf("coat")},Physical,Mugs`,
    ])
    await drawer().getByText("2 rows are wrong.", { exact: false }).waitFor()
    await drawer()
      .getByText(/^Row 3: This store has no product prod_nobodys/)
      .waitFor()
    await drawer()
      .getByText(/^Row 4: .*no subcategory "Mugs"/)
      .waitFor()
    await store.picture("classification-import-wrong")
    await expect(
      seriousViolations(store.page, '[role="dialog"]')
    ).resolves.toEqual([])

    await choose([
      `${idOf("mug")},Physical,General Clothing`,
      `${idOf("coat")},Physical,General Clothing`,
    ])
    await drawer()
      .getByText(/1 product has a classification of its own now/)
      .waitFor()
    for (const theme of ["light", "dark"] as const) {
      await store.wear(theme)
      await store.picture(`classification-import-${theme}`)
    }
    await store.wear("light")
    await keyboard.press(
      drawer().getByRole("button", { name: "Save 2 changes" })
    )
    await drawer().waitFor({ state: "detached" })
    await row(/Kintsugi Mug/)
      .getByText("set on this product")
      .waitFor()
  })
})
