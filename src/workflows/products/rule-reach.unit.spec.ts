import { rulesBefore } from "./rule-reach"

const CATEGORIES = [
  { id: "pcat_clothing", mpath: "pcat_clothing" },
  { id: "pcat_swimwear", mpath: "pcat_clothing.pcat_swimwear" },
  { id: "pcat_outlet", mpath: "pcat_outlet" },
]

const RULES = [
  { kind: "tag" as const, reference_id: "ptag_a" },
  { kind: "tag" as const, reference_id: "ptag_b" },
  { kind: "product_type" as const, reference_id: "ptyp_a" },
  { kind: "collection" as const, reference_id: "pcol_a" },
  { kind: "category" as const, reference_id: "pcat_outlet" },
  { kind: "category" as const, reference_id: "pcat_clothing" },
  { kind: "category" as const, reference_id: "pcat_swimwear" },
]

const before = (reference_id: string) =>
  rulesBefore(
    RULES.find((rule) => rule.reference_id === reference_id)!,
    RULES,
    CATEGORIES
  ).map((rule) => rule.reference_id)

describe("rulesBefore", () => {
  it.each([
    ["pcat_swimwear", []],
    ["pcat_clothing", ["pcat_swimwear"]],
    ["pcat_outlet", ["pcat_clothing", "pcat_swimwear"]],
    ["pcol_a", ["pcat_outlet", "pcat_clothing", "pcat_swimwear"]],
    ["ptyp_a", ["pcol_a", "pcat_outlet", "pcat_clothing", "pcat_swimwear"]],
    [
      "ptag_a",
      ["ptyp_a", "pcol_a", "pcat_outlet", "pcat_clothing", "pcat_swimwear"],
    ],
    [
      "ptag_b",
      [
        "ptag_a",
        "ptyp_a",
        "pcol_a",
        "pcat_outlet",
        "pcat_clothing",
        "pcat_swimwear",
      ],
    ],
  ])("before the rule of %s come those of %j", (reference, expected) => {
    expect(before(reference)).toEqual(expected)
  })
})
