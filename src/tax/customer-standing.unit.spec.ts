import { taxIdFor } from "./customer-standing"

const customer = (...taxIds: [string, string][]) => ({
  id: "cus_1",
  taxIds: taxIds.map(([country, number]) => ({ country, number })),
})

describe("the business tax id that counts", () => {
  it.each([
    [
      "is the country's own",
      customer(["FR", "FR1"], ["DE", "DE1"]),
      "DE",
      "DE1",
    ],
    [
      "is another member's within the European Union",
      customer(["AU", "AU1"], ["FR", "FR1"]),
      "DE",
      "FR1",
    ],
    ["is none outside of it", customer(["FR", "FR1"]), "CH", undefined],
    ["is none of a country outside", customer(["GB", "GB1"]), "DE", undefined],
    ["is none where there is none", { id: "cus_1" }, "DE", undefined],
  ])("%s", (_, standing, country, expected) => {
    expect(taxIdFor(standing, country)).toBe(expected)
  })
})
