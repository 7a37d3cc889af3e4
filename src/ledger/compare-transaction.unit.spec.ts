import {
  type AnsweredTransaction,
  type SentTransaction,
  findDifferences,
  describeDifferences,
} from "./compare-transaction"

const SALE: SentTransaction = {
  date: "2026-01-31T23:30:00.000Z",
  status: "COMMITTED",
  total_amount: 90,
  total_tax_amount_imported: 6.6,
  transaction_items: [
    {
      external_id: "ordli_1",
      quantity: 2,
      amount: 80,
      tax_amount_imported: 6.6,
    },
    {
      external_id: "ordsm_1",
      quantity: 1,
      amount: 10,
      tax_amount_imported: 0,
    },
  ],
}

const THERE: AnsweredTransaction = {
  date: "2026-01-31T23:30:00",
  status: "COMMITTED",
  total_amount: "90.00",
  total_tax_amount_imported: "6.60",
  transaction_items: [
    {
      external_id: "ordsm_1",
      quantity: "1",
      amount: "10.00",
      tax_amount_imported: "0E-9",
    },
    {
      external_id: "ordli_1",
      quantity: "2.00",
      amount: "80.00",
      tax_amount_imported: "6.60",
    },
  ],
}

const words = (
  there: Partial<AnsweredTransaction>,
  sent: Partial<SentTransaction> = {}
) =>
  describeDifferences(
    findDifferences({ ...SALE, ...sent }, { ...THERE, ...there })
  )

describe("findDifferences", () => {
  it.each<
    [string, Partial<AnsweredTransaction>, Partial<SentTransaction>, string]
  >([
    ["finds nothing where Kintsugi has what was sent", {}, {}, ""],
    [
      "finds a different total and tax",
      { total_amount: "170.00", total_tax_amount_imported: "14.03" },
      {},
      "total 170.00 at Kintsugi, 90.00 here; tax 14.03 at Kintsugi, 6.60 here",
    ],
    [
      "finds a line with a different amount, an extra line and a missing line",
      {
        transaction_items: [
          {
            external_id: "ordli_1",
            quantity: "3",
            amount: "80.01",
            tax_amount_imported: "6.6",
          },
          { external_id: "ordli_2", amount: "9.99" },
        ],
      },
      {},
      "ordli_1: quantity 3.00 at Kintsugi, 2.00 here; ordli_1: amount 80.01 at Kintsugi, 80.00 here; " +
        "ordsm_1: amount nothing at Kintsugi, 10.00 here; ordli_2: amount 9.99 at Kintsugi, nothing here",
    ],
    [
      "finds a different day",
      { date: "2026-02-01T00:10:00" },
      {},
      "date 2026-02-01 at Kintsugi, 2026-01-31 here",
    ],
    ["accepts a day without a time", { date: "2026-01-31" }, {}, ""],
    [
      "finds a transaction that is cancelled only at Kintsugi",
      { status: "CANCELLED" },
      {},
      "status CANCELLED at Kintsugi, COMMITTED here",
    ],
    [
      "finds a transaction that is cancelled only in the store",
      {},
      { status: "CANCELLED" },
      "status COMMITTED at Kintsugi, CANCELLED here",
    ],
    [
      "finds a transaction that Kintsugi does not accept",
      { status: "INVALID" },
      {},
      "status INVALID at Kintsugi, COMMITTED here",
    ],
    [
      "finds a cancelled transaction that Kintsugi does not accept",
      { status: "INVALID" },
      { status: "CANCELLED" },
      "status INVALID at Kintsugi, CANCELLED here",
    ],
    ["ignores that a transaction was archived", { status: "ARCHIVED" }, {}, ""],
    ["ignores a partial refund", { status: "PARTIALLY_REFUNDED" }, {}, ""],
    ["ignores an unknown status", { status: "SOMETHING" }, {}, ""],
    [
      "ignores an unknown status of a cancelled transaction",
      { status: "SOMETHING" },
      { status: "CANCELLED" },
      "",
    ],
    ["ignores a date that cannot be read", { date: "31 January?" }, {}, ""],
    [
      "reads a date in a database's format",
      { date: "2026-01-31 23:30:00+00" },
      {},
      "",
    ],
    [
      "finds nothing where the answer has no fields",
      {
        date: undefined,
        status: undefined,
        total_amount: undefined,
        total_tax_amount_imported: undefined,
        transaction_items: undefined,
      },
      {},
      "",
    ],
    [
      "finds a sale with the opposite sign",
      { total_amount: "-90.00", transaction_items: undefined },
      {},
      "total -90.00 at Kintsugi, 90.00 here",
    ],
    [
      "accepts a negative sale with the opposite sign",
      { transaction_items: undefined },
      {
        total_amount: -90,
        total_tax_amount_imported: -6.6,
        related_to: "order_1",
      },
      "",
    ],
  ])("%s", (_, there, sent, expected) => {
    expect(words(there, sent)).toBe(expected)
  })

  it("finds a credit note of 30 where 50 was sent", () => {
    const note: SentTransaction = {
      date: SALE.date,
      status: "COMMITTED",
      total_amount: 46.19,
      tax_amount_imported: 3.81,
      transaction_items: [],
    }
    expect(
      describeDifferences(
        findDifferences(note, {
          ...THERE,
          total_amount: "-27.71",
          total_tax_amount_imported: "-2.29",
          transaction_items: undefined,
        })
      )
    ).toBe(
      "total 27.71 at Kintsugi, 46.19 here; tax 2.29 at Kintsugi, 3.81 here"
    )
  })
})
