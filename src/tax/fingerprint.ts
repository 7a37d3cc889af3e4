import { createHash } from "node:crypto"
import type { DestinationAddress } from "./address"
import { type CustomerStanding, taxIdFor } from "./customer-standing"
import type { TaxableLine } from "./taxable-lines"

/** All that can change Kintsugi's answer to an estimate, and nothing else. */
export type EstimateSubject = {
  lines: TaxableLine[]
  address: DestinationAddress
  customer?: CustomerStanding
  /** Short name of the settings that it is asked under; see `Effective.key`. */
  settings?: string
}

/** What a subject is known by, whatever the ids and the order of its lines. */
export type Identity = {
  /** A short name: equal for equal carts. */
  fingerprint: string
  /**
   * Indices into the subject's lines, in an order by content, so that identical
   * carts of different shoppers are one.
   */
  order: number[]
}

/** Names what is to be estimated. */
export const identify = (subject: EstimateSubject): Identity => {
  const contents = subject.lines.map(contentOf)
  const order = contents
    .map((_, index) => index)
    .sort((a, b) =>
      contents[a]! < contents[b]! ? -1 : contents[a] === contents[b] ? a - b : 1
    )
  const fingerprint = createHash("sha256")
    .update(
      JSON.stringify([
        subject.settings ?? null,
        customerPart(subject),
        Object.entries(subject.address).sort(),
        subject.lines[0]?.currencyCode,
        order.map((index) => contents[index]),
      ])
    )
    .digest("base64url")
    .slice(0, 32)
  return { fingerprint, order }
}

const customerPart = ({ customer, address }: EstimateSubject): unknown =>
  customer
    ? [
        customer.id,
        customer.exemptBecause ?? null,
        taxIdFor(customer, address.country) ?? null,
        customer.version ?? null,
      ]
    : null

/**
 * A discount's share of a price that includes tax depends on the tax, and Medusa
 * reckons its tenth digit anew at every change.
 */
const DIGITS = 6

const contentOf = (line: TaxableLine): string =>
  JSON.stringify([
    line.kind,
    line.productId ?? null,
    line.title ?? null,
    line.sku ?? null,
    line.classification?.category ?? null,
    line.classification?.subcategory ?? null,
    line.quantity.toFixed(),
    ...[line.price.withTax, line.price.withoutTax].map((price) =>
      price.decimalPlaces(DIGITS).toFixed()
    ),
  ])
