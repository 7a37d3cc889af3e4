import { statesOfZip } from "./zip-codes"

describe("statesOfZip", () => {
  it.each([
    ["78701", ["TX"]],
    ["78701-1234", ["TX"]],
    ["02134", ["MA"]],
    ["05501", ["MA"]],
    ["00501", ["NY"]],
    ["00601", ["PR"]],
    ["00802", ["VI"]],
    ["20001", ["DC"]],
    ["20101", ["VA"]],
    ["34006", ["AA"]],
    ["09012", ["AE"]],
    ["96201", ["AP"]],
    ["88510", ["TX"]],
    ["99950", ["AK"]],
    // Shared prefixes do not determine the state.
    ["06390", ["CT", "NY"]],
    ["20588", ["DC", "MD", "VA"]],
    ["73960", ["OK", "TX"]],
    ["83414", ["ID", "WY"]],
    ["96799", ["AS", "HI"]],
    ["96910", ["FM", "GU", "MH", "MP", "PW"]],
    // Unused prefixes, and texts that are not ZIP codes.
    ["00001", []],
    ["21301", []],
    ["34301", []],
    ["78701-", []],
    ["7870", []],
    ["", []],
  ])("returns the states of the ZIP code %s: %j", (zip, states) => {
    expect(statesOfZip(zip)).toEqual(states)
  })

  it("returns one state for 924 of the 930 prefixes in use, and several for six", () => {
    const counts = Array.from(
      { length: 1_000 },
      (_, prefix) => statesOfZip(`${String(prefix).padStart(3, "0")}01`).length
    )
    expect(counts.filter((count) => count > 1)).toHaveLength(6)
    expect(counts.filter((count) => count === 1)).toHaveLength(924)
  })
})
