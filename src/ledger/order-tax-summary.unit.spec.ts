import type { OrderForLedger, TaxLineOfOrder } from "./order"
import { byJurisdiction, taxOfOrder } from "./order-tax-summary"

const KINTSUGI = "tp_kintsugi_kintsugi"

const orderWith = (taxLines: TaxLineOfOrder[]): OrderForLedger => ({
  id: "order_1",
  status: "pending",
  created_at: "2026-11-01T00:00:00Z",
  currency_code: "usd",
  items: [{ id: "item_1", quantity: 2, unit_price: 50, tax_lines: taxLines }],
})

describe("taxOfOrder", () => {
  it("returns Kintsugi's tax by jurisdiction where the tax lines say so", () => {
    expect(
      taxOfOrder(
        orderWith([
          {
            rate: 6.25,
            description: "Texas",
            provider_id: KINTSUGI,
            data: { source: "kintsugi", jurisdiction: { rate: "0.0625" } },
          },
          {
            rate: 1,
            description: "Austin",
            provider_id: KINTSUGI,
            data: { source: "kintsugi", jurisdiction: { rate: "0.01" } },
          },
        ])
      )
    ).toEqual({
      charged: { net: "100", tax: "7.25", total: "107.25" },
      jurisdictions: [
        { name: "Texas", rate: "0.0625", amount: "6.25" },
        { name: "Austin", rate: "0.01", amount: "1" },
      ],
      taxed_by: "kintsugi",
      fallback: null,
    })
  })

  it("names the fallback for Kintsugi's answer", () => {
    const { taxed_by, fallback } = taxOfOrder(
      orderWith([
        {
          rate: 8,
          description: "Sales tax",
          provider_id: KINTSUGI,
          data: { source: "fallback", reason: "unavailable" },
        },
      ])
    )
    expect({ taxed_by, fallback }).toEqual({
      taxed_by: "kintsugi",
      fallback: { source: "fallback", reason: "unavailable" },
    })
  })

  it("names another provider, or none, where Kintsugi did not tax the order", () => {
    expect(
      taxOfOrder(
        orderWith([
          {
            rate: 8,
            provider_id: "tp_system",
            data: { source: "fallback", reason: "theirs" },
          },
        ])
      )
    ).toMatchObject({ taxed_by: "other", fallback: null })
    expect(taxOfOrder(orderWith([]))).toMatchObject({
      charged: { tax: "0" },
      taxed_by: "nobody",
    })
  })
})

describe("byJurisdiction", () => {
  it("subtracts credit notes from sales", () => {
    const taxes = (amount: string) => [
      { name: "Texas", rate: "0.0625", amount },
    ]
    expect(
      byJurisdiction([
        { sign: 1, taxes: taxes("6.25") },
        { sign: 1, taxes: taxes("0.62") },
        { sign: -1, taxes: taxes("0.63") },
      ])
    ).toEqual([{ name: "Texas", rate: "0.0625", amount: "6.24" }])
  })
})
