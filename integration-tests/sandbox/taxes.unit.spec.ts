import Ajv from "ajv"
import addFormats from "ajv-formats"
import Big from "big.js"
import { defaultContract } from "./contract/carried"
import { PLACES, sampleEstimate, type SampleItem } from "./sample-estimate"
import type { EstimateAddress, EstimateRequest } from "./tax/estimate"
import { estimateTax, type TaxKnowledge } from "./tax/estimate-tax"

const everywhere: TaxKnowledge = {
  registrations: "all",
  products: new Map(),
  customers: new Map(),
}

function estimate(
  address: EstimateAddress,
  items: SampleItem[],
  more: Partial<EstimateRequest> = {},
  knowledge: Partial<TaxKnowledge> = {}
) {
  return estimateTax(sampleEstimate(address, items, more), {
    ...everywhere,
    ...knowledge,
  })
}

function only(
  address: EstimateAddress,
  item: SampleItem,
  more: Partial<EstimateRequest> = {},
  knowledge: Partial<TaxKnowledge> = {}
) {
  const [line] = estimate(address, [item], more, knowledge).transaction_items
  if (!line) {
    throw new Error("The estimate has no item")
  }
  return line
}

/** "name rate amount" of each jurisdiction. */
function taxesOf(address: EstimateAddress, item: SampleItem): string[] {
  return only(address, item).tax_items.map(
    ({ name, rate, amount }) => `${name} ${rate} ${amount}`
  )
}

