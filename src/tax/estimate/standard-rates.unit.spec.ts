import { standardRates } from "./standard-rates"

describe("standardRates", () => {
  it.each([
    ["DE", ["0.19"]],
    ["CH", ["0.081"]],
    ["FI", ["0.255"]],
    ["US", []],
    ["", []],
  ])("for %s are %j", (country, rates) => {
    expect(standardRates(country).map((rate) => rate.toFixed())).toEqual(rates)
  })
})
