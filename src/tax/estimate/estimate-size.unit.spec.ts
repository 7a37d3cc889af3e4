import { sizeOfEstimate } from "./estimate-size"

const sizeWith = (fields: object, tax: object = {}) =>
  sizeOfEstimate({
    estimate: {
      external_id: "cart_01J",
      currency: "USD",
      transaction_items: [
        {
          external_id: "cali_01J",
          tax_amount: "1.65",
          taxable_amount: "20.00",
          tax_rate: "0.0825",
          tax_items: [{ name: "Tax", rate: "0.0825", amount: "1.65", ...tax }],
          ...fields,
        },
      ],
      addresses: undefined,
      total_tax_amount_calculated: undefined,
      has_active_registration: true,
    },
    ids: [],
    amounts: [],
  })

const LONG = "0".repeat(1_000)

describe("sizeOfEstimate", () => {
  it.each([
    "external_id",
    "exempt_reason",
    "amount",
    "quantity",
    "tax_amount",
    "taxable_amount",
    "tax_rate",
  ])("counts an item's %s", (field) => {
    expect(sizeWith({ [field]: LONG })).toBeGreaterThan(sizeWith({}) + 1_900)
  })

  it.each(["name", "exempt_reason", "rate", "amount"])(
    "counts a jurisdiction's %s",
    (field) => {
      expect(sizeWith({}, { [field]: LONG })).toBeGreaterThan(
        sizeWith({}) + 1_900
      )
    }
  )

  it("accepts numbers and nulls", () => {
    expect(sizeWith({ amount: 20, quantity: null })).toBe(sizeWith({}))
  })
})
