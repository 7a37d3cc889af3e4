import { mapCollection } from "../../tax/nexus/nexus-map"
import type { Outage } from "../health/outage"
import {
  dayAfter,
  differenceCondition,
  keyCondition,
  keyExpiringCondition,
  nexusConditions,
  outageCondition,
  underCollectedConditions,
} from "./conditions"

const NOW = new Date("2026-11-30T12:00:00Z")
const SINCE = new Date("2026-11-30T11:58:00Z")

const outage = (carts: Partial<Outage["carts"]>): Outage => ({
  since: SINCE,
  carts: { remembered: 0, region_rates: 0, zero: 0, refused: 0, ...carts },
  may_be_more: false,
})

describe("outageCondition", () => {
  it("is an outage if Kintsugi does not answer now", () => {
    expect(
      outageCondition(outage({ remembered: 1 }), SINCE, "unavailable", NOW)
    ).toEqual([
      {
        kind: "outage",
        subject: "",
        facts: { since: SINCE.toISOString(), carts: 1, may_be_more: false },
      },
    ])
    expect(outageCondition(null, undefined, "unavailable", NOW)).toEqual([
      {
        kind: "outage",
        subject: "",
        facts: { since: null, carts: 0, may_be_more: false },
      },
    ])
  })

  it.each<[string, Outage | null, Date | undefined, number]>([
    ["all carts were answered", null, undefined, 0],
    ["two carts failed", outage({ refused: 2 }), SINCE, 0],
    ["three failed", outage({ remembered: 2, refused: 1 }), SINCE, 1],
    [
      "three failed, but none recently",
      outage({ remembered: 3 }),
      new Date("2026-11-30T11:55:00Z"),
      0,
    ],
  ])(
    "where Kintsugi answers other requests and %s",
    (_, carts, lastFailureAt, count) => {
      expect(
        outageCondition(carts, lastFailureAt, "accepted", NOW)
      ).toHaveLength(count)
    }
  )
})

it("keyCondition does not know whether the key is refused during an outage", () => {
  expect(keyCondition("unavailable")).toBe(undefined)
  expect(keyCondition("accepted")).toEqual([])
  expect(keyCondition("unauthorized")).toMatchObject([
    { facts: { reason: "unauthorized" } },
  ])
})

describe("keyExpiringCondition", () => {
  it.each<[string | undefined, number]>([
    [undefined, 0],
    ["2026-12-15", 0],
    ["2026-12-14", 1],
    ["2026-11-29", 1],
  ])("a key whose last day is %s", (day, count) => {
    expect(keyExpiringCondition(day, NOW)).toHaveLength(count)
  })
})

it("nexusConditions tells states and countries apart by their codes", () => {
  const { nexus_near, nexus_met } = nexusConditions(
    mapCollection(
      [{ country_code: "US", state_code: "OH", status: "REGISTERED" }],
      [
        { country_code: "US", state_code: "TX", status: "APPROACHING" },
        { country_code: "US", state_code: "OH", status: "EXPOSED" },
        { country_code: "US", state_code: "UT", status: "EXPOSED" },
        { country_code: "GB", status: "EXPOSED" },
      ]
    )
  )
  expect(nexus_near).toEqual([
    {
      kind: "nexus_near",
      subject: "US-TX",
      facts: { country_code: "us", state_code: "TX", name: "Texas" },
    },
  ])
  expect(nexus_met.map(({ subject }) => subject)).toEqual(["US-UT", "GB"])
})

it("differenceCondition needs a comparison with differences", () => {
  expect(differenceCondition(undefined)).toEqual([])
  expect(differenceCondition({ count: 0, finished_at: NOW })).toEqual([])
  expect(differenceCondition({ count: 3, finished_at: NOW })).toMatchObject([
    { subject: "", facts: { count: 3, compared_at: NOW.toISOString() } },
  ])
})

it("underCollectedConditions has one for each month and currency", () => {
  const months = ["usd", "cad"].map((currency_code) => ({
    currency_code,
    month: "2026-11",
    orders: 2,
    amount: "17.5900",
  }))
  expect(
    underCollectedConditions(months).map(({ subject }) => subject)
  ).toEqual(["2026-11 USD", "2026-11 CAD"])
})

it("dayAfter counts in UTC", () => {
  expect(dayAfter(new Date("2026-11-30T23:59:59Z"), 30)).toBe("2026-12-30")
})