describe("estimateTax", () => {
  describe("jurisdictions, on 100.00 of goods", () => {
    const cases: [keyof typeof PLACES, total: string, taxes: string[]][] = [
      [
        "austin",
        "8.25",
        [
          "Texas State Sales Tax 0.0625 6.25",
          "Austin City Sales Tax 0.01 1.00",
          "Austin MTA Transit Sales Tax 0.01 1.00",
        ],
      ],
      [
        "houston",
        "8.25",
        [
          "Texas State Sales Tax 0.0625 6.25",
          "Texas Local Sales Tax 0.02 2.00",
        ],
      ],
      [
        "losAngeles",
        "9.50",
        [
          "California State Sales Tax 0.06 6.00",
          "Los Angeles County Sales Tax 0.0025 0.25",
          "Los Angeles District Sales Tax 0.0325 3.25",
        ],
      ],
      [
        "sacramento",
        "7.25",
        [
          "California State Sales Tax 0.06 6.00",
          "California County Sales Tax 0.0125 1.25",
        ],
      ],
      [
        "newYork",
        "8.88",
        [
          "New York State Sales Tax 0.04 4.00",
          "New York City Sales Tax 0.045 4.50",
          "Metropolitan Commuter Transportation District Tax 0.00375 0.38",
        ],
      ],
      [
        "albany",
        "8.00",
        [
          "New York State Sales Tax 0.04 4.00",
          "New York County Sales Tax 0.04 4.00",
        ],
      ],
      [
        "nashville",
        "9.25",
        [
          "Tennessee State Sales Tax 0.07 7.00",
          "Tennessee Local Sales Tax 0.0225 2.25",
        ],
      ],
      [
        "miami",
        "7.00",
        [
          "Florida State Sales Tax 0.06 6.00",
          "Florida County Discretionary Surtax 0.01 1.00",
        ],
      ],
      ["portland", "0.00", []],
      [
        "denver",
        "9.10",
        [
          "Colorado State Sales Tax 0.029 2.90",
          "Denver City Sales Tax 0.0481 4.81",
          "Regional Transportation District Tax 0.01 1.00",
          "Cultural Facilities District Tax 0.001 0.10",
          "Colorado Retail Delivery Fee 0E-9 0.29",
        ],
      ],
      [
        "boulder",
        "3.19",
        [
          "Colorado State Sales Tax 0.029 2.90",
          "Colorado Retail Delivery Fee 0E-9 0.29",
        ],
      ],
      [
        "seattle",
        "10.35",
        [
          "Washington State Sales Tax 0.065 6.50",
          "Seattle Local Sales Tax 0.0385 3.85",
        ],
      ],
      ["newark", "6.63", ["New Jersey State Sales Tax 0.06625 6.63"]],
      ["boston", "6.25", ["Massachusetts State Sales Tax 0.0625 6.25"]],
      [
        "philadelphia",
        "8.00",
        [
          "Pennsylvania State Sales Tax 0.06 6.00",
          "Philadelphia City Sales Tax 0.02 2.00",
        ],
      ],
      ["pittsburgh", "6.00", ["Pennsylvania State Sales Tax 0.06 6.00"]],
      ["atlanta", "4.00", ["Georgia State Sales Tax 0.04 4.00"]],
      ["toronto", "13.00", ["Ontario HST 0.13 13.00"]],
      [
        "montreal",
        "14.98",
        ["Canada GST 0.05 5.00", "Quebec QST 0.09975 9.98"],
      ],
      [
        "vancouver",
        "12.00",
        ["Canada GST 0.05 5.00", "British Columbia PST 0.07 7.00"],
      ],
      ["calgary", "5.00", ["Canada GST 0.05 5.00"]],
      ["berlin", "19.00", ["Germany VAT 0.19 19.00"]],
      ["paris", "20.00", ["France VAT 0.2 20.00"]],
      ["amsterdam", "21.00", ["Netherlands VAT 0.21 21.00"]],
      ["vienna", "20.00", ["Austria VAT 0.2 20.00"]],
      ["dublin", "23.00", ["Ireland VAT 0.23 23.00"]],
      ["london", "20.00", ["United Kingdom VAT 0.2 20.00"]],
      ["tokyo", "10.00", ["Japan Consumption Tax 0.1 10.00"]],
      ["manama", "10.00", ["Bahrain VAT 0.1 10.00"]],
      ["sydney", "10.00", ["Australia GST 0.1 10.00"]],
    ]

    it.each(cases)("%s: a tax of %s", (place, total, taxes) => {
      expect(taxesOf(PLACES[place], {})).toEqual(taxes)
      expect(estimate(PLACES[place], [{}]).total_tax_amount_calculated).toBe(
        total
      )
    })

    it.each(["kuwait", "zurich", "sanJuan"] as const)(
      "%s has no tax rule, which is not an error",
      (place) => {
        expect(only(PLACES[place], {})).toMatchObject({
          tax_amount: "0.00",
          tax_rate: "0E-9",
          tax_items: [],
          exempt: true,
          exempt_reason: "NO_RULE_FOUND",
        })
      }
    )

    it("Oregon has a registration and no tax", () => {
      expect(estimate(PLACES.portland, [{}])).toMatchObject({
        total_tax_amount_calculated: "0.00",
        taxable_amount: "0.00",
        tax_rate_calculated: "0.00",
        has_active_registration: true,
        transaction_items: [{ exempt: false, tax_rate: "0E-9" }],
      })
    })
  })

  describe("caps", () => {
    it("Tennessee taxes an article of 2,000.00 with 176.00, not 9.25 %", () => {
      const line = only(PLACES.nashville, { amount: 2000 })

      expect(line.tax_items.map(({ amount }) => amount)).toEqual([
        "140.00",
        "36.00",
      ])
      expect(line).toMatchObject({
        tax_amount: "176.00",
        taxable_amount: "2000.00",
        tax_rate: "0.0925",
      })
    })

    it("Tennessee caps the article, not the line", () => {
      const two = { amount: 2000, quantity: 2 }
      expect(only(PLACES.nashville, two).tax_amount).toBe("185.00")

      const twoExpensive = { amount: 4000, quantity: 2 }
      expect(only(PLACES.nashville, twoExpensive).tax_amount).toBe("352.00")
    })

    it("Tennessee's local tax stops growing at 1,600.00", () => {
      const local = (amount: number) =>
        only(PLACES.nashville, { amount }).tax_items[1]?.amount

      expect(local(1599.99)).toBe("36.00")
      expect(local(1555.55)).toBe("35.00")
      expect(local(1600)).toBe("36.00")
      expect(local(1600.01)).toBe("36.00")
    })

    it("Florida taxes a line of four articles at 2,000.00 with 530.00", () => {
      const line = only(PLACES.miami, { amount: 8000, quantity: 4 })

      expect(line.tax_items.map(({ amount }) => amount)).toEqual([
        "480.00",
        "50.00",
      ])
      expect(line.tax_amount).toBe("530.00")
    })

    it("Florida caps goods and shipping separately", () => {
      const answer = estimate(PLACES.miami, [
        { amount: 2000 },
        { is: "shipping", amount: 10 },
      ])

      expect(answer.transaction_items.map((item) => item.tax_amount)).toEqual([
        "140.00",
        "0.70",
      ])
      expect(answer.total_tax_amount_calculated).toBe("140.70")
    })
  })

  describe("clothing", () => {
    it("New York City taxes clothing from 110.00 per article", () => {
      const tax = (amount: number, quantity: number) =>
        only(PLACES.newYork, { is: "clothing", amount, quantity }).tax_amount

      expect(tax(109.99, 1)).toBe("0.00")
      expect(tax(110, 1)).toBe("9.76")
      expect(tax(219.98, 2)).toBe("0.00")
      expect(tax(220, 2)).toBe("19.53")
    })

    it("New York City exempts footwear, in every exempt field", () => {
      expect(only(PLACES.newYork, { is: "shoes" })).toMatchObject({
        exempt: true,
        exempt_reason: "PRODUCT",
        tax_amount: "0.00",
        taxable_amount: "0.00",
        tax_rate: "0E-9",
        tax_items: [
          {
            name: "New York State Sales Tax",
            rate: "0.04",
            amount: "0.00",
            exempt: true,
            exempt_reason: "RULE_FOUND_NOT_TAXABLE",
          },
          { amount: "0.00", exempt: true },
          { amount: "0.00", exempt: true },
        ],
      })
    })

    it("upstate New York: the state exempts clothing, the county taxes it", () => {
      expect(only(PLACES.albany, { is: "clothing" })).toMatchObject({
        exempt: false,
        tax_amount: "4.00",
        taxable_amount: "100.00",
        tax_rate: "0.04",
        tax_items: [
          { amount: "0.00", exempt: true },
          { amount: "4.00", exempt: false },
        ],
      })
    })

    it("Massachusetts taxes clothing only above 175.00 per article", () => {
      expect(
        only(PLACES.boston, { is: "clothing", amount: 200 })
      ).toMatchObject({
        exempt: false,
        tax_amount: "1.56",
        taxable_amount: "25.00",
        tax_rate: "0.0625",
      })
      expect(
        only(PLACES.boston, { is: "clothing", amount: 400, quantity: 2 })
      ).toMatchObject({ tax_amount: "3.13", taxable_amount: "50.00" })
      expect(
        only(PLACES.boston, { is: "clothing", amount: 175 })
      ).toMatchObject({ tax_amount: "0.00", exempt_reason: "PRODUCT" })
    })

    it.each(["newark", "philadelphia"] as const)("%s exempts it", (place) => {
      expect(
        only(PLACES[place], { is: "clothing", amount: 500 })
      ).toMatchObject({ tax_amount: "0.00", exempt_reason: "PRODUCT" })
    })
  })

  describe("shipping", () => {
    it.each([
      ["austin", "0.83"],
      ["newYork", "0.89"],
      ["nashville", "0.93"],
      ["miami", "0.70"],
      ["toronto", "1.30"],
      ["berlin", "1.90"],
      ["losAngeles", "0.00"],
      ["boston", "0.00"],
    ] as const)("shipping of 10.00 in %s: %s", (place, tax) => {
      expect(
        only(PLACES[place], { is: "shipping", amount: 10 }).tax_amount
      ).toBe(tax)
    })

    it("shipping is exempt in California, with a reason", () => {
      expect(only(PLACES.losAngeles, { is: "shipping" })).toMatchObject({
        exempt: true,
        exempt_reason: "PRODUCT",
      })
    })
  })

  describe("kinds of products", () => {
    it.each([
      ["austin", "6.60"],
      ["newYork", "8.88"],
      ["losAngeles", "0.00"],
      ["miami", "0.00"],
      ["berlin", "19.00"],
    ] as const)("100.00 of software in %s: %s", (place, tax) => {
      expect(only(PLACES[place], { is: "software" }).tax_amount).toBe(tax)
    })

    it("Texas taxes 80 % of a digital product", () => {
      expect(only(PLACES.austin, { is: "software" })).toMatchObject({
        taxable_amount: "80.00",
        tax_rate: "0.0825",
      })
    })

    it("Germany taxes books at the reduced rate", () => {
      expect(taxesOf(PLACES.berlin, { is: "book" })).toEqual([
        "Germany VAT (reduced) 0.07 7.00",
      ])
      expect(only(PLACES.austin, { is: "book" }).tax_amount).toBe("8.25")
    })

    it("groceries are exempt in the US but not in Ontario", () => {
      expect(only(PLACES.austin, { is: "groceries" }).tax_amount).toBe("0.00")
      expect(only(PLACES.toronto, { is: "groceries" }).tax_amount).toBe("13.00")
    })

    it.each(["giftCard", "exempt"] as const)("%s: never taxed", (is) => {
      for (const place of [PLACES.austin, PLACES.berlin, PLACES.toronto]) {
        expect(only(place, { is })).toMatchObject({
          tax_amount: "0.00",
          exempt: true,
          exempt_reason: "PRODUCT",
        })
      }
    })
  })

  describe("Colorado's delivery fee", () => {
    const FEE = "Colorado Retail Delivery Fee"

    it("the fee is added once, to the shipping, and may exceed its price", () => {
      const answer = estimate(PLACES.denver, [
        { amount: 50 },
        { amount: 50 },
        { is: "shipping", amount: 0 },
      ])

      expect(answer.total_tax_amount_calculated).toBe("9.11")
      expect(answer.transaction_items[2]).toMatchObject({
        amount: "0.00",
        tax_amount: "0.29",
        taxable_amount: "0.00",
        tax_rate: "0E-9",
        exempt: false,
      })
      expect(answer.transaction_items[2]).not.toHaveProperty("exempt_reason")
      expect(answer.transaction_items[2]?.tax_items.at(-1)).toEqual({
        name: FEE,
        rate: "0E-9",
        amount: "0.29",
        exempt: false,
        exempt_reason: "RULE_FOUND_TAXABLE",
      })
      expect(JSON.stringify(answer).split(FEE)).toHaveLength(2)
    })

    it("the fee is added to the first taxed item if nothing is shipped", () => {
      const answer = estimate(PLACES.denver, [{ is: "giftCard" }, {}, {}])
      const bearers = answer.transaction_items.map((item) =>
        item.tax_items.some(({ name }) => name === FEE)
      )

      expect(bearers).toEqual([false, true, false])
    })

    it.each([
      ["nothing physical", [{ is: "software" }]],
      ["nothing taxed", [{ exempt: true }]],
      ["only free items", [{ amount: 0 }]],
      ["a credit", [{ amount: -100 }]],
    ] satisfies [string, SampleItem[]][])("no fee: %s", (_why, items) => {
      expect(JSON.stringify(estimate(PLACES.denver, items))).not.toContain(FEE)
    })

    it("the fee is not due without a registration or from an exempt customer", () => {
      const customers = new Map([["cus_1", { exempt: true }]])
      const more = { customer: { external_id: "cus_1" } }

      for (const answer of [
        estimate(PLACES.denver, [{}], {}, { registrations: new Set() }),
        estimate(PLACES.denver, [{}], more, { customers }),
      ]) {
        expect(answer.total_tax_amount_calculated).toBe("0.00")
      }
    })
  })

  describe("amounts", () => {
    it("credits have the same tax with a negative sign", () => {
      expect(only(PLACES.austin, { amount: -100 }).tax_amount).toBe("-8.25")
      expect(
        only(PLACES.austin, { is: "shipping", amount: -10 }).tax_amount
      ).toBe("-0.83")
      expect(only(PLACES.nashville, { amount: -2000 }).tax_amount).toBe(
        "-176.00"
      )
      expect(
        only(PLACES.miami, { amount: -8000, quantity: -4 }).tax_amount
      ).toBe("-530.00")
      expect(
        only(PLACES.boston, { is: "clothing", amount: -200 })
      ).toMatchObject({ tax_amount: "-1.56", taxable_amount: "-25.00" })
    })

    it("a free item has no tax, and its jurisdictions are named", () => {
      expect(only(PLACES.austin, { amount: 0 })).toMatchObject({
        exempt: true,
        exempt_reason: "ZERO_VALUE_ITEM",
        tax_amount: "0.00",
        tax_rate: "0E-9",
        tax_items: [
          { name: "Texas State Sales Tax", amount: "0.00" },
          { amount: "0.00" },
          { amount: "0.00" },
        ],
      })
    })

    it("a missing or zero quantity counts as one", () => {
      const line = only(PLACES.nashville, {
        amount: 2000,
        quantity: undefined,
      })
      expect(line).toMatchObject({ tax_amount: "176.00", quantity: "1.0" })
      expect(
        only(PLACES.nashville, { amount: 2000, quantity: 0 })
      ).toMatchObject({ tax_amount: "176.00", quantity: "0" })
    })

    it("taxes are rounded half up per item and jurisdiction, not in total", () => {
      const answer = estimate(PLACES.austin, [
        { amount: 0.5 },
        { amount: 0.5 },
        { amount: 0.5 },
      ])

      expect(answer.total_tax_amount_calculated).toBe("0.15")
      expect(answer.tax_rate_calculated).toBe("0.1")
    })

    it("amounts are decimals, not floats: 1.005 is rounded up", () => {
      expect(only(PLACES.austin, { amount: 1.005 }).amount).toBe("1.01")
      expect(only(PLACES.austin, { amount: 1.2 }).tax_items[0]?.amount).toBe(
        "0.08"
      )
    })

    it("taxes in yen are cut to whole yen, written with two decimals", () => {
      expect(
        only(PLACES.tokyo, { amount: 1999 }, { currency: "JPY" })
      ).toMatchObject({ amount: "1999.00", tax_amount: "199.00" })
      expect(
        only(PLACES.tokyo, { amount: 19.99 }, { currency: "USD" }).tax_amount
      ).toBe("2.00")
    })

    it("amounts in dinars lose their third decimal", () => {
      expect(
        only(PLACES.manama, { amount: 10.125 }, { currency: "BHD" })
      ).toMatchObject({ amount: "10.13", tax_amount: "1.01" })
    })
  })

  describe("exemptions", () => {
    const more = { customer: { external_id: "cus_1" } }
    const withCustomer = (customer: object) => ({
      customers: new Map([["cus_1", customer]]),
    })

    it("an exempt customer pays no tax on any item", () => {
      const answer = estimate(
        PLACES.austin,
        [{}, { is: "shipping" }, { amount: 0 }],
        more,
        withCustomer({ exempt: true })
      )

      expect(answer.total_tax_amount_calculated).toBe("0.00")
      for (const item of answer.transaction_items) {
        expect(item).toMatchObject({
          exempt: true,
          exempt_reason: "CUSTOMER",
          tax_rate: "0E-9",
        })
        expect(item.tax_items).toHaveLength(3)
        for (const tax of item.tax_items) {
          expect(tax).toMatchObject({ amount: "0.00", exempt: true })
        }
      }
    })

    it("a customer may be exempt in some places only", () => {
      const texan = withCustomer({ exempt: true, exemptIn: ["US-TX", "EU"] })

      expect(only(PLACES.austin, {}, more, texan).tax_amount).toBe("0.00")
      expect(only(PLACES.paris, {}, more, texan).tax_amount).toBe("0.00")
      expect(only(PLACES.newYork, {}, more, texan).tax_amount).toBe("8.88")
    })

    it("unknown customers and those without exemptions are taxed", () => {
      for (const customer of [{}, { exempt: false, exemptIn: ["US-TX"] }]) {
        expect(
          only(PLACES.austin, {}, more, withCustomer(customer)).tax_amount
        ).toBe("8.25")
      }
      expect(
        only(
          PLACES.austin,
          {},
          { customer: { external_id: "cus_2" } },
          withCustomer({ exempt: true })
        ).tax_amount
      ).toBe("8.25")
    })

    it("an item may be exempt itself or through its product", () => {
      const products = new Map([
        [
          "prod_1",
          {
            product_category: "Physical",
            product_subcategory: "General Physical",
            tax_exempt: true,
          },
        ],
      ])

      expect(only(PLACES.austin, { exempt: true })).toMatchObject({
        exempt: true,
        exempt_reason: "TRANSACTION",
        tax_amount: "0.00",
      })
      expect(
        only(PLACES.austin, { external_product_id: "prod_1" }, {}, { products })
      ).toMatchObject({ exempt: true, exempt_reason: "PRODUCT" })
    })
  })

  describe("products that Kintsugi knows", () => {
    const products = new Map([
      [
        "prod_1",
        {
          product_category: "Physical",
          product_subcategory: "General Clothing",
        },
      ],
    ])
    const item = { external_product_id: "prod_1" }

    it("a known product has the category that Kintsugi stores", () => {
      const line = only(
        PLACES.newYork,
        {
          ...item,
          product_category: undefined,
          product_subcategory: undefined,
        },
        {},
        { products }
      )

      expect(line).toMatchObject({
        tax_amount: "0.00",
        product_subcategory: "General Clothing",
      })
    })

    it("a category in the request overrides the stored one", () => {
      expect(only(PLACES.newYork, item, {}, { products }).tax_amount).toBe(
        "8.88"
      )
    })
  })

  describe("registrations", () => {
    const registrations = new Set(["US-TX", "CA-ON", "EU"])
    const total = (place: EstimateAddress, more = {}) =>
      estimate(place, [{}], more, { registrations }).total_tax_amount_calculated

    it("there is no tax without a registration", () => {
      const answer = estimate(PLACES.newYork, [{}], {}, { registrations })

      expect(answer).toMatchObject({
        total_tax_amount_calculated: "0.00",
        has_active_registration: false,
        nexus_met: false,
        transaction_items: [
          {
            tax_amount: "0.00",
            tax_items: [],
            exempt: true,
            exempt_reason: "REGION",
          },
        ],
      })
    })

    it("a registration covers a state, a province or the whole EU", () => {
      expect(total(PLACES.austin)).toBe("8.25")
      expect(total(PLACES.toronto)).toBe("13.00")
      expect(total(PLACES.montreal)).toBe("0.00")
      expect(total(PLACES.berlin)).toBe("19.00")
      expect(total(PLACES.london)).toBe("0.00")
    })

    it("a registration may be simulated, which the answer does not echo", () => {
      const more = { simulate_active_registration: true }
      const answer = estimate(PLACES.newYork, [{}], more, { registrations })

      expect(answer.total_tax_amount_calculated).toBe("8.88")
      expect(answer.has_active_registration).toBe(true)
      expect(answer).not.toHaveProperty("simulate_active_registration")
    })
  })

  describe("addresses", () => {
    it("the ship-to address decides, bill-to is the fallback", () => {
      const billTo = { ...PLACES.losAngeles, type: "BILL_TO" as const }

      expect(
        estimate(PLACES.austin, [{}], { addresses: [billTo, PLACES.austin] })
          .total_tax_amount_calculated
      ).toBe("8.25")
      expect(
        estimate(PLACES.austin, [{}], { addresses: [billTo] })
          .total_tax_amount_calculated
      ).toBe("9.50")
    })

    it("each address has a status", () => {
      const status = (address: EstimateAddress) =>
        estimate(address, [{}]).addresses[0]?.status

      expect(status(PLACES.austin)).toBe("VERIFIED")
      expect(status({ ...PLACES.austin, city: undefined })).toBe(
        "PARTIALLY_VERIFIED"
      )
      expect(status({ ...PLACES.austin, street_1: "" })).toBe(
        "PARTIALLY_VERIFIED"
      )
      expect(status({ ...PLACES.austin, postal_code: "00000" })).toBe("INVALID")
      expect(status(PLACES.berlin)).toBe("UNVERIFIED")
      expect(status(PLACES.toronto)).toBe("UNVERIFIED")
    })
  })

  describe("the answer", () => {
    const answers = Object.values(PLACES).map((place) =>
      estimate(place, [
        { is: "clothing", amount: 349.99, quantity: 2 },
        { amount: 7321.07, quantity: 3, description: "A sofa" },
        { is: "software", amount: 12.34 },
        { amount: -20 },
        { is: "shipping", amount: 9.95 },
      ])
    )

    it("the answer has the contract's shape", () => {
      const ajv = new Ajv({ strict: false, allErrors: true })
      addFormats(ajv)
      ajv.addSchema({
        $id: "contract",
        components: JSON.parse(
          JSON.stringify(
            { schemas: defaultContract.schemas },
            (key, value: unknown) =>
              // The contract's own examples write a zero rate as "0E-9", which
              // its pattern for rates does not allow.
              key === "pattern" ? `${String(value)}|^0E-9$` : value
          )
        ),
      })
      const validate = ajv.compile({
        $ref: "contract#/components/schemas/TransactionEstimateResponse",
      })

      for (const answer of answers) {
        validate(answer)
        expect(validate.errors ?? []).toEqual([])
      }
    })

    it("jurisdictions add up to items, and items to the total", () => {
      const total = (amounts: string[]) =>
        amounts.reduce((sum, next) => sum.plus(next), new Big(0)).toFixed(2)

      for (const answer of answers) {
        for (const item of answer.transaction_items) {
          expect(total(item.tax_items.map((tax) => tax.amount))).toBe(
            item.tax_amount
          )
        }
        expect(
          total(answer.transaction_items.map((item) => item.tax_amount))
        ).toBe(answer.total_tax_amount_calculated)
      }
    })

    it("the answer echoes the request", () => {
      const request = sampleEstimate(
        PLACES.austin,
        [{ product_name: "Mug", quantity: 2.5, description: "Blue" }],
        { description: "A cart", currency: "EUR" }
      )
      const answer = estimateTax(request, everywhere)

      expect(answer).toMatchObject({
        date: request.date,
        external_id: request.external_id,
        currency: "EUR",
        description: "A cart",
        marketplace: false,
        addresses: request.addresses,
        transaction_items: [
          {
            external_id: "item_1",
            product_name: "Mug",
            description: "Blue",
            quantity: "2.5",
            amount: "100.00",
          },
        ],
      })
    })
  })

  it("estimateTax requires an address", () => {
    expect(() => estimate(PLACES.austin, [{}], { addresses: [] })).toThrow(
      "needs an address"
    )
  })
})
