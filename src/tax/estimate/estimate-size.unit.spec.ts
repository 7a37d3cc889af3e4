import type { TaxLine } from "../tax-lines/build-tax-lines"
import { sizeOfEstimate, sizeOfTaxLines } from "./estimate-size"

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

describe("the sizes", () => {
  const estimate = {
    external_id: "12345",
    currency: "USD",
    transaction_items: [],
    addresses: undefined,
    total_tax_amount_calculated: "1.65",
    has_active_registration: true,
  }
  const size = (fields: object, ids: string[] = [], amounts: string[] = []) =>
    sizeOfEstimate({ estimate: { ...estimate, ...fields }, ids, amounts })

  it("are two bytes a character, and 120 an object", () => {
    expect(size({})).toBe(120 + 2 * (5 + 3 + 4))
    expect(size({}, ["1", "22"], ["333"])).toBe(size({}) + 2 * 6)
    expect(size({ addresses: [{ type: "SHIP_TO", status: "OK" }] })).toBe(
      size({}) + 120 + 2 * 9
    )
    const item = { external_id: "1", tax_amount: "22", taxable_amount: "333" }
    expect(size({ transaction_items: [{ ...item, tax_rate: "4444" }] })).toBe(
      size({}) + 120 + 2 * 10
    )
    const tax = { name: "1", rate: "22", amount: "333" }
    expect(size({ transaction_items: [{ tax_items: [tax, tax] }] })).toBe(
      size({}) + 3 * 120 + 2 * 12
    )
  })

  it("of tax lines count what is in their data, however deep", () => {
    const taxLine = (data: object) =>
      ({ code: "12", rate: 8, data }) as unknown as TaxLine
    expect(sizeOfTaxLines([])).toBe(0)
    expect(sizeOfTaxLines([taxLine({})])).toBe(2 * 120 + 2 * 2)
    expect(
      sizeOfTaxLines([
        taxLine({ line: { name: "333", exempt: false, none: null } }),
        taxLine({}),
      ])
    ).toBe(3 * 120 + 2 * 5 + 2 * 120 + 2 * 2)
  })
})
