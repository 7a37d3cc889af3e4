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

/**
 * The order in which {@link fingerprint} sees the lines: by content, so that
 * identical carts of different shoppers are one.
 *
 * @returns indices into `lines`
 */
export const canonicalOrder = (lines: TaxableLine[]): number[] => {
  const contents = lines.map(contentOf)
  return lines
    .map((_, index) => index)
    .sort((a, b) =>
      contents[a]! < contents[b]! ? -1 : contents[a] === contents[b] ? a - b : 1
    )
}

/**
 * A short name of what is to be estimated: equal for equal carts, whatever
 * their ids and the order of their lines.
 */
export const fingerprint = (subject: EstimateSubject): string =>
  createHash("sha256")
    .update(
      JSON.stringify([
        subject.settings ?? null,
        customerPart(subject),
        Object.entries(subject.address).sort(),
        subject.lines[0]?.currencyCode,
        subject.lines.map(contentOf).sort(),
      ])
    )
    .digest("base64url")
    .slice(0, 32)

const customerPart = ({ customer, address }: EstimateSubject): unknown =>
  customer
    ? [
        customer.id,
        customer.exemptBecause ?? null,
        taxIdFor(customer, address.country) ?? null,
        customer.version ?? null,
      ]
    : null

/** A line is asked about several times, and never changed. */
const CONTENTS = new WeakMap<TaxableLine, string>()

const contentOf = (line: TaxableLine): string => {
  const known = CONTENTS.get(line)
  if (known !== undefined) {
    return known
  }
  const content = written(line)
  CONTENTS.set(line, content)
  return content
}

const written = (line: TaxableLine): string =>
  JSON.stringify([
    line.kind,
    line.productId ?? null,
    line.title ?? null,
    line.sku ?? null,
    line.classification?.category ?? null,
    line.classification?.subcategory ?? null,
    line.quantity.toFixed(),
    line.price.withTax.toFixed(),
    line.price.withoutTax.toFixed(),
  ])
