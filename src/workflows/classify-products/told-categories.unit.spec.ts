import { aboutToTell, hasTold, toldCategories } from "./told-categories"

const GOODS = { category: "Physical", subcategory: "General Physical" }
const CLOTHING = { category: "Physical", subcategory: "General Clothing" }

const MINUTE = 60_000
const START = Date.parse("2026-03-14T15:09:26.535Z")

const told = (
  ...[first, ...others]: (typeof GOODS | undefined)[]
): ReturnType<typeof aboutToTell> =>
  others.reduce(
    (row, category) => hasTold(aboutToTell(row, category, START), "Wool Coat"),
    hasTold(aboutToTell(undefined, first, START), "Wool Coat")
  )

describe("told categories", () => {
  it("are none of a product that Kintsugi was not told about", () => {
    expect(toldCategories(undefined, START)).toEqual([])
    expect(toldCategories(told(undefined), START)).toEqual([])
  })

  it("are what Kintsugi has, and for ten minutes what it had", () => {
    const row = told(GOODS, CLOTHING)
    expect(toldCategories(row, START + 9 * MINUTE)).toEqual([CLOTHING, GOODS])
    expect(toldCategories(row, START + 10 * MINUTE)).toEqual([CLOTHING])
  })

  it("are known before Kintsugi is told, and kept while that is uncertain", () => {
    const row = aboutToTell(told(GOODS), CLOTHING, START)
    expect(row.name).toBeNull()
    expect(toldCategories(row, START + 60 * MINUTE)).toEqual([CLOTHING, GOODS])
  })

  it("outlive a failure and start anew when Kintsugi is told at last", () => {
    const failed = aboutToTell(told(GOODS), CLOTHING, START)
    const later = START + 60 * MINUTE
    const row = hasTold(aboutToTell(failed, CLOTHING, later), "Wool Coat")
    expect(toldCategories(row, later + 9 * MINUTE)).toEqual([CLOTHING, GOODS])
    expect(toldCategories(row, later + 10 * MINUTE)).toEqual([CLOTHING])
  })

  it("end where the merchant's own word stands at Kintsugi", () => {
    const row = told(GOODS, undefined)
    expect(row).toMatchObject({ category: null, subcategory: null })
    expect(toldCategories(row, START + 9 * MINUTE)).toEqual([GOODS])
    expect(toldCategories(row, START + 10 * MINUTE)).toEqual([])
  })

  it("are each kept once", () => {
    const row = told(GOODS, CLOTHING, GOODS, CLOTHING)
    expect(toldCategories(row, START)).toEqual([CLOTHING, GOODS])
  })
})
