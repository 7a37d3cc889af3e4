import type { StoreCart, StoreCartLineItem } from "@medusajs/types"
import { type Answer, marked, taxed, untaxed } from "./__fixtures__/tax-lines"
import { taxSourceOf } from "./taxed-cart"
import { whyNotTaxed } from "./why-not-taxed"

const exempt = (exempt_reason: string | null, data: Answer = {}) => ({
  tax_lines: [untaxed({ ...data, line: { exempt: true, exempt_reason } })],
})
const TAXED = { tax_lines: [taxed("Texas State Sales Tax", "0.0625", "2.50")] }
const GIFT_CARD = {
  tax_lines: [marked("gift_card", { data: { reason: "gift_card" } })],
}
const PENDING = {
  tax_lines: [marked("pending", { data: { reason: "address_incomplete" } })],
}

describe("whyNotTaxed of a line", () => {
  it.each([
    ["CUSTOMER", "customer_exempt", "You are exempt from this tax."],
    ["WHOLESALE", "customer_exempt", "You are exempt from this tax."],
    ["PRODUCT", "product_exempt", "Not taxed there."],
    ["TRANSACTION", "sale_exempt", "This sale is not taxed."],
    ["REGION", "no_tax_there", "No tax is collected there."],
    [
      "REVERSE_CHARGE",
      "reverse_charge",
      "You account for the tax yourself (reverse charge).",
    ],
    ["ZERO_RATE_TAX", "zero_rate", "The tax rate there is zero."],
    ["ZERO_RATE_NOT_EXEMPT", "zero_rate", "The tax rate there is zero."],
    ["EXPORT", "export", "Exports are not taxed."],
    [
      "HIGH_VALUE_PHYSICAL_GOODS",
      "taxed_at_border",
      "Tax is collected at the border.",
    ],
    ["ZERO_VALUE_ITEM", "zero_value", "There is nothing to tax."],
    ["NO_RULE_FOUND", "no_tax_there", "No tax is collected there."],
    ["A_NEW_WORD", "other", "Not taxed there."],
    ["constructor", "other", "Not taxed there."],
    [null, "other", "Not taxed there."],
  ])("understands Kintsugi's %s as %s", (word, reason, text) => {
    expect(whyNotTaxed(exempt(word))).toEqual({ reason, text })
  })

  it("says that the store is not registered there", () => {
    const unregistered = { has_active_registration: false }
    const expected = {
      reason: "no_registration",
      text: "No tax is collected there.",
    }
    expect(whyNotTaxed(exempt("REGION", unregistered))).toEqual(expected)
    expect(whyNotTaxed(exempt(null, unregistered))).toEqual(expected)
    expect(whyNotTaxed({ tax_lines: [untaxed(unregistered)] })).toEqual(
      expected
    )
    expect(whyNotTaxed(exempt("CUSTOMER", unregistered))?.reason).toBe(
      "customer_exempt"
    )
  })

  it("says that the customer's group is exempt, which Kintsugi calls otherwise", () => {
    expect(
      whyNotTaxed(exempt("TRANSACTION", { exempt_by: "customer_group" }))
        ?.reason
    ).toBe("customer_exempt")
  })

  it("reads the jurisdiction's reason where the line has none", () => {
    const line = {
      tax_lines: [
        {
          ...taxed("New York State Sales Tax", "0", "0.00", 0),
          data: {
            ...(untaxed({
              jurisdiction: {
                name: "New York State Sales Tax",
                rate: "0.04",
                amount: "0.00",
                exempt: true,
                exempt_reason: "RULE_FOUND_NOT_TAXABLE",
              },
            }).data as object),
          },
        },
      ],
    }
    expect(whyNotTaxed(line)?.reason).toBe("product_exempt")
  })

  it("knows the reasons of lines without an answer", () => {
    expect(whyNotTaxed(PENDING)).toEqual({
      reason: "address_incomplete",
      text: "Tax is calculated once there is an address.",
    })
    expect(whyNotTaxed(GIFT_CARD)).toEqual({
      reason: "gift_card",
      text: "Gift cards are not taxed.",
    })
    expect(whyNotTaxed({ tax_lines: [marked("zero")] })).toEqual({
      reason: "not_calculated",
      text: "Tax could not be calculated.",
    })
    expect(
      whyNotTaxed({
        tax_lines: [marked("zero", { data: { exempt_by: "exemption" } })],
      })?.reason
    ).toBe("customer_exempt")
    expect(whyNotTaxed({ tax_lines: [marked("fallback")] })?.reason).toBe(
      "zero_rate"
    )
    expect(
      whyNotTaxed({ tax_lines: [{ rate: 0, data: { source: "house" } }] })
        ?.reason
    ).toBe("zero_rate")
  })

  it("returns nothing for a taxed line", () => {
    expect(whyNotTaxed(TAXED)).toBeUndefined()
    expect(
      whyNotTaxed({ tax_lines: [marked("fallback", { rate: 8 })] })
    ).toBeUndefined()
    // 6.25 % of 0.05 is nothing that can be charged.
    expect(
      whyNotTaxed({
        tax_lines: [
          { ...untaxed({ line: { tax_rate: "0.0625" } }), code: "us-tx:tx" },
        ],
      })
    ).toBeUndefined()
  })

  it("returns a reason for an exempt line that carries another line's fee", () => {
    const fee = taxed("Retail Delivery Fee", "0", "0.29", 0.29)
    expect(
      whyNotTaxed({
        tax_lines: [
          {
            ...fee,
            rate: 1.45,
            data: {
              ...(fee.data as object),
              line: { exempt: true, exempt_reason: "PRODUCT" },
            },
          },
        ],
      })?.reason
    ).toBe("product_exempt")
  })

  it("returns nothing where no tax line could say", () => {
    expect(whyNotTaxed({})).toBeUndefined()
    expect(whyNotTaxed({ tax_lines: null })).toBeUndefined()
    expect(whyNotTaxed({ tax_lines: [] })).toBeUndefined()
  })
})

