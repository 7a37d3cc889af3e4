import { taxedCountries } from "./list-countries"

const region = (automatic_taxes: boolean, ...codes: string[]) => ({
  id: `reg_${codes.join("_")}`,
  name: codes.join(" "),
  automatic_taxes,
  countries: codes.map((iso_2) => ({ iso_2, display_name: iso_2 })),
})

const taxRegion = (
  country_code: string,
  provider_id: string | null,
  rates: { is_default: boolean; rate: number }[] = [],
  province_code: string | null = null
) => ({
  id: `txreg_${country_code}${province_code ?? ""}`,
  country_code,
  province_code,
  provider_id,
  tax_rates: rates,
})

const KINTSUGI = "tp_kintsugi_kintsugi"
const DEFAULT = [{ is_default: true, rate: 8 }]

describe("taxedCountries", () => {
  it("returns the tax provider of each country, which applies to its provinces", () => {
    expect(
      taxedCountries(
        [
          taxRegion("us", KINTSUGI, DEFAULT),
          taxRegion("us", null, [{ is_default: true, rate: 6 }], "us-tx"),
        ],
        [region(true, "us")]
      )
    ).toEqual([
      {
        country_code: "us",
        name: "United States",
        tax_region_id: "txreg_us",
        provider_id: KINTSUGI,
        is_kintsugi: true,
        default_rate: 8,
        provinces: 1,
        regions: [{ id: "reg_us", name: "us", automatic_taxes: true }],
        warnings: [],
      },
    ])
  })

  it.each([
    ["a missing tax region", [], [region(true, "ca")], ["no_tax_region"]],
    [
      "taxes that are not automatic",
      [taxRegion("ca", KINTSUGI, DEFAULT)],
      [region(false, "ca")],
      ["not_automatic"],
    ],
    [
      "a missing fallback rate",
      [taxRegion("ca", KINTSUGI, [{ is_default: false, rate: 5 }])],
      [region(true, "ca")],
      ["no_default_rate"],
    ],
    [
      "a country that no region sells to",
      [taxRegion("ca", "tp_system", [])],
      [],
      ["not_sold_to"],
    ],
    [
      "nothing if another provider taxes the country",
      [taxRegion("ca", "tp_system")],
      [region(true, "ca")],
      [],
    ],
  ])("warns of %s", (_, taxRegions, regions, warnings) => {
    expect(taxedCountries(taxRegions, regions)).toMatchObject([{ warnings }])
  })

  it("accepts a default rate of zero", () => {
    expect(
      taxedCountries(
        [taxRegion("ca", KINTSUGI, [{ is_default: true, rate: 0 }])],
        [region(true, "ca")]
      )
    ).toMatchObject([{ default_rate: 0, warnings: [] }])
  })
})
