import { chargedLines, grossOf } from "./charged-lines"
import { LAMPS, TEXAN, orderInAustin } from "./order-in-austin"

describe("what was charged", () => {
  it("is each line's net and tax, by jurisdiction, and shipping a line", () => {
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

  it("adds up to the order's total where Medusa keeps sub-cents", () => {
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

  it("takes tax out of a price that includes it", () => {
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

  it("has no decimals in yen", () => {
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

  it("adds the two tax lines of one jurisdiction up, at its statutory rate", () => {
    const [texas] = TEXAN
    const [line] = chargedLines(
      orderInAustin({
        items: [
          {
            ...LAMPS,
            tax_lines: [
              { ...texas!, rate: 6 },
              { ...texas!, rate: 0.25 },
            ],
          },
        ],
      })
    )
    expect(line?.taxes).toEqual([
      { name: "Texas", rate: "0.0625", amount: "5" },
    ])
  })

  it("leaves out what was edited away, and the fees of returns", () => {
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
