import { type GroupExemption, statusAt } from "./group-exemptions"

const TEXAS = { country: "US", state: "TX" }
const NEW_YORK = { country: "US", state: "NY" }
const BERLIN = { country: "DE" }

const becauseAt = (
  groupExemptions: GroupExemption[],
  place: { country: string; state?: string },
  day = "2026-11-30"
) => statusAt({ id: "cus_1", groupExemptions }, place, day).exemptBecause

describe("statusAt", () => {
  it.each([
    ["everywhere", {}, BERLIN, true],
    ["in a country", { country: "US" }, NEW_YORK, true],
    ["in a country", { country: "US" }, BERLIN, false],
    ["in states", { country: "US", states: ["CA", "TX"] }, TEXAS, true],
    ["in states", { country: "US", states: ["CA", "TX"] }, NEW_YORK, false],
    ["in states", { country: "US", states: ["CA"] }, { country: "US" }, false],
    ["in states", { country: "US", states: ["CA"] }, BERLIN, false],
  ])(
    "a group that is exempt %s by %j, at %j: %j",
    (_, where, place, isExempt) => {
      expect(becauseAt([{ reason: "School", ...where }], place)).toBe(
        isExempt ? "School" : undefined
      )
    }
  )

  it("the last day of a group's exemption counts, the day after does not", () => {
    const school = [{ reason: "School", to: "2026-12-31" }]
    expect(becauseAt(school, TEXAS, "2026-12-31")).toBe("School")
    expect(becauseAt(school, TEXAS, "2027-01-01")).toBeUndefined()
  })

  it("the first group that applies gives the reason, and the rest of the status stays", () => {
    expect(
      statusAt(
        {
          id: "cus_1",
          version: "1",
          groupExemptions: [
            { reason: "School", country: "US", states: ["CA"] },
            { reason: "Embassy" },
          ],
        },
        TEXAS,
        "2026-11-30"
      )
    ).toEqual({ id: "cus_1", version: "1", exemptBecause: "Embassy" })
  })
})
