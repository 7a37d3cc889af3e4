import { MathBN } from "@medusajs/framework/utils"
import { roundTogether } from "./round-together"

const round = (
  amounts: (number | string)[],
  digits: number,
  limits?: (number | string)[]
) =>
  roundTogether(
    amounts.map((amount) => MathBN.convert(amount)),
    digits,
    limits?.map((amount) => MathBN.convert(amount))
  ).map((amount) => amount.toFixed())

describe("roundTogether", () => {
  it.each<[string, (number | string)[], number, string[]]>([
    ["rounds one amount half up", ["1.999"], 2, ["2"]],
    ["rounds a half up", ["10.235"], 2, ["10.24"]],
    [
      "rounds shares of a sum to their sum",
      ["2.3333333333", "2.3333333333", "2.3333333334"],
      2,
      ["2.33", "2.33", "2.34"],
    ],
    [
      "rounds the largest remainder up first",
      ["0.009", "0.001", "0.006"],
      2,
      ["0.01", "0", "0.01"],
    ],
    [
      "rounds equal amounts in their order",
      ["0.005", "0.005"],
      2,
      ["0.01", "0"],
    ],
    ["keeps amounts that need no rounding", ["1.5", "2"], 2, ["1.5", "2"]],
    ["rounds to no decimals", ["100.4", "0.2", "3"], 0, ["101", "0", "3"]],
    ["rounds to three decimals", ["0.1234", "0.1234"], 3, ["0.124", "0.123"]],
    ["ignores the noise of a division", ["1.9999999999999998"], 2, ["2"]],
    ["returns nothing for no amounts", [], 2, []],
  ])("%s", (_, amounts, digits, expected) => {
    expect(round(amounts, digits)).toEqual(expected)
  })

  it("keeps each amount within its limit", () => {
    expect(round(["0.009", "0.006"], 2, ["0", "1"])).toEqual(["0", "0.01"])
    expect(round(["1.009"], 2, ["1.002"])).toEqual(["1"])
  })
})
