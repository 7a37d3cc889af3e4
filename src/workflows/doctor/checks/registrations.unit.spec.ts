import type { KintsugiAnswers } from "../kintsugi-answers"
import type { TaxedCountries } from "../../settings/list-countries"
import { checkRegistrations } from "./registrations"

const US = { country_code: "us", name: "United States", is_kintsugi: true }
const DE = { country_code: "de", name: "Germany", is_kintsugi: true }

const taxed = (...countries: object[]) =>
  ({ countries, kintsugi_provider_id: null }) as unknown as TaxedCountries

const known = (registrations: object[], nexus: object[] = []) =>
  ({
    registrations: { value: registrations },
    nexus: { value: nexus },
  }) as unknown as KintsugiAnswers["more"]

const texas = (status: string) => ({
  country_code: "US",
  state_code: "TX",
  status,
})

describe("checkRegistrations", () => {
  it("is fine where each taxed country has a registration", () => {
    expect(
      checkRegistrations(
        known([
          texas("REGISTERED"),
          { country_code: "ZZ_EU", status: "REGISTERED" },
        ]),
        taxed(US, DE)
      )
    ).toMatchObject({
      status: "ok",
      facts: ["Registered: Texas, European Union."],
    })
  })

  it.each([
    ["nothing is registered", known([]), "registered nowhere"],
    [
      "a country is taxed without one",
      known([texas("REGISTERED")]),
      "taxes nothing in Germany",
    ],
    [
      "a threshold is met",
      known(
        [texas("REGISTERED")],
        [{ country_code: "US", state_code: "FL", status: "EXPOSED" }]
      ),
      "without a registration in Florida",
    ],
    [
      "a status is unknown",
      known([
        texas("REGISTERED"),
        { country_code: "US", state_code: "NY", status: "SELF_MANAGED" },
      ]),
      "New York (SELF_MANAGED)",
    ],
  ])("warns where %s", (_, more, meaning) => {
    const check = checkRegistrations(more, taxed(US, DE))
    expect(check.status).toBe("warning")
    expect(check.meaning).toContain(meaning)
  })

  it("is not known where Kintsugi did not list them", () => {
    expect(checkRegistrations(undefined, taxed()).status).toBe("skipped")
  })
})
