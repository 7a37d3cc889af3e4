import type { ChargedLine } from "./charged-lines"
import {
  type CreditedLine,
  type UncreditedLine,
  mergeCreditedLines,
  subtractCredited,
  uncreditedGross,
  uncreditedLines,
  uncreditedTax,
} from "./uncredited-lines"

const SOLD: ChargedLine = {
  id: "a",
  kind: "item",
  quantity: "2",
  net: "80",
  tax: "6.6",
  taxes: [
    { name: "Texas", rate: "0.0625", amount: "5" },
    { name: "Austin", rate: "0.02", amount: "1.6" },
  ],
}

const credited = (fields: Partial<CreditedLine> = {}): CreditedLine => ({
  id: "a",
  quantity: "1",
  units: "1",
  net: "40",
  tax: "3.3",
  taxes: [
    { name: "Texas", rate: "0.0625", amount: "2.5" },
    { name: "Austin", rate: "0.02", amount: "0.8" },
  ],
  ...fields,
})

const brief = (lines: UncreditedLine[]) =>
  lines.map(({ line, quantity, units, net, taxes }) => [
    line.id,
    quantity.toFixed(),
    units.toFixed(),
    net.toFixed(),
    ...taxes.map(
      ({ name, rate, amount }) => `${name} ${rate} ${amount.toFixed()}`
    ),
  ])

describe("uncreditedLines", () => {
  it("is all of a sale without credit notes", () => {
    expect(brief(uncreditedLines([SOLD], []))).toEqual([
      ["a", "2", "2", "80", "Texas 0.0625 5", "Austin 0.02 1.6"],
    ])
  })

  it("takes the credits of a line off, by jurisdiction", () => {
    expect(
      brief(
        uncreditedLines(
          [SOLD],
          [
            credited({ units: "0" }),
            credited({ quantity: "0.5", units: "0", net: "20", taxes: [] }),
            credited({ id: "another" }),
          ]
        )
      )
    ).toEqual([["a", "0.5", "2", "20", "Texas 0.0625 2.5", "Austin 0.02 0.8"]])
  })

  it("goes to zero and not below it", () => {
    const twice = [credited(), credited(), credited()]
    expect(brief(uncreditedLines([SOLD], twice))).toEqual([
      ["a", "0", "0", "0", "Texas 0.0625 0", "Austin 0.02 0"],
    ])
  })
})

describe("what is left of a sale", () => {
  const left = uncreditedLines([SOLD, { ...SOLD, id: "b" }], [credited()])

  it("is net and tax of all lines", () => {
    expect(uncreditedGross(left).toFixed()).toBe("129.9")
    expect(uncreditedTax(left).toFixed()).toBe("9.9")
  })
})

describe("mergeCreditedLines", () => {
  it("adds credits of the same line, and keeps the others", () => {
    expect(
      mergeCreditedLines(
        [credited(), credited({ id: "b" })],
        [credited({ taxes: [] }), credited({ id: "c" })]
      )
    ).toEqual([
      {
        id: "a",
        quantity: "2",
        units: "2",
        net: "80",
        tax: "6.6",
        taxes: credited().taxes,
      },
      credited({ id: "b" }),
      credited({ id: "c" }),
    ])
    const [sum] = mergeCreditedLines([credited()], [credited()])
    expect(sum?.taxes.map(({ amount }) => amount)).toEqual(["5", "1.6"])
  })
})

describe("subtractCredited", () => {
  it("takes a line's further credit off, and nothing off the others", () => {
    const left = uncreditedLines([SOLD, { ...SOLD, id: "b" }], [])
    expect(brief(subtractCredited(left, [credited({ units: "0" })]))).toEqual([
      ["a", "1", "2", "40", "Texas 0.0625 2.5", "Austin 0.02 0.8"],
      ["b", "2", "2", "80", "Texas 0.0625 5", "Austin 0.02 1.6"],
    ])
    expect(brief(subtractCredited(left, [credited({ taxes: [] })]))[0]).toEqual(
      ["a", "1", "1", "40", "Texas 0.0625 5", "Austin 0.02 1.6"]
    )
  })
})
