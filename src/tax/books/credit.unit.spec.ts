import { MathBN } from "@medusajs/framework/utils"
import { type ChargedLine, chargedLines } from "./charged-lines"
import { type UnpaidReturn, creditFor, unpaidReturns } from "./credit"
import { LAMPS, orderInAustin } from "./order-in-austin"
import { openGross, openLines } from "./position"

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
    openLines(sold, []),
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

describe("a credit note", () => {
  it("is the whole sale for all of its money", () => {
    expect(credit(96.6)).toEqual({
      lines: [
        ["ordli_lamps", "2", "0", "80", "6.6"],
        ["ordsm_1", "1", "0", "10", "0"],
      ],
      paidFor: {},
      taxes: ["5", "1.6"],
    })
  })

  it("is spread over the sale in proportion, to the cent", () => {
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

  it("pays for a return whose worth it is", () => {
    expect(credit(43.3, [back("return_1", 1)])).toEqual({
      lines: [["ordli_lamps", "1", "1", "40", "3.3"]],
      paidFor: { return_1: { ordli_lamps: "1" } },
      taxes: ["2.5", "0.8"],
    })
  })

  it("is lower by the return's fee, and the units are back all the same", () => {
    expect(credit(38.3, [back("return_1", 1, 5)])).toMatchObject({
      lines: [["ordli_lamps", "1", "1", "35.38", "2.92"]],
      paidFor: { return_1: { ordli_lamps: "1" } },
    })
  })

  it("leaves a return alone that it does not cover", () => {
    expect(credit(10, [back("return_1", 1)])).toMatchObject({
      lines: [
        ["ordli_lamps", "0.207039", "0", "8.28", "0.69"],
        ["ordsm_1", "0.103519", "0", "1.03", "0"],
      ],
      paidFor: {},
    })
  })

  it("pays for the oldest return first, and spreads what is left", () => {
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

  it("has no decimals in yen", () => {
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

  it("never takes back more than was sold", () => {
    expect(() => credit(96.61)).toThrow(RangeError)
  })

  it("and those that follow come to the sale, and no further", () => {
    const first = creditFor(
      MathBN.convert(33.33),
      openLines(SOLD, []),
      [],
      "usd"
    )
    const open = openLines(SOLD, first.lines)
    expect(openGross(open).toFixed()).toBe("63.27")
    const second = creditFor(openGross(open), open, [], "usd")
    expect(
      openGross(openLines(SOLD, [...first.lines, ...second.lines])).toFixed()
    ).toBe("0")
  })
})

describe("returns that are not paid for", () => {
  const received = [
    {
      ...back("return_1", 2, 5),
      at: new Date("2026-11-06T00:00:00Z"),
    },
  ]

  it("are those whose units no credit note names", () => {
    const [left] = unpaidReturns(received, [
      { lines: [], returns: { return_1: { ordli_lamps: "1" } } },
    ])
    expect(left?.units.get("ordli_lamps")?.toFixed()).toBe("1")
    // The first credit note bore it.
    expect(left?.fee.toFixed()).toBe("0")
  })

  it("are none once all their units are named", () => {
    expect(
      unpaidReturns(received, [
        { lines: [], returns: { return_1: { ordli_lamps: "2" } } },
      ])
    ).toEqual([])
  })
})
