import { MathBN } from "@medusajs/framework/utils"
import type { TaxableLine } from "../cart/taxable-line"
import { ZERO } from "../money"
import type {
  LearnedFee,
  LearnedRule,
  LearnedState,
  LearnedSubject,
  LearnedTax,
  LearnedVariant,
} from "./learned"
import { ruleKey } from "./learned"
import { type RecallPlace, recallTaxes } from "./recall"

const GOODS = "goods"
const SHIPPING = "shipping"

const STATE = { name: "Texas State Sales Tax", rate: "0.0625" }
const CITY = { name: "Austin City Sales Tax", rate: "0.01" }

const line = (
  amount: string,
  fields: Partial<TaxableLine> = {}
): TaxableLine => ({
  kind: "item",
  id: "cali_1",
  quantity: MathBN.convert(1),
  price: { withTax: ZERO, withoutTax: MathBN.convert(amount) },
  amount: MathBN.convert(amount),
  currencyCode: "USD",
  rates: [],
  ...fields,
})

const variant = (
  taxes: LearnedTax[],
  fields: Partial<LearnedVariant> = {}
): LearnedVariant => ({
  taxes,
  count: 1,
  at: "2026-11-30",
  streets: [],
  ...fields,
})

const known = (...variants: LearnedVariant[]): LearnedSubject => ({
  isRegistered: true,
  variants,
})

/** Taxed in full, whatever it costs between 1.00 and 1,000.00. */
const inFull = (...taxes: LearnedTax[]): [string, LearnedRule][] =>
  [GOODS, SHIPPING].flatMap((subject) =>
    taxes.map(({ name }): [string, LearnedRule] => [
      ruleKey(subject, name),
      {
        points: ["1", "1000"].map((amount) => ({
          quantity: "1",
          amount,
          low: amount,
          high: amount,
        })),
        roundings: ["cent"],
      },
    ])
  )

const stateOf = (
  places: Record<string, Record<string, LearnedSubject>>,
  {
    rules = inFull(STATE, CITY),
    fees = {},
  }: {
    rules?: [string, LearnedRule][]
    fees?: Record<string, LearnedFee[]>
  } = {}
): LearnedState => ({
  places: new Map(
    Object.entries(places).map(([postalCode, subjects]) => [
      postalCode,
      new Map(Object.entries(subjects)),
    ])
  ),
  rules: new Map(rules),
  fees: new Map(Object.entries(fees)),
})

const IN_AUSTIN: RecallPlace = { postalCode: "78701", hasStates: true }

const recallOne = (
  state: LearnedState,
  place: RecallPlace = IN_AUSTIN,
  taxed = line("39.98"),
  subject = GOODS
) => {
  const [tax] = recallTaxes([{ line: taxed, subject }], place, state)
  return (
    tax && [
      tax.amount.toFixed(),
      tax.remembered.isApproximate ? "approximate" : "known",
    ]
  )
}

