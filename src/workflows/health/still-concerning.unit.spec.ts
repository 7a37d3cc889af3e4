import { concerns } from "./still-concerning"

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

describe("a problem still concerns the merchant", () => {
  it.each([
    ["a country that Kintsugi taxes", "invalid_request", "US", "USD", true],
    ["one that it taxes no more", "invalid_request", "JP", "USD", false],
    ["an address there", "invalid_address", "JP", "USD", false],
    ["a currency that is sold in", "currency_not_supported", "DE", "EUR", true],
    ["one no more", "currency_not_supported", "DE", "XYZ", false],
    ["one elsewhere", "currency_not_supported", "DE", "USD", false],
    ["the connection, wherever", "timed_out", "JP", "XYZ", true],
    ["a missing key that is there", "not_configured", "US", "USD", false],
  ])("(%s)", (_, code, country, currency, does) => {
    expect(concerns(code, failing(country, currency), taxed)).toBe(does)
  })

  it("where the key is missing", () => {
    expect(
      concerns("not_configured", failing("US", "USD"), {
        ...taxed,
        isConfigured: false,
      })
    ).toBe(true)
  })
})
