import { sumOf } from "../tax/money"
import type { ChargedLine } from "./charged-lines"
import { addLines, increasesSince } from "./merge-lines"

const line = (
  id: string,
  [quantity, net]: [string, string],
  taxes: Record<string, string> = {}
): ChargedLine => ({
  id,
  kind: "item",
  quantity,
  net,
  tax: sumOf(Object.values(taxes)).toFixed(),
  taxes: Object.entries(taxes).map(([name, amount]) => ({
    name,
    rate: "0.0625",
    amount,
  })),
})

describe("addLines", () => {
  it("adds quantity, net and tax of the same line, jurisdiction by jurisdiction", () => {
    expect(
      addLines(
        [line("a", ["2", "80"], { Texas: "5", Austin: "1.6" })],
        [line("a", ["1", "40"], { Austin: "0.8", Texas: "2.5" })]
      )
    ).toEqual([line("a", ["3", "120"], { Texas: "7.5", Austin: "2.4" })])
  })

  it("keeps a jurisdiction that only one of the lines has", () => {
    expect(
      addLines(
        [line("a", ["1", "10"], { Texas: "0.63" })],
        [line("a", ["1", "10"], { Austin: "0.2" })]
      )
    ).toEqual([line("a", ["2", "20"], { Texas: "0.63", Austin: "0.2" })])
  })

  it("puts new lines behind the others, and leaves lines alone that get nothing", () => {
    const [a, b, c] = [
      line("a", ["1", "10"]),
      line("b", ["1", "20"]),
      line("c", ["1", "30"]),
    ]
    expect(addLines([a, b], [c])).toEqual([a, b, c])
    expect(addLines([], [c])).toEqual([c])
    expect(addLines([a], [])).toEqual([a])
  })
})

describe("increasesSince", () => {
  it("gives what each amount of a line has grown by", () => {
    expect(
      increasesSince(
        [line("a", ["2", "80"], { Texas: "5", Austin: "1.6" })],
        [line("a", ["3", "120"], { Texas: "7.5", Austin: "2.4" })]
      )
    ).toEqual([line("a", ["1", "40"], { Texas: "2.5", Austin: "0.8" })])
  })

  it("counts a new line, and a new jurisdiction of a line, in full", () => {
    const added = line("b", ["1", "20"], { Texas: "1.25" })
    expect(
      increasesSince(
        [line("a", ["1", "10"], { Texas: "0.63" })],
        [line("a", ["1", "10"], { Texas: "0.63", Austin: "0.2" }), added]
      )
    ).toEqual([line("a", ["0", "0"], { Texas: "0", Austin: "0.2" }), added])
  })

  it("counts what has shrunk as nothing, and leaves out lines without an increase", () => {
    const before = [line("a", ["2", "80"], { Texas: "5" })]
    expect(
      increasesSince(before, [line("a", ["1", "40"], { Texas: "2.5" })])
    ).toEqual([])
    expect(
      increasesSince(before, [line("a", ["1", "90"], { Texas: "2.5" })])
    ).toEqual([line("a", ["0", "10"], { Texas: "0" })])
    expect(
      increasesSince(before, [line("a", ["3", "80"], { Texas: "5" })])
    ).toEqual([line("a", ["1", "0"], { Texas: "0" })])
  })

  it("forgets lines that are gone", () => {
    expect(increasesSince([line("a", ["2", "80"])], [])).toEqual([])
  })
})
