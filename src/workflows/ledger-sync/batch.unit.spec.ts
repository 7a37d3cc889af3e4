import { createBatcher } from "./batch"

const PAUSE_MS = 250

describe("createBatcher", () => {
  let acted: string[][]
  let addToBatch: (things: string[]) => void

  beforeEach(() => {
    jest.useFakeTimers()
    acted = []
    addToBatch = createBatcher(PAUSE_MS, async (things) => {
      acted.push(things)
    })
  })
  afterEach(() => jest.useRealTimers())

  it("acts after the pause and not before", () => {
    addToBatch(["order_1"])
    jest.advanceTimersByTime(PAUSE_MS - 1)
    expect(acted).toEqual([])
    jest.advanceTimersByTime(1)
    expect(acted).toEqual([["order_1"]])
  })

  it("acts once on all ids of the pause, and once on each", () => {
    addToBatch(["order_1"])
    jest.advanceTimersByTime(PAUSE_MS - 1)
    addToBatch(["order_2", "order_1"])
    jest.advanceTimersByTime(1)
    expect(acted).toEqual([["order_1", "order_2"]])
  })

  it("starts a new batch afterwards", () => {
    addToBatch(["order_1"])
    jest.advanceTimersByTime(PAUSE_MS)
    addToBatch(["order_1"])
    jest.advanceTimersByTime(PAUSE_MS)
    expect(acted).toEqual([["order_1"], ["order_1"]])
  })

  it("does not postpone the batch when more ids arrive", () => {
    for (let ms = 0; ms < PAUSE_MS; ms += 50) {
      addToBatch([`order_${ms}`])
      jest.advanceTimersByTime(50)
    }
    expect(acted).toHaveLength(1)
  })
})
