import { chargedLines } from "../../ledger/charged-lines"
import type { ItemOfOrder, ShippingMethodOfOrder } from "../../ledger/order"
import { taxIdFor } from "../../tax/customer/customer-tax-status"
import { isExemptIn } from "../../tax/customer/exemptions"
import { dayOf } from "../../tax/estimate/freshness"
import { amountOf } from "../../tax/cart/cart-lines"
import {
  type StoredTaxLine,
  readAnswer,
  readBuyerMarks,
} from "../../tax/explanation/read-answer"
import type {
  CustomerFacts,
  LineFacts,
  PlaceFacts,
  TaxFacts,
} from "../../tax/explanation/tax-facts"
import { sumOf } from "../../tax/money"
import type { ClassificationOf } from "./classify-lines"
import type { TaxSubject } from "./tax-subject"

type DatedTaxLine = StoredTaxLine & { created_at?: Date | string }

type Line = (ItemOfOrder | ShippingMethodOfOrder) & {
  tax_lines?: DatedTaxLine[] | null
}

/** An order, or a cart. */
type WithLines = {
  items?: unknown[] | null
  shipping_methods?: unknown[] | null
}

/** All tax lines of an order or a cart. */
export const taxLinesOf = (subject: WithLines): DatedTaxLine[] =>
  allLines(subject).flatMap(({ tax_lines }) => tax_lines ?? [])

const allLines = ({ items, shipping_methods }: WithLines): Line[] =>
  [...(items ?? []), ...(shipping_methods ?? [])] as Line[]

/**
 * The facts that the tax lines show, and those that are true now.
 *
 * @param now - what lines are classified as, and the customer's standing;
 * absent where these may have changed since the tax was calculated
 */
export const readFacts = (
  subject: TaxSubject,
  now?: { classificationOf: ClassificationOf; organizationId?: string }
): TaxFacts => {
  const lines = new Map(allLines(subject.order).map((line) => [line.id, line]))
  const isSold = new Set(subject.lines.map(({ id }) => id))
  return {
    currency_code: subject.currencyCode,
    calculated_at: calculatedAt(taxLinesOf(subject.order)),
    place: placeFacts(subject),
    customer: now
      ? customerFacts(subject, now.organizationId)
      : readBuyerMarks(taxLinesOf(subject.order)).isGuest
        ? { standing: "guest", reason: null, tax_id_country: null }
        : null,
    lines: chargedLines(subject.order).map((charged): LineFacts => {
      const line = lines.get(charged.id)!
      return {
        id: charged.id,
        kind: charged.kind,
        title: charged.title ?? null,
        product_id: charged.productId ?? null,
        quantity: charged.quantity,
        amount: charged.net,
        discount: sumOf((line.adjustments ?? []).map(amountOf)).toFixed(),
        price_includes_tax: Boolean(line.is_tax_inclusive),
        tax: charged.tax,
        classification:
          now && charged.kind !== "gift_card" && isSold.has(charged.id)
            ? now.classificationOf({
                kind: charged.kind,
                product_id: charged.productId,
              })
            : null,
        answer: readAnswer(line.tax_lines, charged.taxes),
      }
    }),
  }
}

/** When the latest tax line was written, in ISO 8601. */
export const calculatedAt = (taxLines: DatedTaxLine[]): string | null => {
  const times = taxLines.flatMap(({ created_at }) =>
    created_at ? [new Date(created_at).getTime()] : []
  )
  return times.length ? new Date(Math.max(...times)).toISOString() : null
}

/** The address that decides now, without its street. */
export const placeFacts = (
  subject: Pick<TaxSubject, "place" | "reading" | "metadata"> &
    Partial<Pick<TaxSubject, "order">>,
  status: string | null = subject.order ? verdictOf(subject.order) : null
): PlaceFacts | null => {
  const { place, reading, metadata } = subject
  if (!place) {
    return null
  }
  const { address } = place
  const read =
    reading.status === "complete"
      ? reading.address
      : {
          country: (address.country_code ?? "").toUpperCase(),
          state: address.province ?? "",
          postal_code: address.postal_code ?? "",
          city: address.city ?? undefined,
          street_1: address.address_1 ?? undefined,
        }
  const validation = metadata?.kintsugi_address_status
  return {
    type: place.type,
    country: read.country,
    state: read.state,
    postal_code: read.postal_code,
    city: read.city ?? null,
    has_street: Boolean(read.street_1),
    is_pickup: place.isPickUp ?? false,
    is_state_from_postal_code:
      reading.status === "complete" && Boolean(reading.isStateFromPostalCode),
    status: reading.status === "invalid" ? "INVALID" : status,
    validation: typeof validation === "string" ? validation : null,
  }
}

const verdictOf = (order: TaxSubject["order"]): string | null =>
  allLines(order)
    .flatMap(({ tax_lines }) => tax_lines ?? [])
    .map(({ data }) => data?.address_status)
    .find((status) => typeof status === "string") ?? null

/** A customer's standing at a place, now. */
export const customerFacts = (
  {
    customer,
    reading,
    place,
    shipsNothing,
    isTrusted,
  }: Pick<
    TaxSubject,
    "customer" | "reading" | "place" | "shipsNothing" | "isTrusted"
  >,
  organizationId: string | undefined
): CustomerFacts => {
  if (!isTrusted || !customer) {
    return {
      standing: isTrusted ? "taxable" : "guest",
      reason: null,
      tax_id_country: null,
    }
  }
  const address =
    reading.status === "complete" && place
      ? { ...reading.address, type: place.type, shipsNothing }
      : undefined
  const taxId = address && taxIdFor(customer, address)
  const isExempt =
    address &&
    isExemptIn(customer.exemptions ?? [], address, {
      organizationId,
      day: dayOf(new Date()),
    })
  return {
    standing: customer.exemptBecause
      ? "exempt_group"
      : isExempt
        ? "exempt"
        : "taxable",
    reason: customer.exemptBecause ?? null,
    tax_id_country:
      customer.taxIds?.find(({ number }) => number === taxId)?.country ?? null,
  }
}

/** The fingerprint that the tax lines carry, if they all carry one. */
export const fingerprintOfLines = (
  taxLines: StoredTaxLine[]
): string | undefined => {
  const fingerprints = new Set(
    taxLines
      .filter(({ data }) => data?.source !== "gift_card")
      .map(({ data }) => data?.fingerprint)
  )
  const [fingerprint] = fingerprints
  return fingerprints.size === 1 && typeof fingerprint === "string"
    ? fingerprint
    : undefined
}
