import { MathBN } from "@medusajs/framework/utils"
import { capCredits } from "./capped-credits"

const capped = (amounts: number[], excess: number) =>
  capCredits(
    amounts.map((amount, index) => ({
      id: `credit_${index}`,
      amount: MathBN.convert(amount),
    })),
    MathBN.convert(excess)
  ).map(({ id, amount }) => [id, amount.toFixed()])

describe("capCredits", () => {
  it("takes a cent from the only credit line", () => {
    expect(capped([20.02], 0.01)).toEqual([["credit_0", "20.01"]])
  })

  it("takes from the latest line first, and from earlier ones what is left", () => {
    expect(capped([50, 10, 5], 12.5)).toEqual([
      ["credit_2", "0"],
      ["credit_1", "2.5"],
    ])
  })

  it("leaves lines alone that are not needed, or that take back a credit", () => {
    expect(capped([50, -3, 5], 5)).toEqual([["credit_2", "0"]])
    expect(capped([50, -3], 1)).toEqual([["credit_0", "49"]])
  })

  it.each([0, -5])("changes nothing for an excess of %s", (excess) => {
    expect(capped([20.02], excess)).toEqual([])
  })

  it("takes no more than there is", () => {
    expect(capped([1], 2)).toEqual([["credit_0", "0"]])
  })
})
