import { type ProductCategories, notConnected } from "../../../kintsugi-api"
import {
  createProductCategoriesLookup,
  unknownCategories,
} from "./product-categories"

const LIST: ProductCategories = [
  {
    name: "Physical",
    subcategories: [{ name: "General Physical" }, { name: "General Clothing" }],
  },
  { name: "Digital", subcategories: [{ name: "B2B SaaS" }] },
]

describe("createProductCategoriesLookup", () => {
  beforeEach(() => {
    jest.useFakeTimers({
      now: new Date("2026-03-14T15:09:26Z"),
      doNotFake: ["performance"],
    })
    // The clock of lru-cache, which holds on to the real one.
    jest.spyOn(performance, "now").mockImplementation(() => Date.now())
  })

  afterEach(() => {
    jest.restoreAllMocks()
    jest.useRealTimers()
  })

  const kintsugi = () => {
    const productCategories = jest.fn(() => Promise.resolve(LIST))
    return {
      productCategories,
      read: createProductCategoriesLookup({ productCategories }),
    }
  }

  it("asks Kintsugi once in ten minutes", async () => {
    const { productCategories, read } = kintsugi()
    await Promise.all([read(), read()])
    await expect(read()).resolves.toEqual(LIST)
    expect(productCategories).toHaveBeenCalledTimes(1)

    jest.advanceTimersByTime(10 * 60_000 + 1)
    await read()
    expect(productCategories).toHaveBeenCalledTimes(2)
  })

  it("returns an older list while Kintsugi can't answer", async () => {
    const { productCategories, read } = kintsugi()
    await read()
    jest.advanceTimersByTime(24 * 60 * 60_000)
    productCategories.mockRejectedValue(notConnected("ECONNREFUSED"))
    await expect(read()).resolves.toEqual(LIST)
  })

  it("asks Kintsugi once for simultaneous calls that fail, and again for the next", async () => {
    const { productCategories, read } = kintsugi()
    await read()
    jest.advanceTimersByTime(10 * 60_000 + 1)
    productCategories.mockRejectedValue(notConnected("ECONNREFUSED"))
    await expect(Promise.all([read(), read()])).resolves.toEqual([LIST, LIST])
    expect(productCategories).toHaveBeenCalledTimes(2)
    await read()
    expect(productCategories).toHaveBeenCalledTimes(3)
  })

  it("throws if there is no list at all, and asks again the next time", async () => {
    const { productCategories, read } = kintsugi()
    productCategories.mockRejectedValueOnce(notConnected("ECONNREFUSED"))
    await expect(read()).rejects.toMatchObject({ code: "unavailable" })
    await expect(read()).resolves.toEqual(LIST)
  })
})

describe("unknownCategories", () => {
  const problem = (...pairs: [string, string][]) =>
    unknownCategories(
      pairs.map(([category, subcategory]) => ({ category, subcategory })),
      LIST
    )

  it("returns nothing if Kintsugi has all categories", () => {
    expect(
      problem(["Physical", "General Clothing"], ["Digital", "B2B SaaS"])
    ).toBeUndefined()
  })

  it.each([
    [
      "Crockery",
      "Mugs",
      'no category "Crockery": its categories are Physical, Digital',
    ],
    [
      "Physical",
      "B2B SaaS",
      'category "Physical" has no subcategory "B2B SaaS"',
    ],
    ["physical", "General Clothing", 'no category "physical"'],
    ["Physical", "general clothing", 'no subcategory "general clothing"'],
  ])("names %s / %s as unknown", (category, subcategory, message) => {
    expect(problem([category, subcategory])).toContain(message)
  })

  it("names each unknown category once, and no more than ten", () => {
    const many = Array.from({ length: 12 }, (_, index): [string, string] => [
      "Physical",
      `Mugs ${index}`,
    ])
    const message = problem(...many, ...many)
    expect(message?.match(/has no subcategory/g)).toHaveLength(10)
    expect(message).toContain("and 2 more like this")
  })
})
