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

  it("returns a stored rate unchanged", () => {
    for (const rate of RATES) {
      expect(storedRate(storedRate(rate))).toBe(storedRate(rate))
    }
  })
})

/** Rates between 1e-9 and 1e4, always the same. */
const RATES = Array.from(
  { length: 1000 },
  (_, index) => 10 ** ((((index * 7919) % 10_007) / 10_007) * 13 - 9)
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
