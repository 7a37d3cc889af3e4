import type { KintsugiOptions } from "../../options"
import provider from "."
import { KintsugiTaxProvider } from "./provider"
import type { PluginModule } from "../../modules/kintsugi/running-instance"
import {
  fallback,
  item,
} from "../../../integration-tests/provider/cart-in-austin"
import {
  API_KEY,
  moduleWith,
  useKintsugi,
} from "../../../integration-tests/provider/use-kintsugi"
import { whole } from "../../../integration-tests/provider/whole-cart"

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
  it("marks a fallback for settings that can't be read as none of the cart's later ones", async () => {
    const module = moduleWith({ getTaxStatus: async (id) => ({ id }) })
    const settings = { ...module.settings }
    const provider = providerWith(
      {},
      { kintsugi: { ...module, settings } as PluginModule }
    )
    const fingerprintOf = async () =>
      (await provider.getTaxLines([item()], [], whole()))[0]?.data?.fingerprint
    const readable = await fingerprintOf()
    settings.getSaved = () => Promise.reject(new Error("no connection"))
    const unreadable = await fingerprintOf()
    expect(readable).toEqual(expect.any(String))
    expect(unreadable).toEqual(expect.any(String))
    expect(unreadable).not.toBe(readable)
  })

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