describe("whyNotTaxed of a cart", () => {
  it("returns the reason that all lines have in common", () => {
    expect(
      whyNotTaxed({
        items: [exempt("CUSTOMER"), exempt("CUSTOMER")],
        shipping_methods: [exempt("CUSTOMER")],
      })?.reason
    ).toBe("customer_exempt")
  })

  it("returns nothing if one line is taxed, or there is none", () => {
    expect(
      whyNotTaxed({ items: [exempt("PRODUCT")], shipping_methods: [TAXED] })
    ).toBeUndefined()
    expect(whyNotTaxed({ items: [] })).toBeUndefined()
    expect(whyNotTaxed({ items: null })).toBeUndefined()
  })

  it("returns `other` for several reasons", () => {
    expect(
      whyNotTaxed({ items: [exempt("PRODUCT"), exempt("EXPORT")] })
    ).toEqual({ reason: "other", text: "Not taxed there." })
  })

  it("counts gift cards and what is free only if there is nothing else", () => {
    const free = exempt("ZERO_VALUE_ITEM")
    expect(
      whyNotTaxed({ items: [GIFT_CARD, PENDING], shipping_methods: [free] })
        ?.reason
    ).toBe("address_incomplete")
    expect(whyNotTaxed({ items: [GIFT_CARD] })?.reason).toBe("gift_card")
    expect(whyNotTaxed({ items: [GIFT_CARD, TAXED] })).toBeUndefined()
  })

  it("takes Medusa's own types", () => {
    const typed = (subject: StoreCart | StoreCartLineItem) =>
      whyNotTaxed(subject)
    expect(typed({ items: [] } as unknown as StoreCart)).toBeUndefined()
  })
})

describe("taxSourceOf", () => {
  it.each([
    ["kintsugi", { items: [TAXED] }],
    ["kintsugi", { shipping_methods: [TAXED] }],
    ["kintsugi", { items: [GIFT_CARD, TAXED] }],
    ["gift_card", { items: [GIFT_CARD] }],
    ["pending", { items: [PENDING] }],
    ["fallback", { items: [{ tax_lines: [marked("fallback", { rate: 8 })] }] }],
    [undefined, { items: [{ tax_lines: [{ rate: 8, data: null }] }] }],
    [undefined, {}],
  ])("returns %s", (source, cart) => {
    expect(taxSourceOf(cart)).toBe(source)
  })
})
