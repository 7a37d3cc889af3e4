import { canRecur } from "./relevant-problems"

const failing = (country: string, currency: string) => ({
  id: "cart_mia",
  kind: { country, state: "", currency, products: [], settings: "" },
  at: 0,
})

const taxed = {
  isConfigured: true,
  countries: new Set(["US", "DE"]),
  currencies: new Set(["US USD", "DE EUR"]),
}

describe("concerns checks a problem with", () => {
  it.each([
    ["a country that Kintsugi taxes", "invalid_request", "US", "USD", true],
    ["a country it no longer taxes", "invalid_request", "JP", "USD", false],
    ["an address in such a country", "invalid_address", "JP", "USD", false],
    ["a currency that is sold in", "currency_not_supported", "DE", "EUR", true],
    ["a currency not in use", "currency_not_supported", "DE", "XYZ", false],
    ["a currency used elsewhere", "currency_not_supported", "DE", "USD", false],
    ["the connection, in any country", "timed_out", "JP", "XYZ", true],
    ["a missing key that exists now", "not_configured", "US", "USD", false],
  ])("%s", (_, code, country, currency, does) => {
    expect(canRecur(code, failing(country, currency), taxed)).toBe(does)
  })

  it("a key that is still missing", () => {
    expect(
      canRecur("not_configured", failing("US", "USD"), {
        ...taxed,
        isConfigured: false,
      })
    ).toBe(true)
  })
})
