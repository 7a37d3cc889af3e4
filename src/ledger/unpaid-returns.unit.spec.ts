import { MathBN } from "@medusajs/framework/utils"
import { unpaidReturns } from "./unpaid-returns"

describe("unpaidReturns", () => {
  const received = [
    {
      id: "return_1",
      units: new Map([["ordli_lamps", MathBN.convert(2)]]),
      fee: MathBN.convert(5),
      at: new Date("2026-11-06T00:00:00Z"),
    },
  ]

  it("returns the units that no credit note paid for", () => {
    const [left] = unpaidReturns(received, [
      { lines: [], returns: { return_1: { ordli_lamps: "1" } } },
    ])
    expect(left?.units.get("ordli_lamps")?.toFixed()).toBe("1")
    // The first credit note deducted it.
    expect(left?.fee.toFixed()).toBe("0")
  })

  it("returns nothing once credit notes paid for all units", () => {
    expect(
      unpaidReturns(received, [
        { lines: [], returns: { return_1: { ordli_lamps: "2" } } },
      ])
    ).toEqual([])
  })
})
