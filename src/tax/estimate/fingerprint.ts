import { createHash } from "node:crypto"
import type { DestinationAddress } from "../address/read-address"
import {
  type CustomerTaxStatus,
  taxIdFor,
} from "../customer/customer-tax-status"
import type { TaxableLine } from "../cart/taxable-line"

/** All that can change Kintsugi's answer to an estimate, and nothing else. */
export type FingerprintInput = {
  lines: TaxableLine[]
  address: DestinationAddress
  /** Whether nothing is shipped, as with digital goods; absent: not known. */
  shipsNothing?: boolean
  customer?: CustomerTaxStatus
  /** Short name of the settings of the request; see `Effective.key`. */
  settings?: string
}

/** Identifies a subject, whatever the ids and the order of its lines. */
export type Identity = {
  /** A short name: equal for equal carts. */
  fingerprint: string
  /**
   * Indices into the subject's lines, sorted by content, so that identical
   * carts of different shoppers are equal.
   */
  order: number[]
}

/** Identifies the subject of an estimate. */
export const fingerprintOf = (subject: FingerprintInput): Identity => {
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

const customerPart = ({
  customer,
  address,
  shipsNothing,
}: FingerprintInput): unknown =>
  customer
    ? [
        customer.id,
        customer.exemptBecause ?? null,
        taxIdFor(customer, { ...address, shipsNothing }) ?? null,
        customer.version ?? null,
        ...(customer.exemptions?.length ? [customer.exemptions] : []),
      ]
    : null

/**
 * A discount's share of a price that includes tax depends on the tax, and its
 * tenth digit differs each time that Medusa recalculates it.
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
