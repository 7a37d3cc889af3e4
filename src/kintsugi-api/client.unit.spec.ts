import { type Server, createServer } from "node:http"
import type { AddressInfo } from "node:net"
import {
  type Query,
  bodyRefusals,
  readQuery,
} from "../../integration-tests/sandbox/contract/schema-check"
import { createClient } from "./client"
import type { EstimateRequest } from "./estimates"
import { createTransport } from "./transport"

type Received = { method?: string; url: URL; body: unknown }

const servers: Server[] = []

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

/** A client whose Kintsugi gives this answer to every request. */
const clientAnsweredWith = async (answer: unknown) => {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    let text = ""
    for await (const chunk of request) {
      text += String(chunk)
    }
    received.push({
      method: request.method,
      url: new URL(request.url ?? "", "http://kintsugi"),
      body: text ? JSON.parse(text) : undefined,
    })
    response.writeHead(200, { "content-type": "application/json" })
    response.end(typeof answer === "string" ? answer : JSON.stringify(answer))
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  const transport = createTransport({
    baseUrl: `http://127.0.0.1:${port}`,
    apiKey: "sk_live_8kQ2vN4rT6yU",
    organizationId: "orgn_argaLQwMy2fJc",
    timeoutMs: 2000,
    retries: 2,
  })
  return { client: createClient(transport), received }
}

const soon = () => ({ deadline: Date.now() + 5000 })

const REQUEST: EstimateRequest = {
  date: "2026-03-14T15:09:26.535Z",
  external_id: "cart_01JAUSTIN",
  currency: "USD",
  addresses: [
    {
      type: "SHIP_TO",
      street_1: "1100 Congress Ave",
      street_2: "Room 1E.8",
      city: "Austin",
      state: "TX",
      postal_code: "78701",
      country: "US",
    },
  ],
  transaction_items: [
    {
      external_id: "cali_01JSHIRT",
      date: "2026-03-14T15:09:26.535Z",
      external_product_id: "prod_01JSHIRT",
      product_category: "Physical",
      product_subcategory: "General Physical",
      quantity: 2,
      amount: 39.98,
    },
  ],
  customer: { external_id: "cus_01JANE" },
}

const estimate = (fields: Record<string, unknown> = {}) => ({
  id: "tran_WkM4WLuJGsKq",
  external_id: "cart_01JAUSTIN",
  currency: "USD",
  total_tax_amount_calculated: "3.30",
  has_active_registration: true,
  addresses: [{ type: "SHIP_TO", status: "VERIFIED" }],
  transaction_items: [
    {
      external_id: "cali_01JSHIRT",
      tax_amount: "3.30",
      taxable_amount: "39.98",
      tax_rate: "0.0825",
      exempt: false,
      tax_items: [{ name: "Texas State Tax", rate: "0.0825", amount: "3.30" }],
    },
  ],
  ...fields,
})

