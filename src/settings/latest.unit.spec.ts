import { createLatest } from "./latest"

/** A value that others change, and how often it was read. */
const shelf = () => {
  const state = { value: "old", reads: 0, fails: false }
  return {
    state,
    read: async () => {
      state.reads++
      if (state.fails) {
        throw new Error("the database is away")
      }
      return state.value
    },
  }
}

/** Its first reading waits to be answered; the next is new; then it is away. */
const slowShelf = () => {
  let answer: (value: string) => void = () => undefined
  const readings = [
    () =>
      new Promise<string>((resolve) => {
        answer = resolve
      }),
    async () => "new",
    () => Promise.reject(new Error("the database is away")),
  ]
  return {
    read: () => readings.shift()!(),
    answer: (value: string) => answer(value),
  }
}

describe("the latest value", () => {
  it("is read once for all who ask at a time", async () => {
    const { state, read } = shelf()
    const latest = createLatest(read)
    await Promise.all([latest.get(), latest.get()])
    expect(state.reads).toBe(1)
  })

  it("is the last one without another reading, where that will do", async () => {
    const { state, read } = shelf()
    const latest = createLatest(read)
    await expect(latest.last()).resolves.toBe("old")
    state.value = "new"
    await expect(latest.last()).resolves.toBe("old")
    expect(state.reads).toBe(1)
    void latest.get()
    await expect(latest.last()).resolves.toBe("new")
    latest.forget()
    state.value = "newer"
    await expect(latest.last()).resolves.toBe("newer")
  })

  it("is the new one at once, wherever it was changed", async () => {
    const { state, read } = shelf()
    const latest = createLatest(read)
    await latest.get()
    state.value = "new"
    await expect(latest.get()).resolves.toBe("new")
  })

  it("is the new one at once where it was changed here", async () => {
    const { state, read } = shelf()
    const latest = createLatest(read)
    await latest.get()
    state.value = "new"
    latest.forget()
    await expect(latest.get()).resolves.toBe("new")
  })

  it("is not what a reading brings that began before the change", async () => {
    const { read, answer } = slowShelf()
    const latest = createLatest(read)
    const before = latest.get()
    latest.forget()
    await expect(latest.get()).resolves.toBe("new")
    answer("old")
    await before
    await expect(latest.get()).resolves.toBe("new")
  })

  it("is not what a slow reading brings that began before a change elsewhere", async () => {
    const { read, answer } = slowShelf()
    const latest = createLatest(read)
    const before = latest.get()
    await new Promise(setImmediate)
    await expect(latest.get()).resolves.toBe("new")
    answer("old")
    await expect(before).resolves.toBe("old")
    await expect(latest.last()).resolves.toBe("new")
    await expect(latest.get()).resolves.toBe("new")
  })

  it("serves on while it can't be read", async () => {
    const { state, read } = shelf()
    const latest = createLatest(read)
    await latest.get()
    state.fails = true
    await expect(latest.get()).resolves.toBe("old")
  })

  it("fails where it was never read, and is tried again", async () => {
    const { state, read } = shelf()
    state.fails = true
    const latest = createLatest(read)
    await expect(latest.get()).rejects.toThrow("the database is away")
    state.fails = false
    await expect(latest.get()).resolves.toBe("old")
  })
})
