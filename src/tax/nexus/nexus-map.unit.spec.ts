import { mapCollection } from "./nexus-map"

const us = (state_code: string, status: string) => ({
  country_code: "US",
  state_code,
  status,
})

/** The statuses of the places, without those that have none. */
const statusesOf = (...args: Parameters<typeof mapCollection>) => {
  const { states, elsewhere } = mapCollection(...args)
  return Object.fromEntries(
    [...states, ...elsewhere]
      .filter(({ status }) => status !== "none")
      .map(({ name, status }) => [name, status])
  )
}

describe("mapCollection", () => {
  it("returns each state, whatever Kintsugi reports", () => {
    const { states, elsewhere } = mapCollection([], [])
    expect(states).toHaveLength(51)
    expect(states[0]).toEqual({
      country_code: "us",
      state_code: "AL",
      name: "Alabama",
      status: "none",
      other: null,
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
    ["SOMETHING_NEW", "other"],
  ])("reads the registration status %s as %s", (status, expected) => {
    const { states } = mapCollection([us("TX", status)], [])
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
    "reads the nexus status %s (met: %s) as %s",
    (status, nexus_met, expected) => {
      const { states } = mapCollection(
        [],
        [{ country_code: "US", state_code: "TX", status, nexus_met }]
      )
      expect(states.find(({ name }) => name === "Texas")?.status).toBe(expected)
    }
  )

  it.each(["SELF_MANAGED", "CANCELLED", "A_WORD_OF_2027"])(
    "shows a registration with the status %s as other",
    (status) => {
      const { states, elsewhere } = mapCollection(
        [
          { country_code: "US", state_code: "TX", status },
          { country_code: "CA", state_code: "ON", status },
        ],
        []
      )
      expect(states.find(({ name }) => name === "Texas")).toMatchObject({
        status: "other",
        other: status,
        registration: { status },
      })
      expect(elsewhere).toMatchObject([{ status: "other", other: status }])
    }
  )

  it.each([
    ["SELF_MANAGED", "EXPOSED", "met"],
    ["CANCELLED", "APPROACHING", "near"],
    ["A_WORD_OF_2027", "PENDING_REGISTRATION", "registering"],
  ])(
    "keeps the registration status %s where nexus is %s",
    (status, nexus, expected) => {
      const { states } = mapCollection([us("TX", status)], [us("TX", nexus)])
      expect(states.find(({ name }) => name === "Texas")).toMatchObject({
        status: expected,
        other: status,
      })
    }
  )

  it("is fast for more places than the world has", () => {
    const many = Array.from({ length: 1_000 }, (_, index) => ({
      country_code: "US",
      state_code: "TX",
      status: `WORD_${index}`,
      state_name: "Texas",
    }))
    const elsewhere = many.map((place, index) => ({
      ...place,
      country_code: `X${index}`,
    }))
    const start = Date.now()
    mapCollection([...many, ...elsewhere], elsewhere)
    expect(Date.now() - start).toBeLessThan(1_000)
  })

  it("shows an unknown nexus status as other", () => {
    const { states } = mapCollection(
      [],
      [{ country_code: "US", state_code: "TX", status: "A_WORD_OF_2027" }]
    )
    expect(states.find(({ name }) => name === "Texas")).toMatchObject({
      status: "other",
      other: "A_WORD_OF_2027",
    })
  })

  it("takes the better of two statuses", () => {
    expect(
      statusesOf(
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

  it("lists places outside the states that have anything to report", () => {
    const { states, elsewhere } = mapCollection(
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

  it("returns the nexus figures with the reached share of each threshold", () => {
    const { states } = mapCollection(
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
