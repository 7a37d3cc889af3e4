import {
  type RecordedTransaction,
  type ListedTransaction,
  compareLedgers,
} from "./compare-ledgers"

const record = (
  fields: Partial<RecordedTransaction> = {}
): RecordedTransaction => ({
  externalId: "order_1",
  orderId: "order_1",
  displayId: "12",
  currencyCode: "usd",
  attempts: 1,
  taxSource: null,
  reason: "order",
  type: "sale",
  state: "delivered",
  isDelivered: true,
  isCancelled: false,
  net: "90",
  tax: "6.6",
  calculatedTax: "6.60",
  ...fields,
})

const listed = (
  fields: Partial<ListedTransaction> = {}
): ListedTransaction => ({
  externalId: "order_1",
  id: "trsn_1",
  status: "COMMITTED",
  total: "90.00",
  tax: "6.60",
  ...fields,
})

const kinds = (
  records: RecordedTransaction[],
  transactions: ListedTransaction[],
  totalsIncludeTax = false
) =>
  compareLedgers(records, transactions, {
    totalsIncludeTax,
  }).map(({ kind, external_id }) => [kind, external_id])

describe("compareLedgers", () => {
  it.each<[string, RecordedTransaction[], ListedTransaction[], string[]]>([
    ["finds nothing where both agree", [record()], [listed()], []],
    [
      "finds nothing where the status is unknown",
      [record({ isCancelled: true })],
      [listed({ status: "SOMETHING" })],
      [],
    ],
    [
      "finds nothing where no status is given",
      [record({ isCancelled: true })],
      [listed({ status: undefined })],
      [],
    ],
    [
      "finds a sale that Kintsugi does not accept",
      [record()],
      [listed({ status: "INVALID" })],
      ["status_differs"],
    ],
    [
      "finds a cancelled sale that Kintsugi does not accept",
      [record({ isCancelled: true })],
      [listed({ status: "INVALID" })],
      ["status_differs"],
    ],
    [
      "finds a sale that was archived at Kintsugi",
      [record()],
      [listed({ status: "ARCHIVED" })],
      ["archived_at_kintsugi"],
    ],
    [
      "finds nothing for a cancelled sale that was archived at Kintsugi",
      [record({ isCancelled: true })],
      [listed({ status: "ARCHIVED" })],
      [],
    ],
    [
      "finds a credit note that was cancelled at Kintsugi",
      [record({ type: "credit_note", reason: "refund" })],
      [listed({ status: "CANCELLED" })],
      ["status_differs"],
    ],
    [
      "finds a refund, sent as a negative sale, that was cancelled at Kintsugi",
      [record({ type: "credit_note", reason: "refund" })],
      [listed({ status: "CANCELLED", total: "-90.00", tax: "-6.60" })],
      ["status_differs"],
    ],
    [
      "finds nothing for an equal refund that was sent as a negative sale",
      [record({ type: "credit_note", reason: "refund" })],
      [listed({ status: "FULLY_REFUNDED", total: "-90.00", tax: "-6.60" })],
      [],
    ],
    [
      "finds a sale that is missing at Kintsugi",
      [record()],
      [],
      ["missing_at_kintsugi"],
    ],
    [
      "finds a sale that Kintsugi has twice",
      [record()],
      [listed(), listed({ id: "trsn_2" })],
      ["doubled_at_kintsugi"],
    ],
    [
      "finds a difference of one cent",
      [record()],
      [listed({ total: "90.01" })],
      ["amount_differs"],
    ],
    [
      "finds a difference in tax",
      [record()],
      [listed({ tax: "6.61" })],
      ["amount_differs"],
    ],
    [
      "finds a sale that is cancelled only in the ledger",
      [record({ isCancelled: true })],
      [listed()],
      ["status_differs"],
    ],
    [
      "finds tax that differs from what Kintsugi calculates",
      [record({ calculatedTax: "7.00" })],
      [listed()],
      ["tax_differs_from_calculated"],
    ],
    [
      "finds nothing within the tolerance",
      [record({ calculatedTax: "6.65" })],
      [listed()],
      [],
    ],
    [
      "finds a sale that was not sent",
      [record({ isDelivered: false, state: "refused" })],
      [],
      ["not_delivered"],
    ],
    [
      "ignores a sale that waits for its payment",
      [record({ isDelivered: false, state: "waiting", waitsFor: "payment" })],
      [],
      [],
    ],
    [
      "finds a sale with a refused change",
      [record({ state: "refused", net: "50", tax: "3" })],
      [listed()],
      ["not_delivered"],
    ],
    [
      "ignores a sale with a change that waits for its payment",
      [record({ state: "waiting", waitsFor: "payment", net: "120" })],
      [listed()],
      [],
    ],
    [
      "counts a sale on two pages of Kintsugi's list once",
      [record()],
      [listed(), listed()],
      [],
    ],
    ["ignores skipped entries", [record({ state: "skipped" })], [], []],
    [
      "finds a transaction that the store does not know",
      [],
      [listed()],
      ["unknown_to_the_store"],
    ],
    [
      "finds an unknown transaction that came over the API",
      [],
      [listed({ source: "API" })],
      ["unknown_to_the_store"],
    ],
    ["ignores a sale of another shop", [], [listed({ source: "SHOPIFY" })], []],
    [
      "finds a line that differs with the same total",
      [record({ lines: { a: [80, 6.6], b: [10, 0] } })],
      [listed({ lines: { a: ["79.00", "6.60"], b: ["11.00", "0.00"] } })],
      ["amount_differs"],
    ],
    [
      "finds a line that is missing at Kintsugi with the same total",
      [record({ lines: { a: [90, 6.6] } })],
      [listed({ lines: { c: ["90.00", "6.60"] } })],
      ["amount_differs"],
    ],
    [
      "finds nothing where Kintsugi lists no tax for the lines",
      [record({ lines: { a: [90, 6.6] } })],
      [listed({ lines: { a: ["90.00", null] } })],
      [],
    ],
    [
      "accepts a negative sale as the credit note",
      [record({ type: "credit_note" })],
      [listed({ total: "-90.00", tax: "-6.60" })],
      [],
    ],
  ])("%s", (_, records, transactions, expected) => {
    expect(kinds(records, transactions)).toEqual(
      expected.map((kind) => [kind, "order_1"])
    )
  })

  it("compares totals that include tax", () => {
    expect(kinds([record()], [listed({ total: "96.60" })], true)).toEqual([])
    expect(kinds([record()], [listed()], true)).toEqual([
      ["amount_differs", "order_1"],
    ])
  })
})

