import { MathBN } from "@medusajs/framework/utils"
import type { TaxLineOfOrder } from "./order"
import { taxableAmount, taxableShareOf } from "./taxable-share"

const answered = (tax_amount: unknown, taxable_amount: unknown) =>
  [
    { rate: 0, data: { source: "fallback", line: { tax_amount: "9" } } },
    {
      rate: 8,
      data: { source: "kintsugi", line: { tax_amount, taxable_amount } },
    },
  ] satisfies TaxLineOfOrder[]

const exact = (net: number, ...taxes: number[]) => ({
  net: MathBN.convert(net),
  taxes: taxes.map((amount, index) => ({
    name: `Jurisdiction ${index}`,
    rate: MathBN.convert(0.08),
    amount: MathBN.convert(amount),
  })),
})

describe("taxableShareOf", () => {
  it("is the part that Kintsugi taxed, of twenty digits", () => {
    expect(
      taxableShareOf(answered("6.4", "80"), exact(100, 5, 1.4), "USD")
    ).toEqual({ taxableShare: "0.8" })
    expect(taxableShareOf(answered("1", "10"), exact(30, 1), "USD")).toEqual({
      taxableShare: "0.33333333333333333333",
    })
  })

  it("is scaled in proportion to the tax where the quantity has changed", () => {
    expect(
      taxableShareOf(answered("6.4", "80"), exact(200, 12.8), "USD")
    ).toEqual({ taxableShare: "0.8" })
    expect(
      taxableShareOf(answered("6.4", "80"), exact(50, 3.2), "USD")
    ).toEqual({ taxableShare: "0.8" })
  })

  it("is not scaled for a tax that differs by less than a cent, or for no tax", () => {
    expect(
      taxableShareOf(answered("6.4", "80"), exact(100, 6.4049), "USD")
    ).toEqual({ taxableShare: "0.8" })
    expect(taxableShareOf(answered("0", "80"), exact(100), "USD")).toEqual({
      taxableShare: "0.8",
    })
  })

  it("is left out where the tax shows it already", () => {
    expect(taxableShareOf(answered("8", "100"), exact(100, 8), "USD")).toEqual(
      {}
    )
    expect(taxableShareOf(answered("0", "0"), exact(100), "USD")).toEqual({})
  })

  it("states that an untaxed line is taxable, or a taxed one is not", () => {
    expect(taxableShareOf(answered("0", "100"), exact(100), "USD")).toEqual({
      taxableShare: "1",
    })
    expect(taxableShareOf(answered("1", "0"), exact(100, 1), "USD")).toEqual({
      taxableShare: "0",
    })
  })

  it("stays between nothing and all", () => {
    expect(taxableShareOf(answered("0", "120"), exact(100), "USD")).toEqual({
      taxableShare: "1",
    })
    expect(taxableShareOf(answered("1", "-5"), exact(100, 1), "USD")).toEqual({
      taxableShare: "0",
    })
  })

  it.each([
    ["no tax lines", undefined],
    [
      "tax lines of another source",
      [{ rate: 8, data: { source: "fallback" } }],
    ],
    ["tax lines without data", [{ rate: 8, data: null }]],
    ["an answer without a taxable amount", answered("1", undefined)],
    ["an answer without a tax amount", answered(undefined, "10")],
    ["amounts that are no decimals", answered("much", "10")],
  ])("is unknown for %s", (_, taxLines) => {
    expect(taxableShareOf(taxLines, exact(100, 5), "USD")).toEqual({})
  })

  it("is unknown for a line that is worth nothing", () => {
    expect(taxableShareOf(answered("0", "10"), exact(0), "USD")).toEqual({})
  })
})

describe("taxableAmount", () => {
  const amount = (net: string, tax: string, taxableShare?: string) =>
    taxableAmount({ net }, { tax, taxableShare }, "USD").toFixed()

  it("is all of a taxed line, and nothing of an untaxed one", () => {
    expect(amount("80", "6.6")).toBe("80")
    expect(amount("80", "0")).toBe("0")
  })

  it("is the stated part, in the currency's digits", () => {
    expect(amount("80", "6.6", "0.8")).toBe("64")
    expect(amount("10", "0.3", "0.33333333333333333333")).toBe("3.33")
    expect(amount("10", "0", "1")).toBe("10")
  })
})
