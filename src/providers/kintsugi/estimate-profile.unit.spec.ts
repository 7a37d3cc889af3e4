import { readAddress } from "../../tax/address/read-address"
import type { SerializedLine } from "../../tax/cart/cart-lines"
import type { RequestedLine } from "../../tax/cart/taxable-line"
import { estimateProfileOf } from "./estimate-profile"

const address = {
  country_code: "us",
  province_code: "us-tx",
  postal_code: "78701",
}

const asked = (id: string, product_id?: string): RequestedLine => ({
  kind: product_id ? "item" : "shipping",
  id,
  currencyCode: "USD",
  rates: [],
  line: { id, product_id },
})

const line = (fields: Partial<SerializedLine>): SerializedLine => ({
  kind: "item",
  id: "cali_1",
  quantity: "1",
  with_tax: "0",
  without_tax: "19.99",
  ...fields,
})

const kindIn = (
  lines: SerializedLine[] | undefined,
  fields: Partial<typeof address> = {}
) => {
  const addressOfCart = { ...address, ...fields }
  return estimateProfileOf(
    [asked("cali_1", "prod_mug"), asked("casm_1")],
    {
      externalId: "cart_mia",
      replaces: true,
      lines,
      exactRates: false,
      address: addressOfCart,
      addressType: "SHIP_TO",
      giftCards: new Set<string>(),
      isPrefetch: false,
      areSettingsRead: false,
      isForRatesOnly: false,
    },
    readAddress(addressOfCart),
    "as now"
  )
}

describe("the profile of a calculation", () => {
  it("has the place, the currency, and each product once", () => {
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

  it("is made from the lines that Medusa asks about if no cart is passed", () => {
    expect(kindIn(undefined).products).toEqual(["prod_mug", "shipping"])
  })

  it("has no state if the address's state does not exist", () => {
    expect(kindIn(undefined, { province_code: "us-zz" })).toMatchObject({
      country: "US",
      state: "",
    })
  })

  it("matches no other if there are too many products to remember", () => {
    const many = (from: number) =>
      Array.from({ length: 60 }, (_, n) =>
        line({ product_id: `prod_${from + n}` })
      )
    const { products } = kindIn(many(0))
    expect(products).toHaveLength(51)
    expect(products.at(-1)).toBe("cart_mia")
  })
})
