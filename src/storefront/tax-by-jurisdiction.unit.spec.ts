import type { StoreCart, StoreOrder } from "@medusajs/types"
import {
  answer,
  jurisdiction,
  marked,
  taxed,
  untaxed,
} from "./__fixtures__/tax-lines"
import { taxByJurisdiction } from "./tax-by-jurisdiction"

const STATE = "Texas State Sales Tax"
const CITY = "Austin City Sales Tax"

describe("taxByJurisdiction", () => {
  it("sums each jurisdiction over the items and the shipping", () => {
    expect(
      taxByJurisdiction({
        currency_code: "usd",
        items: [
          {
            tax_lines: [
              taxed(STATE, "0.0625", "2.50"),
              taxed(CITY, "0.01", "0.40"),
            ],
          },
          {
            tax_lines: [
              taxed(STATE, "0.0625", "7.50"),
              taxed(CITY, "0.01", "1.20"),
            ],
          },
        ],
        shipping_methods: [
          {
            tax_lines: [
              taxed(STATE, "0.0625", "0.62"),
              taxed(CITY, "0.01", "0.10"),
            ],
          },
        ],
      })
    ).toEqual([
      { name: STATE, rate: 6.25, amount: 10.62 },
      { name: CITY, rate: 1, amount: 1.7 },
    ])
  })

  it("leaves no float dust in amounts and rates", () => {
    expect(
      taxByJurisdiction({
        currency_code: "usd",
        items: ["0.10", "0.20", "1.10", "2.20"].map((amount) => ({
          tax_lines: [taxed("NY State Tax", "0.08875", amount)],
        })),
      })
    ).toEqual([{ name: "NY State Tax", rate: 8.875, amount: 3.6 }])
    expect(0.1 + 0.2 + 1.1 + 2.2).not.toBe(3.6)
    expect(
      taxByJurisdiction({
        currency_code: "usd",
        items: [{ tax_lines: [taxed("NYC Tax", "0.0887", "0.89")] }],
      })
    ).toEqual([{ name: "NYC Tax", rate: 8.87, amount: 0.89 }])
  })

  it("shows Kintsugi's amounts, not the effective rates'", () => {
    // Each rounds to its cent; their sum is 10.016, and would not.
    const taxLine = {
      ...taxed(STATE, "0.0625", "2.50", 2.504),
      rate: 6.2631266,
    }
    expect(
      taxByJurisdiction({
        currency_code: "usd",
        items: Array.from({ length: 4 }, () => ({ tax_lines: [taxLine] })),
      })
    ).toEqual([{ name: STATE, rate: 6.25, amount: 10 }])
  })

  it.each<[string, (number | undefined)[]]>([
    ["with totals", [1250.0699, 0.0001]],
    ["without totals", [undefined, undefined]],
  ])(
    "counts a jurisdiction once whose tax needs two tax lines, %s",
    (_, totals) => {
      expect(
        taxByJurisdiction({
          currency_code: "usd",
          items: [
            {
              tax_lines: totals.map((total) =>
                taxed(STATE, "0.0625", "1250.07", total)
              ),
            },
          ],
        })
      ).toEqual([{ name: STATE, rate: 6.25, amount: 1250.07 }])
    }
  )

  it("adds two jurisdictions of one name, and separates two rates", () => {
    const other = { ...taxed(STATE, "0.0625", "0.30"), code: "us-tx:another-2" }
    expect(
      taxByJurisdiction({
        currency_code: "usd",
        items: [
          { tax_lines: [taxed(STATE, "0.0625", "2.50"), other] },
          { tax_lines: [taxed(STATE, "0.01", "0.20")] },
        ],
      })
    ).toEqual([
      { name: STATE, rate: 6.25, amount: 2.8 },
      { name: STATE, rate: 1, amount: 0.2 },
    ])
  })

  it("splits a tax line that combines all jurisdictions", () => {
    expect(
      taxByJurisdiction({
        currency_code: "usd",
        items: [
          {
            tax_lines: [
              {
                code: "us-tx:sales-tax",
                description: `${STATE}, ${CITY}`,
                rate: 7.25,
                total: 2.9,
                data: answer({
                  jurisdictions: [
                    jurisdiction(STATE, "0.0625", "2.50"),
                    jurisdiction(CITY, "0.01", "0.40"),
                  ],
                }),
              },
            ],
          },
        ],
      })
    ).toEqual([
      { name: STATE, rate: 6.25, amount: 2.5 },
      { name: CITY, rate: 1, amount: 0.4 },
    ])
  })

  it("follows Medusa where the quantity has changed since the estimate", () => {
    // Two of three were returned.
    expect(
      taxByJurisdiction({
        currency_code: "usd",
        items: [
          {
            tax_lines: [
              taxed(STATE, "0.0625", "3.75", 1.25),
              taxed(CITY, "0.01", "0.60", 0.2),
            ],
          },
          {
            tax_lines: [
              {
                code: "us-tx:sales-tax",
                rate: 7.25,
                total: 1.45,
                data: answer({
                  jurisdictions: [
                    jurisdiction(STATE, "0.0625", "3.75"),
                    jurisdiction(CITY, "0.01", "0.60"),
                  ],
                }),
              },
            ],
          },
        ],
      })
    ).toEqual([
      { name: STATE, rate: 6.25, amount: 2.5 },
      { name: CITY, rate: 1, amount: 0.4 },
    ])
  })

  it("shows a flat fee at rate 0, and leaves out one that is not charged", () => {
    const fee = taxed("Retail Delivery Fee", "0", "0.29", 0.29)
    expect(
      taxByJurisdiction({
        currency_code: "usd",
        shipping_methods: [{ tax_lines: [fee] }],
      })
    ).toEqual([{ name: "Retail Delivery Fee", rate: 0, amount: 0.29 }])
    // Nothing in the cart costs anything: no rate can charge the fee.
    expect(
      taxByJurisdiction({
        currency_code: "usd",
        shipping_methods: [{ tax_lines: [{ ...fee, total: 0 }] }],
      })
    ).toEqual([])
  })

  it("shows the store's own rates by their names, as Medusa charges them", () => {
    const fallback = (rate: number, total?: number) =>
      marked("fallback", { rate, total })
    expect(
      taxByJurisdiction({
        currency_code: "usd",
        items: [
          // 5 % of 17.99, which Medusa does not round.
          { tax_lines: [fallback(5, 0.8995)] },
          { tax_lines: [fallback(5, 1)] },
        ],
      })
    ).toEqual([{ name: "Sales tax", rate: 5, amount: 1.9 }])
    expect(
      taxByJurisdiction({
        currency_code: "usd",
        items: [{ tax_lines: [fallback(5)] }],
      })
    ).toEqual([])
  })

  it("shows whole yen", () => {
    expect(
      taxByJurisdiction({
        currency_code: "jpy",
        items: [
          { tax_lines: [taxed("Consumption Tax", "0.1", "298.00", 298)] },
          { tax_lines: [taxed("Consumption Tax", "0.1", "1780.00", 1780)] },
        ],
      })
    ).toEqual([{ name: "Consumption Tax", rate: 10, amount: 2078 }])
  })

  it("keeps the sign of a credit", () => {
    expect(
      taxByJurisdiction({
        currency_code: "usd",
        items: [{ tax_lines: [taxed(STATE, "0.0625", "-2.50", -2.5)] }],
      })
    ).toEqual([{ name: STATE, rate: 6.25, amount: -2.5 }])
  })

  it("leaves out what is zero, and survives what other providers keep", () => {
    expect(
      taxByJurisdiction({
        currency_code: "usd",
        items: [
          { tax_lines: [untaxed({ line: { exempt: true } })] },
          { tax_lines: [taxed(STATE, "0.0625", "0.00", 0)] },
          { tax_lines: null },
          {},
          {
            tax_lines: [
              { rate: 0, data: { source: "kintsugi" } },
              { rate: 0, data: "kintsugi" },
              { code: "VAT", rate: 19, total: 1.9, data: { source: "house" } },
            ],
          },
        ],
        shipping_methods: null,
      })
    ).toEqual([{ name: "VAT", rate: 19, amount: 1.9 }])
  })

  it("takes Medusa's own types", () => {
    const typed = (cart: StoreCart | StoreOrder) => taxByJurisdiction(cart)
    expect(typed({ currency_code: "usd" } as StoreCart)).toEqual([])
  })
})
