import { createUsualLatency } from "./usual-latency"

describe("how long Kintsugi takes of late", () => {
  it("is not known before it has answered", () => {
    const latency = createUsualLatency()
    latency.note({ by: "memory" })
    expect(latency.ms()).toBeUndefined()
  })

  it("follows the answers, and is not thrown by one", () => {
    const latency = createUsualLatency()
    latency.note({ by: "kintsugi", ms: 100 })
    expect(latency.ms()).toBe(100)
    latency.note({ by: "kintsugi", ms: 500 })
    expect(latency.ms()).toBe(200)
    latency.note({ by: "memory" })
    latency.note({ by: "kintsugi", ms: 100 })
    expect(latency.ms()).toBe(175)
  })

  it("is not known after a failure", () => {
    const latency = createUsualLatency()
    latency.note({ by: "kintsugi", ms: 100 })
    latency.note({ by: "nobody", code: "unavailable", message: "" })
    expect(latency.ms()).toBeUndefined()
  })
})
