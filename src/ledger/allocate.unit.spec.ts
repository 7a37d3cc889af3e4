import {
  allocate,
  allocateInGroups,
  fillInOrder,
  ledgerDigits,
  toLedgerAmount,
} from "./allocate"

const shares = (...args: Parameters<typeof allocate>) =>
  allocate(...args).map((share) => share.toFixed())

describe("allocate", () => {
  it.each([
    [
      "gives the last unit to the earlier of equal parts",
      10,
      [1, 1, 1],
      ["3.34", "3.33", "3.33"],
    ],
    [
      "gives the last unit to the part with the largest remainder",
      1,
      [5, 3, 1],
      ["0.56", "0.33", "0.11"],
    ],
    [
      "gives two units to the two largest remainders",
      0.05,
      [1, 1, 1],
      ["0.02", "0.02", "0.01"],
    ],
    [
      "gives nothing to a part that is zero",
      9.99,
      [0, 1, 0, 2],
      ["0", "3.33", "0", "6.66"],
    ],
    ["returns zeros where all parts are zero", 5, [0, 0], ["0", "0"]],
    ["returns zeros for a total of zero", 0, [3, 4], ["0", "0"]],
    ["returns nothing where there are no parts", 5, [], []],
  ])("%s", (_, total, parts, expected) => {
    expect(shares(total, parts, 2)).toEqual(expected)
  })

  it("splits into whole units with zero digits, as in yen", () => {
    expect(shares(100, [1, 1, 1], 0)).toEqual(["34", "33", "33"])
  })

  it("keeps parts that differ from the total only by sub-cents", () => {
    expect(shares("53.97", ["17.991", "35.982"], 2)).toEqual(["17.99", "35.98"])
  })
})

describe("the digits of the ledger", () => {
  it.each([
    ["usd", 2],
    ["JPY", 0],
    // The dinar has three, but Kintsugi's contract says two.
    ["kwd", 2],
  ])("ledgerDigits for %s is %s", (currency, digits) => {
    expect(ledgerDigits(currency)).toBe(digits)
  })

  it.each([
    ["usd", "17.995", "18"],
    ["jpy", "100.5", "101"],
    ["kwd", "1.234", "1.23"],
  ])("round half up: %s %s is %s", (currency, amount, rounded) => {
    expect(toLedgerAmount(amount, currency).toFixed()).toBe(rounded)
  })
})

describe("allocateInGroups", () => {
  it("allocates over all parts, and returns their shares by group", () => {
    const groups = allocateInGroups(10, [[1], [], [1, 1]], 2)
    expect(
      groups.map((shares) => shares.map((share) => share.toFixed()))
    ).toEqual([["3.34"], [], ["3.33", "3.33"]])
  })
})

describe("fillInOrder", () => {
  it.each([
    ["5", ["3", "4", "1"], ["3", "2", "0"]],
    ["9", ["3", "4", "1"], ["3", "4", "1"]],
    ["5", ["-1", "4", "2"], ["0", "4", "1"]],
    ["-1", ["3"], ["0"]],
  ])("splits %s over the limits %j as %j", (amount, limits, parts) => {
    expect(fillInOrder(amount, limits).map((part) => part.toFixed())).toEqual(
      parts
    )
  })
})
