import { jurisdiction, line } from "./__fixtures__/facts"
import type { AnswerFacts } from "./tax-facts"
import { taxabilityOf } from "./taxability"

const untaxed = (
  answer: Partial<AnswerFacts>,
  amount = "100"
): ReturnType<typeof taxabilityOf> =>
  taxabilityOf(
    line({
      amount,
      tax: "0",
      answer: { taxable_amount: "0", jurisdictions: [], ...answer },
    })
  )

it("a line that every jurisdiction taxes in full is taxed", () => {
  expect(taxabilityOf(line())).toBe("taxed")
})

it("a line of which a part is taxed is partly taxable, also a credit", () => {
  expect(taxabilityOf(line({ answer: { taxable_amount: "80" } }))).toBe(
    "partly_taxable"
  )
  expect(
    taxabilityOf(line({ amount: "-100", answer: { taxable_amount: "-80" } }))
  ).toBe("partly_taxable")
})

it("a line that some jurisdictions exempt is taxed by the others", () => {
  expect(
    taxabilityOf(
      line({
        answer: {
          jurisdictions: [
            jurisdiction("State", "0.04", "0", { exempt: true }),
            jurisdiction("County", "0.04", "4"),
          ],
        },
      })
    )
  ).toBe("some_jurisdictions")
})

it.each<[string, Partial<AnswerFacts>]>([
  ["customer_exempt", { exempt: true, exempt_reason: "CUSTOMER" }],
  ["customer_exempt", { exempt: true, exempt_reason: "WHOLESALE" }],
  ["customer_exempt", { exempt: true, exempt_by: "customer_group" }],
  ["product_exempt", { exempt: true, exempt_reason: "PRODUCT" }],
  ["product_exempt", { exempt_reason: "RULE_FOUND_NOT_TAXABLE" }],
  ["sale_exempt", { exempt: true, exempt_reason: "TRANSACTION" }],
  [
    "no_registration",
    { exempt_reason: "REGION", has_active_registration: false },
  ],
  [
    "no_registration",
    { exempt_reason: "NO_RULE_FOUND", has_active_registration: false },
  ],
  ["no_registration", { has_active_registration: false }],
  ["no_tax_there", { exempt_reason: "REGION" }],
  ["no_tax_there", { exempt_reason: "NO_RULE_FOUND" }],
  ["reverse_charge", { exempt: true, exempt_reason: "REVERSE_CHARGE" }],
  ["export", { exempt: true, exempt_reason: "EXPORT" }],
  ["taxed_at_border", { exempt_reason: "HIGH_VALUE_PHYSICAL_GOODS" }],
  [
    "product_exempt",
    {
      jurisdictions: [
        jurisdiction("State", "0.04", "0", {
          exempt: true,
          exempt_reason: "PRODUCT_EXEMPT",
        }),
      ],
    },
  ],
  ["other", { exempt: true, exempt_reason: "toString" }],
  ["other", {}],
  ["customer_exempt", { source: "zero", exempt_by: "exemption" }],
  ["not_calculated", { source: "zero", reason: "unavailable" }],
  ["address_incomplete", { source: "pending" }],
  ["gift_card", { source: "gift_card" }],
  ["no_tax_lines", { source: "none" }],
  ["zero_rate", { source: "fallback" }],
  ["zero_rate", { source: "other_provider" }],
])("an untaxed line: %s for %j", (reason, answer) => {
  expect(untaxed(answer)).toBe(reason)
})

it("a tax below half a cent is too small, and a free line has nothing to tax", () => {
  const cent = {
    taxable_amount: "0.01",
    jurisdictions: [jurisdiction("State", "0.04", "0")],
  }
  expect(untaxed(cent, "0.01")).toBe("too_small")
  expect(untaxed({ exempt_reason: "ZERO_VALUE_ITEM" }, "0")).toBe("zero_value")
  expect(untaxed({}, "0")).toBe("zero_value")
})
