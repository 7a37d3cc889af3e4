import { transactionSchema } from "../../../kintsugi-api/transaction-schemas"
import type { ChargedLine } from "../../../ledger/charged-lines"
import { DiffersAtKintsugi } from "./differs-at-kintsugi"
import { readLock } from "./locked-entry"

const line = (net: string, tax: string): ChargedLine => ({
  id: "ordli_1",
  kind: "item",
  productId: "prod_lamp",
  title: "Lamp",
  quantity: "2",
  net,
  tax,
  taxes: [{ name: "Texas", rate: "0.0825", amount: tax }],
})

const content = (net: string, tax: string) => ({
  lines: [line(net, tax)],
  status: "COMMITTED" as const,
})

const there = (fields: Record<string, unknown> = {}) =>
  transactionSchema.parse({
    id: "tran_1",
    external_id: "order_1",
    status: "COMMITTED",
    locked: true,
    total_amount: "80.00",
    total_tax_amount_imported: "6.60",
    transaction_items: [
      {
        external_id: "ordli_1",
        quantity: "2",
        amount: "80.00",
        tax_amount_imported: "6.60",
      },
    ],
    ...fields,
  })

/** A sale whose change to 120 is refused. */
const row = (columns: object = {}) => ({
  content: content("120", "9.9"),
  delivered_content: null,
  request: {
    status: "COMMITTED",
    total_amount: 120,
    total_tax_amount_imported: 9.9,
    transaction_items: [
      { external_id: "ordli_1", amount: 120, tax_amount_imported: 9.9 },
    ],
  },
  attempts: 1,
  kintsugi_id: null,
  ...columns,
})

const DELIVERED = {
  delivered_content: content("80", "6.6"),
  kintsugi_id: "tran_1",
}

describe("readLock for a sale that was delivered before", () => {
  it("keeps what was delivered, where the filing has the same", () => {
    expect(readLock(there(), row(DELIVERED))).toEqual({
      filed: expect.objectContaining({ id: "tran_1" }),
      content: DELIVERED.delivered_content,
    })
  })

  it("accepts a total with tax, which the option may have asked for", () => {
    const lock = readLock(there({ total_amount: "86.60" }), row(DELIVERED))
    expect(lock.differs).toBeUndefined()
  })

  it("keeps what was delivered where Kintsugi names no lines and no totals", () => {
    const least = there({
      transaction_items: undefined,
      total_amount: undefined,
      total_tax_amount_imported: undefined,
    })
    expect(readLock(least, row(DELIVERED)).differs).toBeUndefined()
  })

  it.each([
    [
      "lines",
      {
        transaction_items: [
          {
            external_id: "ordli_1",
            amount: "70.00",
            tax_amount_imported: "6.60",
          },
        ],
      },
      [{ what: "net", sent: "80.00", there: "70.00" }],
    ],
    [
      "total",
      { total_amount: "70.00" },
      [{ what: "total", sent: "80.00", there: "70.00" }],
    ],
    [
      "total tax",
      { total_tax_amount_imported: "5.00" },
      [{ what: "total tax", sent: "6.60", there: "5.00" }],
    ],
  ])("says how the filing's %s differ", (_, fields, differences) => {
    const lock = readLock(there(fields), row(DELIVERED))
    expect(lock).toMatchObject({
      filed: { id: "tran_1" },
      content: DELIVERED.delivered_content,
    })
    expect(lock.differs?.differences).toEqual(differences)
  })
})

describe("readLock for a sale that was not confirmed yet", () => {
  it("takes what is in the filing, if the answer to it was lost", () => {
    expect(readLock(there(), row())).toEqual({
      filed: expect.objectContaining({ id: "tran_1" }),
      content: {
        status: "COMMITTED",
        lines: [
          expect.objectContaining({ id: "ordli_1", net: "80", tax: "6.6" }),
        ],
      },
    })
  })

  it.each([
    ["was never sent", { attempts: 0 }],
    ["was found differing", { kintsugi_id: "tran_1" }],
  ])("is parked where it %s and is not what was sent", (_, columns) => {
    const lock = readLock(there(), row(columns))
    expect(lock.filed).toBeUndefined()
    expect(lock.differs).toBeInstanceOf(DiffersAtKintsugi)
  })

  it("means nothing where the filing has what is sent now", () => {
    const same = there({
      total_amount: "120.00",
      total_tax_amount_imported: "9.90",
      transaction_items: [
        {
          external_id: "ordli_1",
          amount: "120.00",
          tax_amount_imported: "9.90",
        },
      ],
    })
    expect(readLock(same, row({ attempts: 0 }))).toEqual({})
  })
})
