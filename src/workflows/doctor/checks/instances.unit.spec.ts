import {
  instanceOfWindow,
  windowRow,
} from "../../../modules/kintsugi/stats/window-row"
import { checkInstances } from "./instances"

const instance = (asked: number, failed: number) => ({
  instance: "x",
  asked,
  failed,
  latest: new Date("2026-11-30T12:05:00Z"),
})

describe("checkInstances", () => {
  it("says what one instance can't find out", () => {
    const check = checkInstances([instance(5, 1), instance(3, 0)], true)
    expect(check.status).toBe("ok")
    expect(check.meaning).toContain("One instance can only ask for itself")
    expect(check.facts).toEqual([
      "Kintsugi answers this process.",
      "In the last 24 hours, 2 processes of the store calculated tax; Kintsugi answered 2 of them. A restarted process counts as another one.",
    ])
  })

  it("warns of an instance that Kintsugi never answered, where others were", () => {
    const check = checkInstances([instance(5, 0), instance(0, 7)], true)
    expect(check.status).toBe("warning")
    expect(check.meaning).toContain(
      "one process (7 failures, the latest after 2026-11-30 12:05 UTC)"
    )
  })

  it("takes two failures for an accident, and an outage for nobody's network", () => {
    expect(checkInstances([instance(5, 0), instance(0, 2)], true).status).toBe(
      "ok"
    )
    expect(checkInstances([instance(0, 9)], undefined).status).toBe("ok")
  })

  it("fails where this process can't reach Kintsugi", () => {
    expect(checkInstances([], false).status).toBe("failed")
  })
})

describe("instanceOfWindow", () => {
  it("is the same for all rows of a process", () => {
    const row = (startedAt: number) =>
      windowRow({
        startedAt,
        asked: 0,
        remembered: 0,
        failed: 0,
        latencies: [],
      }).id
    expect(instanceOfWindow(row(300_000))).toBe(instanceOfWindow(row(600_000)))
    expect(instanceOfWindow("kinwin_a_b-c_300000")).toBe("a_b-c")
  })
})