describe("what a finding says", () => {
  const finding = (
    one: Partial<RecordedTransaction>,
    other: Partial<ListedTransaction> = {}
  ) =>
    compareLedgers([record(one)], [listed(other)], {
      totalsIncludeTax: false,
    })[0]

  it("carries the order's number, the currency, and how often it was sent", () => {
    expect(finding({ attempts: 3 }, { total: "91.00" })).toEqual({
      kind: "amount_differs",
      external_id: "order_1",
      order_id: "order_1",
      display_id: "12",
      currency_code: "usd",
      attempts: 3,
      message:
        "It was sent as 90.00 USD with 6.6 tax; Kintsugi has 91.00 USD with 6.60.",
    })
  })

  it.each([
    [
      "fallback",
      "24.19",
      "6.6 USD tax was charged, Kintsugi calculates 24.19 USD: 17.59 USD under-collected. Kintsugi could not answer at the time, and the order was taxed by the tax region's own rates.",
    ],
    [
      "zero",
      "6.50",
      "6.6 USD tax was charged, Kintsugi calculates 6.50 USD: 0.1 USD over-collected. Kintsugi could not answer at the time, and no tax was charged.",
    ],
    [
      "remembered",
      "7",
      "6.6 USD tax was charged, Kintsugi calculates 7 USD: 0.4 USD under-collected. Kintsugi could not answer at the time, and the order was taxed by what it had answered before.",
    ],
    [
      null,
      "0",
      "6.6 USD tax was charged, Kintsugi calculates 0 USD: 6.6 USD over-collected. Either another tax provider taxed the order, or a rate, the product's classification, the customer's exemption or the address has changed since.",
    ],
  ] as const)(
    "says why tax differs (%s, %s)",
    (taxSource, calculatedTax, says) => {
      expect(finding({ taxSource, calculatedTax })?.message).toBe(says)
    }
  )

  it("names the currency of what only Kintsugi has, if it says it", () => {
    const unknown = (fields: Partial<ListedTransaction>) =>
      compareLedgers([], [listed(fields)], { totalsIncludeTax: false })[0]
    expect(unknown({ currency: "CAD" })).toMatchObject({
      currency_code: "cad",
      attempts: null,
      message: expect.stringContaining("(90.00 CAD with 6.60 tax)"),
    })
    expect(unknown({})).toMatchObject({
      currency_code: null,
      message: expect.stringContaining("(90.00 with 6.60 tax)"),
    })
  })
})
