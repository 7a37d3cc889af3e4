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

describe("the countries that a store taxes", () => {
  it("say who taxes them, provinces following their country", () => {
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
    ["no tax region", [], [region(true, "ca")], ["no_tax_region"]],
    [
      "taxes that are not automatic",
      [taxRegion("ca", KINTSUGI, DEFAULT)],
      [region(false, "ca")],
      ["not_automatic"],
    ],
    [
      "nothing to fall back on",
      [taxRegion("ca", KINTSUGI, [{ is_default: false, rate: 5 }])],
      [region(true, "ca")],
      ["no_default_rate"],
    ],
    [
      "nobody who sells there",
      [taxRegion("ca", "tp_system", [])],
      [],
      ["not_sold_to"],
    ],
    [
      "another provider, whose rates are its own affair",
      [taxRegion("ca", "tp_system")],
      [region(true, "ca")],
      [],
    ],
  ])("warn of %s", (_, taxRegions, regions, warnings) => {
    expect(taxedCountries(taxRegions, regions)).toMatchObject([{ warnings }])
  })

  it("take a rate of zero for a rate", () => {
    expect(
      taxedCountries(
        [taxRegion("ca", KINTSUGI, [{ is_default: true, rate: 0 }])],
        [region(true, "ca")]
      )
    ).toMatchObject([{ default_rate: 0, warnings: [] }])
  })
})
