import type { TaxLine } from "../../tax/tax-lines"
import type { CachedEstimate } from "./estimate-cache"
import { createMadeTaxLines } from "./made-tax-lines"

const answer = (): CachedEstimate => ({
  estimate: {
    external_id: "cart_01J",
    currency: "USD",
    transaction_items: [],
    addresses: undefined,
    total_tax_amount_calculated: undefined,
    has_active_registration: true,
  },
  ids: [],
  amounts: [],
})

const lines = (count = 1): TaxLine[] =>
  Array.from({ length: count }, () => ({
    line_item_id: "cali_01J",
    name: "Texas State Tax",
    code: "us-tx:texas-state-tax",
    rate: 6.25,
    provider_id: "tp_kintsugi_kintsugi",
  }))

describe("tax lines made of an answer", () => {
  it("are made once for the same lines and options", () => {
    const made = createMadeTaxLines()
    const make = jest.fn(() => lines())
    const known = answer()
    expect(made.of(known, "a", make)).toEqual(lines())
    expect(made.of(known, "a", make)).toEqual(lines())
    expect(make).toHaveBeenCalledTimes(1)
  })

  it("are made anew for others, and for another answer", () => {
    const made = createMadeTaxLines()
    const make = jest.fn(() => lines())
    const known = answer()
    made.of(known, "a", make)
    made.of(known, "b", make)
    made.of(answer(), "b", make)
    expect(make).toHaveBeenCalledTimes(3)
  })

  it("are the caller's own to change", () => {
    const made = createMadeTaxLines()
    const known = answer()
    made.of(known, "a", lines)[0]!.rate = 0
    expect(made.of(known, "a", lines)).toEqual(lines())
  })

  it("are not kept where they are too many, and never fail for it", () => {
    const made = createMadeTaxLines()
    const make = jest.fn(() => lines(30_000))
    const known = answer()
    expect(made.of(known, "a", make)).toHaveLength(30_000)
    expect(made.of(known, "a", make)).toHaveLength(30_000)
  })
})
