import { boundedRate, boundedText } from "../contract/bounds"
import type { TransactionRequest } from "../kintsugi-api"
import { sumOf } from "../tax/money"
import {
  type ChargedLine,
  type ChargedTax,
  grossOf,
  netOf,
} from "./charged-lines"
import { jurisdictionOf } from "./jurisdiction"
import type { OrderForLedger } from "./order"
import type { SentAddress } from "./transaction-parties"

/** How transactions are sent to an organization. */
export type LedgerTerms = {
  /** Kintsugi's organization, which every part of a transaction names. */
  organizationId: string
  /**
   * Whether a transaction's total is sent with tax. The items' amounts are
   * without tax in both cases.
   */
  totalsIncludeTax: boolean
}

/** The order's number, as the merchant and the shopper know it. */
export const friendlyId = ({
  display_id,
}: OrderForLedger): Pick<TransactionRequest, "external_friendly_id"> =>
  display_id ? { external_friendly_id: String(display_id) } : {}

/** A transaction's total in major units, with tax if the terms say so. */
export const totalOf = (
  lines: Pick<ChargedLine, "net" | "tax">[],
  { totalsIncludeTax }: Pick<LedgerTerms, "totalsIncludeTax">
): number => (totalsIncludeTax ? grossOf(lines) : netOf(lines)).toNumber()

type Item = TransactionRequest["transaction_items"][number]

/** Marks an item as exempt because of its customer. */
export const exemptionOf = ({
  exempt,
}: Pick<ChargedLine, "exempt">): Pick<Item, "tax_exemption"> =>
  exempt ? { tax_exemption: "CUSTOMER" } : {}

/** An item's rate: those of its jurisdictions added up, as a fraction. */
export const rateOf = ({ taxes }: Pick<ChargedLine, "taxes">): number =>
  boundedRate(sumOf(taxes.map(({ rate }) => rate)))

/**
 * An item's tax of one jurisdiction.
 *
 * @param place - where it is due
 */
export const toTaxItem = (
  { name, rate, amount }: ChargedTax,
  place: SentAddress | undefined,
  organizationId: string
): Item["tax_items"][number] => ({
  organization_id: organizationId,
  name: boundedText(name, "taxName"),
  rate: boundedRate(rate),
  amount: Number(amount),
  type: "IMPORTED",
  ...jurisdictionOf(name, place ?? {}),
})
