import { createEstimateStats } from "./estimate-stats"

const HALF_PAST = Date.UTC(2026, 10, 23, 9, 30, 10)

const kind = {
  country: "US",
  state: "TX",
  currency: "USD",
  products: ["prod_mug"],
  settings: "now",
}

const answered = (id: string, ms = 120) =>
  ({ by: "kintsugi", id, kind, ms }) as const
const remembered = (id: string) => ({ by: "memory", id }) as const
const failed = (id: string, message = "No answer.") =>
  ({
    by: "fallback",
    id,
    kind,
    code: "timed_out",
    message,
    charged: "remembered",
  }) as const

describe("createEstimateStats", () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: HALF_PAST })
  })
  afterEach(() => {
    jest.useRealTimers()
  })

  it("has nothing to save before the first calculation", () => {
    expect(createEstimateStats().take()).toEqual({
      windows: [],
      problems: [],
      answers: [],
    })
  })

  it("counts the results of calculations in windows", () => {
    const stats = createEstimateStats()
    stats.record(answered("cart_mia"))
    stats.record(remembered("cart_mia"))
    jest.setSystemTime(HALF_PAST + 300_000)
    stats.record(failed("cart_ben"))
    expect(stats.take()).toMatchObject({
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

  it("returns a changed window as a whole each time, and a problem only once", () => {
    const stats = createEstimateStats()
    stats.record(failed("cart_ben", "After 1 ms."))
    jest.setSystemTime(HALF_PAST + 1_000)
    stats.record(failed("cart_ben", "After 2 ms."))
    expect(stats.take()).toMatchObject({
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
    expect(stats.take()).toMatchObject({ windows: [], problems: [] })
    stats.record(remembered("cart_mia"))
    expect(stats.take()).toMatchObject({
      windows: [{ failed: 2, remembered: 1 }],
      problems: [],
    })
  })

  it("returns the carts that failed last, each once, and the latest answer of each cart", () => {
    const stats = createEstimateStats()
    Array.from({ length: 60 }, (_, n) => {
      jest.setSystemTime(HALF_PAST + n)
      stats.record(failed(`cart_${n}`))
    })
    jest.setSystemTime(HALF_PAST + 1_000)
    stats.record(failed("cart_59"))
    stats.record(answered("cart_mia", 400))
    jest.setSystemTime(HALF_PAST + 2_000)
    stats.record(remembered("cart_mia"))
    stats.record(remembered("cart_ben"))

    const { problems, answers } = stats.take()
    expect(problems).toHaveLength(1)
    expect(problems[0]?.count).toBe(61)
    expect(problems[0]?.failing).toHaveLength(50)
    expect(problems[0]?.failing[0]).toEqual({
      id: "cart_10",
      kind,
      charged: "remembered",
      at: HALF_PAST + 10,
    })
    expect(problems[0]?.failing.at(-1)).toEqual({
      id: "cart_59",
      kind,
      charged: "remembered",
      at: HALF_PAST + 1_000,
    })
    expect(answers).toEqual([
      { id: "cart_ben", at: HALF_PAST + 2_000 },
      {
        id: "cart_mia",
        at: HALF_PAST + 2_000,
        // 400 ms before the answer: settings may have been saved in between.
        asked: { kind, at: HALF_PAST + 600 },
      },
    ])
  })
})