describe("recallTaxes", () => {
  it("charges each jurisdiction's rate, rounded by jurisdiction", () => {
    const [tax] = recallTaxes(
      [{ line: line("39.98"), subject: GOODS }],
      IN_AUSTIN,
      stateOf({ "78701": { goods: known(variant([STATE, CITY])) } })
    )
    expect(tax).toMatchObject({
      exempt: false,
      jurisdictions: [
        { name: STATE.name, exempt: false },
        { name: CITY.name, exempt: false },
      ],
      remembered: {
        asOf: "2026-11-30",
        isApproximate: false,
        isRegistered: true,
      },
    })
    expect(tax?.jurisdictions.map(({ amount }) => amount.toFixed())).toEqual([
      "2.5",
      "0.4",
    ])
    expect([tax?.amount, tax?.taxableAmount, tax?.rate].map(String)).toEqual([
      "2.9",
      "39.98",
      "0.0725",
    ])
  })

  it("keeps the sign of a credit", () => {
    const state = stateOf({ "78701": { goods: known(variant([STATE])) } })
    expect(recallOne(state, IN_AUSTIN, line("-39.98"))).toEqual([
      "-2.5",
      "known",
    ])
  })

  it("takes what the same street was answered before", () => {
    const state = stateOf({
      "78701": {
        goods: known(
          variant([STATE, CITY], { count: 5, streets: ["one"] }),
          variant([STATE], { count: 2, streets: ["two"] })
        ),
      },
    })
    expect(recallOne(state, { ...IN_AUSTIN, street: "two" })).toEqual([
      "2.5",
      "known",
    ])
    expect(recallOne(state, { ...IN_AUSTIN, street: "three" })).toEqual([
      "2.9",
      "approximate",
    ])
  })

  it("charges nothing in a state where the store is registered nowhere", () => {
    const state = stateOf({
      "73301": {
        goods: {
          isRegistered: false,
          variants: [variant([], { exemptReason: "REGION" })],
        },
      },
    })
    expect(recallOne(state, IN_AUSTIN, line("10"), "books")).toEqual([
      "0",
      "known",
    ])
  })

  it("takes the nearest postal code for one that is not known", () => {
    const state = stateOf({
      "78799": { goods: known(variant([STATE, CITY])) },
      "75001": { goods: known(variant([STATE])) },
    })
    expect(recallOne(state)).toEqual(["2.9", "approximate"])
    expect(recallOne(state, { postalCode: "75999", hasStates: true })).toEqual([
      "2.5",
      "approximate",
    ])
  })

  it("knows the tax of a country without states, once it was the same in five places", () => {
    const VAT = { name: "Germany VAT", rate: "0.19" }
    const placesUpTo = (count: number) =>
      stateOf(
        Object.fromEntries(
          Array.from({ length: count }, (_, place) => [
            `1011${place}`,
            { goods: known(variant([VAT])) },
          ])
        ),
        { rules: inFull(VAT) }
      )
    const place = { postalCode: "80331", hasStates: false }
    expect(recallOne(placesUpTo(4), place)).toEqual(["7.6", "approximate"])
    expect(recallOne(placesUpTo(5), place)).toEqual(["7.6", "known"])
  })

  it("knows nothing of what was never taxed in the state", () => {
    const state = stateOf({ "78701": { goods: known(variant([STATE])) } })
    expect(recallOne(state, IN_AUSTIN, line("10"), "books")).toBeUndefined()
  })

  it("rounds to whole yen as Kintsugi has", () => {
    const TAX = { name: "Japan Consumption Tax", rate: "0.1" }
    const rules = inFull(TAX).map(([key, rule]): [string, LearnedRule] => [
      key,
      { ...rule, roundings: ["unit_down"] },
    ])
    const state = stateOf(
      { "100-0001": { goods: known(variant([TAX])) } },
      { rules }
    )
    expect(
      recallOne(
        state,
        { postalCode: "100-0001", hasStates: false },
        line("999", { currencyCode: "JPY" })
      )
    ).toEqual(["99", "known"])
  })

  it("adds a flat fee to the shipping, or else to the first taxed item", () => {
    const fee: LearnedFee = {
      name: "Retail Delivery Fee",
      amount: "0.29",
      dueFor: [GOODS],
      notDueFor: ["software"],
    }
    const state = stateOf(
      {
        "78701": {
          goods: known(variant([STATE])),
          software: known(variant([STATE])),
          shipping: known(variant([])),
        },
      },
      { fees: { "78701": [fee] } }
    )
    const taxesOf = (...lines: [TaxableLine, string][]) =>
      recallTaxes(
        lines.map(([taxed, subject]) => ({ line: taxed, subject })),
        IN_AUSTIN,
        state
      ).map((tax) => tax?.amount.toFixed())
    const parcel = line("9.9", { kind: "shipping", id: "casm_1" })
    expect(taxesOf([line("100"), GOODS], [parcel, SHIPPING])).toEqual([
      "6.25",
      "0.29",
    ])
    expect(taxesOf([line("100"), GOODS])).toEqual(["6.54"])
    expect(taxesOf([line("100"), "software"], [parcel, SHIPPING])).toEqual([
      "6.25",
      "0",
    ])
  })

  it("expects the fee of the nearest postal code where only sales without one were seen", () => {
    const fee: LearnedFee = {
      name: "Retail Delivery Fee",
      amount: "0.29",
      dueFor: [GOODS],
      notDueFor: [],
    }
    const state = stateOf(
      { "78701": { goods: known(variant([STATE])) } },
      { fees: { "78701": [], "78745": [fee], "79901": [] } }
    )
    const [tax] = recallTaxes(
      [{ line: line("100"), subject: GOODS }],
      IN_AUSTIN,
      state
    )
    expect(tax?.amount.toFixed()).toBe("6.54")
    expect(tax?.remembered.isApproximate).toBe(true)
  })
})
