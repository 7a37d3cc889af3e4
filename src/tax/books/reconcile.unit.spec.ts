import {
  type BookedRecord,
  type ListedTransaction,
  reconcile,
} from "./reconcile"

const record = (fields: Partial<BookedRecord> = {}): BookedRecord => ({
  externalId: "order_1",
  orderId: "order_1",
  reason: "order",
  type: "sale",
  state: "delivered",
  isTold: true,
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
  records: BookedRecord[],
  transactions: ListedTransaction[],
  totalsIncludeTax = false
) =>
  reconcile(records, transactions, { tolerance: "0.01", totalsIncludeTax }).map(
    ({ kind, external_id }) => [kind, external_id]
  )

describe("books compared", () => {
  it.each<[string, BookedRecord[], ListedTransaction[], string[]]>([
    ["agree", [record()], [listed()], []],
    ["lack a sale at Kintsugi", [record()], [], ["missing_at_kintsugi"]],
    [
      "have a sale twice at Kintsugi",
      [record()],
      [listed(), listed({ id: "trsn_2" })],
      ["doubled_at_kintsugi"],
    ],
    [
      "differ in a cent",
      [record()],
      [listed({ total: "90.01" })],
      ["amount_differs"],
    ],
    [
      "differ in tax",
      [record()],
      [listed({ tax: "6.61" })],
      ["amount_differs"],
    ],
    [
      "differ in whether it is cancelled",
      [record({ isCancelled: true })],
      [listed()],
      ["status_differs"],
    ],
    [
      "differ from what Kintsugi calculates",
      [record({ calculatedTax: "7.00" })],
      [listed()],
      ["tax_differs_from_calculated"],
    ],
    [
      "agree within the tolerance",
      [record({ calculatedTax: "6.61" })],
      [listed()],
      [],
    ],
    [
      "have a sale that was not sent",
      [record({ isTold: false, state: "refused" })],
      [],
      ["not_delivered"],
    ],
    [
      "expect nothing of what waits for its payment",
      [record({ isTold: false, state: "waiting", waitsFor: "payment" })],
      [],
      [],
    ],
    [
      "have a sale of which a change was refused",
      [record({ state: "refused", net: "50", tax: "3" })],
      [listed()],
      ["not_delivered"],
    ],
    [
      "have a sale of which a change waits for its payment",
      [record({ state: "waiting", waitsFor: "payment", net: "120" })],
      [listed()],
      [],
    ],
    [
      "see a sale on two pages of Kintsugi's list",
      [record()],
      [listed(), listed()],
      [],
    ],
    [
      "expect nothing of what is skipped",
      [record({ state: "skipped" })],
      [],
      [],
    ],
    ["have a stranger", [], [listed()], ["unknown_to_the_store"]],
    [
      "have a stranger that came over the API",
      [],
      [listed({ source: "API" })],
      ["unknown_to_the_store"],
    ],
    ["have a sale of another shop", [], [listed({ source: "SHOPIFY" })], []],
    [
      "take a negative sale for its credit note",
      [record({ type: "credit_note" })],
      [listed({ total: "-90.00", tax: "-6.60" })],
      [],
    ],
  ])("%s", (_, records, transactions, expected) => {
    expect(kinds(records, transactions)).toEqual(
      expected.map((kind) => [kind, "order_1"])
    )
  })

  it("with totals that include tax", () => {
    expect(kinds([record()], [listed({ total: "96.60" })], true)).toEqual([])
    expect(kinds([record()], [listed()], true)).toEqual([
      ["amount_differs", "order_1"],
    ])
  })
})
