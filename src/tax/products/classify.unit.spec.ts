import {
  type ClassificationRule,
  type RuleKind,
  classify,
  indexRules,
} from "./classify"

const rule = (
  kind: RuleKind,
  reference_id: string,
  subcategory = `by ${reference_id}`
): ClassificationRule => ({
  id: `kinrule_${reference_id}`,
  kind,
  reference_id,
  category: "Physical",
  subcategory,
})

/**
 * In Household › Tableware and in Gifts, and everything else that rules match.
 */
const MUG = {
  categories: [
    { id: "pcat_3_gifts", mpath: "pcat_3_gifts" },
    { id: "pcat_2_tableware", mpath: "pcat_1_household.pcat_2_tableware" },
  ],
  collection_id: "pcol_1",
  type_id: "ptyp_1",
  tags: [{ id: "ptag_2" }, { id: "ptag_1" }],
}

const ALL = [
  rule("tag", "ptag_2"),
  rule("tag", "ptag_1"),
  rule("product_type", "ptyp_1"),
  rule("collection", "pcol_1"),
  rule("category", "pcat_3_gifts"),
  rule("category", "pcat_1_household"),
  rule("category", "pcat_2_tableware"),
]

const appliedBy = (rules: ClassificationRule[]) =>
  classify(MUG, indexRules(rules))?.subcategory

describe("classify", () => {
  it("prefers the merchant's classification of the product to any rule", () => {
    const classification = { category: "Digital", subcategory: "E-Books" }
    expect(classify({ ...MUG, classification }, indexRules(ALL))).toEqual({
      ...classification,
      source: { from: "product" },
    })
  })

  it("returns the rule that applies", () => {
    expect(classify(MUG, indexRules([rule("collection", "pcol_1")]))).toEqual({
      category: "Physical",
      subcategory: "by pcol_1",
      source: {
        from: "rule",
        rule_id: "kinrule_pcol_1",
        kind: "collection",
        reference_id: "pcol_1",
      },
    })
  })

  it("applies rules from the deepest category to the tags, whatever their order", () => {
    const precedence = [
      "pcat_2_tableware",
      "pcat_1_household",
      "pcat_3_gifts",
      "pcol_1",
      "ptyp_1",
      "ptag_1",
      "ptag_2",
    ]
    for (const rules of [ALL, ALL.toReversed()]) {
      const applied = precedence.map((_, start) =>
        appliedBy(
          rules.filter(({ reference_id }) =>
            precedence.slice(start).includes(reference_id)
          )
        )
      )
      expect(applied).toEqual(precedence.map((id) => `by ${id}`))
    }
  })

  it("does not match an id of another kind", () => {
    expect(appliedBy([rule("tag", "pcol_1")])).toBeUndefined()
  })

  it("returns undefined for a product without facts, or without rules", () => {
    expect(classify({}, indexRules(ALL))).toBeUndefined()
    expect(
      classify(
        { categories: null, collection_id: null, type_id: null, tags: null },
        indexRules(ALL)
      )
    ).toBeUndefined()
    expect(classify(MUG, indexRules([]))).toBeUndefined()
  })

  it("matches a category without a path", () => {
    const product = { categories: [{ id: "pcat_1_household" }] }
    expect(classify(product, indexRules(ALL))?.subcategory).toBe(
      "by pcat_1_household"
    )
  })
})
