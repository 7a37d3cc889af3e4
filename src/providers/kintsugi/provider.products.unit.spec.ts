import type { FaultKind } from "../../../integration-tests/sandbox/index"
import {
  FLOAT4,
  cart,
  charged,
  item,
  mug,
} from "../../../integration-tests/provider/cart-in-austin"
import {
  inContext,
  whole,
} from "../../../integration-tests/provider/whole-cart"
import { useKintsugi } from "../../../integration-tests/provider/use-kintsugi"

const kintsugi = useKintsugi()
const { providerWith, taxShirts } = kintsugi

describe("a product", () => {
  const sent = () => kintsugi.estimateRequest().transaction_items[0]

  it("that Kintsugi has is sent without a category", async () => {
    kintsugi.addProducts("prod_01JSHIRT")
    await taxShirts()
    expect(sent()).toMatchObject({ external_product_id: "prod_01JSHIRT" })
    expect(sent()).not.toHaveProperty("product_category")
    expect(sent()).not.toHaveProperty("product_subcategory")
  })

  it("that Kintsugi does not have is sent with the default category", async () => {
    kintsugi.addProducts("prod_01JSHIRT_OLD")
    await taxShirts({ defaultSubcategory: "General Clothing" })
    expect(sent()).toMatchObject({
      external_product_id: "prod_01JSHIRT",
      product_category: "Physical",
      product_subcategory: "General Clothing",
    })
  })

  it("is looked up once, whatever Kintsugi answers", async () => {
    kintsugi.addProducts("prod_01JSHIRT")
    const provider = providerWith()
    await provider.getTaxLines([item(), mug()], [], cart())
    await provider.getTaxLines([item({ quantity: 3 }), mug()], [], cart())
    expect(kintsugi.asked().sort()).toEqual([
      "GET /v1/products",
      "GET /v1/products",
      "POST /v1/tax/estimate",
      "POST /v1/tax/estimate",
    ])
  })

  it("is looked up once for two lines", async () => {
    await taxShirts({}, [item(), item({ id: "cali_01JSHIRT_XL" })])
    expect(kintsugi.asked()).toEqual([
      "GET /v1/products",
      "POST /v1/tax/estimate",
    ])
  })

  it("of a custom line is not looked up", async () => {
    await taxShirts({}, [item({ product_id: null })])
    expect(kintsugi.asked()).toEqual(["POST /v1/tax/estimate"])
  })

  it("is looked up for each line of a large cart", async () => {
    const lines = Array.from({ length: 25 }, (_, index) =>
      item({ id: `cali_${index}`, product_id: `prod_${index}` })
    )
    kintsugi.addProducts("prod_7", "prod_24")
    await taxShirts({}, lines)
    const known = kintsugi
      .estimateRequest()
      .transaction_items.filter((one) => !one.product_category)
    expect(known.map((one) => one.external_product_id)).toEqual([
      "prod_7",
      "prod_24",
    ])
  })

  it.each<[string, FaultKind]>([
    ["fails", { kind: "status", status: 503 }],
    ["is refused", { kind: "status", status: 422 }],
    ["is nonsense", { kind: "body", body: '{"products": []}' }],
    ["hangs", { kind: "hang" }],
  ])(
    "whose look-up %s is sent with the default category, without an error",
    async (_, fault) => {
      kintsugi.failLookUps(fault)
      const lines = await taxShirts({ deadlineMs: 6_000 })
      expect(charged(lines, 39.98)).toBeCloseTo(3.3, FLOAT4)
      expect(sent()).toMatchObject({
        external_product_id: "prod_01JSHIRT",
        product_category: "Physical",
        product_subcategory: "General Physical",
      })
    }
  )

  it("whose look-up failed is looked up again next time", async () => {
    kintsugi.addProducts("prod_01JSHIRT")
    kintsugi.failLookUps({ kind: "status", status: 422 })
    const provider = providerWith()
    await provider.getTaxLines([item()], [], cart())
    kintsugi.recover()
    kintsugi.sandbox.clearRequests()
    await provider.getTaxLines([item({ quantity: 3 })], [], cart())
    expect(sent()).not.toHaveProperty("product_category")
  })
})

describe("the whole cart", () => {
  it("uses the merchant's classification", async () => {
    kintsugi.addProducts("prod_01JSHIRT")
    const classification = {
      category: "Physical",
      subcategory: "General Clothing",
    }
    await providerWith().getTaxLines(
      [item()],
      [],
      whole({ lines: [inContext({ classification })] })
    )
    expect(kintsugi.estimateRequest().transaction_items).toMatchObject([
      {
        product_category: "Physical",
        product_subcategory: "General Clothing",
      },
    ])
  })
})
