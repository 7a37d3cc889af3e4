import { BigNumber } from "@medusajs/framework/utils"
import { currencyDigits, roundToCurrency } from "./money"

describe("currencyDigits", () => {
  it.each([
    ["USD", 2],
    ["EUR", 2],
    ["JPY", 0],
    ["KRW", 0],
    ["KWD", 3],
    ["BHD", 3],
    ["XXA", 2],
    ["", 2],
    ["dollars", 2],
  ])("of %j is %i", (currencyCode, digits) => {
    expect(currencyDigits(currencyCode)).toBe(digits)
  })
})

describe("roundToCurrency", () => {
  it.each([
    ["19.99", "USD", "19.99"],
    ["19.994", "USD", "19.99"],
    ["19.995", "USD", "20"],
    ["1.005", "USD", "1.01"],
    ["-1.005", "USD", "-1.01"],
    ["0.004", "USD", "0"],
    ["1000.5", "JPY", "1001"],
    ["1000.49", "JPY", "1000"],
    ["1.2345", "KWD", "1.235"],
    ["2.675", "XXA", "2.68"],
    ["9999999999.995", "USD", "10000000000"],
  ])("rounds %s %s half up, to %s", (amount, currencyCode, expected) => {
    expect(roundToCurrency(amount, currencyCode).toFixed()).toBe(expected)
  })

  it("takes numbers, strings and Medusa's BigNumber", () => {
    expect(roundToCurrency(19.999, "USD").toFixed()).toBe("20")
    expect(roundToCurrency("19.999", "USD").toFixed()).toBe("20")
    expect(roundToCurrency(new BigNumber("19.999"), "USD").toFixed()).toBe("20")
  })

  it("leaves NaN what it is", () => {
    expect(roundToCurrency(Number.NaN, "USD").isNaN()).toBe(true)
    expect(roundToCurrency("a lot", "USD").isNaN()).toBe(true)
  })
})
