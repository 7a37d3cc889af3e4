import { type CsvCell, csvLine } from "./csv-line"

describe("csvLine", () => {
  it.each<[string, CsvCell, string]>([
    ["a text", "Sale", "Sale"],
    ["nothing", null, ""],
    ["a text with a comma", "a, b", '"a, b"'],
    ["a text with quotes", 'a "b"', '"a ""b"""'],
    ["a text with a line break", "a\nb", '"a\nb"'],
    ["a formula", "=HYPERLINK(1)", "'=HYPERLINK(1)"],
    ["a formula with a comma", "=A1,B1", `"'=A1,B1"`],
    ["a formula by a plus", "+1", "'+1"],
    ["a formula by a minus", "-1", "'-1"],
    ["a formula by an at sign", "@SUM(A1)", "'@SUM(A1)"],
    ["a formula after a tab", "\t=1", "'\t=1"],
    ["a formula after a line break", "\r=1", `"'\r=1"`],
    ["a text with a minus inside", "txn-1", "txn-1"],
    ["a negative number", { number: "-4.12" }, "-4.12"],
    ["yes", true, "true"],
    ["no", false, "false"],
    [
      "a moment",
      new Date("2026-11-30T12:00:00.5Z"),
      "2026-11-30T12:00:00.500Z",
    ],
  ])("writes %s", (_, cell, text) => {
    expect(csvLine([cell])).toBe(`${text}\r\n`)
  })

  it("separates cells by commas, and ends each line", () => {
    expect(csvLine(["12", null, { number: "4.12" }, "Zürich; a"])).toBe(
      "12,,4.12,Zürich; a\r\n"
    )
  })
})
