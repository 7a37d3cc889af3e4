import { MathBN } from "@medusajs/framework/utils"
import {
  effectiveRates,
  type RatedLine,
  type RatedTaxes,
} from "./effective-rates"
import { nearestFloat4, storedRate } from "./float4"
import type { Decimal } from "../money"

type Tax = [amount: string, statutoryRate: string]

const decimal = (amount: string) => MathBN.convert(amount)

const line = (
  {
    withTax = "0",
    withoutTax = "0",
    amount = "0",
  }: { withTax?: string; withoutTax?: string; amount?: string },
  ...taxes: Tax[]
): RatedLine => ({
  price: { withTax: decimal(withTax), withoutTax: decimal(withoutTax) },
  amount: decimal(amount),
  taxes: taxes.map(([amount, rate]) => ({
    amount: decimal(amount),
    statutoryRate: decimal(rate),
  })),
})

const net = (price: string, ...taxes: Tax[]) =>
  line({ withoutTax: price }, ...taxes)
const gross = (price: string, ...taxes: Tax[]) =>
  line({ withTax: price }, ...taxes)

const inCart = (...lines: RatedLine[]) =>
  effectiveRates(lines, { storage: "float4" })
const inOrder = (...lines: RatedLine[]) =>
  effectiveRates(lines, { storage: "decimal" })

/** Medusa's taxes at a line's rates, tax by tax. */
const medusaTaxes = ({ price }: RatedLine, rates: RatedTaxes): Decimal[] => {
  const one = MathBN.sum(...rates.flat())
    .div(100)
    .plus(1)
  const base = price.withTax.div(one).plus(price.withoutTax)
  return rates.map((taxRates) =>
    MathBN.sum(...taxRates)
      .div(100)
      .times(base)
  )
}

const dueOn = (lines: RatedLine[]): Decimal =>
  MathBN.sum(...lines.flatMap(({ taxes }) => taxes.map((tax) => tax.amount)))

/** How far Medusa's sum is from Kintsugi's. */
const errorOf = (lines: RatedLine[], rated: RatedTaxes[]): number =>
  MathBN.sum(...lines.flatMap((one, at) => medusaTaxes(one, rated[at]!)))
    .minus(dueOn(lines))
    .toNumber()

/** The largest difference of a jurisdiction's amount from Kintsugi's. */
const worstTax = (lines: RatedLine[], rated: RatedTaxes[]): number =>
  Math.max(
    ...lines.flatMap((one, at) =>
      medusaTaxes(one, rated[at]!).map((tax, index) =>
        tax.minus(one.taxes[index]!.amount).abs().toNumber()
      )
    )
  )

