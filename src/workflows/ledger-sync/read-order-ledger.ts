import type { MedusaContainer } from "@medusajs/framework/types"
import { MathBN, MedusaError } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import type { OrderForLedger } from "../../ledger/order"
import { sumOf } from "../../tax/money"
import { type ChargedLine, taxOf } from "../../ledger/charged-lines"
import {
  type TaxOfJurisdiction,
  type TaxOfOrder,
  byJurisdiction,
  taxOfOrder,
} from "../../ledger/order-tax-summary"
import {
  type DifferenceReason,
  type TaxedHow,
  isMoreThanRounding,
  reasonOfDifference,
} from "../../ledger/tax-difference"
import { ofOrganization } from "./organization-binding"
import { readRows } from "./read-entries"
import { isPlacedSince } from "./reported-orders"
import type { CreditContent, LedgerEntryRow, SaleContent } from "./entry-rows"
import { parentOf, parentOrderOption } from "./parent-order"
import { readOrder } from "./read-order"

/** A ledger entry as the Admin shows it. */
export type TransactionReading = {
  id: string
  order_id: string
  display_id: string | null
  organization_id: string
  type: LedgerEntryRow["type"]
  reason: LedgerEntryRow["reason"]
  reference_id: string
  external_id: string
  kintsugi_id: string | null
  kintsugi_status: string | null
  state: LedgerEntryRow["state"]
  blocked_by: LedgerEntryRow["blocked_by"]
  /** Why it is not delivered, in words. */
  message: string | null
  error_code: string | null
  /**
   * The product that Kintsugi does not accept, if the entry waits for one. Its
   * id is Medusa's, or one of the plugin's own for shipping and gift cards.
   */
  product: { id: string; title: string | null } | null
  occurred_at: Date
  currency_code: string
  /** In major units, as decimals. */
  net: string
  tax: string
  total: string
  calculated_tax: string | null
  /** Tax charged less `calculated_tax`; null: not calculated. */
  difference: string | null
  /** Why; null: there is none, or it takes the order's ledger to say. */
  difference_reason: DifferenceReason | null
  /** Of an order's sale: what its tax is by, where Kintsugi could not answer. */
  tax_source: LedgerEntryRow["tax_source"]
  locked: boolean
  attempts: number
  next_attempt_at: Date | null
  delivered_at: Date | null
  created_at: Date
  updated_at: Date
}

/** @param how - what the order says of how it was taxed, if it was read */
export const toReading = (
  row: LedgerEntryRow,
  how: TaxedHow = { source: row.tax_source }
): TransactionReading => {
  const difference =
    row.calculated_tax === null
      ? null
      : MathBN.sub(row.tax, row.calculated_tax).toFixed()
  return {
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
    blocked_by: row.blocked_by,
    message: row.message,
    error_code: row.error_code,
    product:
      row.blocked_by === "product"
        ? (row.product as TransactionReading["product"])
        : null,
    occurred_at: row.occurred_at,
    currency_code: row.currency_code,
    net: row.net,
    tax: row.tax,
    total: MathBN.add(row.net, row.tax).toFixed(),
    calculated_tax: row.calculated_tax,
    difference,
    difference_reason:
      difference === null ? null : reasonOfDifference(difference, how),
    tax_source: row.tax_source,
    locked: row.locked,
    attempts: row.attempts,
    next_attempt_at: row.next_attempt_at,
    delivered_at: row.delivered_at,
    created_at: row.created_at,
    updated_at: row.updated_at,
  }
}

/** What Kintsugi has of an order, and what the order was charged. */
export type OrderLedger = {
  order_id: string
  currency_code: string
  transactions: TransactionReading[]
  /** Reported less credited, in major units. */
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
    /** Why they differ; null: they don't. */
    reason: DifferenceReason | null
  } | null
  /** Tax of the sales less credit notes, by jurisdiction. */
  jurisdictions: TaxOfJurisdiction[]
  /** The order's own tax, whether it is reported or not. */
  order: TaxOfOrder
  /** Why it can't be read for the reports at present; null: it can. */
  problem: string | null
  /**
   * Since when orders are reported automatically, ISO 8601, if this one was
   * placed before that and is not reported; null: its age does not matter.
   */
  older_than: Date | null
  /** As {@link OrderForLedger.part_of}; null: it is an order of its own. */
  part_of: string | true | null
  /** Whether anything is reported at all: the option `sync.enabled`. */
  is_reporting: boolean
  /** Why nothing can be sent to Kintsugi, as a phrase; null: it can. */
  missing: string | null
}

