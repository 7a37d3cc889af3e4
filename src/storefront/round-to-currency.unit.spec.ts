import { roundToCurrency } from "./round-to-currency"

describe("roundToCurrency", () => {
  it.each([
    [0.1 + 0.2, "usd", 0.3],
    [1.1 + 2.2, "USD", 3.3],
    [1.005, "usd", 1.01],
    // Three times a third of 1.005.
    [0.335 + 0.335 + 0.335, "usd", 1.01],
    [0.8995, "usd", 0.9],
    [4.12, "usd", 4.12],
    [123_456_789.125, "usd", 123_456_789.13],
    [-1.005, "usd", -1.01],
    [100.4, "jpy", 100],
    [0.5, "jpy", 1],
    [0.1234 + 0.0001, "kwd", 0.124],
    // Not in the list: two decimals.
    [1.234, "zzz", 1.23],
  ])("rounds %d %s to %d", (amount, currencyCode, rounded) => {
    expect(roundToCurrency(amount, currencyCode)).toBe(rounded)
  })

  it.each([0, -0, 1e-12, -1e-12, 0.0049, -0.0049])(
    "rounds %d to 0, not to -0",
    (amount) => {
      expect(roundToCurrency(amount, "usd")).toBe(0)
    }
  )

  it("refuses a currency code that is none", () => {
    expect(() => roundToCurrency(1, "dollar")).toThrow(RangeError)
  })
})
