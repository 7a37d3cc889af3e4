import { createGatherer } from "./gather"

const PAUSE_MS = 250

describe("a gatherer", () => {
  let acted: string[][]
  let gather: (things: string[]) => void

  beforeEach(() => {
    jest.useFakeTimers()
    acted = []
    gather = createGatherer(PAUSE_MS, async (things) => {
      acted.push(things)
    })
  })
  afterEach(() => jest.useRealTimers())

  it("acts after the pause and not before", () => {
    gather(["order_1"])
    jest.advanceTimersByTime(PAUSE_MS - 1)
    expect(acted).toEqual([])
    jest.advanceTimersByTime(1)
    expect(acted).toEqual([["order_1"]])
  })

  it("acts once on all that comes meanwhile, and once on each", () => {
    gather(["order_1"])
    jest.advanceTimersByTime(PAUSE_MS - 1)
    gather(["order_2", "order_1"])
    jest.advanceTimersByTime(1)
    expect(acted).toEqual([["order_1", "order_2"]])
  })

  it("begins anew afterwards", () => {
    gather(["order_1"])
    jest.advanceTimersByTime(PAUSE_MS)
    gather(["order_1"])
    jest.advanceTimersByTime(PAUSE_MS)
    expect(acted).toEqual([["order_1"], ["order_1"]])
  })

  it("is not put off by what keeps coming", () => {
    for (let ms = 0; ms < PAUSE_MS; ms += 50) {
      gather([`order_${ms}`])
      jest.advanceTimersByTime(50)
    }
    expect(acted).toHaveLength(1)
  })
})
