import {
  type ResolvedRow,
  compareRows,
  missingColumns,
  readClassificationRows,
  repeatedProducts,
} from "./classification-rows"

const CLOTHING = { category: "Physical", subcategory: "General Clothing" }
const GOODS = { category: "Physical", subcategory: "General Physical" }
const NONE = { category: null, subcategory: null }

const record = (row: number, cells: Record<string, string>) => ({
  row,
  cells: new Map(Object.entries(cells)),
})

const resolved = (
  row: number,
  product_id: string,
  pair: typeof CLOTHING | typeof NONE
): ResolvedRow => ({ row, product_id, handle: null, ...pair })

describe("missingColumns", () => {
  it("names the columns that a header lacks", () => {
    expect(missingColumns(["title"])).toMatch(
      /lacks product_id \(or handle\), category, subcategory\./
    )
    expect(missingColumns(["handle", "category"])).toMatch(
      /lacks subcategory\./
    )
    expect(
      missingColumns(["subcategory", "category", "product_id", "notes"])
    ).toBeUndefined()
  })
})

describe("readClassificationRows", () => {
  it("reads the product and its classification, and ignores other columns", () => {
    expect(
      readClassificationRows([
        record(2, { product_id: "prod_1", title: "Mug", ...GOODS }),
        record(3, { handle: "coat", category: "", subcategory: "" }),
      ])
    ).toEqual({
      rows: [
        { row: 2, product_id: "prod_1", handle: null, ...GOODS },
        { row: 3, product_id: null, handle: "coat", ...NONE },
      ],
      problems: [],
    })
  })

  it.each([
    [{ ...GOODS }, /names no product/],
    [{ product_id: "prod_1", category: "Physical" }, /come in pairs/],
    [{ product_id: "prod_1", subcategory: "Shoes" }, /come in pairs/],
    [{ product_id: "p".repeat(301), ...GOODS }, /300 characters/],
    [{ handle: "a\nb", ...GOODS }, /more than one line/],
  ])("names what is wrong with %j, by the row", (cells, message) => {
    expect(readClassificationRows([record(7, cells)])).toEqual({
      rows: [],
      problems: [{ row: 7, message: expect.stringMatching(message) }],
    })
  })
})

describe("repeatedProducts", () => {
  it("names each row but the first of a product", () => {
    expect(
      repeatedProducts([
        resolved(2, "prod_1", GOODS),
        resolved(3, "prod_2", GOODS),
        resolved(9, "prod_1", GOODS),
        resolved(12, "prod_1", NONE),
      ])
    ).toEqual([
      { row: 9, message: expect.stringContaining("Row 2 names the same") },
      { row: 12, message: expect.stringContaining("Row 2 names the same") },
    ])
  })
})

describe("compareRows", () => {
  it("counts what changes, and keeps only that", () => {
    const rows = [
      resolved(2, "new", GOODS),
      resolved(3, "other", GOODS),
      resolved(4, "same", CLOTHING),
      resolved(5, "cleared", NONE),
      resolved(6, "never", NONE),
    ]
    expect(
      compareRows(
        rows,
        new Map([
          ["other", CLOTHING],
          ["same", CLOTHING],
          ["cleared", GOODS],
        ])
      )
    ).toEqual({
      changes: [rows[0], rows[1], rows[3]],
      summary: {
        rows: 5,
        added: 1,
        overwritten: 1,
        cleared: 1,
        unchanged: 2,
      },
    })
  })
})
