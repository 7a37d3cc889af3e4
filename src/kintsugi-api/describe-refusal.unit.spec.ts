import { describeRefusal } from "./describe-refusal"

const refusalOf = (path: string, message: string) => ({
  detail: `${path}: ${message}`,
  fields: [{ path, message }],
})

describe("describeRefusal", () => {
  it("quotes what was sent, and names the state", () => {
    expect(
      describeRefusal(
        refusalOf(
          "body.addresses.0.postal_code",
          "Value error, the address is not valid: postal code *** is not in TX"
        ),
        {
          body: {
            addresses: [{ country: "US", state: "TX", postal_code: "90001" }],
          },
          nameState: (country, state) =>
            country === "US" && state === "TX" ? "Texas" : undefined,
        }
      )
    ).toBe("ZIP 90001 isn't in Texas.")
  })

  it.each([
    [
      "body.addresses.0.postal_code",
      "Value error, the address is not valid: postal code *** is not in TX",
      "The postal code isn't in TX.",
    ],
    [
      "body.addresses.0.postal_code",
      "Value error, does not belong to the state",
      "The postal code isn't in the state.",
    ],
    [
      "body.addresses.0.postal_code",
      "Field required",
      "The postal code is missing.",
    ],
    [
      "body.addresses.0.postal_code",
      "Value error, the moon is full",
      "Kintsugi doesn't accept the postal code: the moon is full.",
    ],
    [
      "body.addresses.0.country",
      "Value error, country must be an ISO 3166-1 alpha-2 code in upper case",
      "Kintsugi doesn't know this country.",
    ],
    [
      "body.transaction_items.1.amount",
      "Decimal input should have no more than 10 digits before the decimal point",
      "The amount of line 2 has more than 10 digits before the decimal point.",
    ],
    [
      "body.transaction_items.0.tax_items.2.rate",
      "Input should be greater than or equal to 0",
      "The tax rate of a tax on line 1 must be at least 0.",
    ],
    [
      "body.transaction_items.0.external_product_id",
      "Value error, product 'prod_1' does not exist",
      "Kintsugi doesn't know the product of line 1.",
    ],
    [
      "body.transaction_items.0.product_subcategory",
      "Value error, 'Physical' / 'Spoons' is not a product category and subcategory",
      "Kintsugi has no category Physical / Spoons.",
    ],
    [
      "body.customer.email",
      "value is not a valid email address: there is no @",
      "The customer's e-mail address isn't valid.",
    ],
    [
      "body.currency",
      "Input should be 'USD', 'EUR' or 'GBP'",
      "Kintsugi doesn't accept this currency.",
    ],
    [
      "body.product_status_reason",
      "Value error, product_category and body.addresses.0.postal_code disagree",
      "Kintsugi doesn't accept the product status reason: category and postal code disagree.",
    ],
    [
      "header.x-organization-id",
      "Field required",
      "The organization ID is missing.",
    ],
    [
      "body",
      "JSON decode error",
      "Kintsugi doesn't accept the request: JSON decode error.",
    ],
  ])("puts %s: %s in plain words", (path, message, sentence) => {
    expect(describeRefusal(refusalOf(path, message))).toBe(sentence)
  })

  it.each([
    [
      "Duplicate external id (order_1) for the given transaction not allowed.",
      "Kintsugi already has a transaction with the ID order_1.",
    ],
    [
      "Transaction with 'transaction_id' of 'tran_1' was not found in 'orgn_1'",
      "Kintsugi has no transaction with the ID tran_1.",
    ],
    [
      "[orgn_1] Product with id prod_1 not found",
      "Kintsugi has no product with the ID prod_1.",
    ],
    [
      "Credit notes of 30.00 exceed the transaction's 20.00.",
      "Credit notes of 30.00 exceed the transaction's 20.00.",
    ],
    ["body.addresses.0.zip: Value error, no", ""],
    ["", ""],
  ])("puts the text %p in plain words", (detail, sentence) => {
    expect(describeRefusal({ detail, fields: [] })).toBe(sentence)
  })

  it("says each reason once, and no more than three", () => {
    const fields = [
      "currency",
      "currency",
      "date",
      "city",
      "state",
      "email",
    ].map((name) => ({ path: `body.${name}`, message: "Field required" }))
    expect(describeRefusal({ detail: "", fields })).toBe(
      "The currency is missing. The date is missing. The city is missing. And 2 more."
    )
  })

  it("does not quote what is too long to be read", () => {
    expect(
      describeRefusal(refusalOf("body.currency", "Input should be 'USD'"), {
        body: { currency: "x".repeat(41) },
      })
    ).toBe("Kintsugi doesn't accept this currency.")
  })
})
