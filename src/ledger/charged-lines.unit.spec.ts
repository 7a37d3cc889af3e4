import { chargedLines, grossOf } from "./charged-lines"
import { LAMPS, TEXAN, orderInAustin } from "./__fixtures__/order-in-austin"

describe("chargedLines", () => {
  it("returns each line's net and tax by jurisdiction, with shipping as a line", () => {
    expect(chargedLines(orderInAustin())).toEqual([
      {
        id: "ordli_lamps",
        kind: "item",
        productId: "prod_lamp",
        title: "Lamp",
        sku: "LAMP-1",
        quantity: "2",
        net: "80",
        tax: "6.6",
        taxes: [
          { name: "Texas", rate: "0.0625", amount: "5" },
          { name: "Austin", rate: "0.02", amount: "1.6" },
        ],
      },
      {
        id: "ordsm_1",
        kind: "shipping",
        title: "Standard",
        quantity: "1",
        net: "10",
        tax: "0",
        taxes: [],
      },
    ])
  })

  it("returns lines that add up to the order's total where Medusa keeps sub-cents", () => {
    // 10 % off 19.99 three times over: 17.991 each, 53.973 in all.
    const items = ["a", "b", "c"].map((id) => ({
      id,
      quantity: 1,
      unit_price: 19.99,
      adjustments: [{ amount: 1.999 }],
    }))
    const lines = chargedLines(orderInAustin({ items, shipping_methods: [] }))
    expect(lines.map(({ net }) => net)).toEqual(["17.99", "17.99", "17.99"])
    expect(grossOf(lines).toFixed()).toBe("53.97")
  })

  it("returns the same lines regardless of the order of the database's rows", () => {
    // Of 0.015 in three equal parts, one line gets the cent that is over.
    const items = ["a", "b", "c"].map((id) => ({
      id,
      quantity: 1,
      unit_price: 10.005,
      tax_lines: TEXAN,
    }))
    const shippingMethods = ["d", "e"].map((id) => ({ id, amount: 5 }))
    const lines = chargedLines(
      orderInAustin({ items, shipping_methods: shippingMethods })
    )
    expect(lines.map(({ id, net }) => [id, net])).toEqual([
      ["a", "10.01"],
      ["b", "10"],
      ["c", "10"],
      ["d", "5"],
      ["e", "5"],
    ])
    expect(
      chargedLines(
        orderInAustin({
          items: items.toReversed().map((item) => ({
            ...item,
            tax_lines: TEXAN.toReversed(),
          })),
          shipping_methods: shippingMethods.toReversed(),
        })
      )
    ).toEqual(lines)
  })

  it("takes the tax out of a price that includes it", () => {
    const [line] = chargedLines(
      orderInAustin({
        currency_code: "eur",
        items: [
          {
            ...LAMPS,
            quantity: 1,
            unit_price: 119,
            is_tax_inclusive: true,
            tax_lines: [{ rate: 19, description: "VAT" }],
          },
        ],
      })
    )
    expect(line).toMatchObject({
      net: "100",
      tax: "19",
      taxes: [{ name: "VAT", rate: "0.19", amount: "19" }],
    })
  })

  it("returns amounts without decimals in yen", () => {
    const [line] = chargedLines(
      orderInAustin({
        currency_code: "jpy",
        items: [
          {
            ...LAMPS,
            quantity: 3,
            unit_price: 333,
            tax_lines: [{ rate: 9.90991, description: "JCT" }],
          },
        ],
      })
    )
    expect(line).toMatchObject({ net: "999", tax: "99" })
  })

  it("leaves out lines that were edited away, and the fees of returns", () => {
    expect(
      chargedLines(
        orderInAustin({
          items: [LAMPS, { ...LAMPS, id: "ordli_gone", quantity: 0 }],
          shipping_methods: [
            { id: "ordsm_1", amount: 10 },
            { id: "ordsm_back", amount: 5, detail: { return_id: "return_1" } },
          ],
        })
      ).map(({ id }) => id)
    ).toEqual(["ordli_lamps", "ordsm_1"])
  })
})
