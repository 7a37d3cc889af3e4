import type { DestinationAddress } from "../../tax/address/read-address"
import type { TaxableLine } from "../../tax/cart/taxable-line"
import {
  AUSTIN,
  cart,
  including,
  line,
  useEstimator,
} from "../../../integration-tests/provider/use-estimator"
import { ESTIMATE } from "../../../integration-tests/provider/use-kintsugi"
import { PLACES } from "../../../integration-tests/sandbox/sample-estimate"

const kintsugi = useEstimator()
const { storeOf } = kintsugi

const BOOK = {
  classification: { category: "Physical", subcategory: "Comic Books" },
}

/** New York exempts clothing below 110.00. */
const clothing = (id: string, gross: string) =>
  including(id, gross, "0", {
    classification: { category: "Physical", subcategory: "General Clothing" },
  })

/** The fields of an answer that taxes these amounts at this rate. */
const answerAt = (rate: number, amounts: number[]) => {
  const taxes = amounts.map((amount) => (amount * rate).toFixed(2))
  return {
    total_tax_amount_calculated: taxes
      .reduce((sum, tax) => sum + Number(tax), 0)
      .toFixed(2),
    transaction_items: taxes.map((tax) => ({
      tax_amount: tax,
      tax_rate: String(rate),
      tax_items: [{ name: "Mood Tax", rate: String(rate), amount: tax }],
    })),
  }
}

