import {
  KintsugiConflictError,
  KintsugiForbiddenError,
  KintsugiTimedOutError,
  KintsugiUnavailableError,
} from "./errors"
import { createOrFind, findOrCreate } from "./create-or-find"

const WORDS = { message: "a test", merchantMessage: "a test" }

const broken = () => new KintsugiUnavailableError(WORDS)

/** A Kintsugi that treats the n-th request as the n-th step says. */
const kintsugi = (steps: ("lost" | "not taken" | "answered")[]) => {
  const records: string[] = []
  const calls: string[] = []
  return {
    records,
    calls,
    async send() {
      calls.push("send")
      const step = steps.shift() ?? "answered"
      if (step !== "not taken") {
        records.push("record")
      }
      if (step !== "answered") {
        throw broken()
      }
      return "record"
    },
    async find() {
      calls.push("find")
      return records[0]
    },
  }
}

describe("createOrFind", () => {
  it.each([true, false])(
    "sends a record once if nothing goes wrong (unique: %s)",
    async (isUnique) => {
      const { calls, ...handlers } = kintsugi([])
      expect(await createOrFind({ ...handlers, isUnique })).toEqual({
        record: "record",
        isNew: true,
      })
      expect(calls).toEqual(["send"])
    }
  )

  it.each([true, false])(
    "finds a record that arrived though its answer was lost (unique: %s)",
    async (isUnique) => {
      const { calls, records, ...handlers } = kintsugi(["lost"])
      expect(await createOrFind({ ...handlers, isUnique })).toEqual({
        record: "record",
        isNew: false,
      })
      expect(calls).toEqual(["send", "find"])
      expect(records).toHaveLength(1)
    }
  )

  it("looks up a record that did not arrive before sending it again", async () => {
    const { calls, records, ...handlers } = kintsugi(["not taken"])
    await createOrFind({ ...handlers, isUnique: true })
    expect(calls).toEqual(["send", "find", "send"])
    expect(records).toHaveLength(1)
  })

  it("looks up a record twice if Kintsugi would accept it twice", async () => {
    const { calls, records, ...handlers } = kintsugi(["not taken"])
    await createOrFind({ ...handlers, isUnique: false })
    expect(calls).toEqual(["send", "find", "find", "send"])
    expect(records).toHaveLength(1)
  })

  it("does not duplicate a record that Kintsugi is still processing", async () => {
    let isThere = false
    const calls: string[] = []
    const found = await createOrFind({
      async send() {
        calls.push("send")
        setTimeout(() => (isThere = true), 100)
        throw broken()
      },
      async find() {
        calls.push("find")
        return isThere ? "record" : undefined
      },
      isUnique: false,
    })
    expect(found).toEqual({ record: "record", isNew: false })
    expect(calls).toEqual(["send", "find", "find"])
  })

  it("gives up after three requests", async () => {
    const { calls, ...handlers } = kintsugi(Array(5).fill("not taken"))
    await expect(createOrFind({ ...handlers, isUnique: true })).rejects.toThrow(
      "a test"
    )
    expect(calls.filter((call) => call === "send")).toHaveLength(3)
  })

  it("does not wait past the deadline", async () => {
    const { calls, ...handlers } = kintsugi(["not taken"])
    const deadline = Date.now() + 100
    await expect(
      createOrFind({ ...handlers, isUnique: true, deadline })
    ).rejects.toThrow("a test")
    expect(calls).toEqual(["send", "find"])
  })

  it("does not send a record again that may still arrive", async () => {
    const calls: string[] = []
    const sent = createOrFind({
      async send() {
        calls.push("send")
        throw new KintsugiTimedOutError(WORDS)
      },
      async find() {
        calls.push("find")
        return undefined
      },
      isUnique: true,
    })
    await expect(sent).rejects.toThrow("a test")
    expect(calls).toEqual(["send", "find"])
  })

  it.each([
    [new KintsugiConflictError(WORDS), ["send", "find"]],
    [new KintsugiForbiddenError(WORDS), ["send"]],
    [new TypeError("a mistake"), ["send"]],
  ])("passes on %p", async (error, expected) => {
    const calls: string[] = []
    const sent = createOrFind({
      async send() {
        calls.push("send")
        throw error
      },
      async find() {
        calls.push("find")
        return undefined
      },
      isUnique: true,
    })
    await expect(sent).rejects.toBe(error)
    expect(calls).toEqual(expected)
  })
})

describe("findOrCreate", () => {
  it("sends nothing if the record is there already", async () => {
    const { calls, records, ...handlers } = kintsugi([])
    records.push("an earlier record")
    expect(await findOrCreate({ ...handlers, isUnique: true })).toBe(
      "an earlier record"
    )
    expect(calls).toEqual(["find"])
  })

  it("sends a record that is not there, and finds it if its answer is lost", async () => {
    const { calls, records, ...handlers } = kintsugi(["lost"])
    expect(await findOrCreate({ ...handlers, isUnique: true })).toBe("record")
    expect(calls).toEqual(["find", "send", "find"])
    expect(records).toHaveLength(1)
  })
})
