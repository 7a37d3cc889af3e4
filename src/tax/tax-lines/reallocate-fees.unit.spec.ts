import { MathBN } from "@medusajs/framework/utils"
import { type LineWithTaxes, reallocateFees } from "./reallocate-fees"

const decimal = (amount: string) => MathBN.convert(amount)

const tax = (name: string, amount: string, rate = "0.1") => ({
  name,
  amount: decimal(amount),
  rate: decimal(rate),
})
const fee = tax("Colorado Retail Delivery Fee", "0.29", "0")

type Tax = typeof fee
type Line = LineWithTaxes<Tax>

const line = (kind: Line["kind"], price: string, ...taxes: Tax[]): Line => ({
  kind,
  price: { withTax: decimal("0"), withoutTax: decimal(price) },
  amount: decimal(price),
  taxes,
})
const including = (
  kind: Line["kind"],
  price: string,
  ...taxes: Tax[]
): Line => ({
  ...line(kind, price, ...taxes),
  price: { withTax: decimal(price), withoutTax: decimal("0") },
})

/** Which taxes each line ends up with. */
const place = (...lines: Line[]) => {
  const result = reallocateFees<Tax>(lines)
  const before = lines.flatMap(({ taxes }) => taxes)
  const after = [
    ...result.lines.flatMap(({ taxes }) => taxes),
    ...result.unplaced,
  ]
  const total = (taxes: Tax[]) =>
    MathBN.sum(...taxes.map(({ amount }) => amount)).toFixed()
  expect(total(after)).toBe(total(before))
  return {
    lines: result.lines.map(({ taxes }) => taxes.map(({ name }) => name)),
    unplaced: result.unplaced.map(({ name }) => name),
  }
}

describe("reallocateFees", () => {
  const vat = tax("VAT", "10")

  it("keeps taxes on lines that can bear them", () => {
    expect(place(line("item", "100", vat), line("shipping", "5", fee))).toEqual(
      { lines: [["VAT"], [fee.name]], unplaced: [] }
    )
  })

  it("moves a fee from free shipping to the most expensive item", () => {
    expect(
      place(
        line("item", "20"),
        line("item", "100", vat),
        line("shipping", "0", tax("VAT", "0"), fee)
      )
    ).toEqual({ lines: [[], ["VAT", fee.name], ["VAT"]], unplaced: [] })
  })

  it("prefers a line of the fee's own kind", () => {
    expect(
      place(
        line("item", "100"),
        line("shipping", "0", fee),
        line("shipping", "5")
      )
    ).toEqual({ lines: [[], [], [fee.name]], unplaced: [] })
  })

  it("returns the line that a fee was moved from", () => {
    const { lines } = reallocateFees<Tax>([
      line("item", "100", vat),
      line("shipping", "0", fee),
    ])
    expect(lines[0]!.taxes).toEqual([vat, { ...fee, movedFrom: 1 }])
  })

  it("returns a fee as unplaced if all lines are free", () => {
    expect(place(line("item", "0"), line("shipping", "0", fee))).toEqual({
      lines: [[], []],
      unplaced: [fee.name],
    })
  })

  it("does not put a fee on a credit", () => {
    expect(place(line("item", "-10"), line("shipping", "0", fee))).toEqual({
      lines: [[], []],
      unplaced: [fee.name],
    })
  })

  it("moves a fee from a price with tax that does not cover it", () => {
    expect(
      place(
        including("item", "100", vat),
        including("item", "0.28"),
        including("shipping", "0.29", tax("VAT", "0.02"), fee)
      )
    ).toEqual({ lines: [["VAT", fee.name], [], ["VAT"]], unplaced: [] })
  })

  it("keeps the caller's own properties of a line and a tax", () => {
    const input = { ...line("item", "100", vat), id: "cali_01JSHIRT" }
    expect(reallocateFees<Tax, typeof input>([input]).lines).toEqual([input])
  })

  it("does not change its input", () => {
    const lines = [line("item", "100", vat), line("shipping", "0", fee)]
    reallocateFees<Tax>(lines)
    expect(lines.map(({ taxes }) => taxes)).toEqual([[vat], [fee]])
  })
})
