import { MathBN } from "@medusajs/framework/utils"
import { chargedLines } from "./charged-lines"
import { creditFor } from "./credit"
import type { OrderForBooks } from "./order"
import { LAMPS, orderInAustin } from "./order-in-austin"
import { openLines } from "./position"
import {
  toCreditNoteRequest,
  toNegativeSaleRequest,
  toTransactionRequest,
} from "./transaction-request"

const NET = { organizationId: "orgn_1", totalsIncludeTax: false }
const AT = new Date("2026-11-01T10:00:00Z")

const sale = (order = orderInAustin(), terms = NET) =>
  toTransactionRequest(
    order,
    {
      externalId: "order_1",
      at: AT,
      lines: chargedLines(order),
      status: "COMMITTED",
    },
    terms
  )

const SOLD = chargedLines(orderInAustin())

const NOTE = {
  externalId: "ref_1",
  at: AT,
  description: "A refund",
  sold: SOLD,
  credit: creditFor(MathBN.convert(10), openLines(SOLD, []), [], "usd"),
}

describe("a sale as it is told", () => {
  it("has what was charged, line by line and jurisdiction by jurisdiction", () => {
    expect(sale()).toEqual({
      organization_id: "orgn_1",
      external_id: "order_1",
      external_friendly_id: "7",
      date: "2026-11-01T10:00:00.000Z",
      type: "SALE",
      status: "COMMITTED",
      source: "API",
      currency: "USD",
      total_amount: 90,
      total_tax_amount_imported: 6.6,
      customer: {
        organization_id: "orgn_1",
        external_id: "cus_1",
        name: "Mia Shopper",
        email: "mia@example.com",
      },
      addresses: [
        {
          type: "SHIP_TO",
          street_1: "1100 Congress Ave",
          city: "Austin",
          state: "TX",
          postal_code: "78701",
          country: "US",
        },
      ],
      transaction_items: [
        {
          organization_id: "orgn_1",
          external_id: "ordli_lamps",
          date: "2026-11-01T10:00:00.000Z",
          external_product_id: "prod_lamp",
          product: "Lamp",
          product_name: "Lamp",
          product_description: "LAMP-1",
          quantity: 2,
          amount: 80,
          tax_amount_imported: 6.6,
          tax_rate_imported: 0.0825,
          tax_items: [
            {
              organization_id: "orgn_1",
              name: "Texas",
              rate: 0.0625,
              amount: 5,
              type: "IMPORTED",
            },
            {
              organization_id: "orgn_1",
              name: "Austin",
              rate: 0.02,
              amount: 1.6,
              type: "IMPORTED",
            },
          ],
        },
        expect.objectContaining({
          external_id: "ordsm_1",
          quantity: 1,
          amount: 10,
          tax_amount_imported: 0,
          tax_rate_imported: 0,
          tax_items: [],
        }),
      ],
    })
  })

  it("has its total with tax where so wanted, its items' amounts never", () => {
    const { total_amount, transaction_items } = sale(orderInAustin(), {
      ...NET,
      totalsIncludeTax: true,
    })
    expect(total_amount).toBe(96.6)
    expect(transaction_items.map(({ amount }) => amount)).toEqual([80, 10])
  })

  it("names a guest by the order, and where the bill went", () => {
    const { customer, addresses } = sale(
      orderInAustin({
        customer_id: null,
        billing_address: {
          company: "Shopper Inc.",
          city: "Berlin",
          postal_code: "10115",
          country_code: "de",
        },
      })
    )
    expect(customer).toMatchObject({
      external_id: "guest-order_1",
      name: "Shopper Inc.",
    })
    expect(addresses).toEqual([
      expect.objectContaining({ type: "SHIP_TO", state: "TX" }),
      expect.objectContaining({ type: "BILL_TO", country: "DE" }),
    ])
  })

  it("says what the merchant exempted the customer's group from", () => {
    const exempt = [
      {
        rate: 0,
        data: { exempt_because: "Public school", source: "kintsugi" },
      },
    ]
    const lamps = { ...LAMPS, tax_lines: exempt }
    const partly = sale(orderInAustin({ items: [lamps] }))
    expect(partly.exempt).toBe("PARTIALLY_EXEMPT")
    expect(partly.transaction_items).toMatchObject([
      { amount: 80, exempt: true, tax_exemption: "CUSTOMER", tax_items: [] },
      { amount: 10 },
    ])
    expect(partly.transaction_items[1]).not.toHaveProperty("exempt")
    expect(
      sale(orderInAustin({ items: [lamps], shipping_methods: [] })).exempt
    ).toBe("FULLY_EXEMPT")
    expect(sale()).not.toHaveProperty("exempt")
  })

  it("was handed over where the shop was then", () => {
    const shopAt = (postal_code: string) =>
      orderInAustin({
        shipping_methods: [
          {
            id: "ordsm_1",
            amount: 0,
            shipping_option: {
              service_zone: {
                fulfillment_set: {
                  type: "pickup",
                  location: {
                    address: {
                      address_1: "2 Rio Grande St",
                      city: "Austin",
                      province: "tx",
                      postal_code,
                      country_code: "us",
                    },
                  },
                },
              },
            },
          },
        ],
      })
    const told = sale(shopAt("78701")).addresses
    expect(told).toMatchObject([{ type: "SHIP_TO", postal_code: "78701" }])
    const later = (order: OrderForBooks) =>
      toTransactionRequest(
        order,
        {
          externalId: "order_1",
          at: AT,
          lines: chargedLines(order),
          status: "COMMITTED",
          toldAddresses: told,
        },
        NET
      ).addresses
    expect(later(shopAt("78799"))).toEqual(told)
    // What was shipped went where the order says, also when that is corrected.
    expect(later(orderInAustin())).toMatchObject([
      { street_1: "1100 Congress Ave" },
    ])
  })

  it("keeps what there is of an address without a postal code", () => {
    const { addresses } = sale(
      orderInAustin({
        shipping_address: {
          city: "Austin",
          province: "tx",
          country_code: "us",
        },
      })
    )
    expect(addresses).toEqual([
      { type: "SHIP_TO", city: "Austin", state: "TX", country: "US" },
    ])
  })
})

