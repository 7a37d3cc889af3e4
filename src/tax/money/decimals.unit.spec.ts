import { roundDown, roundHalfUp, roundToFloor, smallestUnit, sumOf } from "."

describe("roundHalfUp", () => {
  it.each([
    ["1.005", 2, "1.01"],
    ["1.0049", 2, "1"],
    ["-1.005", 2, "-1.01"],
    ["0.5", 0, "1"],
  ])("rounds %s to %i decimals as %s", (amount, digits, expected) => {
    expect(roundHalfUp(amount, digits).toFixed()).toBe(expected)
  })
})

describe("roundToFloor", () => {
  it.each([
    ["1.009", 2, "1"],
    ["-1.001", 2, "-1.01"],
    ["999", 0, "999"],
  ])("rounds %s to %i decimals as %s", (amount, digits, expected) => {
    expect(roundToFloor(amount, digits).toFixed()).toBe(expected)
  })
})

describe("roundDown", () => {
  it.each([
    ["1.009", 2, "1"],
    ["-1.009", 2, "-1"],
  ])("cuts %s off after %i decimals, as %s", (amount, digits, expected) => {
    expect(roundDown(amount, digits).toFixed()).toBe(expected)
  })
})

describe("smallestUnit", () => {
  it.each([
    [0, "1"],
    [2, "0.01"],
    [3, "0.001"],
  ])("with %i decimals is %s", (digits, expected) => {
    expect(smallestUnit(digits).toFixed()).toBe(expected)
  })
})

describe("sumOf", () => {
  it("adds decimals exactly", () => {
    expect(sumOf(["0.1", "0.2", 0.3]).toFixed()).toBe("0.6")
  })

  it("is zero for no amounts", () => {
    expect(sumOf([]).toFixed()).toBe("0")
  })
})
