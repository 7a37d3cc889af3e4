import {
  addLatency,
  emptyHistogram,
} from "../../modules/kintsugi/stats/latency-histogram"
import { figuresOver } from "./read-health"

const NOW = Date.UTC(2026, 10, 23, 12)
const MINUTE = 60_000

const window = (
  minutesAgo: number,
  counts: { asked?: number; remembered?: number; failed?: number },
  ms = 90
) => {
  const latencies = emptyHistogram()
  Array.from({ length: counts.asked ?? 0 }, () => addLatency(latencies, ms))
  return {
    started_at: new Date(NOW - minutesAgo * MINUTE),
    asked: 0,
    remembered: 0,
    failed: 0,
    ...counts,
    latencies: latencies.map(String),
  }
}

describe("figuresOver", () => {
  it("returns zeros and nulls if there were no calculations", () => {
    const { last_day, hours } = figuresOver([], NOW)
    expect(last_day).toEqual({
      estimates: 0,
      remembered: 0,
      remembered_share: null,
      fallbacks: 0,
      p50_ms: null,
      p95_ms: null,
    })
    expect(hours).toHaveLength(24)
  })

  it("adds up instances, and separates hours and days", () => {
    const { last_hour, last_day, hours } = figuresOver(
      [
        window(5, { asked: 2, remembered: 1 }),
        window(5, { asked: 1, failed: 1 }, 1_900),
        window(90, { remembered: 4 }),
        window(25 * 60, { asked: 100 }),
      ],
      NOW
    )
    expect(last_hour).toMatchObject({
      estimates: 5,
      remembered: 1,
      remembered_share: 0.25,
      fallbacks: 1,
    })
    expect(last_hour.p50_ms).toBeLessThanOrEqual(100)
    expect(last_hour.p95_ms).toBeGreaterThan(1_500)
    expect(last_day).toMatchObject({ estimates: 9, remembered: 5 })
    expect(hours.map(({ estimates }) => estimates).slice(-3)).toEqual([0, 4, 5])
  })
})
