import type { KintsugiAnswers } from "../kintsugi-answers"
import {
  type UsedCategories,
  adviseCategories,
  checkCategories,
} from "./categories"

const MORE = {
  categories: {
    value: [
      {
        name: "Physical",
        subcategories: [
          { name: "General Physical" },
          { name: "General Clothing" },
        ],
      },
      {
        name: "Misc",
        subcategories: [{ name: "Shipping - Title transfer at time of Sales" }],
      },
    ],
  },
} as unknown as KintsugiAnswers["more"]

const used = (fields: Partial<UsedCategories> = {}): UsedCategories => ({
  settings: {
    defaultCategory: "Physical",
    defaultSubcategory: "General Physical",
    shippingCategory: "Misc",
    shippingSubcategory: "Shipping - Title transfer at time of Sales",
  },
  products: [{ category: "Physical", subcategory: "General Clothing" }],
  rules: [],
  isCut: false,
  goneReferences: [],
  ...fields,
})

const WRONG = { category: "Physical", subcategory: "General Clothes" }

const misspelled = used({
  settings: {
    ...used().settings,
    defaultCategory: "Goods",
    defaultSubcategory: "General",
  },
})

describe("checkCategories", () => {
  it("is fine where Kintsugi lists all of them", () => {
    expect(checkCategories(MORE, used())).toMatchObject({
      status: "ok",
      facts: [
        "Kintsugi lists 3 categories.",
        'For unclassified products: "Physical / General Physical".',
        'For shipping: "Misc / Shipping - Title transfer at time of Sales".',
        "Products name 1 different ones, rules 0.",
      ],
      advice: null,
    })
  })

  it.each([
    ["a product's", used({ products: [WRONG] }), "General Clothes", "failed"],
    ["a rule's", used({ rules: [WRONG] }), "General Clothes", "failed"],
    ["a setting's", misspelled, '"Goods / General"', "failed"],
    [
      "a rule's target",
      used({ goneReferences: ["pcol_1"] }),
      "pcol_1",
      "warning",
    ],
  ])("names what is missing: %s", (_, given, word, status) => {
    const check = checkCategories(MORE, given)
    expect(check.status).toBe(status)
    expect(check.meaning).toContain(word)
  })

  it("names ten of many", () => {
    const products = Array.from({ length: 12 }, (_, n) => ({
      category: "Physical",
      subcategory: `No ${n}`,
    }))
    expect(checkCategories(MORE, used({ products })).meaning).toContain(
      '"Physical / No 9" and 2 more'
    )
  })

  it("is not known without Kintsugi's list", () => {
    expect(checkCategories(undefined, used()).status).toBe("skipped")
  })
})

describe("adviseCategories", () => {
  it("goes back to the plugin's default where a setting's is unknown", () => {
    expect(adviseCategories(MORE, misspelled)).toEqual([
      {
        option: "defaultCategory",
        field: "default_category",
        value: "Physical",
        current: "Goods",
      },
      {
        option: "defaultSubcategory",
        field: "default_subcategory",
        value: "General Physical",
        current: "General",
      },
    ])
  })

  it("advises nothing where all are known, or nothing is", () => {
    expect(adviseCategories(MORE, used())).toEqual([])
    expect(adviseCategories(undefined, misspelled)).toEqual([])
  })
})