describe("effectiveRates", () => {
  it("returns the statutory rates if they are exact", () => {
    expect(
      inCart(
        net("100", ["6.25", "0.0625"], ["1.00", "0.01"]),
        net("-80", ["-5.00", "0.0625"]),
        gross("119", ["19.00", "0.19"])
      )
    ).toEqual([[[6.25], [1]], [[6.25]], [[19]]])
  })

  // A division in doubles gives 6.250000000000001 and the like.
  it.each([
    ["2.4", "0.15", "0.0625", 6.25],
    ["184", "16.33", "0.08875", 8.875],
    ["7", "0.07", "0.01", 1],
    ["1", "0.07", "0.07", 7],
    ["88", "0.33", "0.00375", 0.375],
    ["375", "17.67", "0.04712", 4.712],
    ["-130", "-3.77", "0.029", 2.9],
  ])(
    "returns the very rate of %s that gives %s",
    (price, due, rate, percent) => {
      expect(inOrder(net(price, [due, rate]))).toEqual([[[percent]]])
    }
  )

  it("does not return a statutory rate that is almost exact", () => {
    const almost = net("100000", ["8250.00000001", "0.0825"])
    const [[[percent]]] = inOrder(almost) as [[[number]]]
    expect(percent).not.toBe(8.25)
    expect(percent).toBeCloseTo(8.25000000001, 12)
  })

  it("does not return a statutory rate that the cart can't store", () => {
    const lines = [net("100000", ["8123.45678", "0.0812345678"])]
    const [[rates]] = inCart(...lines) as [[number[]]]
    expect(rates.map(storedRate)).toEqual(rates)
    expect(rates[0]).toBeCloseTo(8.12345678, 5)
    expect(inOrder(...lines)).toEqual([[[8.12345678]]])
  })

  it("leaves the error of a line to its smallest tax, wherever it is", () => {
    const [rates] = inCart(
      net(
        "1999.99",
        ["20.00", "0.01"],
        ["125.03", "0.0625"],
        ["5.02", "0.0025"]
      )
    )
    const own = (amount: number) => [nearestFloat4((amount * 100) / 1999.99)]
    expect(rates?.[1]).toEqual(own(125.03))
    expect(rates?.[2]).not.toEqual(own(5.02))
  })

  it("leaves the error of all lines to the one with the smallest tax", () => {
    const lines = [
      net("19.99", ["1.23", "0.0625"]),
      net("8999.99", ["562.51", "0.0625"]),
    ]
    const [small, large] = inCart(...lines)
    expect(large).toEqual([[nearestFloat4((562.51 * 100) / 8999.99)]])
    expect(small).not.toEqual([[nearestFloat4((1.23 * 100) / 19.99)]])
    expect(inCart(...lines.toReversed())).toEqual([large, small])
  })

  it("returns effective rates after rounding, a cap or a fee", () => {
    const [[[rounded]], [[capped]], [[fee]]] = inOrder(
      net("19.99", ["1.25", "0.0625"]),
      net("8000", ["50.00", "0.01"]),
      net("0.10", ["0.29", "0"])
    ) as [[[number]], [[number]], [[number]]]
    expect(rounded).toBeCloseTo(6.253126563, 9)
    expect(capped).toBeCloseTo(0.625, 9)
    expect(fee).toBeCloseTo(290, 9)
  })

  it("returns 0 without a tax, or without anything to multiply", () => {
    expect(
      inCart(
        net("100", ["0.00", "0.0625"]),
        net("0", ["0.29", "0"]),
        gross("0.20", ["0.29", "0"]),
        net("100")
      )
    ).toEqual([[[0]], [[0]], [[0]], []])
  })

  it("returns rates that the cart stores unchanged", () => {
    const rated = inCart(
      net("19.99", ["1.25", "0.0625"], ["0.20", "0.01"], ["0.07", "0.00375"]),
      gross("33.33", ["5.32", "0.19"])
    )
    for (const rate of rated.flat(2)) {
      expect(storedRate(rate)).toBe(rate)
    }
  })

  it("keeps the order of lines and taxes", () => {
    const rated = inOrder(
      net("1", ["0.02", "0.015"], ["0.30", "0.3"]),
      net("1000", ["33.33", "0.033"])
    )
    expect(rated.map((taxes) => taxes.map(([rate]) => rate))).toEqual([
      [2, 30],
      [3.333],
    ])
  })

  it("lets the jurisdictions of a line compensate for one another", () => {
    const lines = [
      net("83214.17", ["5200.89", "0.0625"], ["832.14", "0.01"], ["0.29", "0"]),
    ]
    const rated = inCart(...lines)
    expect(rated[0]!.every((rates) => rates.length === 1)).toBe(true)
    expect(Math.abs(errorOf(lines, rated))).toBeLessThan(1e-7)
    expect(worstTax(lines, rated)).toBeLessThan(0.0012)
  })

  it("lets lines compensate for one another", () => {
    const lines = [
      net("3.10", ["0.21", "0.0662"]),
      net("9214.17", ["610.45", "0.06625"]),
      net("14.55", ["0.96", "0.06625"]),
    ]
    const rated = inCart(...lines)
    expect(rated.flat(2)).toHaveLength(3)
    expect(Math.abs(errorOf(lines, rated))).toBeLessThan(1e-7)
  })

  it("uses a second tax line if float4 cannot express the rate in one", () => {
    const lines = [net("12345.67", ["857.59", "0.0694"])]
    const [[[main, rest, ...more]]] = inCart(...lines) as [[number[]]]
    expect(main).toBeCloseTo(6.9465, 3)
    expect(rest).toBeGreaterThan(0)
    expect(rest).toBeLessThan(1e-6)
    expect(more).toEqual([])
    expect(Math.abs(errorOf(lines, inCart(...lines)))).toBeLessThan(1e-9)
  })

  it("uses one tax line if an order stores decimals", () => {
    const lines = [net("12345.67", ["857.59", "0.0694"])]
    expect(inOrder(...lines).flat(2)).toHaveLength(1)
    expect(Math.abs(errorOf(lines, inOrder(...lines)))).toBeLessThan(1e-9)
  })

  it.each([
    ["110", "-92.436974789916"],
    ["14.97", "-12.579831932773"],
    ["99899990.01", "-83949571.436974789916"],
  ])("leaves nothing of %s if %s uses it up", (withTax, withoutTax) => {
    const usedUp = line({ withTax, withoutTax }, ["0", "0.19"], ["0", "0"])
    for (const [rates] of [inCart(usedUp), inOrder(usedUp)]) {
      const sum = MathBN.sum(...rates!.flat())
        .div(100)
        .plus(1)
      const unused = usedUp.price.withTax.div(sum).plus(usedUp.price.withoutTax)
      expect(unused.times(sum).abs().toNumber()).toBeLessThan(0.0001)
      expect(sum.toNumber()).toBeCloseTo(1.19, 6)
    }
  })

  it("keeps the bounds for the largest line", () => {
    const price = decimal("99999.99").times(999).toFixed()
    for (const lines of [
      [net(price, ["5993999.41", "0.06"])],
      [net(price, ["5993999.41", "0.06"], ["50.00", "0.01"])],
      [net(price, ["6618373.68", "0.06625"], ["0.01", "0"])],
      [gross(price, ["15950410.55", "0.19"])],
      [net(`-${price}`, ["-6618373.68", "0.06625"])],
    ]) {
      const rated = inCart(...lines)
      expect(Math.abs(errorOf(lines, rated))).toBeLessThanOrEqual(0.000005)
      expect(worstTax(lines, rated)).toBeLessThanOrEqual(0.004)
      expect(rated.flat(2).every((rate) => rate > 0)).toBe(true)
    }
  })

  it("keeps the bounds for a thousand large lines, 1e10 in total", () => {
    const lines = Array.from({ length: 1000 }, (_, index) => {
      const price = decimal("9999999.99").minus(index)
      const amount = (rate: string) => price.times(rate).toFixed(2)
      return net(
        price.toFixed(),
        [amount("0.0625"), "0.0625"],
        [amount("0.00375"), "0.00375"]
      )
    })
    const rated = inCart(...lines)
    expect(Math.abs(errorOf(lines, rated))).toBeLessThanOrEqual(0.00001)
    expect(worstTax(lines, rated)).toBeLessThanOrEqual(0.004)
  })

  it("keeps the bounds for a single tax of 1e10", () => {
    const lines = [net("99999999999.99", ["9999999999.97", "0.1"])]
    const rated = inCart(...lines)
    expect(Math.abs(errorOf(lines, rated))).toBeLessThanOrEqual(0.00001)
    expect(rated.flat(2).every((rate) => rate > 0)).toBe(true)
  })

  it("splits a price with tax into net and tax", () => {
    const lines = [
      gross("50.00", ["4.02", "0.0875"], ["0.21", "0.0045"]),
      gross("0.30", ["0.29", "0"]),
    ]
    const rated = inCart(...lines)
    expect(Math.abs(errorOf(lines, rated))).toBeLessThan(1e-7)
    expect(worstTax(lines, rated)).toBeLessThan(1e-6)
  })

  it("handles a price that includes tax with a discount that does not", () => {
    const lines = [
      line({ withTax: "119", withoutTax: "-10", amount: "90" }, [
        "17.10",
        "0.19",
      ]),
      line({ withTax: "119", withoutTax: "-43", amount: "57" }, [
        "10.83",
        "0.19",
      ]),
      line({ withTax: "-11.90", withoutTax: "100", amount: "90" }, [
        "17.10",
        "0.19",
      ]),
      line({ withTax: "-119", withoutTax: "10", amount: "-90" }, [
        "-17.10",
        "0.19",
      ]),
    ]
    const rated = inCart(...lines)
    expect(Math.abs(errorOf(lines, rated))).toBeLessThanOrEqual(0.000005)
    expect(worstTax(lines, rated)).toBeLessThan(1e-5)
    expect(rated).toEqual([[[19]], [[19]], [[19]], [[19]]])
  })

  it("chooses the net that was asked about if a tax allows two", () => {
    const price = { withTax: "1020", withoutTax: "-720" }
    const lines = [
      line({ ...price, amount: "122.98" }, ["25.83", "0.21"]),
      line({ ...price, amount: "151.08" }, ["25.83", "0.21"]),
    ]
    const rated = inCart(...lines)
    expect(rated[0]![0]![0]).toBeCloseTo(21, 1)
    expect(rated[1]![0]![0]).toBeCloseTo(17.1, 1)
    expect(Math.abs(errorOf(lines, rated))).toBeLessThanOrEqual(0.00001)
  })

  it("keeps sums with tax on top and in prices separate, so that totals are exact", () => {
    const onTop = [net("9999.999", ["1000.00", "0.1"])]
    const inPrices = [gross("11721.814", ["1065.62", "0.1"])]
    const rated = inCart(...onTop, ...inPrices)
    expect(Math.abs(errorOf(onTop, rated.slice(0, 1)))).toBeLessThanOrEqual(
      0.000005
    )
    expect(Math.abs(errorOf(inPrices, rated.slice(1)))).toBeLessThanOrEqual(
      0.000005
    )
  })
})
