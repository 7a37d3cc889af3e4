import { LAMPS, TEXAN, orderInAustin } from "./__fixtures__/order-in-austin"
import { chargedLines } from "./charged-lines"

describe("chargedLines", () => {
  it("adds up two tax lines of one jurisdiction, at its statutory rate", () => {
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
      "of Kintsugi",
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
      "of another provider",
      [
        { rate: 1, code: "tax", description: "Special" },
        { rate: 2, code: "tax", description: "Special" },
      ],
    ],
  ])("adds up jurisdictions %s of one name and their rates", (_, taxLines) => {
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
  ])("separates the jurisdictions that Medusa has %s", (_, rates) => {
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
})
