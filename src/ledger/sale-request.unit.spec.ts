import { LAMPS, orderInAustin } from "./__fixtures__/order-in-austin"
import { chargedLines } from "./charged-lines"
import type { OrderForLedger } from "./order"
import { toSaleRequest } from "./sale-request"

const NET = { organizationId: "orgn_1", totalsIncludeTax: false }
const AT = new Date("2026-11-01T10:00:00Z")

const sale = (order = orderInAustin(), terms = NET) =>
  toSaleRequest(
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

describe("toSaleRequest", () => {
  it("sends what was charged, line by line and jurisdiction by jurisdiction", () => {
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
      taxable_amount: 80,
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
          taxable_amount: 80,
          tax_amount_imported: 6.6,
          tax_rate_imported: 0.0825,
          tax_items: [
            {
              organization_id: "orgn_1",
              name: "Texas",
              rate: 0.0625,
              amount: 5,
              type: "IMPORTED",
              jurisdiction_name: "Texas",
            },
            {
              organization_id: "orgn_1",
              name: "Austin",
              rate: 0.02,
              amount: 1.6,
              type: "IMPORTED",
              jurisdiction_name: "Austin",
            },
          ],
        },
        expect.objectContaining({
          external_id: "ordsm_1",
          quantity: 1,
          amount: 10,
          taxable_amount: 0,
          tax_amount_imported: 0,
          tax_rate_imported: 0,
          tax_items: [],
        }),
      ],
    })
  })

  it("sends the day in the shop, and the id of the estimate", () => {
    const request = toSaleRequest(
      orderInAustin(),
      {
        externalId: "order_1",
        at: new Date("2026-02-01T00:30:00Z"),
        lines: SOLD,
        status: "COMMITTED",
        timeZone: "America/New_York",
        estimateId: "cart_1",
      },
      NET
    )
    expect(request).toMatchObject({
      date: "2026-02-01T00:30:00.000Z",
      shop_date: "2026-01-31",
      shop_date_tz: "America/New_York",
      secondary_external_id: "cart_1",
    })
  })

  it("sends the taxable amount that Kintsugi stated where tax does not show it", () => {
    const answered = (fields: object) => ({
      rate: 8,
      data: {
        source: "kintsugi",
        jurisdiction: { rate: "0.0625" },
        line: { tax_amount: "6.40", taxable_amount: "64.00", ...fields },
      },
    })
    const taxable = (lamps: Partial<typeof LAMPS>) => {
      const { taxable_amount, transaction_items } = sale(
        orderInAustin({ items: [{ ...LAMPS, ...lamps }] })
      )
      return [
        taxable_amount,
        ...transaction_items.map((item) => item.taxable_amount),
      ]
    }
    // Partly exempt: 64.00 of 80.00.
    expect(taxable({ tax_lines: [answered({})] })).toEqual([64, 64, 0])
    // Half of the quantity that was estimated.
    expect(taxable({ quantity: 1, tax_lines: [answered({})] })).toEqual([
      32, 32, 0,
    ])
    // Taxable, but at a rate of 0, since there is no registration.
    const free = answered({ tax_amount: "0.00", taxable_amount: "80.00" })
    expect(taxable({ tax_lines: [{ ...free, rate: 0 }] })).toEqual([80, 80, 0])
  })

  it("sends the total with tax if configured, but items' amounts without", () => {
    const { total_amount, transaction_items } = sale(orderInAustin(), {
      ...NET,
      totalsIncludeTax: true,
    })
    expect(total_amount).toBe(96.6)
    expect(transaction_items.map(({ amount }) => amount)).toEqual([80, 10])
  })

  it("names a guest by the order, and sends the billing address", () => {
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

  it("names a guest, not the customer with the same email, after a guest's estimate", () => {
    const lamps = {
      ...LAMPS,
      tax_lines: [{ rate: 0, data: { customer: "guest" } }],
    }
    const { customer } = sale(orderInAustin({ items: [lamps] }))
    expect(customer).toEqual({
      organization_id: "orgn_1",
      external_id: "guest-order_1",
      // As in the billing address.
      name: "Mia Shopper",
      email: "mia@example.com",
    })
  })

  it("marks what is exempt because the merchant exempted the customer's group", () => {
    const exempt = [
      {
        rate: 0,
        data: { exempt_by: "customer_group", source: "kintsugi" },
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

  it("keeps the pickup location's address of the time of delivery", () => {
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
    const delivered = sale(shopAt("78701")).addresses
    expect(delivered).toMatchObject([{ type: "SHIP_TO", postal_code: "78701" }])
    const later = (order: OrderForLedger) =>
      toSaleRequest(
        order,
        {
          externalId: "order_1",
          at: AT,
          lines: chargedLines(order),
          status: "COMMITTED",
          deliveredAddresses: delivered,
        },
        NET
      ).addresses
    expect(later(shopAt("78799"))).toEqual(delivered)
    // A shipped order uses the current address, including corrections.
    expect(later(orderInAustin())).toMatchObject([
      { street_1: "1100 Congress Ave" },
    ])
  })

  it("sends the available parts of an address without a postal code", () => {
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
