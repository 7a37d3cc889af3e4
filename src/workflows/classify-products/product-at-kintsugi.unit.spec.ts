import { productAtKintsugi } from "./product-at-kintsugi"

const GOODS = { category: "Physical", subcategory: "General Physical" }
const CLOTHING = { category: "Physical", subcategory: "General Clothing" }
const COATS = { category: "Physical", subcategory: "Coats & Jackets" }

const COAT = { title: "Wool Coat", fallback: GOODS, told: [] }

const atKintsugi = ({ category, subcategory } = COATS, name = "Wool Coat") => ({
  id: "prod_kintsugi_1",
  external_id: "prod_01JCOAT",
  name,
  product_category: category,
  product_subcategory: subcategory,
})

describe("a product at Kintsugi", () => {
  it.each([
    ["new, unclassified", COAT, GOODS, true, true],
    [
      "new, classified",
      { ...COAT, classification: CLOTHING },
      CLOTHING,
      true,
      true,
    ],
    [
      "classified at Kintsugi alone",
      { ...COAT, theirs: atKintsugi() },
      COATS,
      false,
      false,
    ],
    [
      "classified at Kintsugi alone, with a new title",
      { ...COAT, theirs: atKintsugi(COATS, "Coat") },
      COATS,
      false,
      true,
    ],
    [
      "classified in both",
      { ...COAT, classification: CLOTHING, theirs: atKintsugi() },
      CLOTHING,
      true,
      true,
    ],
    [
      "as it was told",
      { ...COAT, told: [GOODS], theirs: atKintsugi(GOODS) },
      GOODS,
      true,
      false,
    ],
    [
      "cleared in Medusa",
      { ...COAT, told: [CLOTHING, GOODS], theirs: atKintsugi(CLOTHING) },
      GOODS,
      true,
      true,
    ],
    [
      "told, then classified at Kintsugi",
      { ...COAT, told: [GOODS], theirs: atKintsugi() },
      COATS,
      false,
      false,
    ],
  ])("%s", (_, product, category, isOurs, isChange) => {
    expect(productAtKintsugi(product)).toEqual({
      name: "Wool Coat",
      category,
      isOurs,
      isChange,
    })
  })
})
