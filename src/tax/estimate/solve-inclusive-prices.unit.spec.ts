import { MathBN } from "@medusajs/framework/utils"
import {
  type AnsweredTax,
  type InclusiveOptions,
  solveInclusive,
} from "./solve-inclusive-prices"
import { netOf } from "./net-price"
import type { Decimal } from "../money"

const HALF_UP = 4
const ROUND_DOWN = 1

const decimal = (amount: string | number) => MathBN.convert(amount)
const includingTax = (price: string | number) => ({
  withTax: decimal(price),
  withoutTax: decimal(0),
})

type TaxLaw = (net: Decimal) => AnsweredTax[]

const tax = (rate: string, amount: Decimal): AnsweredTax => ({
  rate: decimal(rate),
  amount: amount.decimalPlaces(2, HALF_UP),
})
const rates =
  (...all: string[]): TaxLaw =>
  (net) =>
    all.map((rate) => tax(rate, net.times(rate)))

const germany = rates("0.19")
/** Clothing below 110.00 is exempt. */
const newYork: TaxLaw = (net) =>
  rates("0.04", "0.045")(net.lt(110) ? decimal(0) : net)
const florida: TaxLaw = (net) => [
  tax("0.06", net.times("0.06")),
  tax("0.01", MathBN.min(net, 5000).times("0.01")),
]
/** Clothing is taxed only above 175.00. */
const massachusetts: TaxLaw = (net) => [
  tax("0.0625", MathBN.max(net.minus(175), 0).times("0.0625")),
]
const japan: TaxLaw = (net) => [
  {
    rate: decimal("0.1"),
    amount: net.times("0.1").decimalPlaces(0, ROUND_DOWN),
  },
]

const solve = async (
  law: TaxLaw,
  prices: ReturnType<typeof includingTax>[],
  options: Partial<InclusiveOptions> = {}
) => {
  const requests: string[][] = []
  const solution = await solveInclusive(
    prices,
    async (nets) => {
      requests.push(nets.map((net) => net.toFixed()))
      return { taxes: nets.map(law), answer: requests.length }
    },
    { currencyDigits: 2, ...options }
  )
  const taxes = solution.taxes.map((line) =>
    MathBN.sum(...line.map(({ amount }) => amount))
  )
  expect(solution.rounds).toBe(requests.length)
  expect(solution.asked.map((net) => net.toFixed())).toEqual(
    requests[solution.answer - 1]
  )
  prices.forEach(({ withTax, withoutTax }, index) => {
    if (withoutTax.isZero()) {
      const sum = solution.nets[index]!.plus(taxes[index]!)
      expect(sum.toFixed()).toBe(withTax.toFixed())
    }
  })
  return {
    ...solution,
    requests,
    nets: solution.nets.map((net) => net.toFixed()),
    taxes: taxes.map((amount) => amount.toFixed(2)),
  }
}

