import { createFreshValue } from "./fresh-value"

/** A value that others change, and how often it was read. */
const store = () => {
  const state = { value: "old", reads: 0, fails: false }
  return {
    state,
    read: async () => {
      state.reads++
      if (state.fails) {
        throw new Error("the database is down")
      }
      return state.value
    },
  }
}

/** Its first reading waits for `answer`, the second is new, the third fails. */
const slowStore = () => {
  let answer: (value: string) => void = () => undefined
  const readings = [
    () =>
      new Promise<string>((resolve) => {
        answer = resolve
      }),
    async () => "new",
    () => Promise.reject(new Error("the database is down")),
  ]
  return {
    read: () => readings.shift()!(),
    answer: (value: string) => answer(value),
  }
}

describe("the value of createFreshValue", () => {
  it("is read once for simultaneous calls of get", async () => {
    const { state, read } = store()
    const latest = createFreshValue(read)
    await Promise.all([latest.get(), latest.get()])
    expect(state.reads).toBe(1)
  })

  it("is the last one, without another reading, for calls of last", async () => {
    const { state, read } = store()
    const latest = createFreshValue(read)
    await expect(latest.last()).resolves.toBe("old")
    state.value = "new"
    await expect(latest.last()).resolves.toBe("old")
    expect(state.reads).toBe(1)
    void latest.get()
    await expect(latest.last()).resolves.toBe("new")
    latest.invalidate()
    state.value = "newer"
    await expect(latest.last()).resolves.toBe("newer")
  })

  it("is the new one at once after a change elsewhere", async () => {
    const { state, read } = store()
    const latest = createFreshValue(read)
    await latest.get()
    state.value = "new"
    await expect(latest.get()).resolves.toBe("new")
  })

  it("is the new one at once after a change here", async () => {
    const { state, read } = store()
    const latest = createFreshValue(read)
    await latest.get()
    state.value = "new"
    latest.invalidate()
    await expect(latest.get()).resolves.toBe("new")
  })

  it("is not the result of a reading that began before the change", async () => {
    const { read, answer } = slowStore()
    const latest = createFreshValue(read)
    const before = latest.get()
    latest.invalidate()
    await expect(latest.get()).resolves.toBe("new")
    answer("old")
    await before
    await expect(latest.get()).resolves.toBe("new")
  })

  it("is not the result of a slow reading that began before a change elsewhere", async () => {
    const { read, answer } = slowStore()
    const latest = createFreshValue(read)
    const before = latest.get()
    await new Promise(setImmediate)
    await expect(latest.get()).resolves.toBe("new")
    answer("old")
    await expect(before).resolves.toBe("old")
    await expect(latest.last()).resolves.toBe("new")
    await expect(latest.get()).resolves.toBe("new")
  })

  it("stays the previous one while it can't be read", async () => {
    const { state, read } = store()
    const latest = createFreshValue(read)
    await latest.get()
    state.fails = true
    await expect(latest.get()).resolves.toBe("old")
  })

  it("fails if it was never read, and is read again by the next call", async () => {
    const { state, read } = store()
    state.fails = true
    const latest = createFreshValue(read)
    await expect(latest.get()).rejects.toThrow("the database is down")
    state.fails = false
    await expect(latest.get()).resolves.toBe("old")
  })
})
