import { parseRegions, toChoices } from "./states"

describe("toChoices", () => {
  it("finds states by a part of the name or by the code", () => {
    expect(toChoices("US", [], "virginia").map(({ code }) => code)).toEqual(
      expect.arrayContaining(["VA", "WV"])
    )
    expect(toChoices("US", [], "tx")).toEqual([{ code: "TX", name: "Texas" }])
  })

  it("leaves out what is chosen, and sorts by name", () => {
    const all = toChoices("CA", [], "").map(({ name }) => name)
    expect(all).toEqual([...all].sort((a, b) => a.localeCompare(b)))
    expect(toChoices("CA", ["QC"], "").map(({ code }) => code)).not.toContain(
      "QC"
    )
  })

  it("has none where tax has no states", () => {
    expect(toChoices("DE", [], "")).toEqual([])
  })
})

describe("parseRegions", () => {
  it("reads codes in any case, with any separator, each once", () => {
    expect(parseRegions(" by; BW,by ")).toEqual(["BY", "BW"])
    expect(parseRegions("")).toEqual([])
  })
})
