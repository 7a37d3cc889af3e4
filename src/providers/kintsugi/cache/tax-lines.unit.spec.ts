import type { TaxLine } from "../../../tax/tax-lines/build-tax-lines"
import type { CachedEstimate } from "../../../tax/estimate/estimate-size"
import { createTaxLineCache } from "./tax-lines"

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

describe("tax lines made from an answer", () => {
  it("are made once for the same lines and options", () => {
    const made = createTaxLineCache()
    const make = jest.fn(() => lines())
    const known = answer()
    expect(made.getOrMake(known, "a", make)).toEqual(lines())
    expect(made.getOrMake(known, "a", make)).toEqual(lines())
    expect(make).toHaveBeenCalledTimes(1)
  })

  it("are made again for other lines or options, and for another answer", () => {
    const made = createTaxLineCache()
    const make = jest.fn(() => lines())
    const known = answer()
    made.getOrMake(known, "a", make)
    made.getOrMake(known, "b", make)
    made.getOrMake(answer(), "b", make)
    expect(make).toHaveBeenCalledTimes(3)
  })

  it("may be changed by the caller", () => {
    const made = createTaxLineCache()
    const known = answer()
    made.getOrMake(known, "a", lines)[0]!.rate = 0
    expect(made.getOrMake(known, "a", lines)).toEqual(lines())
  })

  it("are not cached if they are too many, which causes no error", () => {
    const made = createTaxLineCache()
    const make = jest.fn(() => lines(200_000))
    const known = answer()
    expect(made.getOrMake(known, "a", make)).toHaveLength(200_000)
    expect(made.getOrMake(known, "a", make)).toHaveLength(200_000)
    expect(make).toHaveBeenCalledTimes(2)
  })

  it("are evicted before they take too much memory, even if they are few", () => {
    const made = createTaxLineCache()
    const jurisdictions = Array.from({ length: 50 }, () => ({
      name: "x".repeat(250),
    }))
    const make = jest.fn(() =>
      lines(100).map((line) => ({
        ...line,
        // One tax line per item.
        name: "x".repeat(12_600),
        data: { jurisdictions },
      }))
    )
    const answers = Array.from({ length: 20 }, answer)
    answers.forEach((known) => made.getOrMake(known, "a", make))
    made.getOrMake(answers[0]!, "a", make)
    expect(make).toHaveBeenCalledTimes(21)
  })

  it("are evicted before the answers that they were made from take too much memory", () => {
    const made = createTaxLineCache()
    const make = jest.fn(() => lines())
    const answers = Array.from({ length: 20 }, () => {
      const known = answer()
      return {
        ...known,
        estimate: { ...known.estimate, external_id: "x".repeat(1_000_000) },
      }
    })
    answers.forEach((known) => made.getOrMake(known, "a", make))
    made.getOrMake(answers[0]!, "a", make)
    expect(make).toHaveBeenCalledTimes(21)
  })
})
