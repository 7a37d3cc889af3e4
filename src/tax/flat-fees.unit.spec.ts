import { MathBN } from "@medusajs/framework/utils"
import { type LineWithTaxes, withPlacedFees } from "./flat-fees"

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
const placed = (...lines: Line[]) => {
  const result = withPlacedFees<Tax>(lines)
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

describe("withPlacedFees", () => {
  const vat = tax("VAT", "10")

  it("leaves taxes where they can be multiplied", () => {
    expect(
      placed(line("item", "100", vat), line("shipping", "5", fee))
    ).toEqual({ lines: [["VAT"], [fee.name]], unplaced: [] })
  })

  it("moves a fee from free shipping to the item that costs most", () => {
    expect(
      placed(
        line("item", "20"),
        line("item", "100", vat),
        line("shipping", "0", tax("VAT", "0"), fee)
      )
    ).toEqual({ lines: [[], ["VAT", fee.name], ["VAT"]], unplaced: [] })
  })

  it("prefers its own kind", () => {
    expect(
      placed(
        line("item", "100"),
        line("shipping", "0", fee),
        line("shipping", "5")
      )
    ).toEqual({ lines: [[], [], [fee.name]], unplaced: [] })
  })

  it("says where it came from", () => {
    const { lines } = withPlacedFees<Tax>([
      line("item", "100", vat),
      line("shipping", "0", fee),
    ])
    expect(lines[0]!.taxes).toEqual([vat, { ...fee, movedFrom: 1 }])
  })

  it("cannot place it where nothing costs anything", () => {
    expect(placed(line("item", "0"), line("shipping", "0", fee))).toEqual({
      lines: [[], []],
      unplaced: [fee.name],
    })
  })

  it("does not put a fee on a credit", () => {
    expect(placed(line("item", "-10"), line("shipping", "0", fee))).toEqual({
      lines: [[], []],
      unplaced: [fee.name],
    })
  })

  it("moves a fee from a price that includes tax and does not cover it", () => {
    expect(
      placed(
        including("item", "100", vat),
        including("item", "0.28"),
        including("shipping", "0.29", tax("VAT", "0.02"), fee)
      )
    ).toEqual({ lines: [["VAT", fee.name], [], ["VAT"]], unplaced: [] })
  })

  it("keeps whatever else the caller knows of a line and a tax", () => {
    const given = { ...line("item", "100", vat), id: "cali_01JSHIRT" }
    expect(withPlacedFees<Tax, typeof given>([given]).lines).toEqual([given])
  })

  it("leaves its input alone", () => {
    const lines = [line("item", "100", vat), line("shipping", "0", fee)]
    withPlacedFees<Tax>(lines)
    expect(lines.map(({ taxes }) => taxes)).toEqual([[vat], [fee]])
  })
})
