import { apportion, bookDigits, toBookAmount } from "./apportion"

const shares = (...args: Parameters<typeof apportion>) =>
  apportion(...args).map((share) => share.toFixed())

describe("an amount split in proportion", () => {
  it.each([
    [
      "the last unit goes to the earlier of equals",
      10,
      [1, 1, 1],
      ["3.34", "3.33", "3.33"],
    ],
    [
      "the last unit goes to whom most was cut off",
      1,
      [5, 3, 1],
      ["0.56", "0.33", "0.11"],
    ],
    [
      "two units to the two largest remainders",
      0.05,
      [1, 1, 1],
      ["0.02", "0.02", "0.01"],
    ],
    [
      "nothing to a part of nothing",
      9.99,
      [0, 1, 0, 2],
      ["0", "3.33", "0", "6.66"],
    ],
    ["all zero where the parts are", 5, [0, 0], ["0", "0"]],
    ["nothing is left over of nothing", 0, [3, 4], ["0", "0"]],
    ["none where there is no part", 5, [], []],
  ])("%s", (_, total, parts, expected) => {
    expect(shares(total, parts, 2)).toEqual(expected)
  })

  it("has no decimals in yen", () => {
    expect(shares(100, [1, 1, 1], 0)).toEqual(["34", "33", "33"])
  })

  it("keeps parts that are the total but for sub-cents", () => {
    expect(shares("53.97", ["17.991", "35.982"], 2)).toEqual(["17.99", "35.98"])
  })
})

describe("the digits of the books", () => {
  it.each([
    ["usd", 2],
    ["JPY", 0],
    // The dinar has three, Kintsugi's contract says two.
    ["kwd", 2],
  ])("are, in %s, %s", (currency, digits) => {
    expect(bookDigits(currency)).toBe(digits)
  })

  it.each([
    ["usd", "17.995", "18"],
    ["jpy", "100.5", "101"],
    ["kwd", "1.234", "1.23"],
  ])("round half up: %s %s is %s", (currency, amount, rounded) => {
    expect(toBookAmount(amount, currency).toFixed()).toBe(rounded)
  })
})
