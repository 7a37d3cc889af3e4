import {
  ContainerRegistrationKeys,
  Modules,
  ProductWorkflowEvents,
} from "@medusajs/framework/utils"
import { type Pair, merchantOf, waitUntilQuiet } from "./classification"
import { eventually } from "./eventually"
import { ADDRESSES, shopperOf } from "./shopper"
import { kintsugiServiceOf } from "./settings"
import { describeStore } from "./store"

const CLOTHING = { category: "Physical", subcategory: "General Clothing" }
const TOOTHPASTE = {
  category: "Physical",
  subcategory: "Oral Hygiene",
}
const GOODS = { category: "Physical", subcategory: "General Physical" }
const NONE = { category: null, subcategory: null }

type SentItem = {
  external_product_id?: string
  product_category?: string
  product_subcategory?: string
}
type SentProduct = SentItem & { external_id: string; name: string }

describeStore("classification", {}, (store) => {
  const merchant = merchantOf(store)
  const shopper = shopperOf(store)
  const idOf = (variant: keyof (typeof store)["shop"]["variants"]) =>
    store.shop.variants[variant].productId

  let carts = 0

  /** How the next estimate of a cart with this product classifies it. */
  const estimatedAs = async (
    variant: keyof (typeof store)["shop"]["variants"]
  ): Promise<Pair | undefined> => {
    const id = await shopper.createCart()
    // An identical cart would be answered from memory.
    await shopper.add(id, store.shop.variants[variant], ++carts)
    await shopper.setAddress(id, ADDRESSES.newYork)
    return latestEstimateOf(idOf(variant))
  }
  const latestEstimateOf = (productId: string): Pair | undefined => {
    const sent = store.sandbox
      .requests({ path: "/v1/tax/estimate" })
      .flatMap(
        ({ body }) =>
          (body as { transaction_items: SentItem[] }).transaction_items
      )
      .findLast((item) => item.external_product_id === productId)
    return sent?.product_category
      ? {
          category: sent.product_category,
          subcategory: sent.product_subcategory ?? "",
        }
      : undefined
  }
  /** The requests that sent this product to Kintsugi, newest last. */
  const syncsOf = (productId: string) =>
    store.sandbox
      .requests()
      .filter(
        ({ method, body }) =>
          ["POST", "PUT"].includes(method) &&
          (body as SentProduct).external_id === productId
      )
      .map(({ method, body }) => ({ method, ...(body as SentProduct) }))

  const product = (id: string, body: object) =>
    merchant.call("POST", `/admin/products/${id}`, body)

  const IMPORT = "/admin/kintsugi/products/import"
  const upload = async (text: string | Buffer, query = "") => {
    const form = new FormData()
    form.set("file", new Blob([text]), "classification.csv")
    const { status, data } = await store.api.post(`${IMPORT}${query}`, form, {
      headers: store.adminHeaders(),
      validateStatus: () => true,
    })
    return { status, data }
  }
  const file = (...rows: string[]) =>
    ["product_id,handle,category,subcategory", ...rows].join("\n")

  // The database is reset before each test: no sync may be using it.
  afterEach(() => waitUntilQuiet(store))

  // First, while no list of Kintsugi's categories is cached.
  describe("while Kintsugi can't be reached", () => {
    it("a classification that can't be checked while Kintsugi is down is refused with advice", async () => {
      store.sandbox.fail({
        kind: "status",
        status: 503,
        endpoint: "GET /v1/products/categories",
        times: Infinity,
      })
      const form = new FormData()
      form.set(
        "file",
        new Blob([
          `product_id,category,subcategory\n${idOf("mug")},Physical,General Clothing`,
        ]),
        "classification.csv"
      )
      for (const ask of [
        () => merchant.call("GET", "/admin/kintsugi/product-categories"),
        () => merchant.classify(idOf("mug"), CLOTHING),
        () =>
          store.api.post("/admin/kintsugi/products/import?preview=true", form, {
            headers: store.adminHeaders(),
          }),
      ]) {
        await expect(merchant.expectRefusal(ask())).resolves.toMatchObject({
          status: 500,
          type: "unexpected_state",
          code: "kintsugi_unavailable",
          message: expect.stringMatching(
            /^Kintsugi's list of product categories could not be read .*Try again in a moment/
          ),
        })
      }
      await expect(merchant.read(idOf("mug"))).resolves.toMatchObject(NONE)
      await expect(merchant.classify(idOf("mug"), NONE)).resolves.toMatchObject(
        NONE
      )

      store.sandbox.clearFaults()
      await expect(
        merchant.classify(idOf("mug"), CLOTHING)
      ).resolves.toMatchObject(CLOTHING)
    })

    it("the classification at Kintsugi is unknown while Kintsugi can't be read", async () => {
      store.sandbox.fail({
        kind: "status",
        status: 401,
        endpoint: "GET /v1/products",
        times: Infinity,
      })
      await expect(merchant.read(idOf("coat"))).resolves.toMatchObject({
        ...NONE,
        effective: {
          ...NONE,
          source: {
            from: "unknown",
            message: expect.stringContaining("Physical / General Physical"),
          },
        },
      })
    })
  })

  describe("in a file", () => {
    const download = async () => {
      const { data } = await store.api.get<string>(
        "/admin/kintsugi/products/export",
        {
          headers: store.adminHeaders(),
        }
      )
      return data
    }

    it("products are classified by a file, which says before what it changes", async () => {
      await merchant.classify(idOf("coat"), TOOTHPASTE)
      await merchant.classify(idOf("tent"), CLOTHING)
      const text = file(
        `${idOf("mug")},,Physical,General Clothing`,
        `${idOf("coat")},,Physical,General Clothing`,
        `${idOf("tent")},,,`
      )
      await expect(upload(text, "?preview=true")).resolves.toEqual({
        status: 200,
        data: {
          summary: {
            rows: 3,
            added: 1,
            overwritten: 1,
            cleared: 1,
            unchanged: 0,
          },
          problems: [],
          problem_count: 0,
        },
      })
      await expect(merchant.read(idOf("mug"))).resolves.toMatchObject(NONE)

      await expect(upload(text)).resolves.toMatchObject({ status: 200 })
      await expect(merchant.read(idOf("mug"))).resolves.toMatchObject(CLOTHING)
      await expect(merchant.read(idOf("coat"))).resolves.toMatchObject(CLOTHING)
      await expect(merchant.read(idOf("tent"))).resolves.toMatchObject(NONE)
      await expect(upload(text)).resolves.toMatchObject({
        data: { summary: { unchanged: 3 } },
      })
    })

    it("a product that Kintsugi refuses is classified all the same, is named in the log, and keeps no other one back", async () => {
      const [first, refused, last] = [idOf("mug"), idOf("coat"), idOf("tent")]
      for (const id of [first, last]) {
        store.sandbox.addProduct({
          external_id: id,
          product_category: GOODS.category,
          product_subcategory: GOODS.subcategory,
        })
      }
      store.sandbox.fail({
        kind: "status",
        status: 422,
        body: {
          detail: [
            {
              loc: ["body", "name"],
              msg: "Value error, the name is not allowed",
              type: "value_error",
            },
          ],
        },
        endpoint: "POST /v1/products",
        times: Infinity,
      })
      const warn = jest.spyOn(
        store.container.resolve(ContainerRegistrationKeys.LOGGER),
        "warn"
      )
      const text = file(
        ...[first, refused, last].map(
          (id) => `${id},,Physical,General Clothing`
        )
      )
      await expect(upload(text)).resolves.toMatchObject({
        status: 200,
        data: { summary: { added: 3 } },
      })
      await eventually(() =>
        expect(warn).toHaveBeenCalledWith(
          expect.stringMatching(
            new RegExp(
              `^\\[kintsugi\\] Could not sync ${refused} to Kintsugi .*POST /admin/kintsugi/products/sync tries again\\.$`
            )
          )
        )
      )
      warn.mockRestore()
      for (const id of [first, last]) {
        await eventually(() =>
          expect(syncsOf(id).at(-1)).toMatchObject({
            product_subcategory: CLOTHING.subcategory,
          })
        )
      }
      // Its tax does not wait for Kintsugi's list of products.
      await expect(estimatedAs("coat")).resolves.toEqual(CLOTHING)

      store.sandbox.clearFaults()
      store.sandbox.clearRequests()
      await merchant.call("POST", "/admin/kintsugi/products/sync", {
        product_ids: [refused],
      })
      await eventually(() =>
        expect(syncsOf(refused)).toEqual([
          expect.objectContaining({
            method: "POST",
            product_subcategory: CLOTHING.subcategory,
          }),
        ])
      )
    })

    it("a file with a wrong row changes nothing, and every such row is named", async () => {
      const text = file(
        `${idOf("mug")},,Physical,General Clothing`,
        "prod_nobodys,,Physical,General Clothing",
        ",no-such-handle,Physical,General Clothing",
        `${idOf("coat")},,Physical,Mugs`,
        `${idOf("coat")},,Physical,`,
        `${idOf("mug")},,,`
      )
      const { data } = await upload(text, "?preview=true")
      expect(data).toEqual({
        summary: null,
        problem_count: 5,
        problems: [
          {
            row: 3,
            message: expect.stringContaining("no product prod_nobodys"),
          },
          { row: 4, message: expect.stringContaining("handle no-such-handle") },
          { row: 5, message: expect.stringContaining('no subcategory "Mugs"') },
          { row: 6, message: expect.stringContaining("come in pairs") },
          { row: 7, message: expect.stringContaining("Row 2 names the same") },
        ],
      })
      const refused = await upload(text)
      expect(refused).toMatchObject({
        status: 400,
        data: {
          message: expect.stringMatching(
            /^Nothing was imported\. Row 3: .* Row 7: /
          ),
        },
      })
      await expect(merchant.read(idOf("mug"))).resolves.toMatchObject(NONE)
    })

    it.each([
      [
        "no columns of ours",
        "name,price\nMug,1",
        /lacks product_id \(or handle\), category/,
      ],
      ["no rows", file(), /no rows below its header/],
      ["another encoding", Buffer.from([0x61, 0xff]), /not in UTF-8/],
    ])("a file with %s is refused with advice", async (_, content, message) => {
      await expect(upload(content)).resolves.toMatchObject({
        status: 400,
        data: { message: expect.stringMatching(message) },
      })
    })

    it("an export can be imported again, whatever the titles are", async () => {
      await product(idOf("mug"), { title: '=cmd|"/c calc"!A1' })
      await merchant.classify(idOf("mug"), CLOTHING)
      const text = await download()
      const lines = text
        .replace(/^\uFEFF/, "")
        .trim()
        .split("\r\n")
      expect(lines[0]).toBe(
        "product_id,handle,title,status,category,subcategory,taxed_as_category,taxed_as_subcategory,source"
      )
      const mug = lines.find((line) => line.startsWith(idOf("mug")))
      expect(mug).toContain(`"'=cmd|""/c calc""!A1"`)
      expect(mug).toMatch(
        /,Physical,General Clothing,Physical,General Clothing,product$/
      )
      expect(lines.find((line) => line.startsWith(idOf("coat")))).toMatch(
        /,,,,,kintsugi_or_default$/
      )
      const { data } = await upload(text, "?preview=true")
      expect(data).toMatchObject({
        summary: { rows: lines.length - 1, unchanged: lines.length - 1 },
        problems: [],
      })
    })
  })

  it("a page of products says what each is really taxed as, if it is asked to", async () => {
    await merchant.classify(idOf("coat"), CLOTHING)
    store.sandbox.addProduct({
      external_id: idOf("tent"),
      product_category: TOOTHPASTE.category,
      product_subcategory: TOOTHPASTE.subcategory,
    })
    type Page = {
      products: { id: string; effective: unknown }[]
      defaults: Pair
    }
    const page = async (query: string) => {
      const { products, defaults } = await merchant.call<Page>(
        "GET",
        `/admin/kintsugi/products?limit=100${query}`
      )
      const effectiveOf = (variant: "mug" | "coat" | "tent") =>
        products.find(({ id }) => id === idOf(variant))?.effective
      return { effectiveOf, defaults }
    }
    const plain = await page("")
    expect(plain.effectiveOf("mug")).toBeNull()
    expect(plain.defaults).toEqual(GOODS)

    const resolved = await page("&resolved=true")
    expect(resolved.effectiveOf("mug")).toEqual({
      ...GOODS,
      source: { from: "default" },
    })
    expect(resolved.effectiveOf("coat")).toEqual({
      ...CLOTHING,
      source: { from: "product" },
    })
    expect(resolved.effectiveOf("tent")).toEqual({
      ...TOOTHPASTE,
      source: { from: "kintsugi" },
    })

    store.sandbox.fail({
      kind: "status",
      status: 401,
      endpoint: "GET /v1/products",
      times: Infinity,
    })
    const down = await page("&resolved=true")
    expect(down.effectiveOf("coat")).toMatchObject(CLOTHING)
    expect(down.effectiveOf("mug")).toMatchObject({
      ...NONE,
      source: { from: "unknown" },
    })
    store.sandbox.clearFaults()
  })

  it("a rule says on how many products it decides", async () => {
    const { collection } = await merchant.call<{ collection: { id: string } }>(
      "POST",
      "/admin/collections",
      { title: "Winter" }
    )
    const { product_tag } = await merchant.call<{
      product_tag: { id: string }
    }>("POST", "/admin/product-tags", { value: "Sale" })
    for (const variant of ["mug", "coat", "tent"] as const) {
      await product(idOf(variant), {
        tags: [{ id: product_tag.id }],
        ...(variant !== "tent" && { collection_id: collection.id }),
      })
    }
    const caught = async (kind: string, id: string) =>
      (
        await merchant.call<{ products: number }>(
          "GET",
          `/admin/kintsugi/classification-rules/products?kind=${kind}&reference_id=${id}`
        )
      ).products
    // Before any of them exists.
    expect(await caught("tag", product_tag.id)).toBe(3)
    expect(await caught("collection", collection.id)).toBe(2)

    await merchant.setRule("collection", collection.id, CLOTHING)
    await merchant.setRule("tag", product_tag.id, TOOTHPASTE)
    await merchant.classify(idOf("coat"), GOODS)
    const { classification_rules } = await merchant.call<{
      classification_rules: { kind: string; products?: number }[]
    }>("GET", "/admin/kintsugi/classification-rules?with_products=true")
    expect(
      classification_rules.map(({ kind, products }) => [kind, products])
    ).toEqual([
      ["collection", 1],
      ["tag", 1],
    ])
  })

  describe("of a product", () => {
    it("an unclassified product gets the options' defaults", async () => {
      await expect(merchant.read(idOf("mug"))).resolves.toEqual({
        product_id: idOf("mug"),
        ...NONE,
        effective: { ...GOODS, source: { from: "default" } },
      })
      await expect(estimatedAs("mug")).resolves.toEqual(GOODS)
    })

    it("a classification applies to the very next estimate, and so does clearing it", async () => {
      const id = await shopper.createCart()
      await shopper.add(id, store.shop.variants.mug)
      const asGoods = await shopper.setAddress(id, ADDRESSES.newYork)
      expect(asGoods.tax_total).toBeCloseTo(1.77, 4)

      await expect(merchant.classify(idOf("mug"), CLOTHING)).resolves.toEqual({
        product_id: idOf("mug"),
        ...CLOTHING,
        effective: { ...CLOTHING, source: { from: "product" } },
      })
      const asClothing = await shopper.calculateTaxes(id)
      expect(latestEstimateOf(idOf("mug"))).toEqual(CLOTHING)
      // Clothing below 110.00 is exempt in New York.
      expect(asClothing.tax_total).toBe(0)

      await expect(merchant.classify(idOf("mug"), NONE)).resolves.toMatchObject(
        { ...NONE, effective: { source: { from: "default" } } }
      )
      const asGoodsAgain = await shopper.calculateTaxes(id)
      expect(asGoodsAgain.tax_total).toBeCloseTo(1.77, 4)
    })

    it("a classification can be read with its product by Medusa's Query", async () => {
      await merchant.classify(idOf("mug"), CLOTHING)
      const { data } = await store.container
        .resolve(ContainerRegistrationKeys.QUERY)
        .graph({
          entity: "product",
          fields: ["id", "kintsugi_classification.*"],
          filters: { id: [idOf("mug"), idOf("coat")] },
        })
      const byId = new Map(data.map((row) => [row.id, row]))
      expect(byId.get(idOf("mug"))).toMatchObject({
        kintsugi_classification: CLOTHING,
      })
      expect(byId.get(idOf("coat"))).not.toMatchObject({
        kintsugi_classification: expect.objectContaining({}),
      })
    })

    it("a product that is only classified at Kintsugi has that classification", async () => {
      store.sandbox.addProduct({
        external_id: idOf("tent"),
        product_category: CLOTHING.category,
        product_subcategory: CLOTHING.subcategory,
      })
      await expect(merchant.read(idOf("tent"))).resolves.toMatchObject({
        ...NONE,
        effective: { ...CLOTHING, source: { from: "kintsugi" } },
      })
    })

    it.each([
      [
        { category: "Physical", subcategory: "Mugs" },
        'Kintsugi\'s category "Physical" has no subcategory "Mugs"',
      ],
      [
        { category: "Crockery", subcategory: "General Clothing" },
        'Kintsugi has no category "Crockery": its categories are Digital, ',
      ],
      [{ category: "Physical", subcategory: null }, "come in pairs"],
      [{ category: "Physical" }, "subcategory"],
      [{ ...CLOTHING, tax: 7 }, "tax"],
    ])("an unknown classification is refused: %j", async (pair, why) => {
      const { status, message } = await merchant.expectRefusal(
        merchant.classify(idOf("mug"), pair as Pair)
      )
      expect(status).toBe(400)
      expect(message).toContain(why)
      await expect(merchant.read(idOf("mug"))).resolves.toMatchObject(NONE)
    })

    it("a classification requires an existing product", async () => {
      for (const ask of [
        () => merchant.read("prod_none"),
        () => merchant.classify("prod_none", CLOTHING),
        () => merchant.classify("prod_none", NONE),
      ]) {
        await expect(merchant.expectRefusal(ask())).resolves.toMatchObject({
          status: 404,
          message: expect.stringContaining("no product prod_none"),
        })
      }
    })

    it("a classification requires a signed-in admin", async () => {
      await expect(
        store.api.get(`/admin/kintsugi/products/${idOf("mug")}`)
      ).rejects.toMatchObject({ response: { status: 401 } })
    })
  })

  describe("in bulk", () => {
    const classifyAll = (classifications: unknown[]) =>
      merchant.call("POST", "/admin/kintsugi/products", { classifications })

    it("a bulk request classifies, changes and clears products, and the list shows it", async () => {
      await merchant.classify(idOf("coat"), TOOTHPASTE)
      await merchant.classify(idOf("tent"), TOOTHPASTE)
      await classifyAll([
        { product_id: idOf("mug"), ...CLOTHING },
        { product_id: idOf("coat"), ...CLOTHING },
        { product_id: idOf("tent"), ...NONE },
      ])
      const list = await merchant.call<{
        products: { id: string; classification: Pair | null }[]
        count: number
      }>("GET", "/admin/kintsugi/products?limit=3&offset=1")
      expect(list).toMatchObject({ count: 5, limit: 3, offset: 1 })
      expect(list.products).toHaveLength(3)

      const { products } = await merchant.call<typeof list>(
        "GET",
        "/admin/kintsugi/products"
      )
      const byId = new Map(products.map((row) => [row.id, row]))
      expect(byId.get(idOf("mug"))).toMatchObject({
        title: "Kintsugi Mug",
        classification: CLOTHING,
        effective: { ...CLOTHING, source: { from: "product" } },
      })
      expect(byId.get(idOf("coat"))?.classification).toEqual(CLOTHING)
      expect(byId.get(idOf("tent"))).toMatchObject({
        classification: null,
        effective: null,
      })
    })

    it("the product list finds unclassified products, with rules taken into account", async () => {
      const titles = async (query: string) => {
        const { products, count } = await merchant.call<{
          products: { title: string }[]
          count: number
        }>("GET", `/admin/kintsugi/products?${query}`)
        return { titles: products.map(({ title }) => title).sort(), count }
      }
      const { product_tag } = await merchant.call<{
        product_tag: { id: string }
      }>("POST", "/admin/product-tags", { value: "warm" })
      await product(idOf("coat"), { tags: [{ id: product_tag.id }] })
      await merchant.setRule("tag", product_tag.id, CLOTHING)
      await classifyAll([{ product_id: idOf("mug"), ...CLOTHING }])

      await expect(titles("classified=false")).resolves.toEqual({
        titles: ["Expedition Tent", "Free Sticker", "Gift Wrap"],
        count: 3,
      })
      await expect(titles("classified=true")).resolves.toEqual({
        titles: ["Kintsugi Mug", "Wool Coat"],
        count: 2,
      })
      await expect(
        titles("classified=false&limit=2&offset=2")
      ).resolves.toMatchObject({ titles: [expect.any(String)], count: 3 })
      await expect(titles("classified=false&q=mug")).resolves.toEqual({
        titles: [],
        count: 0,
      })
      await expect(
        merchant.expectRefusal(titles("classified=maybe"))
      ).resolves.toMatchObject({
        status: 400,
        message: expect.stringContaining("classified"),
      })
    })

    it("the product list finds products classified by each kind of rule", async () => {
      type Page = { products: { id: string; effective: unknown }[] }
      const page = async (query = "") =>
        (
          await merchant.call<Page>(
            "GET",
            `/admin/kintsugi/products?limit=200&${query}`
          )
        ).products
      /** The classified products; checks that both filters agree with them. */
      const classified = async () => {
        const all = await page()
        for (const [query, isSo] of [
          ["classified=true", true],
          ["classified=false", false],
        ] as const) {
          expect((await page(query)).map(({ id }) => id)).toEqual(
            all
              .filter(({ effective }) => (effective !== null) === isSo)
              .map(({ id }) => id)
          )
        }
        return all.flatMap(({ id, effective }) => (effective ? [id] : []))
      }
      const create = async (path: string, body: object): Promise<string> => {
        const answer = await merchant.call<Record<string, { id: string }>>(
          "POST",
          `/admin/${path}`,
          body
        )
        return Object.values(answer)[0]!.id
      }
      await classifyAll([{ product_id: idOf("mug"), ...NONE }])
      const clothes = await create("product-categories", { name: "Clothes" })
      const coats = await create("product-categories", {
        name: "Coats",
        parent_category_id: clothes,
      })
      const other = await create("product-categories", { name: "Other" })
      const summer = await create("collections", { title: "Summer" })
      const paper = await create("product-types", { value: "Paper" })
      const small = await create("product-tags", { value: "small" })
      const free = await create("product-tags", { value: "free" })
      await product(idOf("coat"), {
        categories: [{ id: coats }, { id: other }],
        tags: [],
      })
      await product(idOf("tent"), { collection_id: summer })
      await product(idOf("giftWrap"), { type_id: paper })
      await product(idOf("sticker"), {
        tags: [{ id: small }, { id: free }],
      })

      await expect(classified()).resolves.toEqual([])
      const found: string[] = []
      for (const [kind, reference, id] of [
        ["category", clothes, idOf("coat")],
        ["collection", summer, idOf("tent")],
        ["product_type", paper, idOf("giftWrap")],
        ["tag", free, idOf("sticker")],
      ] as const) {
        await merchant.setRule(kind, reference, CLOTHING)
        found.push(id)
        expect((await classified()).sort()).toEqual([...found].sort())
      }
      await classifyAll([{ product_id: idOf("mug"), ...CLOTHING }])
      await expect(classified()).resolves.toHaveLength(5)
    })

    it.each([
      [404, { product_id: "prod_none", ...CLOTHING }, "prod_none"],
      [400, { category: "Physical", subcategory: "Mugs" }, "Mugs"],
      [400, { category: null, subcategory: "Mugs" }, "come in pairs"],
    ])("bulk requests save all or nothing: %i", async (status, wrong, why) => {
      const refused = await merchant.expectRefusal(
        classifyAll([
          { product_id: idOf("mug"), ...CLOTHING },
          { product_id: idOf("coat"), ...wrong },
        ])
      )
      expect(refused).toMatchObject({
        status,
        message: expect.stringContaining(why),
      })
      await expect(merchant.read(idOf("mug"))).resolves.toMatchObject(NONE)
    })

    it("a bulk request with a repeated product, none or more than 1,000 is refused", async () => {
      const mug = { product_id: idOf("mug"), ...CLOTHING }
      for (const classifications of [
        [mug, mug],
        [],
        Array.from({ length: 1_001 }, (_, index) => ({
          ...mug,
          product_id: `prod_${index}`,
        })),
      ]) {
        await expect(
          merchant.expectRefusal(classifyAll(classifications))
        ).resolves.toMatchObject({ status: 400 })
      }
    })
  })

  describe("by rules", () => {
    it("a later one of tag, type, collection, category, deepest category and product wins", async () => {
      const { call } = merchant
      const { product_category: top } = await call<{
        product_category: { id: string }
      }>("POST", "/admin/product-categories", { name: "Household" })
      const { product_category: inner } = await call<{
        product_category: { id: string }
      }>("POST", "/admin/product-categories", {
        name: "Tableware",
        parent_category_id: top.id,
      })
      const { collection } = await call<{ collection: { id: string } }>(
        "POST",
        "/admin/collections",
        { title: "Gifts" }
      )
      const { product_type } = await call<{ product_type: { id: string } }>(
        "POST",
        "/admin/product-types",
        { value: "Cup" }
      )
      const { product_tag } = await call<{ product_tag: { id: string } }>(
        "POST",
        "/admin/product-tags",
        { value: "blue" }
      )
      await product(idOf("mug"), {
        type_id: product_type.id,
        collection_id: collection.id,
        tags: [{ id: product_tag.id }],
        categories: [{ id: inner.id }],
      })

      for (const [kind, id, pair] of [
        ["tag", product_tag.id, CLOTHING],
        ["product_type", product_type.id, TOOTHPASTE],
        ["collection", collection.id, CLOTHING],
        ["category", top.id, TOOTHPASTE],
        ["category", inner.id, CLOTHING],
      ] as const) {
        const { classification_rule } = await merchant.setRule(kind, id, pair)
        await expect(estimatedAs("mug")).resolves.toEqual(pair)
        await expect(merchant.read(idOf("mug"))).resolves.toMatchObject({
          ...NONE,
          effective: {
            ...pair,
            source: {
              from: "rule",
              rule_id: classification_rule.id,
              kind,
              reference_id: id,
            },
          },
        })
      }
      await merchant.classify(idOf("mug"), TOOTHPASTE)
      await expect(estimatedAs("mug")).resolves.toEqual(TOOTHPASTE)
    })

    it("a tag has one rule, and none once the rule is deleted", async () => {
      const { product_tag } = await merchant.call<{
        product_tag: { id: string }
      }>("POST", "/admin/product-tags", { value: "green" })
      const first = await merchant.setRule("tag", product_tag.id, CLOTHING)
      const second = await merchant.setRule("tag", product_tag.id, TOOTHPASTE)
      expect(second.classification_rule).toMatchObject({
        id: first.classification_rule.id,
        ...TOOTHPASTE,
      })
      const path = "/admin/kintsugi/classification-rules"
      await expect(merchant.call("GET", path)).resolves.toMatchObject({
        count: 1,
        classification_rules: [{ kind: "tag", reference_id: product_tag.id }],
      })

      const one = `${path}/${first.classification_rule.id}`
      await expect(merchant.call("DELETE", one)).resolves.toEqual({
        id: first.classification_rule.id,
        object: "classification_rule",
        deleted: true,
      })
      await expect(merchant.call("GET", path)).resolves.toMatchObject({
        count: 0,
      })
      await expect(
        merchant.expectRefusal(merchant.call("DELETE", one))
      ).resolves.toMatchObject({ status: 404 })
    })

    it("a rule for something that the store or Kintsugi does not have is refused", async () => {
      await expect(
        merchant.expectRefusal(
          merchant.setRule("collection", "pcol_none", CLOTHING)
        )
      ).resolves.toMatchObject({
        status: 404,
        message: expect.stringContaining("no product collection pcol_none"),
      })
      const { product_tag } = await merchant.call<{
        product_tag: { id: string }
      }>("POST", "/admin/product-tags", { value: "red" })
      for (const pair of [NONE, { ...CLOTHING, subcategory: "Mugs" }]) {
        await expect(
          merchant.expectRefusal(merchant.setRule("tag", product_tag.id, pair))
        ).resolves.toMatchObject({ status: 400 })
      }
      await expect(
        merchant.expectRefusal(
          merchant.setRule("brand" as "tag", product_tag.id, CLOTHING)
        )
      ).resolves.toMatchObject({ status: 400 })
    })
  })

  it("Kintsugi's categories are listed twice with one request", async () => {
    const read = () =>
      merchant.call<{
        product_categories: { name: string; subcategories: object[] }[]
      }>("GET", "/admin/kintsugi/product-categories")
    const { product_categories } = await read()
    await read()
    expect(product_categories.map(({ name }) => name)).toContain("Physical")
    expect(
      product_categories.flatMap(({ subcategories }) => subcategories)
    ).toHaveLength(603)
    expect(
      store.sandbox.requests({ path: "/v1/products/categories" }).length
    ).toBeLessThanOrEqual(1)
  })

  it("empty texts clear a classification, and the last one of a product counts", async () => {
    const product_id = idOf("mug")
    await merchant.classify(product_id, CLOTHING)
    const { categories } = kintsugiServiceOf(store)
    await categories.replaceClassifications([
      { product_id, category: "", subcategory: "" },
    ])
    await expect(merchant.read(product_id)).resolves.toMatchObject(NONE)
    await categories.replaceClassifications([
      { product_id, ...CLOTHING },
      { product_id, ...TOOTHPASTE },
    ])
    await expect(merchant.read(product_id)).resolves.toMatchObject(TOOTHPASTE)
  })

  describe("synced to Kintsugi", () => {
    const sync = (body?: object) =>
      merchant.call<{ workflow_id: string; transaction_id: string }>(
        "POST",
        "/admin/kintsugi/products/sync",
        body
      )

    it("a new product and a new title are synced to Kintsugi", async () => {
      const { product: created } = await merchant.call<{
        product: { id: string }
      }>("POST", "/admin/products", {
        title: "Tea Bowl",
        options: [{ title: "Size", values: ["One size"] }],
      })
      await eventually(() =>
        expect(syncsOf(created.id)).toEqual([
          expect.objectContaining({
            method: "POST",
            name: "Tea Bowl",
            product_category: GOODS.category,
            product_subcategory: GOODS.subcategory,
            tax_exempt: false,
          }),
        ])
      )
      await product(created.id, { title: "Chawan" })
      await eventually(() =>
        expect(syncsOf(created.id).at(-1)).toMatchObject({
          method: "PUT",
          name: "Chawan",
        })
      )
      const requests = store.sandbox.requests().length
      await product(created.id, { subtitle: "for matcha" })
      await new Promise((resolve) => setTimeout(resolve, 500))
      expect(store.sandbox.requests()).toHaveLength(requests)
    })

    it("a classification and its removal are synced to Kintsugi", async () => {
      await merchant.classify(idOf("coat"), CLOTHING)
      await eventually(() =>
        expect(syncsOf(idOf("coat")).at(-1)).toMatchObject({
          product_subcategory: CLOTHING.subcategory,
        })
      )
      await merchant.classify(idOf("coat"), NONE)
      await eventually(() =>
        expect(syncsOf(idOf("coat")).at(-1)).toMatchObject({
          method: "PUT",
          product_subcategory: GOODS.subcategory,
        })
      )
    })

    it("a sync keeps the classification that the merchant made at Kintsugi", async () => {
      store.sandbox.addProduct({
        external_id: idOf("giftWrap"),
        name: "Wrapping",
        product_category: TOOTHPASTE.category,
        product_subcategory: TOOTHPASTE.subcategory,
        tax_exempt: true,
      })
      await sync({ product_ids: [idOf("giftWrap")] })
      await eventually(() =>
        expect(syncsOf(idOf("giftWrap"))).toEqual([
          expect.objectContaining({
            method: "PUT",
            name: "Gift Wrap",
            product_subcategory: TOOTHPASTE.subcategory,
            tax_exempt: true,
          }),
        ])
      )
    })

    it("the bulk sync sends the whole catalog in the background", async () => {
      await merchant.classify(idOf("tent"), CLOTHING)
      await eventually(() => expect(syncsOf(idOf("tent"))).toHaveLength(1))
      store.sandbox.reset()

      const { workflow_id, transaction_id } = await sync()
      await eventually(async () => {
        const { workflow_execution } = await merchant.call<{
          workflow_execution: { state: string }
        }>(
          "GET",
          `/admin/workflows-executions/${workflow_id}/${transaction_id}`
        )
        expect(workflow_execution.state).toBe("done")
      })
      expect(syncsOf(idOf("mug"))).toHaveLength(1)
      expect(syncsOf(idOf("tent"))).toEqual([
        expect.objectContaining({
          method: "POST",
          product_subcategory: CLOTHING.subcategory,
        }),
      ])
    })

    it("a refused key ends the bulk sync with the first products, and all are counted", async () => {
      const products = store.container.resolve(Modules.PRODUCT)
      await products.createProducts(
        Array.from({ length: 120 }, (_, index) => ({ title: `Bulk ${index}` }))
      )
      const [, count] = await products.listAndCountProducts({}, { take: 1 })
      store.sandbox.fail({ kind: "status", status: 401, times: Infinity })
      const logger = store.container.resolve(ContainerRegistrationKeys.LOGGER)
      const warn = jest.spyOn(logger, "warn")
      const list = jest.spyOn(products, "listProducts")
      await sync()
      await eventually(() =>
        expect(warn).toHaveBeenCalledWith(
          expect.stringMatching(
            new RegExp(`Could not sync .* and ${count - 5} more products`)
          )
        )
      )
      const pages = list.mock.calls.filter(([, config]) => config?.take === 50)
      warn.mockRestore()
      list.mockRestore()
      // The second is read before it is known that the first ended it.
      expect(pages).toHaveLength(2)
    })

    it("a product change succeeds while its sync to Kintsugi fails", async () => {
      store.sandbox.fail({
        kind: "status",
        status: 503,
        endpoint: "GET /v1/products",
        times: Infinity,
      })
      const warn = jest.spyOn(
        store.container.resolve(ContainerRegistrationKeys.LOGGER),
        "warn"
      )
      await product(idOf("sticker"), { title: "Gratis Sticker" })
      await eventually(() =>
        expect(warn).toHaveBeenCalledWith(
          expect.stringMatching(
            new RegExp(
              `^\\[kintsugi\\] Could not sync ${idOf("sticker")} to Kintsugi \\(unavailable: Kintsugi answered 503.*tries again\\.$`
            )
          )
        )
      )
      warn.mockRestore()
      store.sandbox.reset()

      await sync({ product_ids: [idOf("sticker")] })
      await eventually(() =>
        expect(syncsOf(idOf("sticker")).at(-1)).toMatchObject({
          name: "Gratis Sticker",
        })
      )
    })

    it("an import with a refused key costs a handful of requests and one log line", async () => {
      // Once this is sent, so is what the previous test left in the queue.
      await product(idOf("mug"), { title: "Yunomi" })
      await eventually(() =>
        expect(syncsOf(idOf("mug")).at(-1)).toMatchObject({ name: "Yunomi" })
      )
      const imported = await store.container
        .resolve(Modules.PRODUCT)
        .createProducts(
          Array.from({ length: 200 }, (_, index) => ({
            title: `Import ${index}`,
          }))
        )
      store.sandbox.fail({ kind: "status", status: 401, times: Infinity })
      store.sandbox.clearRequests()
      const warn = jest.spyOn(
        store.container.resolve(ContainerRegistrationKeys.LOGGER),
        "warn"
      )
      const lines = () =>
        warn.mock.calls.filter(([words]) =>
          String(words).includes("Could not sync")
        )
      await store.container.resolve(Modules.EVENT_BUS).emit(
        Array.from({ length: 1_000 }, (_, index) => ({
          name: ProductWorkflowEvents.UPDATED,
          data: { id: imported[index % imported.length]!.id },
        }))
      )
      await eventually(() => expect(lines()).toHaveLength(1))
      await new Promise((resolve) => setTimeout(resolve, 1_000))
      expect(lines()).toHaveLength(1)
      // Five are in flight when the first is refused, and five more where the
      // machine is slower than the queue's pause.
      expect(store.sandbox.requests().length).toBeLessThanOrEqual(10)
      warn.mockRestore()
    })
  })

  describe("in a file, of which a part can't be saved", () => {
    const MANY = 1_200
    /** How many are saved at a time. */
    const PAGE = 1_000
    const idOfRow = (row: number) => `prod_row_${String(row).padStart(4, "0")}`
    /** As a spreadsheet counts, where the header is row 1. */
    const ROWS = Array.from({ length: MANY }, (_, index) => index + 2)
    const knex = () =>
      store.container.resolve(ContainerRegistrationKeys.PG_CONNECTION)

    const importRow = (row: number, text = "Physical,General Clothing") =>
      `${idOfRow(row)},,${text}`

    beforeEach(async () => {
      await knex().raw(
        `insert into product (id, title, handle, status, is_giftcard, discountable)
         select id, id, id, 'draft', false, true from unnest(?::text[]) id`,
        [ROWS.map(idOfRow)]
      )
      // Otherwise all of them are synced, in the background and after the test.
      store.sandbox.fail({
        kind: "status",
        status: 401,
        endpoint: "GET /v1/products",
        times: Infinity,
      })
    })

    it("a failure of the database says up to which row it is saved, and the same file brings the rest", async () => {
      await merchant.classify(idOfRow(1_150), TOOTHPASTE)
      await merchant.classify(idOfRow(1_160), TOOTHPASTE)
      const text = file(
        ...ROWS.map((row) =>
          row === 1_150 ? importRow(row, ",") : importRow(row)
        )
      )
      await knex().raw(
        `create function refuse_row() returns trigger language plpgsql as
           $$ begin raise exception 'could not extend file: No space left on device'; end $$`
      )
      await knex().raw(
        `create trigger refuse_row before insert on kintsugi_classification
           for each row when (new.product_id = '${idOfRow(1_170)}') execute function refuse_row()`
      )

      await expect(upload(text)).resolves.toMatchObject({
        status: 500,
        data: {
          message:
            "Only 1000 of 1200 changes were saved, those up to row 1001: could not extend file: No space left on device. " +
            "Import the same file again; what is saved already does not change any more.",
        },
      })
      for (const [row, pair] of [
        [2, CLOTHING],
        [PAGE + 1, CLOTHING],
        // Of the second thousand nothing is changed.
        [PAGE + 2, NONE],
        [1_150, TOOTHPASTE],
        [1_160, TOOTHPASTE],
      ] as const) {
        await expect(merchant.read(idOfRow(row))).resolves.toMatchObject(pair)
      }
      await expect(upload(text, "?preview=true")).resolves.toMatchObject({
        data: {
          summary: {
            rows: MANY,
            unchanged: PAGE,
            added: MANY - PAGE - 2,
            overwritten: 1,
            cleared: 1,
          },
        },
      })

      await knex().raw("drop function refuse_row() cascade")
      await expect(upload(text)).resolves.toMatchObject({ status: 200 })
      await expect(upload(text, "?preview=true")).resolves.toMatchObject({
        data: { summary: { unchanged: MANY } },
      })
      await expect(merchant.read(idOfRow(1_150))).resolves.toMatchObject(NONE)
      await expect(merchant.read(idOfRow(1_201))).resolves.toMatchObject(
        CLOTHING
      )
    })
  })
})
