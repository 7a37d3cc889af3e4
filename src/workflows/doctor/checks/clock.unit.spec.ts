import type { Exchange } from "../../../kintsugi-api"
import { checkClock } from "./clock"

const NOON = new Date("2026-11-30T12:00:00.000Z")

/** An exchange of 200 ms, begun at noon by this server's clock. */
const answeredAt = (at: string | null) =>
  ({
    at: NOON,
    ms: 200,
    answeredAt: at ? new Date(at) : null,
  }) as Exchange

describe("checkClock", () => {
  it.each([
    ["the same second", "2026-11-30T12:00:00Z", "ok", "and Kintsugi's agree"],
    ["20 s less", "2026-11-30T11:59:40Z", "ok", "20 s ahead of Kintsugi's"],
    ["31 s less", "2026-11-30T11:59:29Z", "warning", "31 s ahead of"],
    ["4 min more", "2026-11-30T12:04:00Z", "warning", "4 min behind"],
    ["6 min more", "2026-11-30T12:06:00Z", "failed", "6 min behind"],
  ])("compares Kintsugi's clock: %s", (_, date, status, fact) => {
    const check = checkClock(answeredAt(date), 0)
    expect(check.status).toBe(status)
    expect(check.facts[0]).toContain(fact)
    expect(check.facts[1]).toContain("the database's agree")
  })

  it("fails where the database's clock is far off", () => {
    const check = checkClock(answeredAt("2026-11-30T12:00:00Z"), -400_000)
    expect(check.status).toBe("failed")
    expect(check.advice).toContain("NTP")
  })

  it("is not known without an answer's date", () => {
    expect(checkClock(answeredAt(null), 0).status).toBe("skipped")
    expect(checkClock(undefined, 0).status).toBe("skipped")
  })
})
