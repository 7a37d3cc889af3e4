import { collectionOf } from "./collection"

const us = (state_code: string, status: string) => ({
  country_code: "US",
  state_code,
  status,
})

/** How the places stand, those without anything to tell left out. */
const standing = (...given: Parameters<typeof collectionOf>) => {
  const { states, elsewhere } = collectionOf(...given)
  return Object.fromEntries(
    [...states, ...elsewhere]
      .filter(({ status }) => status !== "none")
      .map(({ name, status }) => [name, status])
  )
}

describe("collectionOf", () => {
  it("has each state, whatever Kintsugi tells", () => {
    const { states, elsewhere } = collectionOf([], [])
    expect(states).toHaveLength(51)
    expect(states[0]).toEqual({
      country_code: "us",
      state_code: "AL",
      name: "Alabama",
      status: "none",
      registration: null,
      nexus: null,
    })
    expect(states.map(({ state_code }) => state_code)).toContain("DC")
    expect(elsewhere).toEqual([])
  })

  it.each<[string, string]>([
    ["REGISTERED", "registered"],
    ["DEREGISTERING", "registered"],
    ["PROCESSING", "registering"],
    ["VALIDATING", "registering"],
    ["AWAITING_CLARIFICATION", "registering"],
    ["UNREGISTERED", "none"],
    ["DEREGISTERED", "none"],
    ["SOMETHING_NEW", "none"],
  ])("reads a registration that is %s as %s", (status, expected) => {
    const { states } = collectionOf([us("TX", status)], [])
    const texas = states.find(({ state_code }) => state_code === "TX")
    expect(texas).toMatchObject({
      name: "Texas",
      status: expected,
      registration: { status, since: null, filing_frequency: null },
    })
  })

  it.each<[string | undefined, boolean | undefined, string]>([
    ["REGISTERED", true, "registered"],
    ["PENDING_REGISTRATION", true, "registering"],
    ["EXPOSED", true, "met"],
    ["APPROACHING", false, "near"],
    ["NOT_EXPOSED", false, "none"],
    ["SOMETHING_NEW", true, "met"],
    [undefined, undefined, "none"],
  ])(
    "reads nexus that is %s (met: %s) as %s",
    (status, nexus_met, expected) => {
      const { states } = collectionOf(
        [],
        [{ country_code: "US", state_code: "TX", status, nexus_met }]
      )
      expect(states.find(({ name }) => name === "Texas")?.status).toBe(expected)
    }
  )

  it("takes the better word of two", () => {
    expect(
      standing(
        [
          us("TX", "DEREGISTERED"),
          us("TX", "REGISTERED"),
          us("NY", "PROCESSING"),
          us("OH", "DEREGISTERED"),
        ],
        [us("NY", "EXPOSED"), us("OH", "EXPOSED"), us("TX", "EXPOSED")]
      )
    ).toEqual({ Texas: "registered", "New York": "registering", Ohio: "met" })
  })

  it("lists what is outside the states, if there is anything to tell", () => {
    const { states, elsewhere } = collectionOf(
      [
        { country_code: "ZZ_EU", state_code: "", status: "REGISTERED" },
        { country_code: "CA", state_code: "ON", status: "REGISTERED" },
        us("PR", "REGISTERED"),
      ],
      [
        { country_code: "GB", state_code: "GB", status: "APPROACHING" },
        { country_code: "JP", status: "NOT_EXPOSED" },
        { country_code: "AU", status: "NOT_EXPOSED", transaction_count: "3" },
        { country_code: "CA", state_code: "ON", status: "REGISTERED" },
      ]
    )
    expect(states).toHaveLength(51)
    expect(
      elsewhere.map(({ name, country_code, state_code, status }) => [
        name,
        country_code,
        state_code,
        status,
      ])
    ).toEqual([
      ["Australia", "au", null, "none"],
      ["Canada: Ontario", "ca", "ON", "registered"],
      ["European Union", "eu", null, "registered"],
      ["Puerto Rico", "us", "PR", "registered"],
      ["United Kingdom", "gb", null, "near"],
    ])
  })

  it("gives the figures, with how much of each threshold is reached", () => {
    const { states } = collectionOf(
      [],
      [
        {
          ...us("FL", "APPROACHING"),
          physical_nexus_met: false,
          sales_or_transactions: "SALES",
          threshold_sales: "100000",
          threshold_transactions: "0",
          transactions_amount: "81234.50",
          transaction_count: "120",
          currency: "USD",
          period_start_date: "2025-01-01",
          period_end_date: "2025-12-31",
        },
      ]
    )
    expect(states.find(({ name }) => name === "Florida")?.nexus).toEqual({
      status: "APPROACHING",
      is_physical: false,
      met_on: null,
      sales: { value: "81234.50", threshold: "100000", share: 0.812345 },
      transactions: { value: "120", threshold: null, share: null },
      counts: "SALES",
      currency: "USD",
      period_start: "2025-01-01",
      period_end: "2025-12-31",
    })
  })
})
