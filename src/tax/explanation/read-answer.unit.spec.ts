import { PROVIDER_ID } from "../tax-lines/build-tax-lines"
import { readAnswer, readBuyerMarks } from "./read-answer"

const LINE = {
  tax_amount: "8.25",
  taxable_amount: "100.00",
  tax_rate: "0.0825",
  exempt: false,
  exempt_reason: null,
}
const TEXAS = {
  name: "Texas State Sales Tax",
  rate: "0.0625",
  amount: "6.25",
  exempt: false,
  exempt_reason: "RULE_FOUND_TAXABLE",
}
const AUSTIN = { ...TEXAS, name: "Austin", rate: "0.01", amount: "1.00" }

const taxLine = (data: object, code = "us-tx:tax") => ({
  code,
  provider_id: PROVIDER_ID,
  data: data as Record<string, unknown>,
})
const kintsugi = {
  source: "kintsugi",
  has_active_registration: true,
  address_status: "VERIFIED",
  line: LINE,
}

describe("readAnswer", () => {
  it("a jurisdiction with two tax lines counts once, and two of one name twice", () => {
    const answer = readAnswer(
      [
        taxLine({ ...kintsugi, jurisdiction: TEXAS }, "us-tx:texas"),
        taxLine({ ...kintsugi, jurisdiction: TEXAS }, "us-tx:texas"),
        taxLine({ ...kintsugi, jurisdiction: AUSTIN }, "us-tx:austin"),
        taxLine({ ...kintsugi, jurisdiction: AUSTIN }, "us-tx:austin-2"),
      ],
      []
    )
    expect(answer).toMatchObject({
      source: "kintsugi",
      has_active_registration: true,
      taxable_amount: "100.00",
      answered_tax: null,
      exempt: false,
    })
    expect(
      answer.jurisdictions.map(({ name, amount }) => [name, amount])
    ).toEqual([
      ["Texas State Sales Tax", "6.25"],
      ["Austin", "1"],
      ["Austin", "1"],
    ])
  })

  it("jurisdictions that one tax line combines are listed each", () => {
    expect(
      readAnswer([taxLine({ ...kintsugi, jurisdictions: [TEXAS, AUSTIN] })], [])
        .jurisdictions
    ).toHaveLength(2)
  })

  it("a remembered answer has its reason, its day and its doubt", () => {
    expect(
      readAnswer(
        [
          taxLine({
            source: "remembered",
            reason: "timed_out",
            as_of: "2026-11-01",
            approximate: true,
            has_active_registration: true,
            line: { ...LINE, answered_tax_amount: "8.20" },
            exempt_by: "customer_group",
          }),
        ],
        []
      )
    ).toMatchObject({
      source: "remembered",
      reason: "timed_out",
      as_of: "2026-11-01",
      approximate: true,
      answered_tax: "8.20",
      exempt_by: "customer_group",
    })
  })

  it("the store's own rates, and another provider's, are what was charged", () => {
    const charged = [{ name: "Default", rate: "0.08", amount: "8" }]
    const jurisdictions = [
      { ...charged[0], exempt: false, exempt_reason: null },
    ]
    expect(
      readAnswer(
        [taxLine({ source: "fallback", reason: "unavailable" })],
        charged
      )
    ).toMatchObject({
      source: "fallback",
      reason: "unavailable",
      taxable_amount: null,
      jurisdictions,
    })
    expect(
      readAnswer([{ provider_id: "tp_system", data: null }], charged)
    ).toMatchObject({
      source: "other_provider",
      provider_id: "tp_system",
      jurisdictions,
    })
  })

  it.each(["zero", "pending", "gift_card"])(
    "a line that is %s has no jurisdictions",
    (source) => {
      expect(
        readAnswer(
          [taxLine({ source, reason: "code" })],
          [{ name: "No tax", rate: "0", amount: "0" }]
        )
      ).toMatchObject({ source, reason: "code", jurisdictions: [] })
    }
  )

  it("a line without tax lines was not taxed by anybody", () => {
    expect(readAnswer([], []).source).toBe("none")
    expect(readAnswer(undefined, []).source).toBe("none")
  })
})

it("readBuyerMarks finds what the tax lines say of the buyer", () => {
  expect(readBuyerMarks([taxLine(kintsugi)])).toEqual({
    isGuest: false,
    isStateFromPostalCode: false,
  })
  expect(
    readBuyerMarks([
      { data: null },
      taxLine({ ...kintsugi, customer: "guest", state_from: "postal_code" }),
    ])
  ).toEqual({ isGuest: true, isStateFromPostalCode: true })
})
