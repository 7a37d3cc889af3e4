import { toCsvLine } from "./csv"

describe("toCsvLine", () => {
  it("separates by commas and ends as RFC 4180 says", () => {
    expect(toCsvLine(["Mug", null, { number: "6.60" }, { number: 2 }])).toBe(
      "Mug,,6.60,2\r\n"
    )
  })

  it("quotes what would end a cell or a line", () => {
    expect(toCsvLine(['A "big", mug', "two\nlines"])).toBe(
      '"A ""big"", mug","two\nlines"\r\n'
    )
  })

  it.each(["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])(
    "keeps a spreadsheet from running %j",
    (text) => {
      expect(toCsvLine([text])).toMatch(/^"?'/)
    }
  )

  it("leaves negative amounts numbers", () => {
    expect(toCsvLine([{ number: "-5.00" }])).toBe("-5.00\r\n")
  })
})
