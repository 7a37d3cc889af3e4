import { inPrecedence, matchesOf } from "./rule-reach"

const CATEGORIES = [
  { id: "pcat_clothing", mpath: "pcat_clothing" },
  { id: "pcat_swimwear", mpath: "pcat_clothing.pcat_swimwear" },
  { id: "pcat_outlet", mpath: "pcat_outlet" },
]

const RULES = [
  { kind: "tag" as const, reference_id: "ptag_b" },
  { kind: "tag" as const, reference_id: "ptag_a" },
  { kind: "product_type" as const, reference_id: "ptyp_a" },
  { kind: "collection" as const, reference_id: "pcol_a" },
  { kind: "category" as const, reference_id: "pcat_outlet" },
  { kind: "category" as const, reference_id: "pcat_clothing" },
  { kind: "category" as const, reference_id: "pcat_swimwear" },
]

it("rules are ordered by kind, the deepest category first, then by id", () => {
  const expected = [
    "pcat_swimwear",
    "pcat_clothing",
    "pcat_outlet",
    "pcol_a",
    "ptyp_a",
    "ptag_a",
    "ptag_b",
  ]
  const idsOf = (rules: typeof RULES) =>
    inPrecedence(rules, CATEGORIES).map(({ reference_id }) => reference_id)
  expect(idsOf(RULES)).toEqual(expected)
  expect(idsOf(RULES.toReversed())).toEqual(expected)
  expect(idsOf([...RULES, ...RULES])).toEqual(expected)
})

it("the rule of a category matches the categories below it, too", () => {
  expect(
    matchesOf(
      [
        { kind: "category", reference_id: "pcat_swimwear" },
        { kind: "category", reference_id: "pcat_clothing" },
        { kind: "tag", reference_id: "ptag_a" },
      ],
      CATEGORIES
    )
  ).toEqual([
    { position: 0, kind: "category", id: "pcat_swimwear" },
    { position: 1, kind: "category", id: "pcat_clothing" },
    { position: 1, kind: "category", id: "pcat_swimwear" },
    { position: 2, kind: "tag", id: "ptag_a" },
  ])
})
