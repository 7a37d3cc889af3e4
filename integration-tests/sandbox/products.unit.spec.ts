import { call, type CallOptions } from "./caller"
import { type Sandbox, startSandbox } from "./index"
import type { Product } from "./merchant"
import { PLACES, sampleEstimate } from "./sample-estimate"

describe("products", () => {
  let sandbox: Sandbox
  const ask = (endpoint: string, body?: CallOptions["body"]) =>
    call(sandbox, endpoint, { body })

  beforeAll(async () => {
    sandbox = await startSandbox()
  })
  afterEach(() => sandbox.reset())
  afterAll(() => sandbox.close())

  const tShirt = {
    external_id: "prod_tshirt",
    name: "Medusa T-Shirt",
    product_category: "Physical",
    product_subcategory: "General Clothing",
    tax_exempt: false,
  }
  const create = async (fields: object = {}) => {
    const { body } = await ask("POST /v1/products", { ...tShirt, ...fields })
    return body as Product
  }

  describe("POST /v1/products", () => {
    it("a created product can be found", async () => {
      const created = await create()

      expect(created).toEqual({
        ...tShirt,
        id: expect.stringMatching(/^prod_\w+$/),
        sku: [],
        code: expect.stringMatching(/^CODE_\d+$/),
        description: "",
        status: "APPROVED",
        source: "OTHER",
        connection_id: "",
        classification_failed: false,
        store_name: null,
      })
      expect(await ask(`GET /v1/products/${created.id}`)).toMatchObject({
        status: 200,
        body: created,
      })
    })

    it("an existing external id gets a 400", async () => {
      await create()

      expect(await ask("POST /v1/products", tShirt)).toMatchObject({
        status: 400,
        body: {
          detail:
            "Duplicate external id (prod_tshirt) for the given product not allowed.",
        },
      })
    })

    it.each(["external_id", "name", "product_category", "tax_exempt"])(
      "a product without %s gets a 422",
      async (field) => {
        expect(
          await ask("POST /v1/products", { ...tShirt, [field]: undefined })
        ).toMatchObject({
          status: 422,
          body: { detail: [{ type: "missing", loc: ["body", field] }] },
        })
      }
    )

    it.each([
      ["labels", 200, 422],
      ["enums", 422, 200],
      ["both", 200, 200],
    ])("categories can be accepted as %s", async (words, label, enumWord) => {
      await ask("PUT /_sandbox/category-words", { words })
      const enums = {
        product_category: "PHYSICAL",
        product_subcategory: "GENERAL_CLOTHING",
      }
      expect(await ask("POST /v1/products", tShirt)).toMatchObject({
        status: label,
      })
      expect(
        await ask("POST /v1/products", {
          ...tShirt,
          ...enums,
          external_id: "prod_other",
        })
      ).toMatchObject({ status: enumWord })
    })

    it("a category written as an enum is taxed like its label", async () => {
      sandbox.setCategoryWords("enums")
      // New York exempts clothing under 110.00, but no other goods.
      const { body } = await ask(
        "POST /v1/tax/estimate",
        sampleEstimate(PLACES.newYork, [
          {
            amount: 100,
            product_category: "PHYSICAL",
            product_subcategory: "GENERAL_CLOTHING",
          },
          {
            amount: 100,
            product_category: "PHYSICAL",
            product_subcategory: "PHYSICAL_GENERAL",
          },
        ])
      )
      expect(body).toMatchObject({
        transaction_items: [{ tax_amount: "0.00" }, { tax_amount: "8.88" }],
      })
    })

    it("the enum's spelling and unknown fields get a 422", async () => {
      expect(
        await ask("POST /v1/products", {
          ...tShirt,
          product_category: "PHYSICAL",
          product_subcategory: "GENERAL_CLOTHING",
        })
      ).toMatchObject({
        status: 422,
        body: { detail: [{ loc: ["body", "product_subcategory"] }] },
      })
      expect(
        await ask("POST /v1/products", { ...tShirt, price: 10 })
      ).toMatchObject({
        status: 422,
        body: { detail: [{ type: "extra_forbidden" }] },
      })
    })
  })

  describe("GET /v1/products", () => {
    beforeEach(async () => {
      for (const number of [1, 2, 3, 4, 5]) {
        await create({ external_id: `prod_${number}`, name: `Mug ${number}` })
      }
      await create({ product_subcategory: "Boots", status: "PENDING" })
    })

    const list = async (search: string) => {
      const { body } = await ask(`GET /v1/products${search}`)
      const page = body as { items: Product[] }
      return { ...page, items: page.items.map((item) => item.external_id) }
    }

    it("products are listed in pages", async () => {
      expect(await list("?page=2&size=4")).toEqual({
        items: ["prod_5", "prod_tshirt"],
        total: 6,
        page: 2,
        size: 4,
        pages: 2,
      })
      expect(await list("")).toMatchObject({ total: 6, page: 1, size: 50 })
      expect(await list("?page=9")).toMatchObject({ items: [], total: 6 })
    })

    it("the search covers names and external ids", async () => {
      expect(await list("?query=mug%203")).toMatchObject({
        items: ["prod_3"],
        pages: 1,
      })
      expect(await list("?query=PROD_T")).toMatchObject({
        items: ["prod_tshirt"],
      })
      expect(await list("?query=nothing")).toEqual({
        items: [],
        total: 0,
        page: 1,
        size: 50,
        pages: 0,
      })
    })

    it("products are filtered and sorted", async () => {
      expect(await list("?status__in=PENDING,APPROVED")).toMatchObject({
        total: 6,
      })
      expect(await list("?status__in=PENDING")).toMatchObject({ total: 1 })
      expect(await list("?product_subcategory__in=Boots")).toMatchObject({
        total: 1,
      })
      expect(await list("?order_by=-name&size=2")).toMatchObject({
        items: ["prod_5", "prod_4"],
      })
    })

    it.each([
      ["page=0", "greater_than_equal", "0", { ge: 1 }],
      ["size=101", "less_than_equal", "101", { le: 100 }],
    ])("%s gets a 422", async (search, type, input, ctx) => {
      expect(await ask(`GET /v1/products?${search}`)).toMatchObject({
        status: 422,
        body: {
          detail: [{ type, loc: ["query", search.split("=")[0]], input, ctx }],
        },
      })
    })

    it("a page that is not a number and unknown parameters get a 422", async () => {
      expect(await ask("GET /v1/products?page=two")).toMatchObject({
        status: 422,
        body: { detail: [{ type: "int_parsing", input: "two" }] },
      })
      expect(await ask("GET /v1/products?search_query=mug")).toMatchObject({
        status: 422,
        body: {
          detail: [{ type: "extra_forbidden", loc: ["query", "search_query"] }],
        },
      })
    })
  })

  describe("/v1/products/{product_id}", () => {
    it("an unknown product gets a 404 that names it and the organization", async () => {
      for (const endpoint of [
        "GET /v1/products/prod_404",
        "PUT /v1/products/prod_404",
      ]) {
        const body = endpoint.startsWith("PUT") ? tShirt : undefined
        expect(await ask(endpoint, body)).toMatchObject({
          status: 404,
          body: {
            detail: "[orgn_sandbox] Product with id prod_404 not found",
          },
        })
      }
    })

    it("PUT changes the given fields and keeps the others", async () => {
      const { id, code } = await create({ description: "Soft" })

      expect(
        await ask(`PUT /v1/products/${id}`, {
          name: "Mug",
          product_category: "Physical",
          product_subcategory: "General Physical",
          tax_exempt: true,
        })
      ).toMatchObject({
        status: 200,
        body: {
          id,
          code,
          external_id: "prod_tshirt",
          description: "Soft",
          name: "Mug",
          product_subcategory: "General Physical",
          tax_exempt: true,
        },
      })
    })

    it("PUT can change the external id, but not to an existing one", async () => {
      const { id } = await create()
      await create({ external_id: "prod_other" })
      const rename = (external_id: string) =>
        ask(`PUT /v1/products/${id}`, { ...tShirt, external_id })

      expect(await rename("prod_other")).toMatchObject({ status: 400 })
      expect(await rename("prod_new")).toMatchObject({ status: 200 })
      expect(await ask("GET /v1/products?query=tshirt")).toMatchObject({
        body: { total: 0 },
      })
    })

    it("PUT refuses an unknown category", async () => {
      const { id } = await create()

      expect(
        await ask(`PUT /v1/products/${id}`, {
          ...tShirt,
          product_subcategory: "Spaceships",
        })
      ).toMatchObject({ status: 422 })
    })
  })

  it("GET /v1/products/categories lists all pairs", async () => {
    const { status, body } = await ask("GET /v1/products/categories")
    const categories = body as { name: string; subcategories: object[] }[]

    expect(status).toBe(200)
    expect(categories.map(({ name }) => name).sort()).toEqual([
      "Digital",
      "Misc",
      "Physical",
      "Services",
      "Unknown",
    ])
    expect(categories.flatMap((one) => one.subcategories)).toHaveLength(603)
    expect(
      categories.find(({ name }) => name === "Physical")?.subcategories
    ).toContainEqual({
      name: "General Clothing",
      description: "",
      example: "",
      is_frequent: false,
    })
  })
})
