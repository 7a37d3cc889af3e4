import type { MedusaContainer } from "@medusajs/framework/types"
import { setTimeout as delay } from "node:timers/promises"
import { waitFor } from "./wait-for"

const lines: string[] = []
const container = {
  resolve: () => ({ error: (line: string) => lines.push(line) }),
} as unknown as MedusaContainer

const say = (message: string) => `[kintsugi] It did not work (${message}).`

describe("waitFor", () => {
  beforeEach(() => {
    lines.length = 0
  })

  it("returns what is there in time", async () => {
    const work = delay(1).then(() => 1)
    expect(await waitFor(work, 5_000, say, container)).toEqual({ result: 1 })
  })

  it("throws what fails in time", async () => {
    const work = delay(1).then(() => {
      throw new Error("no database")
    })
    await expect(waitFor(work, 5_000, say, container)).rejects.toThrow(
      "no database"
    )
    expect(lines).toEqual([])
  })

  it("returns without a result that takes longer", async () => {
    const ends = new AbortController()
    const work = delay(60_000, {}, { signal: ends.signal })
    expect(await waitFor(work, 1, say, container)).toBeUndefined()
    ends.abort()
  })

  it("logs what fails afterwards", async () => {
    let fail: (error: Error) => void = () => {}
    const work = new Promise<object>((_, reject) => {
      fail = reject
    })
    await waitFor(work, 1, say, container)
    fail(new Error("no database"))
    await expect(work).rejects.toThrow()
    expect(lines).toEqual(["[kintsugi] It did not work (no database)."])
  })
})
