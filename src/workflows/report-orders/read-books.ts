import type { MedusaContainer } from "@medusajs/framework/types"
import { MathBN, MedusaError } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { type ChargedLine, taxOf } from "../../tax/books/charged-lines"
import {
  type TaxOfJurisdiction,
  type TaxOfOrder,
  byJurisdiction,
  taxOfOrder,
} from "../../tax/books/tax-of-order"
import { readRows } from "./enter"
import type { CreditContent, LedgerRow, SaleContent } from "./ledger-rows"
import { readOrder } from "./read-order"
import { TOLERANCE } from "./reconciliation"

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

/** What Kintsugi knows of an order, beside what it was charged. */
export type OrderBooks = {
  order_id: string
  currency_code: string
  transactions: TransactionReading[]
  /** Told less credited, in major units. */
  reported: { net: string; tax: string; total: string }
  /** What Kintsugi calculates for the sales it has; null: it has not said. */
  calculated_tax: string | null
  /** The tax of those sales as it was charged and as Kintsugi calculates it. */
  comparison: {
    charged: string
    calculated: string
    /** Charged less calculated. */
    difference: string
    /** Whether that is more than rounding explains. */
    differs: boolean
  } | null
  /** Tax of the sales less credit notes, by jurisdiction. */
  jurisdictions: TaxOfJurisdiction[]
  /** What the order itself says, reported or not. */
  order: TaxOfOrder
  /** Why it can't be read for the reports at present; null: it can. */
  problem: string | null
  /** Whether anything is reported at all: the option `sync.enabled`. */
  is_reporting: boolean
  /** Why Kintsugi can't be told, as a phrase; null where it can. */
  missing: string | null
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
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const [{ settings, missing }, [look], rows] = await Promise.all([
    service.getEffective(),
    service.listKintsugiOrders({ order_id: orderId }),
    readRows(orderId, container),
  ])
  const delivered = rows.filter(
    ({ told, kintsugi_status }) => told && kintsugi_status !== "CANCELLED"
  )
  const signed = delivered.flatMap((row) => {
    const sign = row.type === "sale" ? 1 : -1
    return toldLines(row).map((line) => ({ sign, ...line }))
  })
  const total = (part: "net" | "tax") =>
    MathBN.sum(0, ...signed.map((line) => MathBN.mult(line.sign, line[part])))
  const net = total("net")
  const tax = total("tax")
  const comparison = comparedTax(delivered)
  return {
    order_id: orderId,
    currency_code: order.currency_code,
    transactions: rows.map(toReading),
    reported: {
      net: net.toFixed(),
      tax: tax.toFixed(),
      total: net.plus(tax).toFixed(),
    },
    calculated_tax: comparison?.calculated ?? null,
    comparison,
    jurisdictions: byJurisdiction(signed),
    order: taxOfOrder(order),
    problem: look?.failure ?? null,
    is_reporting: settings.sync.enabled,
    missing: missing ?? null,
  }
}

const toldLines = ({
  type,
  told,
}: LedgerRow): Pick<ChargedLine, "net" | "tax" | "taxes">[] =>
  type === "sale"
    ? (told as SaleContent).lines
    : (told as CreditContent).credit.lines

/** Of the sales alone: Kintsugi calculates no credit note. */
const comparedTax = (delivered: LedgerRow[]): OrderBooks["comparison"] => {
  const sales = delivered.filter(
    ({ type, calculated_tax }) => type === "sale" && calculated_tax !== null
  )
  if (!sales.length) {
    return null
  }
  const charged = taxOf(sales.flatMap(toldLines))
  const calculated = MathBN.sum(
    0,
    ...sales.map(({ calculated_tax }) => calculated_tax ?? 0)
  )
  const difference = charged.minus(calculated)
  return {
    charged: charged.toFixed(),
    calculated: calculated.toFixed(),
    difference: difference.toFixed(),
    differs: difference.abs().gt(TOLERANCE),
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

/** No id is made of digits alone, so that a number is looked up by its index. */
const named = (word: string) =>
  /^\d+$/.test(word)
    ? { display_id: word }
    : {
        $or: [{ order_id: word }, { external_id: word }, { kintsugi_id: word }],
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
        ...(word && named(word)),
      },
      {
        take: limit,
        skip: offset,
        order: { occurred_at: "DESC", id: "DESC" },
      }
    )
  return { transactions: (rows as LedgerRow[]).map(toReading), count }
}
