import contract from "../../integration-tests/sandbox/contract/contract.json"
import { isSupportedCurrency } from "./currencies"

describe("isSupportedCurrency", () => {
  it.each(contract.components.schemas.CurrencyEnum.enum)(
    "takes %s, as the contract does",
    (currencyCode) => {
      expect(isSupportedCurrency(currencyCode)).toBe(true)
    }
  )

  it.each(["MRO", "BTC", "usd", "US", "", "USD EUR"])(
    "does not take %j",
    (currencyCode) => {
      expect(isSupportedCurrency(currencyCode)).toBe(false)
    }
  )

  it("takes nothing that the contract does not name", () => {
    const named = new Set(contract.components.schemas.CurrencyEnum.enum)
    const unnamed = Intl.supportedValuesOf("currency").filter(
      (currencyCode) => !named.has(currencyCode)
    )
    expect(unnamed).not.toEqual([])
    expect(unnamed.filter(isSupportedCurrency)).toEqual([])
  })
})
