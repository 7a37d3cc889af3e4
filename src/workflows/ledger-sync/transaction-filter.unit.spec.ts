import { periodOf, searchTermOf } from "./transaction-filter"

describe("periodOf", () => {
  it("takes a day as a whole, in the shop's time zone", () => {
    expect(
      periodOf({ from: "2026-03-08", to: "2026-03-08" }, "America/Chicago")
    ).toEqual({
      from: new Date("2026-03-08T06:00:00Z"),
      // Clocks are put forward on that day.
      before: new Date("2026-03-09T05:00:00Z"),
    })
  })

  it("takes a moment as it is", () => {
    const [from, to] = [new Date("2026-01-01"), new Date("2026-02-01")]
    expect(periodOf({ from, to }, "America/Chicago")).toEqual({ from, to })
  })

  it("is open where a filter is", () => {
    expect(periodOf({}, "UTC")).toEqual({})
    expect(periodOf({ to: "2026-01-31" }, "UTC")).toEqual({
      before: new Date("2026-02-01"),
    })
  })
})

describe("searchTermOf", () => {
  it.each([
    ["12", { display_id: "12" }],
    ["#12", { display_id: "12" }],
    ["order_1", { id: "order_1" }],
    ["#", undefined],
    ["", undefined],
    [undefined, undefined],
  ])("of %j is %j", (q, term) => {
    expect(searchTermOf(q)).toEqual(term)
  })
})
