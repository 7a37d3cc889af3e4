import { byTime } from "./by-time"

describe("byTime", () => {
  it("sorts oldest first, and by id at the same moment", () => {
    const at = (id: string, day: number) => ({
      id,
      at: new Date(Date.UTC(2026, 10, day)),
    })
    const sorted = [at("b", 1), at("a", 2), at("c", 1), at("b", 2)].sort(byTime)
    expect(sorted.map(({ id, at }) => `${id}${at.getUTCDate()}`)).toEqual([
      "b1",
      "c1",
      "a2",
      "b2",
    ])
    expect(byTime(at("a", 1), at("a", 1))).toBe(0)
    expect(byTime(at("b", 1), at("a", 1))).toBe(1)
    expect(byTime(at("a", 1), at("b", 1))).toBe(-1)
  })
})
