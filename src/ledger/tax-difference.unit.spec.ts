import { isMoreThanRounding, reasonOfDifference } from "./tax-difference"

describe("reasonOfDifference", () => {
  it.each([
    ["0", { source: null, taxedBy: "kintsugi" }, null],
    ["0.00", { source: "fallback", taxedBy: "kintsugi" }, null],
    ["-17.59", { source: "fallback", taxedBy: "kintsugi" }, "fallback"],
    ["-0.01", { source: "remembered" }, "remembered"],
    ["-4.12", { source: "zero" }, "zero"],
    ["-4.12", { source: "pending", taxedBy: "kintsugi" }, "pending"],
    ["0.05", { source: null, taxedBy: "kintsugi" }, "rounding"],
    ["-0.05", { source: null, taxedBy: "other" }, "rounding"],
    ["0.06", { source: null, taxedBy: "kintsugi" }, "calculated_later"],
    ["-0.06", { source: null, taxedBy: "other" }, "other_provider"],
    ["-8.25", { source: null, taxedBy: "nobody" }, "no_tax_lines"],
    ["-8.25", { source: null }, null],
  ] as const)("of %s with %j is %s", (difference, how, reason) => {
    expect(reasonOfDifference(difference, how)).toBe(reason)
  })
})

describe("isMoreThanRounding", () => {
  it.each([
    ["0.05", false],
    ["-0.05", false],
    ["0.0501", true],
    ["-17.59", true],
  ])("of %s is %s", (difference, expected) => {
    expect(isMoreThanRounding(difference)).toBe(expected)
  })
})
