import { GAP_MS, createPace } from "./pace"

/** A database's turns, without other instances of the store. */
const bookings = (gapMs: number = GAP_MS.selling) => {
  const booked: { count: number; pauseMs: number }[] = []
  let freeAt = 0
  const book = async (count: number, pauseMs: number) => {
    booked.push({ count, pauseMs })
    const start = Math.max(freeAt, Date.now() + pauseMs)
    freeAt = start + count * gapMs
    return { waitMs: start - Date.now(), gapMs }
  }
  return { booked, book }
}

describe("createPace", () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ["nextTick", "queueMicrotask"] })
  })
  afterEach(() => {
    jest.useRealTimers()
  })

  /** When each of so many requests is sent, in ms from now. */
  const timesOf = async (
    pace: ReturnType<typeof createPace>,
    count: number
  ): Promise<number[]> => {
    const start = Date.now()
    const times: number[] = []
    const waiting = Array.from({ length: count }, () =>
      pace.waitForTurn().then(() => {
        times.push(Date.now() - start)
      })
    )
    const all = Promise.all(waiting)
    await jest.advanceTimersByTimeAsync(count * GAP_MS.selling * 100 + 60_000)
    await all
    return times
  }

  it("sends a single request at once", async () => {
    const { booked, book } = bookings()
    expect(await timesOf(createPace(book), 1)).toEqual([0])
    expect(booked).toEqual([{ count: 1, pauseMs: 0 }])
  })

  it("sends many at two thirds of Kintsugi's rate limit, in their order", async () => {
    const { book } = bookings()
    const times = await timesOf(createPace(book), 500)
    expect(times).toEqual([...times].sort((a, b) => a - b))
    const seconds = times.at(-1)! / 1000
    expect(500 / seconds).toBeGreaterThan(100)
    expect(500 / seconds).toBeLessThan((10_000 * (2 / 3)) / 60)
  })

  it("sends many at nine tenths of it while nobody buys", async () => {
    const { book } = bookings(GAP_MS.idle)
    const seconds = (await timesOf(createPace(book), 500)).at(-1)! / 1000
    expect(500 / seconds).toBeGreaterThan(140)
    expect(500 / seconds).toBeLessThan((10_000 * 0.92) / 60)
  })

  it("leaves shoppers a third from the next booking on", async () => {
    const [idle, selling] = [bookings(GAP_MS.idle), bookings(GAP_MS.selling)]
    let isSelling = false
    const pace = createPace((...turns) =>
      (isSelling ? selling : idle).book(...turns)
    )
    await timesOf(pace, 100)
    isSelling = true
    const times = await timesOf(pace, 500)
    expect(500 / (times.at(-1)! / 1000)).toBeLessThan((10_000 * (2 / 3)) / 60)
  })

  it("books many turns at a time", async () => {
    const { booked, book } = bookings()
    await timesOf(createPace(book), 500)
    expect(booked.length).toBeLessThan(50)
  })

  it("shares the rate with other instances of the store", async () => {
    const { book } = bookings()
    const [one, other] = await Promise.all([
      timesOf(createPace(book), 100),
      timesOf(createPace(book), 100),
    ])
    const seconds = Math.max(one.at(-1)!, other.at(-1)!) / 1000
    expect(200 / seconds).toBeLessThan((10_000 * (2 / 3)) / 60)
  })

  it("pauses for as long as Kintsugi asks, and is slower afterwards", async () => {
    const { booked, book } = bookings()
    const pace = createPace(book)
    pace.slowDown(5_000)
    const times = await timesOf(pace, 20)
    expect(booked[0]).toEqual({ count: 2, pauseMs: 5_000 })
    expect(times[0]).toBeGreaterThanOrEqual(5_000)
    expect(times.at(-1)! - times[0]!).toBeGreaterThan(1.5 * 19 * GAP_MS.selling)
  })

  it("recovers its pace", async () => {
    const { book } = bookings()
    const pace = createPace(book)
    pace.slowDown()
    await timesOf(pace, 200)
    const times = await timesOf(pace, 100)
    expect(times.at(-1)! - times[0]!).toBeLessThan(1.1 * 100 * GAP_MS.selling)
  })

  it("refuses a request that would wait too long", async () => {
    const { book } = bookings()
    const pace = createPace(book)
    pace.slowDown(60_000)
    await expect(pace.waitForTurn()).rejects.toMatchObject({
      code: "rate_limited",
      retryAfterMs: expect.closeTo(60_000, -2),
      message: expect.stringContaining("another 60 s"),
    })
  })

  it("does not hold up requests where turns can't be booked", async () => {
    const pace = createPace(async () => {
      throw new Error("The database is gone.")
    })
    const [first] = await timesOf(pace, 3)
    expect(first).toBe(0)
  })
})
