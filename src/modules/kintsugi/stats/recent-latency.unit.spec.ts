import { createRecentLatency } from "./recent-latency"

const kind = {
  country: "US",
  state: "TX",
  currency: "USD",
  products: [],
  settings: "now",
}
const after = (ms: number) =>
  ({ by: "kintsugi", id: "cart_mia", kind, ms }) as const
const fromMemory = { by: "memory", id: "cart_mia" } as const

describe("the recent latency of Kintsugi", () => {
  it("is unknown before Kintsugi has answered", () => {
    const latency = createRecentLatency()
    latency.record(fromMemory)
    expect(latency.ms()).toBeUndefined()
  })

  it("follows the answers, and is not distorted by a single one", () => {
    const latency = createRecentLatency()
    latency.record(after(100))
    expect(latency.ms()).toBe(100)
    latency.record(after(500))
    expect(latency.ms()).toBe(200)
    latency.record(fromMemory)
    latency.record(after(100))
    expect(latency.ms()).toBe(175)
  })

  it("is unknown after a failure", () => {
    const latency = createRecentLatency()
    latency.record(after(100))
    latency.record({
      by: "fallback",
      id: "cart_mia",
      kind,
      code: "unavailable",
      message: "No answer.",
      charged: "region_rates",
    })
    expect(latency.ms()).toBeUndefined()
  })
})
