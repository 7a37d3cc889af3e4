import type {
  KintsugiLedgerEntry,
  TransactionRequest,
} from "../../../kintsugi-api"
import { transactionSchema } from "../../../kintsugi-api/transaction-schemas"
import type { ChargedLine } from "../../../ledger/charged-lines"
import type { SaleContent } from "../entry-rows"
import { toUpdate } from "./to-update"

const REQUEST: TransactionRequest = {
  organization_id: "orgn_1",
  external_id: "order_1",
  date: "2026-11-01T10:00:00.000Z",
  type: "SALE",
  status: "COMMITTED",
  source: "API",
  currency: "USD",
  total_amount: 80,
  total_tax_amount_imported: 6.6,
  taxable_amount: 80,
  customer: { organization_id: "orgn_1", external_id: "cus_1" },
  addresses: [{ type: "SHIP_TO", country: "US" }, { type: "BILL_TO" }],
  transaction_items: [],
}

const there = (fields: object): KintsugiLedgerEntry =>
  transactionSchema.parse({ id: "tran_1", external_id: "order_1", ...fields })

const EXEMPT: ChargedLine = {
  id: "ordli_1",
  kind: "item",
  quantity: "1",
  net: "80",
  tax: "0",
  taxes: [],
  exempt: true,
}

describe("toUpdate for a sale", () => {
  it("keeps what the merchant set at Kintsugi", () => {
    const theirs = {
      marketplace: true,
      exempt: "FULLY_EXEMPT",
      requires_exemption: "REQUIRED",
      exemptions: [
        {
          exemption_type: "transaction",
          start_date: "2026-01-01",
          id: "exmp_1",
        },
      ],
      document_type: "SALES_ORDER",
      tax_liability_source: "COLLECTED",
      description: "By hand",
    }
    const update = toUpdate(
      REQUEST,
      there({
        ...theirs,
        total_amount: "70.00",
        refund_status: null,
        addresses: [
          { type: "SHIP_TO", is_unincorporated: true },
          { type: "BILL_TO", is_unincorporated: false },
        ],
      }),
      null
    )
    expect(update).toMatchObject({ ...theirs, total_amount: 80 })
    expect(update).not.toHaveProperty("refund_status")
    expect(update).not.toHaveProperty("type")
    expect(update.addresses).toEqual([
      { type: "SHIP_TO", country: "US", is_unincorporated: true },
      { type: "BILL_TO" },
    ])
  })

  it("sends the plugin's own exemption status where there is one", () => {
    const exempt = { ...REQUEST, exempt: "PARTIALLY_EXEMPT" as const }
    expect(
      toUpdate(exempt, there({ exempt: "NOT_EXEMPT" }), null)
    ).toMatchObject({ exempt: "PARTIALLY_EXEMPT" })
    // What Kintsugi has is what it was sent, which no longer applies.
    expect(
      toUpdate(REQUEST, there({ exempt: "FULLY_EXEMPT" }), {
        lines: [EXEMPT],
        status: "COMMITTED",
      })
    ).not.toHaveProperty("exempt")
  })

  it("sends the request where Kintsugi shows no sale, or unreadable fields", () => {
    expect(toUpdate(REQUEST, undefined, null)).toMatchObject({
      customer: { external_id: "cus_1" },
    })
    expect(
      toUpdate(REQUEST, there({ marketplace: "yes", exemptions: "none" }), null)
    ).not.toHaveProperty("marketplace")
  })
})

describe("toUpdate for a line of a sale", () => {
  const item = {
    organization_id: "orgn_1",
    external_id: "ordli_1",
    date: "2026-11-01T10:00:00.000Z",
    external_product_id: "prod_1",
    quantity: 1,
    amount: 80,
    taxable_amount: 80,
    tax_amount_imported: 6.6,
    tax_rate_imported: 0.0825,
    tax_items: [],
  }
  const changed = (fields: object, sent: SaleContent | null = null) =>
    toUpdate(
      { ...REQUEST, transaction_items: [item] },
      there({
        transaction_items: [
          { external_id: "ordli_1", amount: "80.00", ...fields },
        ],
      }),
      sent
    ).transaction_items[0]

  it("keeps the exemption that the merchant set at Kintsugi", () => {
    expect(changed({ exempt: true, tax_exemption: "WHOLESALE" })).toEqual({
      ...item,
      exempt: true,
      tax_exemption: "WHOLESALE",
    })
    expect(changed({ exempt: true, tax_exemption: null })).toMatchObject({
      exempt: true,
    })
  })

  it("drops an exemption that the plugin sent before, or that Kintsugi derived", () => {
    const sent: SaleContent = { lines: [EXEMPT], status: "COMMITTED" }
    expect(changed({ exempt: true, tax_exemption: "CUSTOMER" }, sent)).toEqual(
      item
    )
    expect(changed({ exempt: true, tax_exemption: "ZERO_VALUE_ITEM" })).toEqual(
      item
    )
    expect(changed({ exempt: "perhaps", tax_exemption: 5 })).toEqual(item)
  })
})
