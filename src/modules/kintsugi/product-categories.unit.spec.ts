import { type ProductCategories, notConnected } from "../../kintsugi"
import {
  createProductCategories,
  unknownCategories,
} from "./product-categories"

const LIST: ProductCategories = [
  {
    name: "Physical",
    subcategories: [{ name: "General Physical" }, { name: "General Clothing" }],
  },
  { name: "Digital", subcategories: [{ name: "B2B SaaS" }] },
]

describe("product categories", () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: 0 })
  })

  afterEach(() => {
    jest.useRealTimers()
  })

  const kintsugi = () => {
    const productCategories = jest.fn(() => Promise.resolve(LIST))
    return {
      productCategories,
      read: createProductCategories({ productCategories }),
    }
  }

  it("are asked for once in ten minutes", async () => {
    const { productCategories, read } = kintsugi()
    await Promise.all([read(), read()])
    await expect(read()).resolves.toEqual(LIST)
    expect(productCategories).toHaveBeenCalledTimes(1)

    jest.advanceTimersByTime(10 * 60_000 + 1)
    await read()
    expect(productCategories).toHaveBeenCalledTimes(2)
  })

  it("are an older list while Kintsugi can't answer", async () => {
    const { productCategories, read } = kintsugi()
    await read()
    jest.advanceTimersByTime(24 * 60 * 60_000)
    productCategories.mockRejectedValue(notConnected("ECONNREFUSED"))
    await expect(read()).resolves.toEqual(LIST)
  })

  it("fail where there is no list at all, and are asked for again", async () => {
    const { productCategories, read } = kintsugi()
    productCategories.mockRejectedValueOnce(notConnected("ECONNREFUSED"))
    await expect(read()).rejects.toMatchObject({ code: "unavailable" })
    await expect(read()).resolves.toEqual(LIST)
  })
})

describe("unknown categories", () => {
  const problem = (...pairs: [string, string][]) =>
    unknownCategories(
      pairs.map(([category, subcategory]) => ({ category, subcategory })),
      LIST
    )

  it("are none where Kintsugi has all", () => {
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
  ])("are named: %s / %s", (category, subcategory, said) => {
    expect(problem([category, subcategory])).toContain(said)
  })

  it("are named once each, and no more than ten", () => {
    const many = Array.from({ length: 12 }, (_, index): [string, string] => [
      "Physical",
      `Mugs ${index}`,
    ])
    const said = problem(...many, ...many)
    expect(said?.match(/has no subcategory/g)).toHaveLength(10)
    expect(said).toContain("and 2 more like this")
  })
})
