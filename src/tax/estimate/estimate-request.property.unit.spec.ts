import { MathBN } from "@medusajs/framework/utils"
import fc from "fast-check"
import { runsOf } from "../../../integration-tests/exactness/runs"
import { bodyRefusals } from "../../../integration-tests/sandbox/contract/schema-check"
import { orderInAustin } from "../../ledger/__fixtures__/order-in-austin"
import type { ChargedLine } from "../../ledger/charged-lines"
import {
  toCreditNoteRequest,
  toNegativeSaleRequest,
} from "../../ledger/credit-note-request"
import { toSaleRequest } from "../../ledger/sale-request"
import type { LedgerTerms } from "../../ledger/transaction-lines"
import { toEstimateRequest } from "./estimate-request"
import { isTooLarge, sentDigits } from "./sent-amount"
import type { TaxableLine } from "../cart/taxable-line"

const RUNS = { seed: 20260614, numRuns: runsOf(1000) }

/**
 * Up to 1,200 characters; some take two UTF-16 units or are lone surrogates.
 */
const anyText = fc
  .tuple(
    fc.array(fc.constantFrom("x", "é", "文", "🧾", "\ud83e", "\udfff", " "), {
      maxLength: 8,
    }),
    fc.constantFrom(1, 30, 150)
  )
  .map(([parts, times]) => parts.join("").repeat(times))

const anyId = fc
  .tuple(fc.string({ minLength: 1, maxLength: 8 }), fc.constantFrom(1, 20, 200))
  .map(([text, times]) => text.repeat(times))

/** Major units, with more decimals than any currency has. */
const anyAmount = fc
  .tuple(fc.integer({ min: 0, max: 1e12 }), fc.constantFrom(0, 2, 3, 5, 12))
  .map(([digits, places]) => MathBN.convert(digits).shiftedBy(-places))

const anyQuantity = fc
  .tuple(fc.integer({ min: 1, max: 1e9 }), fc.constantFrom(0, 3, 18, 30))
  .map(([digits, places]) => MathBN.convert(digits).shiftedBy(-places))

const anyCurrency = fc.constantFrom(
  ..."USD EUR JPY IDR VND IQD KWD BHD OMR JOD TND LYD".split(" ")
)

const anyRate = fc
  .tuple(fc.bigInt({ min: 0n, max: 10n ** 18n }), fc.nat(20))
  .map(([digits, places]) => MathBN.convert(`${digits}e-${places}`).toFixed())

/** The refusals of the request as it is sent. */
const refusals = (schema: string, request: unknown) =>
  bodyRefusals(schema, JSON.parse(JSON.stringify(request)))

it("toEstimateRequest exceeds no limit of the contract", () => {
  const anyLine = fc.record({
    id: anyId,
    title: anyText,
    sku: anyText,
    productId: anyId,
    quantity: anyQuantity,
    amount: anyAmount,
  })
  fc.assert(
    fc.property(
      fc.array(anyLine, { minLength: 1, maxLength: 4 }),
      anyCurrency,
      anyId,
      (lines, currencyCode, id) => {
        const taxable = lines
          .filter(({ amount }) => !isTooLarge(amount, currencyCode))
          .map((line): TaxableLine => ({
            ...line,
            kind: "item",
            currencyCode,
            price: {
              withTax: MathBN.convert(0),
              withoutTax: line.amount,
            },
            rates: [],
          }))
        fc.pre(taxable.length > 0)
        expect(
          refusals(
            "TransactionEstimatePublicRequest",
            toEstimateRequest({
              externalId: id,
              date: new Date("2026-06-14T10:00:00Z"),
              lines: taxable,
              address: {
                type: "SHIP_TO",
                state: "TX",
                postal_code: "78701",
                country: "US",
              },
              customer: { id },
              shipping: { category: "Misc", subcategory: "Unknown" },
              fallback: { category: "Physical", subcategory: "Unknown" },
              classifiedProducts: new Set(),
            })
          )
        ).toEqual([])
      }
    ),
    RUNS
  )
})

const TERMS: LedgerTerms = { organizationId: "orgn_1", totalsIncludeTax: false }

const AT = new Date("2026-06-14T10:00:00Z")

describe.each([
  ["sale", "TransactionPublicRequest"],
  ["negative sale", "TransactionPublicRequest"],
  ["credit note", "CreditNoteCreate"],
])("the request for a %s", (kind, schema) => {
  it("exceeds no limit of the contract", () => {
    const anyLine = (currencyCode: string) => {
      const inDigits = anyAmount.map((amount) =>
        amount.decimalPlaces(sentDigits(currencyCode)).toFixed()
      )
      return fc.record({
        id: anyId,
        kind: fc.constantFrom("item" as const, "shipping" as const),
        productId: anyId,
        title: anyText,
        sku: anyText,
        quantity: anyQuantity.map((quantity) => quantity.toFixed()),
        net: inDigits,
        tax: inDigits,
        taxes: fc.array(
          fc.record({ name: anyText, rate: anyRate, amount: inDigits }),
          { maxLength: 3 }
        ),
      })
    }
    fc.assert(
      fc.property(
        anyCurrency.chain((currency) =>
          fc.record({
            currency: fc.constant(currency),
            lines: fc.uniqueArray(anyLine(currency), {
              minLength: 1,
              maxLength: 3,
              selector: ({ id }) => id,
            }),
            id: anyId,
            name: anyText,
            email: anyText,
          })
        ),
        ({ currency, lines, id, name, email }) => {
          const order = orderInAustin({
            currency_code: currency.toLowerCase(),
            customer_id: id,
            email,
            customer: { first_name: name, last_name: name },
          })
          const sold: ChargedLine[] = lines
          const note = {
            externalId: "ref_1",
            at: AT,
            credit: {
              lines: lines.map((line) => ({ ...line, units: "0" })),
              returns: {},
            },
            sold,
            description: name,
          }
          const request =
            kind === "sale"
              ? toSaleRequest(
                  order,
                  {
                    externalId: order.id,
                    at: AT,
                    lines: sold,
                    status: "COMMITTED",
                  },
                  TERMS
                )
              : kind === "credit note"
                ? toCreditNoteRequest(order, note, TERMS)
                : toNegativeSaleRequest(order, note, TERMS)
          expect(refusals(schema, request)).toEqual([])
        }
      ),
      RUNS
    )
  })
})
