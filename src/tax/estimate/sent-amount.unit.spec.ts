import { BigNumber, MathBN } from "@medusajs/framework/utils"
import { isTooLarge, sentDigits, toSentAmount } from "./sent-amount"

it.each(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])(
  "toSentAmount sends %s with two decimals, though it has three",
  (currencyCode) => {
    expect(sentDigits(currencyCode)).toBe(2)
    expect(toSentAmount("10.125", currencyCode).toFixed()).toBe("10.13")
  }
)

describe("toSentAmount", () => {
  it.each([
    ["19.995", "USD", "20"],
    ["1.005", "USD", "1.01"],
    ["-1.005", "USD", "-1.01"],
    ["1000.5", "JPY", "1001"],
    ["0.5", "HUF", "0.5"],
    // Once: not to 1.005 and then to 1.01.
    ["1.0045", "KWD", "1"],
    ["2.675", "XXA", "2.68"],
  ])("rounds %s %s half up, once, to %s", (amount, currencyCode, expected) => {
    expect(toSentAmount(amount, currencyCode).toFixed()).toBe(expected)
  })

  it("accepts numbers and Medusa's BigNumber, and keeps NaN", () => {
    expect(toSentAmount(19.999, "USD").toFixed()).toBe("20")
    expect(toSentAmount(new BigNumber("19.999"), "USD").toFixed()).toBe("20")
    expect(toSentAmount(Number.NaN, "USD").isNaN()).toBe(true)
  })
})

it.each([
  ["9999999999.99", "USD", false],
  ["9999999999.994", "USD", false],
  ["9999999999.995", "USD", true],
  ["10000000000", "IDR", true],
  ["-10000000000", "USD", true],
  ["9999999999.4", "JPY", false],
  ["9999999999.5", "JPY", true],
])("isTooLarge decides for %s %s: %s", (amount, currencyCode, expected) => {
  expect(isTooLarge(MathBN.convert(amount), currencyCode)).toBe(expected)
})