describe("prices that include tax", () => {
  const estimate = async (
    address: DestinationAddress,
    lines: TaxableLine[]
  ) => {
    const estimated = await storeOf().of(
      cart({ lines, address }),
      "cart_01JAUSTIN"
    )
    return estimated.taxes().map(({ line, amount }) => ({
      net: line.amount.toFixed(),
      tax: amount.toFixed(),
      gross: line.amount.plus(amount).toFixed(),
    }))
  }

  const expectFewRequests = () =>
    expect(kintsugi.asked().length).toBeLessThanOrEqual(4)

  it.each<[string, DestinationAddress, string, string, string]>([
    ["Germany", PLACES.berlin, "119", "100", "19"],
    ["Germany", PLACES.berlin, "11.9", "10", "1.9"],
    ["Germany", PLACES.berlin, "59.99", "50.41", "9.58"],
    ["Florida, below the cap", PLACES.miami, "1070", "1000", "70"],
    ["Florida, above it", PLACES.miami, "10650", "10000", "650"],
    ["New York, below the threshold", PLACES.newYork, "109.99", "109.99", "0"],
    ["New York, above it", PLACES.newYork, "217.75", "200", "17.75"],
    ["nowhere", PLACES.portland, "59.99", "59.99", "0"],
    // Unlike Germany's, this rate is not known before Kintsugi is asked.
    ["Texas", PLACES.austin, "108.25", "100", "8.25"],
    ["Texas", PLACES.austin, "10.83", "10", "0.83"],
    ["Texas", PLACES.austin, "59.99", "55.43", "4.56"],
  ])(
    "are split into net + tax in %s: %#",
    async (_, address, gross, net, tax) => {
      const shares = await estimate(address, [clothing("a", gross)])
      expect(shares).toEqual([{ net, tax, gross }])
      expectFewRequests()
    }
  )

  it("are asked about in one request with prices that do not include tax", async () => {
    const shares = await estimate(PLACES.miami, [
      including("a", "1070"),
      including("b", "10650"),
      line("c", "Mug", "12"),
    ])
    expect(shares).toEqual([
      { net: "1000", tax: "70", gross: "1070" },
      { net: "10000", tax: "650", gross: "10650" },
      { net: "12", tax: "0.84", gross: "12.84" },
    ])
    expectFewRequests()
    for (const { transaction_items } of kintsugi.asked()) {
      expect(transaction_items).toHaveLength(3)
      expect(transaction_items[2]?.amount).toBe(12)
    }
  })

  it("use the lower net if a threshold lies between two", async () => {
    // If taxed, the net of 115.00 is below 110.00 and so exempt; if exempt, the
    // net is 115.00 and so taxed.
    const shares = await estimate(PLACES.newYork, [clothing("a", "115")])
    expectFewRequests()
    expect(Number(shares[0]?.net)).toBeLessThan(110)
    expect(shares[0]?.tax).toBe("0")
  })

  it("are asked about at most four times if no net ever fits", async () => {
    const grosses = [99.99, 1234.56, 0.07]
    for (const rate of [0.01, 0.03, 0.05, 0.07, 0.09, 0.01, 0.03]) {
      kintsugi.sandbox.fail({
        kind: "change",
        endpoint: ESTIMATE,
        fields: answerAt(rate, grosses),
      })
    }
    await estimate(
      AUSTIN,
      grosses.map((gross, index) => including("abc"[index]!, String(gross)))
    )
    expect(kintsugi.asked().length).toBeGreaterThan(1)
    expectFewRequests()
  })

  it("are asked about once if all prices exclude tax", async () => {
    const shares = await estimate(PLACES.berlin, [line("a", "Shirt", "59.99")])
    expect(kintsugi.asked()).toHaveLength(1)
    expect(shares).toEqual([{ net: "59.99", tax: "11.4", gross: "71.39" }])
  })

  const inBerlin = (lines: TaxableLine[]) =>
    cart({ lines, address: PLACES.berlin })

  it("are asked about once if the country's standard rate applies", async () => {
    // No net fits 0.09: 0.07 comes to 0.08 with tax, and 0.08 to 0.10.
    await storeOf().of(
      inBerlin([including("a", "119"), including("b", "0.09")]),
      "cart_01JBERLIN"
    )
    expect(kintsugi.asked()).toHaveLength(1)
    expect(
      kintsugi.asked()[0]?.transaction_items.map(({ amount }) => amount)
    ).toEqual([100, 0.07])
  })

  it("are asked about once if the rate of such a line is already known", async () => {
    const book = (gross: string) => including("a", gross, "0", BOOK)
    const estimates = storeOf()
    await estimates.of(inBerlin([book("107")]), "cart_01JBERLIN")
    const calls = kintsugi.asked().length
    await estimates.of(inBerlin([book("21.4")]), "cart_01JBERLIN")
    expect(kintsugi.asked()).toHaveLength(calls + 1)
    expect(kintsugi.asked().at(-1)?.transaction_items[0]?.amount).toBe(20)
  })

  it("cover the fee of a line that costs nothing", async () => {
    // 29 cents a delivery, which is free.
    const { taxes } = await storeOf().of(
      cart({
        lines: [
          including("a", "103.19"),
          line("s", "Delivery", "0", {
            kind: "shipping",
            productId: undefined,
          }),
        ],
        address: PLACES.boulder,
      }),
      "cart_01JBOULDER"
    )
    expect(taxes().map(({ line: { amount } }) => amount.toFixed())).toEqual([
      "100",
      "0",
    ])
  })

  it("are cached with the net that was asked about", async () => {
    const estimates = storeOf()
    const ours = inBerlin([including("a", "119"), including("b", "11.9")])
    await estimates.of(ours, "cart_01JOURS")
    const calls = kintsugi.asked().length
    const theirs = inBerlin(
      ours.lines.map((one) => ({ ...one, id: `${one.id}_theirs` })).reverse()
    )
    const { taxes } = await estimates.of(theirs, "cart_01JTHEIRS")
    expect(
      taxes().map(({ line, amount }) => [
        line.id,
        line.amount.toFixed(),
        amount.toFixed(),
      ])
    ).toEqual([
      ["b_theirs", "10", "1.9"],
      ["a_theirs", "100", "19"],
    ])
    expect(kintsugi.asked()).toHaveLength(calls)
  })

  it("can have a discount that is stored without tax", async () => {
    // 119.00 is 100.00 net; less 10.00 net it is 90.00, of which 19 % is 17.10.
    const shares = await estimate(PLACES.berlin, [including("a", "119", "10")])
    expect(shares).toEqual([{ net: "90", tax: "17.1", gross: "107.1" }])
  })
})
