import { productAtKintsugi } from "./resolve-category"

const GOODS = { category: "Physical", subcategory: "General Physical" }
const CLOTHING = { category: "Physical", subcategory: "General Clothing" }
const COATS = { category: "Physical", subcategory: "Coats & Jackets" }

const COAT = { title: "Wool Coat", fallback: GOODS, synced: [] }

const atKintsugi = ({ category, subcategory } = COATS, name = "Wool Coat") => ({
  id: "prod_kintsugi_1",
  external_id: "prod_01JCOAT",
  name,
  product_category: category,
  product_subcategory: subcategory,
})

describe("productAtKintsugi resolves", () => {
  it.each([
    ["new and unclassified", COAT, GOODS, true, true],
    [
      "new and classified",
      { ...COAT, classification: CLOTHING },
      CLOTHING,
      true,
      true,
    ],
    [
      "classified at Kintsugi only",
      { ...COAT, theirs: atKintsugi() },
      COATS,
      false,
      false,
    ],
    [
      "classified at Kintsugi only, with a new title",
      { ...COAT, theirs: atKintsugi(COATS, "Coat") },
      COATS,
      false,
      true,
    ],
    [
      "classified in both systems",
      { ...COAT, classification: CLOTHING, theirs: atKintsugi() },
      CLOTHING,
      true,
      true,
    ],
    [
      "unchanged since it was synced",
      { ...COAT, synced: [GOODS], theirs: atKintsugi(GOODS) },
      GOODS,
      true,
      false,
    ],
    [
      "no longer classified in Medusa",
      { ...COAT, synced: [CLOTHING, GOODS], theirs: atKintsugi(CLOTHING) },
      GOODS,
      true,
      true,
    ],
    [
      "synced, then classified at Kintsugi",
      { ...COAT, synced: [GOODS], theirs: atKintsugi() },
      COATS,
      false,
      false,
    ],
  ])("a product that is %s", (_, product, category, isOurs, isChange) => {
    expect(productAtKintsugi(product)).toEqual({
      name: "Wool Coat",
      category,
      isOurs,
      isChange,
    })
  })
})
