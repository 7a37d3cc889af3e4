import { MathBN } from "@medusajs/framework/utils"
import type { Estimate, EstimateRequest } from "../../../kintsugi-api"
import type { ChargedLine } from "../../../ledger/charged-lines"
import type { OrderForLedger } from "../../../ledger/order"
import type { CreditedLine } from "../../../ledger/uncredited-lines"
import type { KintsugiSettings } from "../../../options"
import type { DestinationAddress } from "../../../tax/address/read-address"
import type { TaxableLine } from "../../../tax/cart/taxable-line"
import { toEstimateRequest } from "../../../tax/estimate/estimate-request"
import {
  validateEstimate,
  withLineIds,
} from "../../../tax/estimate/validate-estimate"
import { ZERO } from "../../../tax/money"
import { defaultCategories } from "../../../tax/products/default-categories"

/** The beginning of each id that the doctor gives a record at Kintsugi. */
export const PREFIX = "medusa-doctor"

/**
 * A name for one run, unlike that of any other.
 *
 * @param suffix - random characters
 *
 * @example
 * newRunId(new Date("2026-11-30T14:53:52Z"), "x7f3") // "medusa-doctor-20261130145352-x7f3"
 */
export const newRunId = (at: Date, suffix: string): string =>
  `${PREFIX}-${at.toISOString().slice(0, 19).replace(/\D/g, "")}-${suffix}`

/** A public building in a state, for the records' address. */
export type TestPlace = DestinationAddress & {
  street_1: string
  street_2: string
  city: string
}

const place = (
  street_1: string,
  city: string,
  state: string,
  postal_code: string
): TestPlace => ({
  type: "SHIP_TO",
  street_1,
  street_2: "Suite 1",
  city,
  state,
  postal_code,
  country: "US",
})

/** Capitols and city halls, in states that tax what the doctor sells. */
const PLACES = [
  place("1100 Congress Ave", "Austin", "TX", "78701"),
  place("416 Sid Snyder Ave SW", "Olympia", "WA", "98504"),
  place("1315 10th St", "Sacramento", "CA", "95814"),
  place("400 S Monroe St", "Tallahassee", "FL", "32399"),
  place("401 S 2nd St", "Springfield", "IL", "62701"),
  place("501 N 3rd St", "Harrisburg", "PA", "17120"),
  place("260 Broadway", "New York", "NY", "10007"),
]

/**
 * Where the records are sold to: a state in which the organization is
 * registered, or else Texas.
 *
 * @param states - two letters each
 */
export const choosePlace = (states: ReadonlySet<string>): TestPlace =>
  PLACES.find(({ state }) => states.has(state)) ?? PLACES[0]!

/** The products of a run, by their ids at Kintsugi. */
export type TestProducts = { goods: string; shipping?: string }

/** A line of a test sale, before tax: amounts in major units. */
type TestLine = { id: string; title: string; quantity: number; net: string }

const GOODS = { id: "goods", title: "Doctor's test item" }
const SHIPPING = { id: "shipping", title: "Doctor's test shipping" }

/** What is sold: some goods of 5.00 each, and shipping of 4.00. */
const linesOf = (units: number): TestLine[] => [
  { ...GOODS, quantity: units, net: MathBN.mult(units, 5).toFixed(2) },
  { ...SHIPPING, quantity: 1, net: "4.00" },
]

/** The lines of a test cart as the plugin's checkout would ask about them. */
export const taxableLines = (units: number): TaxableLine[] =>
  linesOf(units).map(({ id, title, quantity, net }) => ({
    kind: id === SHIPPING.id ? "shipping" : "item",
    id,
    title,
    quantity: MathBN.convert(quantity),
    price: { withTax: ZERO, withoutTax: MathBN.convert(net) },
    amount: MathBN.convert(net),
    currencyCode: "USD",
    rates: [],
  }))

/**
 * The request for an estimate as the plugin's checkout builds it.
 *
 * @param asIfRegistered - whether Kintsugi taxes it without a registration too
 */
