import { readAddress } from "../../tax/address"
import type { LineInContext } from "../../tax/cart-lines"
import type { AskedLine } from "../../tax/taxable-lines"
import { kindOf } from "./estimate-kind"

const address = {
  country_code: "us",
  province_code: "us-tx",
  postal_code: "78701",
}

const asked = (id: string, product_id?: string): AskedLine => ({
  kind: product_id ? "item" : "shipping",
  id,
  currencyCode: "USD",
  rates: [],
  line: { id, product_id },
})

const line = (fields: Partial<LineInContext>): LineInContext => ({
  kind: "item",
  id: "cali_1",
  quantity: "1",
  with_tax: "0",
  without_tax: "19.99",
  ...fields,
})

const kindIn = (
  lines: LineInContext[] | undefined,
  fields: Partial<typeof address> = {}
) => {
  const there = { ...address, ...fields }
  return kindOf(
    [asked("cali_1", "prod_mug"), asked("casm_1")],
    {
      externalId: "cart_mia",
      replaces: true,
      lines,
      exactRates: false,
      address: there,
      addressType: "SHIP_TO",
      isAhead: false,
    },
    readAddress(there),
    "as now"
  )
}

describe("the kind of a calculation", () => {
  it("is the place, the currency, and the products once each", () => {
    expect(
      kindIn([
        line({ product_id: "prod_mug" }),
        line({ product_id: "prod_mug" }),
        line({ title: "Engraving" }),
        line({ kind: "shipping", title: "Standard" }),
      ])
    ).toEqual({
      country: "US",
      state: "TX",
      currency: "USD",
      products: ["prod_mug", "Engraving", "shipping"],
      settings: "as now",
    })
  })

  it("is made of what Medusa asks about where no cart is handed on", () => {
    expect(kindIn(undefined).products).toEqual(["prod_mug", "shipping"])
  })

  it("has no state where the address names none that there is", () => {
    expect(kindIn(undefined, { province_code: "us-zz" })).toMatchObject({
      country: "US",
      state: "",
    })
  })

  it("is like no other where there are too many products to remember", () => {
    const many = (from: number) =>
      Array.from({ length: 60 }, (_, n) =>
        line({ product_id: `prod_${from + n}` })
      )
    const { products } = kindIn(many(0))
    expect(products).toHaveLength(51)
    expect(products.at(-1)).toBe("cart_mia")
  })
})
