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

  it("is the same in whatever order the database has its rows", () => {
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

  it.each([
    [
      "of Kintsugi's",
      [
        {
          rate: 1,
          code: "us-tx:special",
          description: "Special",
          data: { jurisdiction: { rate: "0.01" } },
        },
        {
          rate: 2,
          code: "us-tx:special-2",
          description: "Special",
          data: { jurisdiction: { rate: "0.02" } },
        },
      ],
    ],
    [
      "of another provider's",
      [
        { rate: 1, code: "tax", description: "Special" },
        { rate: 2, code: "tax", description: "Special" },
      ],
    ],
  ])("adds two jurisdictions %s of one name up, rates too", (_, taxLines) => {
    const [line] = chargedLines(
      orderInAustin({ items: [{ ...LAMPS, tax_lines: taxLines }] })
    )
    expect(line?.taxes).toEqual([
      { name: "Special", rate: "0.03", amount: "2.4" },
    ])
  })

  it.each([
    ["as one tax line", [8.25]],
    ["as two, where one rate is not exact enough", [8, 0.25]],
  ])("tells the jurisdictions apart that Medusa has %s", (_, rates) => {
    const [line] = chargedLines(
      orderInAustin({
        items: [
          {
            ...LAMPS,
            tax_lines: rates.map((rate) => ({
              rate,
              code: "us-tx:sales-tax",
              description: "Texas, Austin",
              data: {
                jurisdictions: [
                  { name: "Texas", rate: "0.0625", amount: "5.00" },
                  { name: "Austin", rate: "0.02", amount: "1.60" },
                ],
              },
            })),
          },
        ],
      })
    )
    expect(line?.taxes).toEqual([
      { name: "Texas", rate: "0.0625", amount: "5" },
      { name: "Austin", rate: "0.02", amount: "1.6" },
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
