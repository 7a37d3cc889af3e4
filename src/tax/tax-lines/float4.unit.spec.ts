import { MathBN } from "@medusajs/framework/utils"
import { float4TowardsZero, nearestFloat4, storedRate } from "./float4"

describe("storedRate", () => {
  // As `select $1::real` returns in PostgreSQL 18.
  it.each([
    [8.254127063, 8.2541275],
    [6.25, 6.25],
    [8.875, 8.875],
    [9.975, 9.975],
    [0.375, 0.375],
    [100 / 3, 33.333332],
    [200 / 3, 66.666664],
    [0.1, 0.1],
    [1e-7, 1e-7],
    [0.00000012345678, 1.2345679e-7],
    [2900, 2900],
    [16_777_217, 16_777_216],
    [0, 0],
    [-8.254127063, -8.2541275],
    // The even one of two equally near decimals.
    [23705.3120952736, 23705.312],
    [3067.156224993495, 3067.1562],
  ])("returns %d as %d", (rate, stored) => {
    expect(storedRate(rate)).toBe(stored)
  })

  it("accepts decimals", () => {
    expect(storedRate(MathBN.convert("8.254127063"))).toBe(8.2541275)
  })

  it("returns the shortest decimal that names the float", () => {
    for (const rate of RATES) {
      expect(storedRate(rate)).toBe(shortestByTrial(rate))
      expect(storedRate(-rate)).toBe(-shortestByTrial(rate))
    }
  })

  it("returns a stored rate unchanged", () => {
    for (const rate of RATES) {
      expect(storedRate(storedRate(rate))).toBe(storedRate(rate))
    }
  })
})

/** The shortest decimal that names the float nearest to a rate, by trial. */
const shortestByTrial = (rate: number): number => {
  const float = Math.fround(rate)
  return (
    [6, 7, 8, 9]
      .map((digits) => Number(float.toPrecision(digits)))
      .find((decimal) => Math.fround(decimal) === float) ?? float
  )
}

/** Rates between 1e-9 and 1e4, always the same. */
const RATES = Array.from(
  { length: 1000 },
  (_, index) => 10 ** ((((index * 7919) % 10_007) / 10_007) * 13 - 9)
)

/** Percentages with many digits, always the same. */
const MANY_RATES = Array.from(
  { length: 20_000 },
  (_, index) => ((index * 7919.123) % 30) + 0.5
)

describe("nearestFloat4", () => {
  it("returns a rate that is stored unchanged, within 1.2e-7 of the wanted one", () => {
    for (const rate of RATES) {
      const nearest = nearestFloat4(rate)
      expect(storedRate(nearest)).toBe(nearest)
      expect(Math.abs(nearest - rate) / rate).toBeLessThan(1.2e-7)
      expect(Math.abs(nearest - rate)).toBeLessThanOrEqual(
        Math.abs(storedRate(rate) - rate)
      )
    }
  })

  it("prefers the next float's decimal where that is nearer", () => {
    let preferred = 0
    for (const rate of MANY_RATES) {
      const nearest = nearestFloat4(rate)
      const step = 2 ** (Math.floor(Math.log2(rate)) - 23)
      const candidates = [-1, -0.5, 0, 0.5, 1].map((steps) =>
        storedRate(rate + steps * step)
      )
      const distance = Math.min(
        ...candidates.map((candidate) => Math.abs(candidate - rate))
      )
      expect(Math.abs(nearest - rate)).toBeLessThanOrEqual(distance)
      preferred += Number(nearest !== storedRate(rate))
    }
    expect(preferred).toBeGreaterThan(10)
  })

  it("keeps the sign of the rate", () => {
    expect(nearestFloat4(-8.254127063)).toBe(-nearestFloat4(8.254127063))
  })
})

describe("float4TowardsZero", () => {
  it("returns a rate that is stored unchanged, at most one step below", () => {
    for (const rate of RATES) {
      const below = float4TowardsZero(rate)
      expect(storedRate(below)).toBe(below)
      expect(below).toBeLessThanOrEqual(rate)
      expect((rate - below) / rate).toBeLessThan(2.4e-7)
    }
  })

  it("returns the rate itself if it is stored unchanged", () => {
    expect(float4TowardsZero(6.25)).toBe(6.25)
    expect(float4TowardsZero(-6.25)).toBe(-6.25)
    expect(float4TowardsZero(0)).toBe(0)
  })
})
