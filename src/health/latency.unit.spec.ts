import {
  type Histogram,
  count,
  emptyHistogram,
  percentile,
  sum,
} from "./latency"

const histogramOf = (...latencies: number[]): Histogram => {
  const histogram = emptyHistogram()
  latencies.forEach((ms) => count(histogram, ms))
  return histogram
}

describe("latencies", () => {
  it("have no percentile where there are none", () => {
    expect(percentile(emptyHistogram(), 0.5)).toBe(null)
  })

  it("are known to the distance of two bounds", () => {
    const histogram = histogramOf(
      ...Array.from({ length: 100 }, (_, i) => i * 4)
    )
    expect(percentile(histogram, 0.5)).toBeGreaterThan(150)
    expect(percentile(histogram, 0.5)).toBeLessThanOrEqual(250)
    expect(percentile(histogram, 0.95)).toBeGreaterThan(300)
    expect(percentile(histogram, 0.95)).toBeLessThanOrEqual(400)
  })

  it("keep the slow ones apart", () => {
    const histogram = histogramOf(...Array(19).fill(40), 1_800)
    expect(percentile(histogram, 0.5)).toBeLessThanOrEqual(50)
    expect(percentile(histogram, 0.99)).toBeGreaterThan(1_500)
    expect(percentile(histogram, 0.99)).toBeLessThanOrEqual(2_000)
  })

  it("end where the last bound is", () => {
    expect(percentile(histogramOf(60_000), 0.5)).toBe(10_000)
  })

  it("add up over instances", () => {
    expect(
      percentile(sum([histogramOf(10, 10, 10), histogramOf(900)]), 0.95)
    ).toBeGreaterThan(750)
    expect(sum([])).toEqual(emptyHistogram())
    expect(sum([[1, 2, 3], histogramOf(10)])).toEqual(histogramOf(10))
  })
})
