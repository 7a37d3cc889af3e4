import { readCsv } from "./read-csv"

const read = (text: string) => {
  const reading = readCsv(Buffer.from(text))
  if ("problem" in reading) {
    throw new Error(reading.problem)
  }
  return reading.records.map(({ row, cells }) => ({
    row,
    ...Object.fromEntries(cells),
  }))
}

describe("readCsv", () => {
  it.each([
    ["commas", '\uFEFFA,b\r\n1,"2, 3"\r\n'],
    ["semicolons", "A;b\n1;2, 3\n"],
    ["tabs", "A\tb\n1\t2, 3"],
  ])("reads a file with %s, by the columns of its header", (_, text) => {
    expect(read(text)).toEqual([{ row: 2, a: "1", b: "2, 3" }])
  })

  it("numbers rows as a spreadsheet does, empty lines included", () => {
    expect(read('a,b\n"1\n1",2\n\n ,\n3\n')).toEqual([
      { row: 2, a: "1\n1", b: "2" },
      { row: 5, a: "3", b: "" },
    ])
  })

  it("takes off the guard against formulas, and no other apostrophe", () => {
    expect(read("a,b\n'=1+1,'tis\n")).toEqual([
      { row: 2, a: "=1+1", b: "'tis" },
    ])
  })

  it.each([
    ["not UTF-8", Buffer.from([0x61, 0xff, 0xfe]), /not in UTF-8/],
    ["binary", Buffer.from("PK\0\0"), /binary content/],
    ["an open quotation mark", Buffer.from('a,b\n"1,2\n'), /quotation marks/],
  ])("says what is wrong with a file that is %s", (_, content, problem) => {
    expect(readCsv(content)).toEqual({
      problem: expect.stringMatching(problem),
    })
  })

  it("an empty file has no columns", () => {
    expect(readCsv(Buffer.from(""))).toEqual({ columns: [], records: [] })
  })
})