export const estimateRequest = (
  {
    externalId,
    at,
    address,
    lines,
    customerId,
  }: {
    externalId: string
    at: Date
    address: DestinationAddress
    lines: TaxableLine[]
    customerId?: string
  },
  settings: KintsugiSettings,
  { asIfRegistered }: { asIfRegistered: boolean }
): EstimateRequest => ({
  ...toEstimateRequest({
    externalId,
    date: at,
    lines,
    address,
    classifiedProducts: new Set(),
    ...defaultCategories(settings),
  }),
  ...(customerId && { customer: { external_id: customerId } }),
  ...(asIfRegistered && { simulate_active_registration: true }),
})

/**
 * The lines as they were charged, with the tax of the estimate.
 *
 * @returns why the estimate can't be used, where it can't
 */
export const chargedLinesFrom = (
  estimate: Estimate,
  lines: TaxableLine[],
  products: TestProducts
): { lines: ChargedLine[] } | { problem: string } => {
  const valid = validateEstimate(withLineIds(estimate, lines), lines)
  if ("problem" in valid) {
    return valid
  }
  return {
    lines: valid.taxes.flatMap(({ line, amount, jurisdictions }) => {
      const productId =
        line.id === GOODS.id ? products.goods : products.shipping
      return productId
        ? {
            id: line.id,
            kind: "item" as const,
            productId,
            title: line.title,
            quantity: line.quantity.toFixed(),
            net: line.amount.toFixed(2),
            tax: amount.toFixed(2),
            taxes: jurisdictions
              .flatMap(({ parts, ...whole }) => parts ?? [whole])
              .map((one) => ({
                name: one.name,
                rate: one.rate.toFixed(),
                amount: one.amount.toFixed(2),
              })),
          }
        : []
    }),
  }
}

/** The order that a test sale is the sale of. */
export const testOrder = (
  id: string,
  customerId: string,
  at: Date,
  address: TestPlace
): OrderForLedger => {
  const where = {
    first_name: "Doctor",
    last_name: "Test",
    address_1: address.street_1,
    address_2: address.street_2,
    city: address.city,
    province: address.state.toLowerCase(),
    postal_code: address.postal_code,
    country_code: address.country.toLowerCase(),
  }
  return {
    id,
    display_id: id,
    status: "pending",
    created_at: at,
    currency_code: "usd",
    email: "doctor@example.com",
    customer_id: customerId,
    customer: {
      id: customerId,
      first_name: "Doctor",
      last_name: "Test",
      email: "doctor@example.com",
    },
    shipping_address: where,
    billing_address: where,
  }
}

/** Whole lines of a sale, credited. */
export const creditOf = (lines: ChargedLine[]): CreditedLine[] =>
  lines.map(({ id, quantity, net, tax, taxes }) => ({
    id,
    quantity,
    units: quantity,
    net,
    tax,
    taxes,
  }))

/** The first line, and the others. */
export const splitLines = (
  lines: ChargedLine[]
): [ChargedLine[], ChargedLine[]] => [lines.slice(0, 1), lines.slice(1)]

const PDF_OBJECTS = [
  "<< /Type /Catalog /Pages 2 0 R >>",
  "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
  "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 100] >>",
]

/** A certificate to attach: a PDF of one empty page. */
export const testCertificate = (): Buffer => {
  let pdf = "%PDF-1.4\n"
  const offsets = PDF_OBJECTS.map((object, index) => {
    const offset = pdf.length
    pdf += `${index + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  const table = offsets
    .map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`)
    .join("")
  const trailer = [
    "xref",
    `0 ${offsets.length + 1}`,
    "0000000000 65535 f ",
    `${table}trailer`,
    `<< /Size ${offsets.length + 1} /Root 1 0 R >>`,
    "startxref",
    String(pdf.length),
    "%%EOF",
    "",
  ].join("\n")
  return Buffer.from(`${pdf}${trailer}`, "latin1")
}
