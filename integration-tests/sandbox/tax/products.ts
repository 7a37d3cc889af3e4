import type { Line } from "./line"

/** Kintsugi's subcategories of everyday clothing and footwear. */
const CLOTHING = new Set([
  "General Clothing",
  "Apron used in Household",
  "Athletic Supporters",
  "Bandanas",
  "Bathing Suits & Caps",
  "Belts & Suspenders",
  "Bibs",
  "Boots",
  "Coats & Jackets",
  "Coveralls",
  "Dress Shields",
  "Ear Muffs",
  "Footlets",
  "Formal Wear",
  "Galoshes",
  "Garters & Garter Belts",
  "Girdles",
  "General Use Gloves - Cloth",
  "General Use Gloves - Leather",
  "General Use Gloves - Kid",
  "General Use Gloves - Sheepskin",
  "General Use Gloves - Rubber",
  "Golf Clothing",
  "Hats & Caps",
  "Hosiery",
  "Insoles for Shoes",
  "Leather Wearing Apparel",
  "Neckties",
  "Nightgowns",
  "Pantyhose",
  "Ponchos",
  "Prom Dresses (Not Rented)",
  "Rainwear",
  "Sandals",
  "Scarves",
  "Shoes & Shoe Laces",
  "Shoe Inserts",
  "Slippers",
  "Sneakers",
  "Socks & Stockings",
  "Suspenders",
  "Tuxedos (Not Rentals)",
  "Underwear",
  "Uniform, Non-Athletic",
  "Wedding Apparel (Not Rented)",
  "Work Clothes",
])

const BOOKS_AND_PRESS = new Set([
  "Comic Books",
  "Religious Books for Church/Religious Org",
  "Religious Books - General Sales",
  "Religious Periodical/Magazine Subscription",
  "Newspapers",
  "Periodicals",
  "Periodicals or Magazines Annual Publication",
  "Periodicals or Magazines Quarterly Publication",
  "Periodicals or Magazines Weekly Publication",
])

export function isClothing(line: Line): boolean {
  return line.category === "Physical" && CLOTHING.has(line.subcategory)
}

export function isBook(line: Line): boolean {
  return line.category === "Physical" && BOOKS_AND_PRESS.has(line.subcategory)
}

export function isGroceries(line: Line): boolean {
  return line.subcategory === "Groceries (Home Consumption)"
}

export function isShipping(line: Line): boolean {
  return line.category === "Misc" && line.subcategory.startsWith("Shipping")
}

export function isDigital(line: Line): boolean {
  return line.category === "Digital"
}

export function isPhysical(line: Line): boolean {
  return line.category === "Physical"
}

/** Gift cards are taxed when they are spent; the rest is named `Exempt`. */
export function isNeverTaxed(line: Line): boolean {
  return (
    line.subcategory === "Gift Cards Electronically Delivered" ||
    /\bexempt\b/i.test(line.subcategory)
  )
}