describe("estimateTax", () => {
  it("posts the estimate unchanged", async () => {
    const { client, received } = await clientAnsweredWith(estimate())
    await client.estimateTax(REQUEST, soon())
    expect(received).toHaveLength(1)
    expect(received[0]?.method).toBe("POST")
    expect(received[0]?.url.pathname).toBe("/v1/tax/estimate")
    expect(received[0]?.url.search).toBe("")
    expect(received[0]?.body).toEqual(REQUEST)
  })

  it("sends a body that the contract accepts", async () => {
    const { client, received } = await clientAnsweredWith(estimate())
    await client.estimateTax(REQUEST, soon())
    expect(
      bodyRefusals("TransactionEstimatePublicRequest", received[0]?.body)
    ).toEqual([])
    expect(
      bodyRefusals("TransactionEstimatePublicRequest", {
        ...REQUEST,
        externalId: "misspelt",
      })
    ).not.toEqual([])
  })

  it.each([
    ["the bare object", estimate()],
    ["a page", { items: [estimate()], total: 1, page: 1, size: 50, pages: 1 }],
  ])("accepts an answer that is %s", async (_, answer) => {
    const { client } = await clientAnsweredWith(answer)
    await expect(client.estimateTax(REQUEST, soon())).resolves.toEqual({
      external_id: "cart_01JAUSTIN",
      currency: "USD",
      total_tax_amount_calculated: "3.30",
      has_active_registration: true,
      addresses: [{ type: "SHIP_TO", status: "VERIFIED" }],
      transaction_items: [
        {
          external_id: "cali_01JSHIRT",
          tax_amount: "3.30",
          taxable_amount: "39.98",
          tax_rate: "0.0825",
          exempt: false,
          tax_items: [
            { name: "Texas State Tax", rate: "0.0825", amount: "3.30" },
          ],
        },
      ],
    })
  })

  it.each([
    ["no estimates", []],
    ["2 estimates", [estimate(), estimate()]],
  ])("rejects a page of %s", async (_, items) => {
    const { client, received } = await clientAnsweredWith({ items })
    await expect(client.estimateTax(REQUEST, soon())).rejects.toMatchObject({
      code: "bad_response",
    })
    expect(received).toHaveLength(1)
  })

  it.each([
    ["a text", '"39.98"', "39.98"],
    ["a number", "39.98", 39.98],
    ["a zero with an exponent", '"0E-9"', "0E-9"],
  ])("reads a decimal that is %s", async (_, json, decimal) => {
    const text = JSON.stringify(
      estimate({ transaction_items: [{ taxable_amount: "?" }] })
    )
    const { client } = await clientAnsweredWith(text.replace('"?"', json))
    const { transaction_items } = await client.estimateTax(REQUEST, soon())
    expect(transaction_items[0]?.taxable_amount).toBe(decimal)
  })

  it.each(['"NaN"', '"Infinity"', '"abc"', "1e999", "null", "true", '""'])(
    "rejects an answer with a decimal that is %s",
    async (json) => {
      const text = JSON.stringify(
        estimate({ transaction_items: [{ tax_amount: "?" }] })
      )
      const { client, received } = await clientAnsweredWith(
        text.replace('"?"', json)
      )
      await expect(client.estimateTax(REQUEST, soon())).rejects.toMatchObject({
        code: "bad_response",
      })
      expect(received).toHaveLength(1)
    }
  )
})

const SHIRT = {
  id: "prod_kintsugi_3",
  external_id: "prod_01JSHIRT",
  name: "Shirt",
  product_category: "Physical",
  product_subcategory: "General Clothing",
}

describe("findProduct", () => {
  it("finds only the product with our id", async () => {
    const { client } = await clientAnsweredWith({
      items: [
        { ...SHIRT, external_id: "prod_01JSHIRT_OLD" },
        { ...SHIRT, description: null, tax_exempt: false },
      ],
    })
    await expect(client.findProduct("prod_01JSHIRT", soon())).resolves.toEqual({
      ...SHIRT,
      tax_exempt: false,
    })
    await expect(
      client.findProduct("prod_01J", soon())
    ).resolves.toBeUndefined()
  })

  it("searches for our id with a query that the contract accepts", async () => {
    const { client, received } = await clientAnsweredWith({ items: [] })
    await client.findProduct("SKU 7&size=1#ü", soon())
    expect(received).toHaveLength(1)
    expect(received[0]?.method).toBe("GET")
    expect(received[0]?.url.pathname).toBe("/v1/products")
    expect(received[0]?.body).toBeUndefined()
    expect(received[0]?.url.searchParams.getAll("size")).toEqual(["100"])
    const query: Query = Object.fromEntries(received[0]?.url.searchParams ?? [])
    expect(readQuery("GET /v1/products", query)).toMatchObject({
      values: { query: "SKU 7&size=1#ü", size: 100 },
    })
  })

  it("rejects an answer that is not a page", async () => {
    const { client, received } = await clientAnsweredWith([])
    await expect(
      client.findProduct("prod_01JSHIRT", soon())
    ).rejects.toMatchObject({ code: "bad_response" })
    expect(received).toHaveLength(1)
  })

  it("rejects a product without an id or a category", async () => {
    for (const field of ["id", "product_category"]) {
      const { client } = await clientAnsweredWith({
        items: [{ ...SHIRT, [field]: null }],
      })
      await expect(
        client.findProduct("prod_01JSHIRT", soon())
      ).rejects.toMatchObject({
        code: "bad_response",
        message: expect.stringContaining(field),
      })
    }
  })
})

