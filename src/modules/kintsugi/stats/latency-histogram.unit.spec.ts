import {
  type Histogram,
  addLatency,
  emptyHistogram,
  percentile,
  addHistograms,
} from "./latency-histogram"

const histogramOf = (...latencies: number[]): Histogram => {
  const histogram = emptyHistogram()
  latencies.forEach((ms) => addLatency(histogram, ms))
  return histogram
}

describe("a latency histogram", () => {
  it("has no percentile when it is empty", () => {
    expect(percentile(emptyHistogram(), 0.5)).toBe(null)
  })

  it("knows a percentile as exactly as the distance of two bounds", () => {
    const histogram = histogramOf(
      ...Array.from({ length: 100 }, (_, i) => i * 4)
    )
    expect(percentile(histogram, 0.5)).toBeGreaterThan(150)
    expect(percentile(histogram, 0.5)).toBeLessThanOrEqual(250)
    expect(percentile(histogram, 0.95)).toBeGreaterThan(300)
    expect(percentile(histogram, 0.95)).toBeLessThanOrEqual(400)
  })

  it("keeps slow answers apart from fast ones", () => {
    const histogram = histogramOf(...Array(19).fill(40), 1_800)
    expect(percentile(histogram, 0.5)).toBeLessThanOrEqual(50)
    expect(percentile(histogram, 0.99)).toBeGreaterThan(1_500)
    expect(percentile(histogram, 0.99)).toBeLessThanOrEqual(2_000)
  })

  it("returns no percentile above the last bound", () => {
    expect(percentile(histogramOf(60_000), 0.5)).toBe(10_000)
  })

  it("can be added up over instances", () => {
    expect(
      percentile(
        addHistograms([histogramOf(10, 10, 10), histogramOf(900)]),
        0.95
      )
    ).toBeGreaterThan(750)
    expect(addHistograms([])).toEqual(emptyHistogram())
    expect(addHistograms([[1, 2, 3], histogramOf(10)])).toEqual(histogramOf(10))
  })
})
