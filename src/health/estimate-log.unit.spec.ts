import { createEstimateLog } from "./estimate-log"

const HALF_PAST = Date.UTC(2026, 10, 23, 9, 30, 10)

describe("the log of estimates", () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: HALF_PAST })
  })
  afterEach(() => {
    jest.useRealTimers()
  })

  it("has nothing to write before anything has happened", () => {
    expect(createEstimateLog().take()).toBe(undefined)
  })

  it("counts what came of the calculations, in windows", () => {
    const log = createEstimateLog()
    log.record({ by: "kintsugi", ms: 120 })
    log.record({ by: "memory" })
    jest.setSystemTime(HALF_PAST + 300_000)
    log.record({ by: "nobody", code: "timed_out", message: "No answer." })
    expect(log.take()).toMatchObject({
      windows: [
        {
          startedAt: Date.UTC(2026, 10, 23, 9, 30),
          asked: 1,
          remembered: 1,
          failed: 0,
        },
        {
          startedAt: Date.UTC(2026, 10, 23, 9, 35),
          asked: 0,
          remembered: 0,
          failed: 1,
        },
      ],
      answeredAt: HALF_PAST,
    })
  })

  it("gives a window whole each time, and a problem once", () => {
    const log = createEstimateLog()
    log.record({ by: "nobody", code: "timed_out", message: "After 1 ms." })
    jest.setSystemTime(HALF_PAST + 1_000)
    log.record({ by: "nobody", code: "timed_out", message: "After 2 ms." })
    expect(log.take()).toMatchObject({
      windows: [{ failed: 2 }],
      problems: [
        {
          code: "timed_out",
          message: "After 2 ms.",
          count: 2,
          firstSeenAt: HALF_PAST,
          lastSeenAt: HALF_PAST + 1_000,
        },
      ],
    })
    expect(log.take()).toBe(undefined)
    log.record({ by: "memory" })
    expect(log.take()).toMatchObject({
      windows: [{ failed: 2, remembered: 1 }],
      problems: [],
    })
  })
})
