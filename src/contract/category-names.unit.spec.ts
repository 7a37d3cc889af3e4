import { isSamePair, toEnumPair, toLabelPair } from "./category-names"

const pair = (category: string, subcategory: string) => ({
  category,
  subcategory,
})

describe("category names", () => {
  it.each([
    [
      ["Physical", "General Physical"],
      ["PHYSICAL", "PHYSICAL_GENERAL"],
    ],
    [
      ["Physical", "General Clothing"],
      ["PHYSICAL", "GENERAL_CLOTHING"],
    ],
    [
      ["Services", "General Services"],
      ["SERVICE", "SERVICE_GENERAL"],
    ],
    [
      ["Digital", "B2B SaaS"],
      ["DIGITAL", "B2B_SAAS"],
    ],
    [
      ["Misc", "Exempt"],
      ["MISCELLANEOUS", "MISCELLANEOUS_EXEMPT"],
    ],
  ] satisfies [[string, string], [string, string]][])(
    "convert between labels and enum values: %s",
    (label, word) => {
      const [a, b] = [pair(label[0]!, label[1]!), pair(word[0]!, word[1]!)]
      expect(toEnumPair(a)).toEqual(b)
      expect(toLabelPair(b, [a])).toEqual(a)
      expect(isSamePair(a, b)).toBe(true)
      expect(isSamePair(b, a)).toBe(true)
    }
  )

  it("are written in the style of labels where the list has none", () => {
    expect(toLabelPair(pair("PHYSICAL", "GENERAL_CLOTHING"), [])).toEqual(
      pair("Physical", "General Clothing")
    )
    expect(toLabelPair(pair("SERVICE", "SERVICE_GENERAL"), [])).toEqual(
      pair("Services", "General Services")
    )
  })

  it("differ if the category or the subcategory differs", () => {
    const clothing = pair("Physical", "General Clothing")
    expect(isSamePair(clothing, pair("Physical", "General Physical"))).toBe(
      false
    )
    expect(isSamePair(clothing, pair("PHYSICAL", "PHYSICAL_GENERAL"))).toBe(
      false
    )
    // Both are labels, though the enum has one value for them.
    expect(
      isSamePair(
        pair("Misc", "Shipping - Title transfer at time of Sales"),
        pair("Misc", "Shipping - Title transfer after Customer Possession")
      )
    ).toBe(false)
  })
})
