import { productPageSchema } from "./products"

describe("productPageSchema", () => {
  it("accepts products without an id of ours", () => {
    expect(
      productPageSchema.parse({ items: [{ external_id: null }, {}] }).items
    ).toEqual([{ external_id: undefined }, { external_id: undefined }])
  })

  it.each([{}, [], null, { items: null }])("refuses %j", (body) => {
    expect(productPageSchema.safeParse(body).success).toBe(false)
  })
})
