import fc from "fast-check"
import { bodyRefusals } from "../../integration-tests/sandbox/contract/schema-check"
import {
  boundedEmail,
  boundedId,
  boundedQuantity,
  boundedRate,
  boundedText,
} from "./bounds"

const taxItem = (fields: object) =>
  bodyRefusals("TaxItemBuilder", {
    organization_id: "orgn_1",
    name: "Tax",
    rate: 0,
    amount: 0,
    ...fields,
  })

describe("boundedText", () => {
  it("keeps a text that is as long as its field allows", () => {
    const longest = "🧾".repeat(200)
    expect(boundedText(longest, "productName")).toBe(longest)
  })

  it("cuts a text between characters, never within one", () => {
    expect(boundedText("x".repeat(201), "productName")).toBe("x".repeat(200))
    expect(boundedText(`${"x".repeat(199)}🧾!`, "productName")).toBe(
      `${"x".repeat(199)}🧾`
    )
    expect(boundedText("🧾".repeat(201), "productName")).toBe("🧾".repeat(200))
  })

  it("replaces lone surrogates in a text", () => {
    expect(boundedText("\ud83e mug \udfff", "productName")).toBe(
      "\ufffd mug \ufffd"
    )
  })
})

describe("boundedId", () => {
  const long = (end: string) => `cus_${"x".repeat(200)}${end}`

  it("keeps an id that is as long as its field allows", () => {
    expect(boundedId("cus_01JANE", "customer")).toBe("cus_01JANE")
    expect(boundedId("é".repeat(100), "customer")).toBe("é".repeat(100))
  })

  it("shortens a long id to its beginning and a hash, stable and unique", () => {
    const id = boundedId(long("a"), "customer")
    expect(id).toMatch(/^cus_x+-[0-9a-f]{40}$/)
    expect(id).toHaveLength(100)
    expect(boundedId(long("a"), "customer")).toBe(id)
    expect(boundedId(long("b"), "customer")).not.toBe(id)
  })
})

it("boundedEmail returns an e-mail address whole or not at all", () => {
  const host = "@example.com"
  const longest = `${"m".repeat(200 - host.length)}${host}`
  expect(boundedEmail(longest)).toBe(longest)
  expect(boundedEmail(`m${longest}`)).toBeUndefined()
})

describe("boundedRate", () => {
  it.each([
    ["0.083333333333", 0.083333333],
    ["0.0833333335", 0.083333334],
    ["0.0825", 0.0825],
    [10, 10],
    ["1000", 999.999999999],
    ["-0.0000000005", -0.000000001],
    ["123456.7", 999.999999999],
    [Infinity, 999.999999999],
    [NaN, 0],
  ])("sends a rate of %s as %d", (rate, sent) => {
    expect(boundedRate(rate)).toBe(sent)
  })

  it("returns a rate that the contract accepts, for any rate", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.double(),
          fc.double({ min: -2000, max: 2000 }),
          fc
            .tuple(
              fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }),
              fc.nat(40)
            )
            .map(([digits, places]) => `${digits}e-${places}`)
        ),
        (rate) => {
          expect(taxItem({ rate: boundedRate(rate) })).toEqual([])
        }
      ),
      { seed: 20260614, numRuns: 3000 }
    )
  })
})

it("boundedQuantity returns a quantity that the contract accepts below 1e15", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.double({ min: 0, max: 1e15, noNaN: true }),
        fc.double({ min: 0, max: 1e-3, noNaN: true })
      ),
      (quantity) => {
        expect(
          bodyRefusals("TransactionItemBuilder", {
            organization_id: "orgn_1",
            date: "2026-06-14T10:00:00Z",
            external_product_id: "prod_1",
            quantity: boundedQuantity(quantity),
          })
        ).toEqual([])
      }
    ),
    { seed: 20260614, numRuns: 3000 }
  )
})
