import { decimalSchema } from "./field-schemas"

describe("decimalSchema", () => {
  it.each([
    ["20.00", "20.00"],
    ["0.0825", "0.0825"],
    ["0E-9", "0E-9"],
    ["1.5e+2", "1.5e+2"],
    ["-1.25", "-1.25"],
    ["+1.25", "+1.25"],
    [".5", ".5"],
    ["7", "7"],
    [1.25, "1.25"],
    [0, "0"],
    [-3, "-3"],
    [1e21, "1e+21"],
    // The contract's longest: a quantity.
    [
      "-12345678901234567890.12345678901234567890",
      "-12345678901234567890.12345678901234567890",
    ],
  ])("accepts %j", (value, decimal) => {
    expect(decimalSchema.parse(value)).toBe(decimal)
  })

  it.each([
    "NaN",
    "Infinity",
    "-Infinity",
    "abc",
    "",
    " ",
    "1,25",
    "1.2.3",
    "$1.25",
    "0x10",
    "1e",
    "1e9999",
    // Written out, it takes a kilobyte.
    "1e-999",
    1e300,
    `0.${"1".repeat(59)}`,
    "--1",
    "1.25\n",
    Number.NaN,
    Number.POSITIVE_INFINITY,
    true,
    null,
    undefined,
    {},
    ["1.25"],
  ])("refuses %j", (value) => {
    expect(decimalSchema.safeParse(value).success).toBe(false)
  })
})
