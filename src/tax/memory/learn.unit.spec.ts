import { learnFees, learnRule, learnSubject } from "./learn"
import type { LearnedFee, LearnedPoint, LearnedSubject } from "./learned"

const STATE = { name: "Texas State Sales Tax", rate: "0.0625" }
const CITY = { name: "Austin City Sales Tax", rate: "0.01" }

const learnAll = (
  ...answers: [
    taxes: { name: string; rate: string }[],
    fields?: {
      street?: string
      at?: string
      isRegistered?: boolean
      exemptReason?: string
    },
  ][]
): LearnedSubject =>
  answers.reduce<LearnedSubject | undefined>(
    (known, [taxes, { exemptReason, ...fields } = {}]) =>
      learnSubject(
        known,
        { taxes, exemptReason },
        { isRegistered: true, at: "2026-11-30", ...fields }
      ),
    undefined
  )!

describe("learnSubject", () => {
  it("counts answers that say the same", () => {
    expect(
      learnAll(
        [[STATE, CITY], { at: "2026-11-29", street: "one" }],
        [[STATE, CITY], { street: "two" }]
      )
    ).toEqual({
      isRegistered: true,
      variants: [
        {
          taxes: [STATE, CITY],
          count: 2,
          at: "2026-11-30",
          streets: ["two", "one"],
        },
      ],
    })
  })

  it("replaces the rates of the same taxes", () => {
    const { variants } = learnAll(
      [[STATE, CITY], { street: "one" }],
      [[STATE, { ...CITY, rate: "0.015" }], { street: "two" }]
    )
    expect(variants).toMatchObject([
      { taxes: [STATE, { rate: "0.015" }], count: 1 },
    ])
  })

  it("keeps other taxes as those of another part of the postal code", () => {
    const { variants } = learnAll(
      [[STATE, CITY], { street: "one" }],
      [[STATE], { street: "two" }],
      [[STATE, CITY], { street: "three" }]
    )
    expect(variants).toMatchObject([
      { taxes: [STATE, CITY], count: 2, streets: ["three", "one"] },
      { taxes: [STATE], count: 1, streets: ["two"] },
    ])
  })

  it("forgets what was known of a street that says something else now", () => {
    const { variants } = learnAll(
      [[STATE, CITY], { street: "one" }],
      [[STATE, CITY], { street: "two" }],
      [[STATE], { street: "two" }],
      [[STATE], { street: "one" }]
    )
    expect(variants).toMatchObject([
      { taxes: [STATE], streets: ["one", "two"] },
    ])
  })

  it("forgets what it knew before the store was registered there", () => {
    expect(
      learnAll([[], { isRegistered: false, exemptReason: "REGION" }], [[STATE]])
    ).toMatchObject({ isRegistered: true, variants: [{ taxes: [STATE] }] })
  })

  it("takes an exempt line without taxes for one with a base of nothing", () => {
    expect(learnAll([[STATE]], [[], { exemptReason: "PRODUCT" }])).toEqual(
      learnAll([[STATE]])
    )
    expect(
      learnAll([[], { exemptReason: "PRODUCT" }], [[STATE]]).variants
    ).toMatchObject([{ taxes: [STATE], count: 1 }])
  })

  it("keeps four parts of a postal code, and twenty streets of each", () => {
    const { variants } = learnAll(
      ...Array.from(
        { length: 6 },
        (_, part): [{ name: string; rate: string }[]] => [
          [{ name: `City ${part}`, rate: "0.01" }],
        ]
      ),
      ...Array.from(
        { length: 25 },
        (_, street): [{ name: string; rate: string }[], { street: string }] => [
          [STATE],
          { street: `street ${street}` },
        ]
      )
    )
    expect(variants).toHaveLength(4)
    expect(variants[0]?.streets).toHaveLength(20)
    expect(variants[0]?.streets[0]).toBe("street 24")
  })
})

const point = (amount: number, taxed: number): LearnedPoint => ({
  quantity: "1",
  amount: String(amount),
  low: String(taxed),
  high: String(taxed),
})

const pointsOf = (...points: LearnedPoint[]) =>
  points.reduce(
    (known: ReturnType<typeof learnRule> | undefined, next) =>
      learnRule(known, { point: next, roundings: ["cent"] }),
    undefined
  )!.points

describe("learnRule", () => {
  it("keeps each point once, the latest first", () => {
    expect(pointsOf(point(10, 10), point(20, 20), point(10, 10))).toEqual([
      point(10, 10),
      point(20, 20),
    ])
  })

  it("drops the oldest points where a new law contradicts them", () => {
    // Clothing was exempt below 110.00, and is below 50.00 now.
    expect(
      pointsOf(point(100, 0), point(120, 120), point(40, 0), point(60, 60))
    ).toEqual([point(60, 60), point(40, 0), point(120, 120)])
  })

  it("keeps of many points the cheapest and the dearest of each kind", () => {
    const points = pointsOf(
      ...Array.from({ length: 60 }, (_, index) =>
        index % 2 ? point(200 + index, 200 + index) : point(10 + index, 0)
      )
    )
    expect(points.length).toBeLessThanOrEqual(17)
    const amounts = points.map(({ amount }) => Number(amount))
    expect(amounts).toEqual(expect.arrayContaining([10, 68, 201, 259]))
  })

  it("keeps the ways of rounding that have been right each time", () => {
    const first = learnRule(undefined, {
      point: point(100, 100),
      roundings: ["unit", "unit_down"],
    })
    expect(
      learnRule(first, { point: point(99, 99), roundings: ["cent", "unit"] })
        .roundings
    ).toEqual(["unit"])
  })
})

const FEE = { name: "Retail Delivery Fee", amount: "0.29" }

const feesAfter = (
  ...sales: { fees: (typeof FEE)[]; taxedSubjects: string[] }[]
) => sales.reduce<LearnedFee[]>((known, sale) => learnFees(known, sale), [])

describe("learnFees", () => {
  it("knows what a fee is due for, once that alone was taxed", () => {
    expect(
      feesAfter(
        { fees: [FEE], taxedSubjects: ["goods", "software"] },
        { fees: [FEE], taxedSubjects: ["goods"] },
        { fees: [], taxedSubjects: ["software"] }
      )
    ).toEqual([{ ...FEE, dueFor: ["goods"], notDueFor: ["software"] }])
  })

  it("takes the latest amount", () => {
    expect(
      feesAfter(
        { fees: [FEE], taxedSubjects: ["goods"] },
        { fees: [{ ...FEE, amount: "0.31" }], taxedSubjects: ["goods"] }
      )
    ).toMatchObject([{ amount: "0.31", dueFor: ["goods"] }])
  })

  it("knows of no fee where there was none", () => {
    expect(feesAfter({ fees: [], taxedSubjects: ["goods"] })).toEqual([])
  })
})