describe("a credit note as it is told", () => {
  it("has positive amounts that come to the money given back", () => {
    const note = toCreditNoteRequest(orderInAustin(), NOTE, NET)
    expect(note).toMatchObject({
      external_id: "ref_1",
      status: "COMMITTED",
      description: "A refund",
      currency: "USD",
      total_amount: 9.31,
      tax_amount_imported: 0.69,
    })
    expect(
      note.transaction_items.map((item) => [
        item.external_id,
        item.external_product_id,
        item.quantity,
        item.amount,
        item.tax_amount_imported,
        item.tax_items.map(({ amount }) => amount),
      ])
    ).toEqual([
      ["ordli_lamps", "prod_lamp", 0.207039, 8.28, 0.69, [0.52, 0.17]],
      ["ordsm_1", expect.any(String), 0.103519, 1.03, 0, []],
    ])
  })

  it("is a sale of negative amounts where Kintsugi takes no credit notes", () => {
    expect(toNegativeSaleRequest(orderInAustin(), NOTE, NET)).toMatchObject({
      external_id: "ref_1",
      type: "SALE",
      status: "FULLY_REFUNDED",
      related_to: "order_1",
      total_amount: -9.31,
      total_tax_amount_imported: -0.69,
      transaction_items: [
        {
          external_id: "ordli_lamps",
          quantity: -0.207039,
          amount: -8.28,
          tax_amount_imported: -0.69,
          tax_items: [{ amount: -0.52 }, { amount: -0.17 }],
        },
        { external_id: "ordsm_1", quantity: -0.103519, amount: -1.03 },
      ],
    })
  })

  it("names nothing that was not sold", () => {
    expect(() =>
      toCreditNoteRequest(orderInAustin(), { ...NOTE, sold: [] }, NET)
    ).toThrow("ordli_lamps")
  })
})
