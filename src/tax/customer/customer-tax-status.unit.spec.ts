import { taxIdFor } from "./customer-tax-status"

const customer = (...taxIds: [string, string][]) => ({
  id: "cus_1",
  taxIds: taxIds.map(([country, number]) => ({ country, number })),
})

describe("taxIdFor", () => {
  it.each([
    [
      "returns the tax id of the country itself",
      customer(["FR", "FR1"], ["DE", "DE1"]),
      "DE",
      "DE1",
    ],
    [
      "returns another member's tax id within the European Union",
      customer(["AU", "AU1"], ["FR", "FR1"]),
      "DE",
      "FR1",
    ],
    [
      "returns no member's tax id outside the European Union",
      customer(["FR", "FR1"]),
      "CH",
      undefined,
    ],
    [
      "returns no tax id from outside the European Union within it",
      customer(["GB", "GB1"]),
      "DE",
      undefined,
    ],
    [
      "returns no tax id for a customer without one",
      { id: "cus_1" },
      "DE",
      undefined,
    ],
  ])("%s", (_, status, country, expected) => {
    expect(taxIdFor(status, { country })).toBe(expected)
  })
})

describe("taxIdFor, with tax ids for Great Britain and Northern Ireland", () => {
  const both = customer(["GB", "GB1"], ["XI", "XI1"])

  it.each([
    ["goods in Belfast", { country: "GB", postal_code: "BT1 5GS" }, "XI1"],
    ["goods in London", { country: "GB", postal_code: "SW1A 1AA" }, "GB1"],
    ["goods in Bath", { country: "GB", postal_code: "BA1 1SU" }, "GB1"],
    [
      "services in Belfast",
      { country: "GB", postal_code: "BT1 5GS", type: "BILL_TO" as const },
      "GB1",
    ],
    [
      "an e-book to a shipping address in Belfast",
      {
        country: "GB",
        postal_code: "BT1 5GS",
        type: "SHIP_TO" as const,
        shipsNothing: true,
      },
      "GB1",
    ],
    ["goods in Dublin", { country: "IE", postal_code: "D02 X285" }, undefined],
  ])("picks the tax id for %s", (_, place, expected) => {
    expect(taxIdFor(both, place)).toBe(expected)
  })
})
