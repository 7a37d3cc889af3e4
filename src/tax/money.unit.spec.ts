import { BigNumber, MathBN } from "@medusajs/framework/utils"
import { currencyDigits, ratePercent, roundToCurrency } from "./money"

const decimal = (amount: string) => MathBN.convert(amount)

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

describe("ratePercent", () => {
  it.each([
    ["100", "6.25", "0.0625", 6.25],
    ["80", "6.60", "0.0825", 8.25],
    ["-100", "-6.25", "0.0625", 6.25],
    ["0.1", "0.03", "0.3", 30],
  ])(
    "on %s with a tax of %s is the statutory rate %s, exactly",
    (net, tax, rate, percent) => {
      expect(ratePercent(decimal(net), decimal(tax), decimal(rate))).toBe(
        percent
      )
    }
  )

  it.each([
    ["rounded to the cent", "19.99", "1.25", "0.0625"],
    ["capped", "8000", "50", "0.01"],
    ["partly taxable", "250", "2.80", "0.02"],
    ["a flat fee", "49.90", "0.28", "0"],
    ["a flat fee above the line's worth", "0.10", "0.28", "0"],
    ["repeating decimals", "3", "0.01", "0.0625"],
    ["a credit", "-19.99", "-1.25", "0.0625"],
  ])("gives back the amount that was %s", (_, net, tax, rate) => {
    const percent = ratePercent(decimal(net), decimal(tax), decimal(rate))
    expect((percent / 100) * Number(net)).toBeCloseTo(Number(tax), 9)
  })

  it("is 0 where nothing is taxed", () => {
    expect(ratePercent(decimal("100"), decimal("0"), decimal("0.0625"))).toBe(0)
    expect(ratePercent(decimal("100"), decimal("0E-9"), decimal("0"))).toBe(0)
  })

  it("is 0 where nothing can be a base", () => {
    expect(ratePercent(decimal("0"), decimal("0"), decimal("0.0625"))).toBe(0)
    expect(ratePercent(decimal("0"), decimal("0.28"), decimal("0"))).toBe(0)
  })
})
