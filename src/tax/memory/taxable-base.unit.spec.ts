import { MathBN } from "@medusajs/framework/utils"
import { type BasePoint, fitBase, nearestBase } from "./taxable-base"

/** What was seen: one line with the part of it that was taxed. */
const seen = (
  amount: number,
  taxed: number | [low: number, high: number],
  quantity = 1
): BasePoint => {
  const [low, high] = typeof taxed === "number" ? [taxed, taxed] : taxed
  return {
    amount: MathBN.convert(amount),
    quantity: MathBN.convert(quantity),
    low: MathBN.convert(low),
    high: MathBN.convert(high),
  }
}

/** The base of a line, and whether it is known. */
const baseBy = (points: BasePoint[], amount: number, quantity = 1) => {
  const result = fitBase(points)?.({
    amount: MathBN.convert(amount),
    quantity: MathBN.convert(quantity),
  })
  return result && [result.base.toNumber(), result.isKnown]
}

describe("fitBase", () => {
  it("takes all of a line, as known between the prices that were seen", () => {
    const points = [seen(20, 20), seen(300, 300, 2)]
    expect(baseBy(points, 120)).toEqual([120, true])
    expect(baseBy(points, 20)).toEqual([20, true])
    expect(baseBy(points, 300, 2)).toEqual([300, true])
    expect(baseBy(points, 19.99)).toEqual([19.99, false])
    expect(baseBy(points, 150.01)).toEqual([150.01, false])
  })

  it("takes nothing of a line, as known between the prices that were seen", () => {
    const points = [seen(20, 0), seen(90, 0)]
    expect(baseBy(points, 50)).toEqual([0, true])
    expect(baseBy(points, 90.01)).toEqual([0, false])
  })

  it("takes a share, as Texas does of data processing", () => {
    const points = [seen(99.99, 79.99), seen(10, 8)]
    expect(baseBy(points, 50)).toEqual([40, true])
    expect(baseBy(points, 200)).toEqual([160, false])
  })

  it("exempts articles below a price, as New York does with clothing", () => {
    const points = [seen(109.99, 0), seen(440, 440, 4), seen(15, 0)]
    expect(baseBy(points, 109.99)).toEqual([0, true])
    expect(baseBy(points, 5)).toEqual([0, true])
    expect(baseBy(points, 109.994)).toEqual([0, false])
    expect(baseBy(points, 109.996)).toEqual([109.996, false])
    expect(baseBy(points, 110)).toEqual([110, true])
    expect(baseBy(points, 500)).toEqual([500, true])
    expect(baseBy(points, 300, 3)).toEqual([0, true])
  })

  it("takes what articles cost above a price, as Massachusetts does with clothing", () => {
    const points = [seen(100, 0), seen(500, 150, 2)]
    expect(baseBy(points, 175)).toEqual([0, true])
    expect(baseBy(points, 200)).toEqual([25, true])
    expect(baseBy(points, 600, 3)).toEqual([75, true])
  })

  it("takes an article up to a price, as Tennessee's counties do", () => {
    // 2.25% of 1,600.00 is 36.00: the base is known to 22 cents.
    const points = [
      seen(2000, [1599.78, 1600.22]),
      seen(10_000, [4799.78, 4800.22], 3),
      seen(50, 50),
    ]
    expect(baseBy(points, 1600)).toEqual([1600, true])
    expect(baseBy(points, 5000)).toEqual([1600, true])
    expect(baseBy(points, 4000, 2)).toEqual([3200, true])
  })

  it("takes a line up to an amount, as Florida's counties do", () => {
    const points = [
      seen(9000, [4999.5, 5000.5], 3),
      seen(6000, [4999.5, 5000.5]),
      seen(4000, 4000, 2),
    ]
    expect(baseBy(points, 8000, 4)).toEqual([5000, true])
    expect(baseBy(points, 4500)).toEqual([4500, true])
  })

  it("does not know which limit it is while only single articles were seen", () => {
    const points = [seen(6000, [4999.5, 5000.5]), seen(4000, 4000)]
    expect(baseBy(points, 7000)).toEqual([5000, true])
    expect(baseBy(points, 9000, 2)).toEqual([9000, false])
  })

  it("does not know which shape it is from one partly taxed line", () => {
    const points = [seen(200, 160)]
    expect(baseBy(points, 200)).toEqual([160, true])
    expect(baseBy(points, 100)).toEqual([80, false])
  })

  it("fits nothing to points that contradict each shape", () => {
    expect(fitBase([seen(50, 50), seen(100, 0), seen(200, 200)])).toBe(
      undefined
    )
    expect(fitBase([seen(100, 50), seen(200, 150), seen(300, 20)])).toBe(
      undefined
    )
  })
})

describe("nearestBase", () => {
  it("takes the share of the point whose articles cost nearly the same", () => {
    const points = [seen(100, 50), seen(400, 100, 2)]
    const near = (amount: number, quantity = 1) => {
      const { base, isKnown } = nearestBase(points, {
        amount: MathBN.convert(amount),
        quantity: MathBN.convert(quantity),
      })
      return [base.toNumber(), isKnown]
    }
    expect(near(120)).toEqual([60, false])
    expect(near(480, 2)).toEqual([120, false])
  })
})