/** @throws MedusaError (not_found) where the store has no such order */
export const readOrderLedger = async (
  orderId: string,
  container: MedusaContainer
): Promise<OrderLedger> => {
  const order = await readOrder(orderId, container)
  if (!order) {
    throw new MedusaError(
      MedusaError.Types.NOT_FOUND,
      `There is no order ${orderId}.`
    )
  }
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const [{ settings, missing }, { since }, [sync], rows] = await Promise.all([
    service.settings.getEffective(),
    service.reporting.get(),
    service.listKintsugiOrderSyncs({ order_id: orderId }),
    readRows(orderId, container),
  ])
  const delivered = ofOrganization(
    sync?.organization_id ?? undefined,
    rows
  ).filter(
    ({ delivered_content, kintsugi_status }) =>
      delivered_content && kintsugi_status !== "CANCELLED"
  )
  const isOlder =
    !rows.length && !sync?.requested && since && !isPlacedSince(order, since)
  const lines = delivered.flatMap((row) => {
    const sign = row.type === "sale" ? 1 : -1
    return deliveredLines(row).map((line) => ({ sign, ...line }))
  })
  const total = (part: "net" | "tax") =>
    sumOf(lines.map((line) => MathBN.mult(line.sign, line[part])))
  const net = total("net")
  const tax = total("tax")
  const taxOfThis = taxOfOrder(order)
  const how: TaxedHow = {
    source: taxOfThis.fallback?.source ?? null,
    taxedBy: taxOfThis.taxed_by,
  }
  const comparison = comparedTax(delivered, how)
  return {
    order_id: orderId,
    currency_code: order.currency_code,
    transactions: rows.map((row) => toReading(row, how)),
    reported: {
      net: net.toFixed(),
      tax: tax.toFixed(),
      total: net.plus(tax).toFixed(),
    },
    calculated_tax: comparison?.calculated ?? null,
    comparison,
    jurisdictions: byJurisdiction(lines),
    order: taxOfThis,
    problem: sync?.failure ?? null,
    older_than: isOlder ? since : null,
    part_of: partOf(order, container),
    is_reporting: settings.sync.enabled,
    missing: missing ?? null,
  }
}

/** If the option fails, the order's processing says so, as its problem. */
const partOf = (
  order: OrderForLedger,
  container: MedusaContainer
): OrderLedger["part_of"] => {
  try {
    return parentOf(order, parentOrderOption(container)) ?? null
  } catch {
    return null
  }
}

const deliveredLines = ({
  type,
  delivered_content,
}: LedgerEntryRow): Pick<ChargedLine, "net" | "tax" | "taxes">[] =>
  type === "sale"
    ? (delivered_content as SaleContent).lines
    : (delivered_content as CreditContent).credit.lines

/** Of the sales only: Kintsugi does not calculate credit notes. */
const comparedTax = (
  delivered: LedgerEntryRow[],
  how: TaxedHow
): OrderLedger["comparison"] => {
  const sales = delivered.filter(
    ({ type, calculated_tax }) => type === "sale" && calculated_tax !== null
  )
  if (!sales.length) {
    return null
  }
  const charged = taxOf(sales.flatMap(deliveredLines))
  const calculated = sumOf(
    sales.map(({ calculated_tax }) => calculated_tax ?? 0)
  )
  const difference = charged.minus(calculated)
  return {
    charged: charged.toFixed(),
    calculated: calculated.toFixed(),
    difference: difference.toFixed(),
    differs: isMoreThanRounding(difference),
    reason: reasonOfDifference(difference, how),
  }
}
