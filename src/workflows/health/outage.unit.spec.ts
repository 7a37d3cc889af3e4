import type { Failing } from "../../modules/kintsugi/stats/failing-estimates"
import type { OpenProblem } from "../../modules/kintsugi/stats/problem-store"
import { outageOf } from "./outage"

const AT = Date.UTC(2026, 10, 30, 19, 49)

const failing = (
  id: string,
  charged: Failing["charged"],
  minutes = 0
): Failing => ({
  id,
  kind: {
    country: "US",
    state: "TX",
    currency: "USD",
    products: [],
    settings: "now",
  },
  charged,
  at: AT + minutes * 60_000,
})

const problem = (code: string, carts: Failing[], minutes = 0): OpenProblem => ({
  code,
  message: "",
  count: carts.length,
  first_seen_at: new Date(AT + minutes * 60_000),
  last_seen_at: new Date(AT + minutes * 60_000),
  failing: carts,
})

describe("outageOf", () => {
  it("finds no outage where the request or the key is at fault", () => {
    expect(
      outageOf([
        problem("invalid_request", [failing("cart_1", "region_rates")]),
        problem("unauthorized", [failing("cart_2", "remembered")]),
      ])
    ).toBe(null)
  })

  it("counts each cart once, by its latest calculation, since the first failure", () => {
    expect(
      outageOf([
        problem(
          "timed_out",
          [failing("cart_1", "region_rates"), failing("cart_2", "refused")],
          0
        ),
        problem(
          "unavailable",
          [failing("cart_1", "remembered", 5), failing("cart_3", "zero", 6)],
          5
        ),
      ])
    ).toEqual({
      since: new Date(AT),
      carts: { remembered: 1, region_rates: 0, zero: 1, refused: 1 },
      may_be_more: false,
    })
  })

  it("says that there may be more carts than are kept", () => {
    const carts = Array.from({ length: 50 }, (_, index) =>
      failing(`cart_${index}`, "remembered")
    )
    expect(outageOf([problem("unavailable", carts)])).toMatchObject({
      carts: { remembered: 50 },
      may_be_more: true,
    })
  })
})
