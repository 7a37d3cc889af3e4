import { createUsualLatency } from "./usual-latency"

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

describe("how long Kintsugi takes of late", () => {
  it("is not known before it has answered", () => {
    const latency = createUsualLatency()
    latency.note(fromMemory)
    expect(latency.ms()).toBeUndefined()
  })

  it("follows the answers, and is not thrown by one", () => {
    const latency = createUsualLatency()
    latency.note(after(100))
    expect(latency.ms()).toBe(100)
    latency.note(after(500))
    expect(latency.ms()).toBe(200)
    latency.note(fromMemory)
    latency.note(after(100))
    expect(latency.ms()).toBe(175)
  })

  it("is not known after a failure", () => {
    const latency = createUsualLatency()
    latency.note(after(100))
    latency.note({
      by: "nobody",
      id: "cart_mia",
      kind,
      code: "unavailable",
      message: "No answer.",
    })
    expect(latency.ms()).toBeUndefined()
  })
})
