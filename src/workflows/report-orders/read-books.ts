import type { MedusaContainer } from "@medusajs/framework/types"
import { MathBN, MedusaError } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { readRows } from "./enter"
import type { CreditContent, LedgerRow, SaleContent } from "./ledger-rows"
import { readOrder } from "./read-order"

/** A record of the ledger as the Admin shows it. */
export type TransactionReading = {
  id: string
  order_id: string
  display_id: string | null
  organization_id: string
  type: LedgerRow["type"]
  reason: LedgerRow["reason"]
  reference_id: string
  external_id: string
  kintsugi_id: string | null
  kintsugi_status: string | null
  state: LedgerRow["state"]
  waits_for: LedgerRow["waits_for"]
  /** Why it is not delivered, in words. */
  message: string | null
  error_code: string | null
  occurred_at: Date
  currency_code: string
  /** In major units, as decimals. */
  net: string
  tax: string
  total: string
  calculated_tax: string | null
  locked: boolean
  attempts: number
  next_attempt_at: Date | null
  delivered_at: Date | null
  created_at: Date
  updated_at: Date
}

export const toReading = (row: LedgerRow): TransactionReading => ({
  id: row.id,
  order_id: row.order_id,
  display_id: row.display_id,
  organization_id: row.organization_id,
  type: row.type,
  reason: row.reason,
  reference_id: row.reference_id,
  external_id: row.external_id,
  kintsugi_id: row.kintsugi_id,
  kintsugi_status: row.kintsugi_status,
  state: row.state,
  waits_for: row.waits_for,
  message: row.message,
  error_code: row.error_code,
  occurred_at: row.occurred_at,
  currency_code: row.currency_code,
  net: row.net,
  tax: row.tax,
  total: MathBN.add(row.net, row.tax).toFixed(),
  calculated_tax: row.calculated_tax,
  locked: row.locked,
  attempts: row.attempts,
  next_attempt_at: row.next_attempt_at,
  delivered_at: row.delivered_at,
  created_at: row.created_at,
  updated_at: row.updated_at,
})

/** What Kintsugi knows of an order, and what it was charged by jurisdiction. */
export type OrderBooks = {
  order_id: string
  currency_code: string
  transactions: TransactionReading[]
  /** Told less credited, in major units. */
  reported: { net: string; tax: string; total: string }
  /** What Kintsugi calculates for the sales it has; null: it has not said. */
  calculated_tax: string | null
  /** Tax of the sales less credit notes, by jurisdiction. */
  jurisdictions: { name: string; rate: string; amount: string }[]
}

/** @throws MedusaError (not_found) where the store has no such order */
export const readBooks = async (
  orderId: string,
  container: MedusaContainer
): Promise<OrderBooks> => {
  const order = await readOrder(orderId, container)
  if (!order) {
    throw new MedusaError(
      MedusaError.Types.NOT_FOUND,
      `There is no order ${orderId}.`
    )
  }
  const rows = await readRows(orderId, container)
  const delivered = rows.filter(
    ({ told, kintsugi_status }) => told && kintsugi_status !== "CANCELLED"
  )
  const signed = delivered.flatMap((row) => {
    const sign = row.type === "sale" ? 1 : -1
    const lines =
      row.type === "sale"
        ? (row.told as SaleContent).lines
        : (row.told as CreditContent).credit.lines
    return lines.map((line) => ({ sign, ...line }))
  })
  const net = MathBN.sum(
    0,
    ...signed.map(({ sign, net }) => MathBN.mult(sign, net))
  )
  const tax = MathBN.sum(
    0,
    ...signed.map(({ sign, tax }) => MathBN.mult(sign, tax))
  )
  const calculated = delivered
    .filter(({ type }) => type === "sale")
    .flatMap(({ calculated_tax }) => calculated_tax ?? [])
  const jurisdictions = new Map<
    string,
    { name: string; rate: string; amount: string }
  >()
  for (const { sign, taxes } of signed) {
    for (const { name, rate, amount } of taxes) {
      const known = jurisdictions.get(name)
      jurisdictions.set(name, {
        name,
        rate: known?.rate ?? rate,
        amount: MathBN.add(
          known?.amount ?? 0,
          MathBN.mult(sign, amount)
        ).toFixed(),
      })
    }
  }
  return {
    order_id: orderId,
    currency_code: order.currency_code,
    transactions: rows.map(toReading),
    reported: {
      net: net.toFixed(),
      tax: tax.toFixed(),
      total: net.plus(tax).toFixed(),
    },
    calculated_tax: calculated.length
      ? MathBN.sum(0, ...calculated).toFixed()
      : null,
    jurisdictions: [...jurisdictions.values()],
  }
}

export type TransactionFilter = {
  state?: LedgerRow["state"][]
  type?: LedgerRow["type"][]
  order_id?: string
  /** An order number, or an id of ours or Kintsugi's. */
  q?: string
  from?: Date
  to?: Date
  limit: number
  offset: number
}

/** A page of the ledger, what happened last first. */
export const listTransactions = async (
  { state, type, order_id, q, from, to, limit, offset }: TransactionFilter,
  container: MedusaContainer
): Promise<{ transactions: TransactionReading[]; count: number }> => {
  const word = q?.replace(/^#/, "")
  const [rows, count] = await container
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .listAndCountKintsugiTransactions(
      {
        ...(state && { state }),
        ...(type && { type }),
        ...(order_id && { order_id }),
        ...((from || to) && {
          occurred_at: { ...(from && { $gte: from }), ...(to && { $lte: to }) },
        }),
        ...(word && {
          $or: [
            { display_id: word },
            { order_id: word },
            { external_id: word },
            { kintsugi_id: word },
          ],
        }),
      },
      {
        take: limit,
        skip: offset,
        order: { occurred_at: "DESC", id: "DESC" },
      }
    )
  return { transactions: (rows as LedgerRow[]).map(toReading), count }
}
