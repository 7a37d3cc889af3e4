import { MathBN } from "@medusajs/framework/utils"
import type { LineTax } from "../estimate/validate-estimate"
import { roundToWholeUnits } from "./round-taxes"

const lineTax = (...amounts: string[]): LineTax => {
  const jurisdictions = amounts.map((amount, index) => ({
    name: `Tax ${index + 1}`,
    rate: MathBN.convert("0.1"),
    amount: MathBN.convert(amount),
    exempt: false,
  }))
  return {
    line: {} as LineTax["line"],
    amount: MathBN.sum(0, ...amounts),
    taxableAmount: MathBN.convert(0),
    rate: MathBN.convert("0.1"),
    exempt: false,
    jurisdictions,
  }
}

const toText = (taxes: LineTax[]) =>
  taxes.map(({ amount, answeredAmount: answered, jurisdictions }) => [
    amount.toFixed(),
    answered?.toFixed(),
    ...jurisdictions.map((tax) => tax.amount.toFixed()),
  ])

describe("roundToWholeUnits", () => {
  it("rounds taxes once for the cart, by largest remainder", () => {
    // 100.40 + 20.30 + 7.70 are 128.40: 128 yen, not 100 + 20 + 8 and a rest.
    expect(
      toText(
        roundToWholeUnits([lineTax("100.40"), lineTax("20.30", "7.70")], 0)
      )
    ).toEqual([
      ["100", "100.4", "100"],
      ["28", undefined, "20", "8"],
    ])
    // Three times 0.50 are 1.50: 2 yen.
    expect(
      toText(roundToWholeUnits([lineTax("0.50"), lineTax("0.50", "0.50")], 0))
    ).toEqual([
      ["1", "0.5", "1"],
      ["1", undefined, "1", "0"],
    ])
  })

  it("keeps a credit's sign", () => {
    expect(
      toText(roundToWholeUnits([lineTax("10.60"), lineTax("-3.70")], 0))
    ).toEqual([
      ["11", "10.6", "11"],
      ["-4", "-3.7", "-4"],
    ])
  })

  it.each([2, 3])("keeps taxes if the currency has %d decimals", (digits) => {
    const taxes = [lineTax("100.40"), lineTax("20.30", "7.70")]
    expect(roundToWholeUnits(taxes, digits)).toBe(taxes)
  })

  it("keeps taxes that are whole already", () => {
    const taxes = [lineTax("298", "30"), lineTax()]
    expect(roundToWholeUnits(taxes, 0)).toBe(taxes)
  })
})
