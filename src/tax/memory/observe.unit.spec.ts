import { MathBN } from "@medusajs/framework/utils"
import type { LineTax } from "../estimate/validate-estimate"
import { ZERO } from "../money"
import { observeAnswer } from "./observe"

const decimal = (text: string) => MathBN.convert(text)

/** A line of 200.00 and what jurisdictions take of it. */
const taxed = (
  jurisdictions: [name: string, rate: string, amount: string][],
  fields: Partial<LineTax> = {},
  amount = "200"
): LineTax => ({
  line: {
    kind: "item",
    id: "cali_1",
    quantity: decimal("2"),
    price: { withTax: ZERO, withoutTax: decimal(amount) },
    amount: decimal(amount),
    currencyCode: "USD",
    rates: [],
  },
  amount: ZERO,
  taxableAmount: decimal(amount),
  rate: ZERO,
  exempt: false,
  jurisdictions: jurisdictions.map(([name, rate, tax]) => ({
    name,
    rate: decimal(rate),
    amount: decimal(tax),
    exempt: false,
  })),
  ...fields,
})

const observe = (...taxes: LineTax[]) =>
  observeAnswer(
    taxes,
    taxes.map((_, index) => `subject ${index}`),
    { digits: 2 }
  )

const basesOf = (tax: LineTax) =>
  observe(tax)?.lines[0]?.bases.map(({ point: { low, high } }) => [low, high])

describe("observeAnswer", () => {
  it("sees a tax on the whole line", () => {
    expect(observe(taxed([["State", "0.0625", "12.5"]]))).toEqual({
      lines: [
        {
          subject: "subject 0",
          taxes: [{ name: "State", rate: "0.0625" }],
          bases: [
            {
              tax: "State",
              point: {
                quantity: "2",
                amount: "200",
                low: "200",
                high: "200",
              },
              roundings: ["cent"],
            },
          ],
          line: { quantity: "2", amount: "200" },
        },
      ],
      fees: [],
      taxedSubjects: ["subject 0"],
    })
  })

  it("sees a base of nothing, of the taxable amount, and between two amounts", () => {
    expect(
      basesOf(
        taxed(
          [
            ["None", "0.0625", "0"],
            ["Share", "0.05", "8"],
            ["Capped", "0.0225", "1.13"],
          ],
          { taxableAmount: decimal("160") }
        )
      )
    ).toEqual([
      ["0", "0"],
      ["160", "160"],
      ["50", "50.44444444444444444444"],
    ])
  })

  it("says nothing of amounts whose tax is rounded to nothing", () => {
    expect(basesOf(taxed([["State", "0.0625", "0"]], {}, "0.05"))).toEqual([])
  })

  it("tells flat fees from rates", () => {
    expect(
      observe(
        taxed([
          ["State", "0.0625", "12.5"],
          ["Fee", "0", "0.29"],
        ])
      )
    ).toMatchObject({
      lines: [{ taxes: [{ name: "State" }] }],
      fees: [{ name: "Fee", amount: "0.29" }],
    })
  })

  it.each(["CUSTOMER", "TRANSACTION", "WHOLESALE", "REVERSE_CHARGE"])(
    "learns nothing from an answer to an exempt buyer (%s)",
    (exemptReason) => {
      expect(
        observe(taxed([["State", "0.0625", "12.5"]]), {
          ...taxed([]),
          exempt: true,
          exemptReason,
        })
      ).toBeUndefined()
    }
  )

  it("keeps why nothing taxes a line, and leaves out what is free", () => {
    expect(
      observe(
        taxed([], { exempt: true, exemptReason: "REGION" }),
        taxed([], { exempt: true, exemptReason: "ZERO_VALUE_ITEM" }, "0")
      )?.lines
    ).toMatchObject([{ taxes: [], exemptReason: "REGION" }])
  })
})
