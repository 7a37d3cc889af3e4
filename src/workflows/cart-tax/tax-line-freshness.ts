import { type KintsugiErrorCode, OUTAGE_CODES } from "../../kintsugi-api"
import type { AnsweredCart } from "../../modules/kintsugi/cart-handoff"
import { readAddress } from "../../tax/address/read-address"
import {
  type SerializedLine,
  deserializeLines,
} from "../../tax/cart/cart-lines"
import { shipsNothing, toTaxAddress } from "../../tax/cart/place-of-supply"
import type { CustomerTaxStatus } from "../../tax/customer/customer-tax-status"
import { placeOfReading } from "../../tax/customer/exemptions"
import { statusAt } from "../../tax/customer/group-exemptions"
import { dayOf } from "../../tax/estimate/freshness"
import { fingerprintOf } from "../../tax/estimate/fingerprint"
import { isKintsugi } from "../settings/taxed-countries"
import type { LoadedCart } from "./load-cart"
import { type CartForTax, type TaxLineOfCart, allLines } from "./read-cart"

/** For each kind of line, whether all its tax lines are up to date. */
export type UpToDateKinds = Record<SerializedLine["kind"], boolean>

export const isAllUpToDate = (kinds: UpToDateKinds): boolean =>
  kinds.item && kinds.shipping

/** Whether a tax line says that the address is incomplete. */
export const isPending = ({
  provider_id,
  data,
}: Pick<TaxLineOfCart, "provider_id" | "data">): boolean =>
  isKintsugi(provider_id) && data?.reason === "address_incomplete"

/** Which kinds of these lines have the tax lines of this very answer. */
export const findKindsOfAnswer = (
  cart: CartForTax,
  lines: SerializedLine[],
  answered: AnsweredCart
): UpToDateKinds =>
  findUpToDateKinds(
    cart,
    lines,
    ({ source, fingerprint }) =>
      source === "kintsugi" && fingerprint === answered.fingerprint
  )

/**
 * For each kind, whether every line's tax belongs to the current cart.
 *
 * @param belongs - decides by a tax line's data
 */
export const findUpToDateKinds = (
  cart: CartForTax,
  lines: SerializedLine[],
  belongs: (data: Record<string, unknown>) => boolean
): UpToDateKinds => {
  const taxLines = new Map(
    allLines(cart).map((line) => [line.id, line.tax_lines ?? []])
  )
  const isUpToDateKind = (kind: SerializedLine["kind"]) =>
    lines
      .filter((line) => line.kind === kind)
      .every(({ id }) => {
        const ofLine = taxLines.get(id) ?? []
        return (
          ofLine.length > 0 &&
          isOneAnswer(ofLine) &&
          ofLine.every(
            ({ provider_id, data }) =>
              isKintsugi(provider_id) && belongs(data ?? {})
          )
        )
      })
  return { item: isUpToDateKind("item"), shipping: isUpToDateKind("shipping") }
}

/**
 * Whether a line's tax lines come from one answer: all of them say the same of
 * the line, and there are no duplicates. When Medusa undoes the removal of a
 * line, it also restores the tax lines that had been replaced.
 */
const isOneAnswer = (taxLines: TaxLineOfCart[]): boolean =>
  countOf(
    taxLines.map(({ tax_rate_id, code, description, rate }) => [
      tax_rate_id,
      code,
      description,
      rate,
    ])
  ) === taxLines.length &&
  countOf(taxLines.map(({ data }) => [data?.source, data?.line])) === 1

const countOf = (values: unknown[]): number =>
  new Set(values.map((value) => JSON.stringify(value))).size

/** What a cart's tax depends on apart from the cart. */
type FreshnessInput = {
  /** See `EffectiveSettings.key`. */
  settings: string
  /** Of a customer who is trusted. */
  customer?: CustomerTaxStatus
  /** See `RefreshOptions`. */
  retryUnanswered: boolean
}

/** @returns whether a tax line, by its data, belongs to the current cart */
export const createFreshnessCheck = (
  {
    cart,
    place,
    lines,
    isCustomerTrusted,
  }: Pick<LoadedCart, "cart" | "place" | "lines" | "isCustomerTrusted">,
  { settings, customer: knownCustomer, retryUnanswered }: FreshnessInput
): ((data: Record<string, unknown>) => boolean) => {
  const reading = readAddress(toTaxAddress(place.address))
  const hasExpectedMark = (mark: unknown): boolean =>
    (mark === "guest") === !isCustomerTrusted
  if (reading.status === "incomplete") {
    return ({ reason, customer: mark }) =>
      reason === "address_incomplete" && hasExpectedMark(mark)
  }
  const customer =
    knownCustomer &&
    statusAt(
      knownCustomer,
      placeOfReading(reading, place.address?.country_code),
      dayOf(new Date())
    )
  if (reading.status === "invalid") {
    const mayBeExempt = Boolean(
      customer?.exemptBecause || customer?.exemptions?.length
    )
    return ({ reason, customer: mark, exempt_by }) =>
      reason === "invalid_address" &&
      hasExpectedMark(mark) &&
      // No request is made for such an address: asking again costs nothing.
      !mayBeExempt &&
      exempt_by === undefined
  }
  const { fingerprint: current } = fingerprintOf({
    lines: deserializeLines(lines, cart.currency_code.toUpperCase(), new Map()),
    address: { ...reading.address, type: place.type },
    shipsNothing: shipsNothing(cart),
    customer,
    settings,
  })
  return ({ fingerprint, reason, exempt_because }) =>
    fingerprint === current &&
    // Written before tax lines left out the merchant's own words.
    exempt_because === undefined &&
    !(retryUnanswered && RETRYABLE_REASONS.has(String(reason)))
}

/** Why Kintsugi gave no answer, where a retry may get one. */
const RETRYABLE_REASONS = new Set<string>([
  ...OUTAGE_CODES,
  "bad_response",
  "unauthorized",
  "forbidden",
  "not_found",
] satisfies KintsugiErrorCode[])
