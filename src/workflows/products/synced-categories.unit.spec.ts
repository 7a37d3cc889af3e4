import {
  beforeSending,
  afterSending,
  syncedCategories,
} from "./synced-categories"

const GOODS = { category: "Physical", subcategory: "General Physical" }
const CLOTHING = { category: "Physical", subcategory: "General Clothing" }

const MINUTE = 60_000
const START = Date.parse("2026-03-14T15:09:26.535Z")

const synced = (
  ...[first, ...others]: (typeof GOODS | undefined)[]
): ReturnType<typeof beforeSending> =>
  others.reduce(
    (row, category) =>
      afterSending(beforeSending(row, category, START), "Wool Coat"),
    afterSending(beforeSending(undefined, first, START), "Wool Coat")
  )

describe("syncedCategories", () => {
  it("is empty for a product that was not sent to Kintsugi", () => {
    expect(syncedCategories(undefined, START)).toEqual([])
    expect(syncedCategories(synced(undefined), START)).toEqual([])
  })

  it("has the current category, and for ten minutes the previous one", () => {
    const row = synced(GOODS, CLOTHING)
    expect(syncedCategories(row, START + 9 * MINUTE)).toEqual([CLOTHING, GOODS])
    expect(syncedCategories(row, START + 10 * MINUTE)).toEqual([CLOTHING])
  })

  it("has a new category before it is sent, and all categories until it is sent", () => {
    const row = beforeSending(synced(GOODS), CLOTHING, START)
    expect(row.name).toBeNull()
    expect(syncedCategories(row, START + 60 * MINUTE)).toEqual([
      CLOTHING,
      GOODS,
    ])
  })

  it("keeps categories after a failure, for ten minutes after a successful sync", () => {
    const failed = beforeSending(synced(GOODS), CLOTHING, START)
    const later = START + 60 * MINUTE
    const row = afterSending(
      beforeSending(failed, CLOTHING, later),
      "Wool Coat"
    )
    expect(syncedCategories(row, later + 9 * MINUTE)).toEqual([CLOTHING, GOODS])
    expect(syncedCategories(row, later + 10 * MINUTE)).toEqual([CLOTHING])
  })

  it("becomes empty once the product is classified at Kintsugi", () => {
    const row = synced(GOODS, undefined)
    expect(row).toMatchObject({ category: null, subcategory: null })
    expect(syncedCategories(row, START + 9 * MINUTE)).toEqual([GOODS])
    expect(syncedCategories(row, START + 10 * MINUTE)).toEqual([])
  })

  it("has each category once", () => {
    const row = synced(GOODS, CLOTHING, GOODS, CLOTHING)
    expect(syncedCategories(row, START)).toEqual([CLOTHING, GOODS])
  })
})