describe("solveInclusive", () => {
  it("finds net and tax with two requests", async () => {
    expect(await solve(germany, [includingTax("119")])).toMatchObject({
      nets: ["100"],
      taxes: ["19.00"],
      requests: [["119"], ["100"]],
      exact: true,
    })
  })

  it("needs one request with the right starting rates", async () => {
    const startingRates = [["0.0875", "0.0045"].map(decimal)]
    expect(
      await solve(rates("0.0875", "0.0045"), [includingTax("50.00")], {
        startingRates,
      })
    ).toMatchObject({
      nets: ["45.78"],
      taxes: ["4.22"],
      rounds: 1,
      exact: true,
    })
  })

  it("finds any net that fits, and reports if none does", async () => {
    for (const law of [germany, rates("0.0625", "0.01", "0.01")]) {
      for (let cents = 1; cents <= 200; cents++) {
        const gross = decimal(cents).shiftedBy(-2)
        const { rounds, exact } = await solve(law, [includingTax(cents / 100)])
        const fits = Array.from({ length: cents + 1 }, (_, step) =>
          decimal(step).shiftedBy(-2)
        ).some((net) =>
          MathBN.sum(net, ...law(net).map(({ amount }) => amount)).eq(gross)
        )
        expect([cents, exact]).toEqual([cents, fits])
        expect(rounds).toBeLessThanOrEqual(3)
      }
    }
  })

  it("uses the answer on the lower net if a cent lies between two nets", async () => {
    // 0.02 + 0.00 is too little, 0.03 + 0.01 too much.
    expect(await solve(germany, [includingTax("0.03")])).toMatchObject({
      asked: [decimal("0.02")],
      nets: ["0.03"],
      taxes: ["0.00"],
      exact: false,
    })
  })

  it("uses the answer on the lower net if a threshold lies between two nets", async () => {
    expect(await solve(newYork, [includingTax("115")])).toMatchObject({
      nets: ["115"],
      taxes: ["0.00"],
      rounds: 2,
      exact: false,
    })
    expect(await solve(newYork, [includingTax("130.20")])).toMatchObject({
      nets: ["120"],
      taxes: ["10.20"],
      exact: true,
    })
  })

  it("solves a capped tax and a tax above a threshold", async () => {
    expect(await solve(florida, [includingTax("8530")])).toMatchObject({
      nets: ["8000"],
      taxes: ["530.00"],
      rounds: 3,
      exact: true,
    })
    expect(
      await solve(massachusetts, [includingTax("201.5625")])
    ).toMatchObject({ nets: ["200.0025"], taxes: ["1.56"], exact: true })
  })

  it("takes a fee out of the price", async () => {
    const colorado: TaxLaw = (net) => [
      ...rates("0.029")(net),
      tax("0", decimal("0.29")),
    ]
    expect(await solve(colorado, [includingTax("103.19")])).toMatchObject({
      nets: ["100"],
      taxes: ["3.19"],
      requests: [["103.19"], ["100"]],
      exact: true,
    })
  })

  it("asks about all lines at once, and about net prices unchanged", async () => {
    const prices = [
      includingTax("119"),
      { withTax: decimal(0), withoutTax: decimal("17.991") },
      includingTax("0"),
      includingTax("-59.50"),
    ]
    expect(await solve(germany, prices)).toMatchObject({
      requests: [
        ["119", "17.99", "0", "-59.5"],
        ["100", "17.99", "0", "-50"],
      ],
      nets: ["100", "17.991", "0", "-50"],
      exact: true,
    })
  })

  it("sends one request if no price includes tax", async () => {
    const prices = [{ withTax: decimal(0), withoutTax: decimal("100") }]
    expect(await solve(germany, prices)).toMatchObject({
      rounds: 1,
      exact: true,
    })
  })

  it("solves a price with a discount that does not include tax", async () => {
    const prices = [{ withTax: decimal("119"), withoutTax: decimal("-43") }]
    expect(await solve(germany, prices)).toMatchObject({
      asked: [decimal("57")],
      taxes: ["10.83"],
      exact: true,
    })
  })

  it("solves a price with such a discount that uses up most of it", async () => {
    const prices = [{ withTax: decimal("1020"), withoutTax: decimal("-720") }]
    const { asked, taxes, rounds } = await solve(rates("0.21"), prices)
    // 1020 / 1.21 − 720 = 122.98, where a cent of tax moves the net by many
    // cents.
    expect(asked[0]!.minus("122.98").abs().toNumber()).toBeLessThan(0.06)
    expect(taxes).toEqual(["25.82"])
    expect(rounds).toBe(2)
  })

  it("asks about zero if such a discount exceeds the net price", async () => {
    const prices = [{ withTax: decimal("10"), withoutTax: decimal("-9.9") }]
    expect(await solve(germany, prices)).toMatchObject({
      asked: [decimal("0")],
      nets: ["0"],
      taxes: ["0.00"],
      exact: true,
    })
  })

  it.each(["110", "6.90", "0.03"])(
    "asks about zero if such a discount uses up %s at the rate that is due",
    async (price) => {
      const withTax = decimal(price)
      const prices = [{ withTax, withoutTax: withTax.div("-1.19") }]
      for (const startingRates of [[[decimal("0.19")]], [[]]]) {
        expect(await solve(germany, prices, { startingRates })).toMatchObject({
          asked: [decimal("0")],
          taxes: ["0.00"],
          exact: true,
        })
      }
    }
  )

  it("uses the currency's own digits", async () => {
    expect(
      await solve(japan, [includingTax("1100"), includingTax("1000")], {
        currencyDigits: 0,
        startingRates: [[decimal("0.1")], [decimal("0.1")]],
      })
    ).toMatchObject({
      asked: [decimal(1000), decimal(909)],
      nets: ["1000", "910"],
      rounds: 1,
      exact: false,
    })
    expect(
      await solve(rates("0.1"), [includingTax("11.011")], { currencyDigits: 3 })
    ).toMatchObject({ nets: ["10.011"], taxes: ["1.00"], exact: true })
  })

  it("sends no more requests than it may", async () => {
    let asked = 0
    const moody: TaxLaw = () => [tax("0", decimal(++asked))]
    expect(await solve(moody, [includingTax("100")])).toMatchObject({
      rounds: 4,
      exact: false,
    })
    expect(
      await solve(moody, [includingTax("100")], { maxRounds: 1 })
    ).toMatchObject({ rounds: 1 })
  })
})

describe("netOf", () => {
  it.each([
    ["119", "0", "19", "100"],
    ["0", "100", "19", "100"],
    ["119", "-10", "17.1", "90"],
    ["-11.9", "100", "17.1", "90"],
    ["-119", "10", "-17.1", "-90"],
    ["-119", "0", "0", "-119"],
    ["-119", "10", "0", "-109"],
    // Two nets for one tax: the result is the one that was asked about.
    ["1020", "-600", "50", "250"],
    ["1200", "-900", "20", "100"],
    ["1200", "-900", "20", "180"],
  ])(
    "returns, for %s with tax and %s without, with a tax of %s, %s",
    (withTax, withoutTax, due, net) => {
      const price = {
        withTax: decimal(withTax),
        withoutTax: decimal(withoutTax),
      }
      expect(netOf(price, decimal(due), decimal(net))?.toFixed()).toBe(net)
    }
  )

  it("returns undefined if the price does not cover the tax", () => {
    const none = decimal(0)
    expect(netOf(includingTax("0.29"), decimal("0.29"), none)).toBeUndefined()
    expect(
      netOf(
        { withTax: decimal(100), withoutTax: decimal(-90) },
        decimal("2.10"),
        none
      )
    ).toBeUndefined()
  })
})
