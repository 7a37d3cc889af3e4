import { randomFrom } from "../../../integration-tests/outage/random-carts"
import { simulateOutage } from "../../../integration-tests/outage/simulate"

/** All the sandbox's jurisdictions, with its caps, thresholds and fees. */
describe("recallTaxes in an outage", () => {
  const result = simulateOutage(randomFrom(20261130), {
    learned: 3000,
    carts: 1000,
  })

  it("charges what Kintsugi would where everything was seen in its place", () => {
    expect(result.seen).toBeGreaterThan(100)
    expect(result.seenWithinCent / result.seen).toBeGreaterThanOrEqual(0.99)
  })

  it("taxes no exempt line and leaves no taxable line untaxed in silence", () => {
    expect(result.silent).toBe(0)
  })

  it("is wrong by less than a fiftieth of what a flat rate is", () => {
    expect(result.error.times(50).lt(result.flatError)).toBe(true)
  })

  it("covers nearly every cart, and marks what it infers", () => {
    expect(result.notCovered / result.carts).toBeLessThan(0.05)
    expect(result.approximate).toBeGreaterThan(0)
  })
})
