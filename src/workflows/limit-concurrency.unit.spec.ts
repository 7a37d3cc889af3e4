import { AsyncLocalStorage } from "node:async_hooks"
import { atMost } from "./limit-concurrency"

describe("atMost", () => {
  it("runs at most the given number of jobs at a time, in order", async () => {
    const inTurn = atMost(2)
    const started: number[] = []
    let running = 0
    let most = 0
    await Promise.all(
      [1, 2, 3, 4, 5].map((job) =>
        inTurn(async () => {
          started.push(job)
          most = Math.max(most, ++running)
          await new Promise((resolve) => setTimeout(resolve, 5))
          running--
        })
      )
    )
    expect(started).toEqual([1, 2, 3, 4, 5])
    expect(most).toBe(2)
  })

  it("continues after a failed job, and returns the result of each job", async () => {
    const inTurn = atMost(1)
    const [failed, done] = await Promise.allSettled([
      inTurn(() => Promise.reject(new Error("no"))),
      inTurn(() => Promise.resolve("yes")),
    ])
    expect(failed.status).toBe("rejected")
    expect(done).toEqual({ status: "fulfilled", value: "yes" })
  })
  it("runs a job that had to wait in the async context of its own caller", async () => {
    const inTurn = atMost(1)
    const caller = new AsyncLocalStorage<string>()
    const run = (name: string) =>
      caller.run(name, () => inTurn(async () => caller.getStore()))
    expect(await Promise.all([run("one"), run("two"), run("three")])).toEqual([
      "one",
      "two",
      "three",
    ])
  })
})
