import type {
  TaxedCountries,
  TaxedCountry,
} from "../../settings/list-countries"
import { checkDefaultRates } from "./default-rates"
import { checkTaxRegions } from "./tax-regions"

const country = (fields: Partial<TaxedCountry>): TaxedCountry => ({
  country_code: "us",
  name: "United States",
  tax_region_id: "txreg_us",
  provider_id: "tp_kintsugi_kintsugi",
  is_kintsugi: true,
  default_rate: 8,
  provinces: 0,
  regions: [{ id: "reg_1", name: "US", automatic_taxes: true }],
  warnings: [],
  ...fields,
})

const store = (
  countries: TaxedCountry[],
  kintsugi_provider_id: string | null = "tp_kintsugi_kintsugi"
): TaxedCountries => ({ countries, kintsugi_provider_id })

describe("checkTaxRegions", () => {
  it("is fine where each country has a provider", () => {
    expect(checkTaxRegions(store([country({})]))).toMatchObject({
      id: "tax_regions",
      status: "ok",
      facts: [
        "The tax provider is registered as tp_kintsugi_kintsugi.",
        "The store sells to 1 countries; Kintsugi taxes United States.",
      ],
      advice: null,
    })
  })

  it.each([
    [
      "there is no provider",
      store([country({ is_kintsugi: false })], null),
      "failed",
      "no tax provider",
    ],
    [
      "no country uses Kintsugi",
      store([country({ is_kintsugi: false })]),
      "failed",
      "No tax region uses Kintsugi",
    ],
    [
      "a region is not automatic",
      store([country({ warnings: ["not_automatic"] })]),
      "failed",
      "automatically in United States",
    ],
    [
      "a country has no tax region",
      store([
        country({}),
        country({
          name: "Canada",
          is_kintsugi: false,
          warnings: ["no_tax_region"],
        }),
      ]),
      "warning",
      "without a tax region to Canada",
    ],
  ])("tells that %s", (_, countries, status, meaning) => {
    const check = checkTaxRegions(countries)
    expect(check.status).toBe(status)
    expect(check.meaning).toContain(meaning)
    expect(check.advice).not.toBeNull()
  })
})

describe("checkDefaultRates", () => {
  const missing = store([
    country({}),
    country({ name: "Canada", default_rate: null }),
  ])

  it.each([
    ["remember", "warning"],
    ["fallback", "warning"],
    ["throw", "ok"],
    ["zero", "ok"],
  ] as const)("with %s, a missing rate is %s", (onFailure, status) => {
    expect(checkDefaultRates(missing, onFailure).status).toBe(status)
  })

  it("is fine where each country on Kintsugi has one", () => {
    expect(
      checkDefaultRates(
        store([
          country({}),
          country({ name: "Japan", is_kintsugi: false, default_rate: null }),
        ]),
        "remember"
      )
    ).toMatchObject({
      status: "ok",
      facts: [
        'While Kintsugi can\'t answer, carts are taxed by onFailure: "remember".',
        "United States: a default rate of 8%.",
      ],
    })
  })
})
