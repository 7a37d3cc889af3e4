import { MathBN } from "@medusajs/framework/utils"
import { type ChargedLine, chargedLines } from "./charged-lines"
import { creditFor, taxCreditFor } from "./credit-note-lines"
import { LAMPS, orderInAustin } from "./__fixtures__/order-in-austin"
import { uncreditedGross, uncreditedLines } from "./uncredited-lines"
import type { UnpaidReturn } from "./unpaid-returns"

const SOLD = chargedLines(orderInAustin())

const back = (id: string, units: number, fee = 0): UnpaidReturn => ({
  id,
  units: new Map([["ordli_lamps", MathBN.convert(units)]]),
  fee: MathBN.convert(fee),
})

const credit = (
  amount: number,
  returns: UnpaidReturn[] = [],
  sold: ChargedLine[] = SOLD,
  currencyCode = "usd"
) => {
  const { lines, returns: paidFor } = creditFor(
    MathBN.convert(amount),
    uncreditedLines(sold, []),
    returns,
    currencyCode
  )
  return {
    lines: lines.map(({ id, quantity, units, net, tax }) => [
      id,
      quantity,
      units,
      net,
      tax,
    ]),
    paidFor,
    taxes: lines.flatMap(({ taxes }) => taxes.map(({ amount }) => amount)),
  }
}

describe("creditFor", () => {
  it("credits the whole sale for its full amount", () => {
    expect(credit(96.6)).toEqual({
      lines: [
        ["ordli_lamps", "2", "0", "80", "6.6"],
        ["ordsm_1", "1", "0", "10", "0"],
      ],
      paidFor: {},
      taxes: ["5", "1.6"],
    })
  })

  it("spreads an amount over the sale in proportion, to the cent", () => {
    // 10.00 of 96.60: 8.2816, 0.5176, 0.1656 and 1.0352.
    expect(credit(10)).toEqual({
      lines: [
        ["ordli_lamps", "0.207039", "0", "8.28", "0.69"],
        ["ordsm_1", "0.103519", "0", "1.03", "0"],
      ],
      paidFor: {},
      taxes: ["0.52", "0.17"],
    })
  })

  it("pays for a return if the amount is the return's worth", () => {
    expect(credit(43.3, [back("return_1", 1)])).toEqual({
      lines: [["ordli_lamps", "1", "1", "40", "3.3"]],
      paidFor: { return_1: { ordli_lamps: "1" } },
      taxes: ["2.5", "0.8"],
    })
  })

  it("deducts the return's fee, and still credits the returned units", () => {
    expect(credit(38.3, [back("return_1", 1, 5)])).toMatchObject({
      lines: [["ordli_lamps", "1", "1", "35.38", "2.92"]],
      paidFor: { return_1: { ordli_lamps: "1" } },
    })
  })

  it("does not pay for a return that the amount does not cover", () => {
    expect(credit(10, [back("return_1", 1)])).toMatchObject({
      lines: [
        ["ordli_lamps", "0.207039", "0", "8.28", "0.69"],
        ["ordsm_1", "0.103519", "0", "1.03", "0"],
      ],
      paidFor: {},
    })
  })

  it("pays for the oldest return first, and spreads the rest", () => {
    expect(
      credit(53.3, [back("return_1", 1), back("return_2", 1)])
    ).toMatchObject({
      // 43.30 for the return; 10.00 over the 53.30 that are left.
      lines: [
        ["ordli_lamps", "1.187617", "1", "47.5", "3.92"],
        ["ordsm_1", "0.187617", "0", "1.88", "0"],
      ],
      paidFor: { return_1: { ordli_lamps: "1" } },
    })
  })

  it("credits amounts without decimals in yen", () => {
    const sold = chargedLines(
      orderInAustin({
        currency_code: "jpy",
        items: [
          {
            ...LAMPS,
            quantity: 1,
            unit_price: 1000,
            tax_lines: [{ rate: 10, description: "JCT" }],
          },
        ],
        shipping_methods: [],
      })
    )
    expect(credit(333, [], sold, "jpy").lines).toEqual([
      ["ordli_lamps", "0.302727", "0", "303", "30"],
    ])
  })

  it("refuses to credit more than was sold", () => {
    expect(() => credit(96.61)).toThrow(RangeError)
  })

  it("makes successive credit notes add up to the sale, and no more", () => {
    const first = creditFor(
      MathBN.convert(33.33),
      uncreditedLines(SOLD, []),
      [],
      "usd"
    )
    const open = uncreditedLines(SOLD, first.lines)
    expect(uncreditedGross(open).toFixed()).toBe("63.27")
    const second = creditFor(uncreditedGross(open), open, [], "usd")
    expect(
      uncreditedGross(
        uncreditedLines(SOLD, [...first.lines, ...second.lines])
      ).toFixed()
    ).toBe("0")
  })
})

describe("taxCreditFor", () => {
  const open = uncreditedLines(chargedLines(orderInAustin()), [])

  it("credits tax of each jurisdiction, and no goods", () => {
    expect(taxCreditFor(MathBN.convert("3.30"), open, "usd")).toEqual({
      lines: [
        {
          id: "ordli_lamps",
          quantity: "0",
          units: "0",
          net: "0",
          tax: "3.3",
          taxes: [
            { name: "Texas", rate: "0.0625", amount: "2.5" },
            { name: "Austin", rate: "0.02", amount: "0.8" },
          ],
        },
      ],
      returns: {},
    })
  })

  it("refuses to credit more than the remaining tax", () => {
    expect(() => taxCreditFor(MathBN.convert("6.61"), open, "usd")).toThrow(
      RangeError
    )
  })
})
