import type { OrderForLedger } from "../../ledger/order"
import type { LedgerEntryRow, RowValues } from "./entry-rows"

/**
 * The part of a request that is stored after it was sent: what is required to
 * compare and to explain it. The customer and the addresses are in the order.
 */
export const trimRequest = (
  request: Record<string, unknown>
): { request: Record<string, unknown>; trimmed_at: Date } => {
  const fields = Object.entries(request).filter(
    ([field]) => field !== "customer" && field !== "addresses"
  )
  return { request: Object.fromEntries(fields), trimmed_at: new Date() }
}

/**
 * What a row stores of an entry that is still to be sent. If the customer is
 * deleted, or their data were removed from the row, no personal data are
 * stored: the request is rebuilt from the order when it is sent.
 *
 * @param row - the current row, if there is one
 */
export const storedValues = <
  Values extends Pick<RowValues, "sent_as" | "request" | "trimmed_at">,
>(
  values: Values,
  order: Pick<OrderForLedger, "customer_id" | "customer">,
  row: Pick<LedgerEntryRow, "state" | "trimmed_at"> | undefined
): Values =>
  values.sent_as !== "credit_note" && (isCustomerGone(order) || isErased(row))
    ? { ...values, ...trimRequest(values.request) }
    : values

/** Medusa's orders keep the id of a customer who was deleted. */
const isCustomerGone = ({
  customer_id,
  customer,
}: Pick<OrderForLedger, "customer_id" | "customer">): boolean =>
  Boolean(customer_id) && !customer

/** Whether it was trimmed before it was sent. */
const isErased = (
  row: Pick<LedgerEntryRow, "state" | "trimmed_at"> | undefined
): boolean =>
  Boolean(row?.trimmed_at) &&
  row?.state !== "delivered" &&
  row?.state !== "skipped"
