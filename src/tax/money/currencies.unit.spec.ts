import { defaultContract } from "../../../integration-tests/sandbox/contract/carried"
import { isSupportedCurrency } from "./currencies"

const CURRENCIES = defaultContract.schemas.CurrencyEnum?.enum as string[]

describe("isSupportedCurrency", () => {
  it.each(CURRENCIES)("accepts %s, as the contract does", (currencyCode) => {
    expect(isSupportedCurrency(currencyCode)).toBe(true)
  })

  it.each(["MRO", "BTC", "usd", "US", "", "USD EUR"])(
    "does not accept %j",
    (currencyCode) => {
      expect(isSupportedCurrency(currencyCode)).toBe(false)
    }
  )

  it("accepts no currency that the contract does not list", () => {
    const listed = new Set(CURRENCIES)
    const unlisted = Intl.supportedValuesOf("currency").filter(
      (currencyCode) => !listed.has(currencyCode)
    )
    expect(unlisted).not.toEqual([])
    expect(unlisted.filter(isSupportedCurrency)).toEqual([])
  })
})