describe("createProduct", () => {
  const NEW = {
    external_id: "prod_01JSHIRT",
    name: "Shirt",
    product_category: "Physical",
    product_subcategory: "General Clothing",
    tax_exempt: false,
    source: "API" as const,
  }

  it("posts a body that the contract accepts", async () => {
    const { client, received } = await clientAnsweredWith(SHIRT)
    await expect(client.createProduct(NEW, soon())).resolves.toEqual(SHIRT)
    expect(received[0]?.method).toBe("POST")
    expect(received[0]?.url.pathname).toBe("/v1/products")
    expect(received[0]?.body).toEqual(NEW)
    expect(bodyRefusals("ProductCreateManual", received[0]?.body)).toEqual([])
  })
})

describe("updateProduct", () => {
  it("puts a body that the contract accepts, with Kintsugi's id in the path", async () => {
    const { client, received } = await clientAnsweredWith(SHIRT)
    const update = {
      external_id: "prod_01JSHIRT",
      name: "Shirt",
      sku: ["SHIRT-M"],
      status: "APPROVED",
      product_category: "Physical",
      product_subcategory: "General Clothing",
      tax_exempt: true,
    }
    await client.updateProduct("prod/3", update, soon())
    expect(received[0]?.method).toBe("PUT")
    expect(received[0]?.url.pathname).toBe("/v1/products/prod%2F3")
    expect(received[0]?.body).toEqual(update)
    expect(bodyRefusals("ProductUpdate", received[0]?.body)).toEqual([])
  })
})

describe("productCategories", () => {
  it("reads the fields of the list that are used", async () => {
    const { client, received } = await clientAnsweredWith([
      {
        name: "Physical",
        subcategories: [
          { name: "Oral Hygiene", description: "", is_frequent: false },
          { name: "Boots", example: null, is_frequent: null },
        ],
      },
    ])
    await expect(client.productCategories(soon())).resolves.toEqual([
      {
        name: "Physical",
        subcategories: [
          { name: "Oral Hygiene", description: "", is_frequent: false },
          { name: "Boots" },
        ],
      },
    ])
    expect(received[0]?.method).toBe("GET")
    expect(received[0]?.url.pathname).toBe("/v1/products/categories")
  })

  it("rejects an answer that is not a list", async () => {
    const { client } = await clientAnsweredWith({ items: [] })
    await expect(client.productCategories(soon())).rejects.toMatchObject({
      code: "bad_response",
    })
  })
})

describe("a new customer", () => {
  const created = async (fields: { name?: string; email?: string }) => {
    const { client, received } = await clientAnsweredWith({ id: "cust_1" })
    await client.createCustomer(
      { external_id: "cus_01JANE", source: "API", ...fields },
      soon()
    )
    const [{ body } = { body: undefined }] = received
    expect(bodyRefusals("CustomerBasePublic", body)).toEqual([])
    return body
  }

  it("has its name cut to the length that Kintsugi accepts", async () => {
    expect(await created({ name: `${"x".repeat(199)}🧾 Ltd.` })).toEqual({
      external_id: "cus_01JANE",
      source: "API",
      name: `${"x".repeat(199)}🧾`,
    })
  })

  it("has no e-mail address if it is longer than Kintsugi accepts", async () => {
    expect(
      await created({ name: "Jane", email: `${"x".repeat(190)}@example.com` })
    ).toEqual({ external_id: "cus_01JANE", source: "API", name: "Jane" })
  })
})
