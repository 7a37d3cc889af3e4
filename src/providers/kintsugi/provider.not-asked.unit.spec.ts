import {
  fallback,
  item,
} from "../../../integration-tests/provider/cart-in-austin"
import { useKintsugi } from "../../../integration-tests/provider/use-kintsugi"

const kintsugi = useKintsugi()
const { taxShirts } = kintsugi

describe("getTaxLines without a request", () => {
  it.each([
    ["XXA", "Kintsugi does not support XXA"],
    ["", "Kintsugi does not support a line without a currency"],
  ])(
    "falls back for a currency that Kintsugi does not support (%j)",
    async (currency_code, words) => {
      await expect(taxShirts({}, [item({ currency_code })])).resolves.toEqual([
        fallback("currency_not_supported"),
      ])
      expect(kintsugi.asked()).toEqual([])
      expect(kintsugi.log).toHaveLength(1)
      expect(kintsugi.log[0]?.text).toContain(words)
    }
  )

  it.each([Number.NaN, "a lot", Number.POSITIVE_INFINITY])(
    "falls back for a price that is not a number (%s)",
    async (unit_price) => {
      await expect(taxShirts({}, [item({ unit_price })])).resolves.toEqual([
        fallback("amount_not_a_number"),
      ])
      expect(kintsugi.asked()).toEqual([])
      expect(kintsugi.log).toHaveLength(1)
    }
  )

  it.each([
    ["IDR", 10_000_000_000],
    ["USD", "9999999999.995"],
  ])("falls back for a line in %s of %s", async (currency_code, unit_price) => {
    await expect(
      taxShirts({}, [item({ currency_code, unit_price, quantity: 1 })])
    ).resolves.toEqual([fallback("amount_too_large")])
    expect(kintsugi.asked()).toEqual([])
    expect(kintsugi.log).toHaveLength(1)
    expect(kintsugi.log[0]?.text).toContain("9,999,999,999.99")
  })

  it("falls back for a quantity that is not a number", async () => {
    await expect(
      taxShirts({}, [item({ quantity: Number.NaN })])
    ).resolves.toEqual([fallback("amount_not_a_number")])
  })
})
