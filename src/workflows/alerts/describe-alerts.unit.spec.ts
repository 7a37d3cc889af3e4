import type { Condition } from "./conditions"
import { describeAlerts } from "./describe-alerts"

const places = (...names: string[]) =>
  names.map((name): Condition => ({
    kind: "nexus_met",
    subject: name,
    facts: { country_code: "us", state_code: null, name },
  })) as [Condition, ...Condition[]]

describe("describeAlerts", () => {
  it("adds up what is announced together", () => {
    expect(
      describeAlerts([
        {
          kind: "record_refused",
          subject: "invalid_request",
          facts: { code: "invalid_request", count: 11 },
        },
        {
          kind: "record_refused",
          subject: "conflict",
          facts: { code: "conflict", count: 1 },
        },
      ]).title
    ).toBe("12 tax records were refused")
  })

  it("names five places at most, unless there is one more", () => {
    const names = ["Ohio", "Utah", "Iowa", "Maine", "Texas", "Idaho"]
    expect(describeAlerts(places("Ohio")).title).toBe(
      "Nexus threshold met: Ohio"
    )
    expect(describeAlerts(places(...names)).title).toContain("and Idaho")
    expect(describeAlerts(places(...names, "Alaska")).title).toBe(
      "Nexus threshold met: Ohio, Utah, Iowa, Maine, Texas, and 2 others"
    )
  })

  it("says since when carts got no answer", () => {
    const describeOutage = (carts: number, since: string | null) =>
      describeAlerts([
        {
          kind: "outage",
          subject: "",
          facts: { since, carts, may_be_more: carts >= 50 },
        },
      ]).description
    expect(describeOutage(1, "2026-11-30T14:02:31.000Z")).toMatch(
      /^Since 2026-11-30 14:02 UTC, 1 cart or order got no answer\. Carts are/
    )
    expect(describeOutage(50, "2026-11-30T14:02:31.000Z")).toContain(
      "at least 50 carts and orders"
    )
    expect(describeOutage(0, null)).toMatch(/^Carts are taxed/)
  })

  it("shows amounts with the currency's digits", () => {
    expect(
      describeAlerts([
        {
          kind: "tax_under_collected",
          subject: "2026-11 USD",
          facts: {
            currency_code: "usd",
            month: "2026-11",
            orders: 1,
            amount: "17.590000",
          },
        },
        {
          kind: "tax_under_collected",
          subject: "2026-11 JPY",
          facts: {
            currency_code: "jpy",
            month: "2026-11",
            orders: 2,
            amount: "800",
          },
        },
      ])
    ).toEqual({
      title: "Tax was under-collected on 3 orders",
      description:
        "Kintsugi calculates more than was charged: 17.59 USD in 2026-11 and 800 JPY in 2026-11. You owe the difference. See Orders → Tax reporting.",
    })
  })

  it("has a text for every reason for which a key does not work", () => {
    const reasons = ["unauthorized", "forbidden", "unreadable"] as const
    const texts = reasons.map((reason) =>
      describeAlerts([{ kind: "key_refused", subject: "", facts: { reason } }])
    )
    expect(new Set(texts.map(({ description }) => description)).size).toBe(3)
  })
})
