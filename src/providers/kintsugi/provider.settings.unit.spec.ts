import type { KintsugiOptions } from "../../options"
import provider from "."
import { KintsugiTaxProvider } from "./provider"
import { fallback } from "../../../integration-tests/provider/cart-in-austin"
import {
  API_KEY,
  useKintsugi,
} from "../../../integration-tests/provider/use-kintsugi"

const kintsugi = useKintsugi()
const { providerWith, taxShirts } = kintsugi

describe("KintsugiTaxProvider", () => {
  it("is Medusa's tp_kintsugi_kintsugi", () => {
    expect(KintsugiTaxProvider.identifier).toBe("kintsugi")
    expect(providerWith().getIdentifier()).toBe("kintsugi")
    expect(provider).toMatchObject({
      module: "tax",
      services: [KintsugiTaxProvider],
    })
  })

  it("checks its options at boot", () => {
    expect(() =>
      KintsugiTaxProvider.validateOptions({ apiKey: API_KEY })
    ).not.toThrow()
    expect(() => KintsugiTaxProvider.validateOptions({ retries: -1 })).toThrow(
      'option "retries"'
    )
    expect(() =>
      KintsugiTaxProvider.validateOptions({ apikey: "x" } as KintsugiOptions)
    ).toThrow('there is no option "apikey"')
  })

  it("also refuses malformed options when it is constructed", () => {
    expect(() => providerWith({ retries: -1 })).toThrow('option "retries"')
  })
})

describe("getTaxLines without a request", () => {
  it.each([
    [{ apiKey: undefined }, "apiKey not set"],
    [{ organizationId: "" }, "organizationId not set"],
    [
      { apiKey: undefined, organizationId: undefined },
      "apiKey and organizationId not set",
    ],
  ])(
    "falls back in a store that is not configured (%j)",
    async (options, words) => {
      await expect(taxShirts(options)).resolves.toEqual([
        fallback("not_configured"),
      ])
      expect(kintsugi.asked()).toEqual([])
      // The warning at boot is enough.
      expect(kintsugi.log).toMatchObject([{ level: "debug" }])
      expect(kintsugi.log[0]?.text).toContain(words)
    }
  )

  it("follows onFailure in a store that is not configured", async () => {
    const apiKey = undefined
    await expect(
      taxShirts({ apiKey, onFailure: "throw" })
    ).rejects.toMatchObject({ code: "kintsugi_tax_unavailable" })
    await expect(
      taxShirts({ apiKey, onFailure: "zero" })
    ).resolves.toMatchObject([
      { rate: 0, data: { source: "zero", reason: "not_configured" } },
    ])
  })
})
